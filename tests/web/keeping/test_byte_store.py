"""The store: what it holds never weighs more than it may, and what was used last stays."""

import random

from app.web.keeping.byte_store import ByteStore


def test_it_never_holds_more_than_it_may_and_forgets_what_was_not_used_for_longest(seed: int) -> None:
    dice = random.Random(seed)
    store: ByteStore[int, bytes] = ByteStore(10_000, lambda _, value: len(value))
    used: dict[int, bytes] = {}  # in the order of their last use
    for _ in range(2_000):
        key = dice.randrange(40)
        value = store.get(key)
        if value is None:
            value = bytes(dice.randrange(1, 1_500))
            store.put(key, value)
        used.pop(key, None)
        used[key] = value
        here = [each for each in used if each in store]
        assert store.used == sum(len(used[each]) for each in here) <= 10_000
        assert here == [*used][-len(here) :]


def test_what_weighs_more_than_everything_is_not_kept() -> None:
    store: ByteStore[str, bytes] = ByteStore(100, lambda _, value: len(value))
    store.put("small", bytes(10))
    store.put("large", bytes(101))

    assert "large" not in store
    assert store.used <= 100


def test_what_is_replaced_weighs_what_it_weighs_now_and_nothing_new_comes_so() -> None:
    store: ByteStore[str, bytes] = ByteStore(100, lambda _, value: len(value))
    store.put("small", bytes(10))
    store.replace("small", b"less")
    store.replace("other", b"never put")

    assert (store.get("small"), store.used, "other" in store) == (b"less", 4, False)


def test_what_is_cleared_is_gone() -> None:
    store: ByteStore[str, bytes] = ByteStore(100, lambda _, value: len(value))
    store.put("small", bytes(10))
    store.clear()

    assert ("small" in store, store.used) == (False, 0)
