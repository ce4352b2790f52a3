"""Single flight: however many ask at once, it is made once; who fails leaves the next one to try."""

import random
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.single_flight import Flights, made_once
from tests.sampling import examples

MANY = 8


def at_once(work: Callable[[int], object], times: int = MANY) -> list[object]:
    """What each of so many threads gets that begin together."""
    together = threading.Barrier(times)

    def begin(number: int) -> object:
        together.wait()
        return work(number)

    with ThreadPoolExecutor(times) as threads:
        return [*threads.map(begin, range(times))]


def test_what_many_ask_for_at_once_is_made_once() -> None:
    made = Counter[str]()

    @made_once
    def slow(name: str) -> object:
        made[name] += 1
        threading.Event().wait(0.02)
        return object()

    found = at_once(lambda number: slow("ab"[number % 2]))

    assert made == {"a": 1, "b": 1}
    assert len({*found}) == 2
    assert slow("a") in found


def test_who_fails_leaves_the_next_one_to_try() -> None:
    tries = [0]

    @made_once
    def fails_first() -> str:
        tries[0] += 1
        if tries[0] == 1:
            raise LookupError
        return "made"

    with pytest.raises(LookupError):
        fails_first()
    assert {*at_once(lambda _: fails_first())} == {"made"}
    assert tries == [2]


def test_one_thing_may_be_made_of_another_and_of_itself() -> None:
    @made_once
    def sum_to(last: int) -> int:
        return last + sum_to(last - 1) if last else 0

    assert sum_to(20) == 210


def test_those_with_one_key_go_one_after_the_other_and_the_last_leaves_nothing(seed: int) -> None:
    turns, inside, most = Flights(), Counter[int](), Counter[int]()
    dice = random.Random(seed)
    keys = [[dice.randrange(3) for _ in range(examples(20))] for _ in range(MANY)]

    def come(number: int) -> None:
        for key in keys[number]:
            with turns.flight(key):
                inside[key] += 1
                most[key] = max(most[key], inside[key])
                threading.Event().wait(0.0002)
                inside[key] -= 1

    at_once(come)

    assert {*most.values()} == {1}
    assert turns.wanted == 0
    assert not vars(turns)["_turns"]


def test_those_with_different_keys_do_not_wait_for_each_other() -> None:
    turns, together = Flights(), threading.Barrier(MANY, timeout=20)

    def come(number: int) -> int:
        with turns.flight(number):
            return together.wait()

    assert sorted(map(str, at_once(come))) == [str(number) for number in range(MANY)]


def test_a_turn_is_given_back_by_who_fails() -> None:
    turns = Flights()
    with pytest.raises(LookupError), turns.flight("key"):
        raise LookupError
    with turns.flight("key"):
        assert turns.wanted == 1
