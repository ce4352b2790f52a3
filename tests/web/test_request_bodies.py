"""Bodies of requests: what they may take up together, by network and by size."""

from contextlib import ExitStack, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.web.server.refusals import RefusedError
from app.web.server.request_bodies import Limits, RequestBodies

LIMITS = Limits(small=100, list=4_000, held=10_000, share=0.5, reserve=0.25)
SECTION = "/instructor/sections/abc/lists"


@given(st.lists(st.tuples(st.integers(1, 4_000), st.sampled_from("abc"), st.booleans())))
def test_bodies_together_keep_within_the_limits_whatever_comes_and_goes(
    arrivals: list[tuple[int, str, bool]],
) -> None:
    bodies, inside = RequestBodies(LIMITS), list[tuple[ExitStack, int, str]]()
    for length, network, somebody_leaves in arrivals:
        stack = ExitStack()
        with suppress(RefusedError):
            stack.enter_context(bodies.room_for(length, network))
            inside.append((stack, length, network))
        if somebody_leaves and inside:
            inside.pop(0)[0].close()
        assert sum(each for _, each, _ in inside) <= LIMITS.held
        for one in "abc":
            assert sum(each for _, each, whose in inside if whose == one) <= LIMITS.share * LIMITS.held
    for stack, _, _ in inside:
        stack.close()
    with bodies.room_for(LIMITS.small, "a"), bodies.room_for(4_000 - LIMITS.small * 3, "b"):
        pass  # nothing is left behind


def test_large_bodies_leave_room_for_small_ones() -> None:
    bodies = RequestBodies(LIMITS)
    with ExitStack() as stack:
        for network in ("a", "b", "c", "d", "e"):
            with suppress(RefusedError):
                while True:
                    stack.enter_context(bodies.room_for(1_000, network))
        with bodies.room_for(LIMITS.small, "somebody"):
            pass
        with pytest.raises(RefusedError), bodies.room_for(1_000, "somebody"):
            pass


@pytest.mark.parametrize(
    ("method", "path", "cookie", "largest"),
    [
        ("POST", SECTION, True, LIMITS.list),
        ("POST", SECTION, False, LIMITS.small),
        ("PUT", SECTION, True, LIMITS.small),
        ("POST", f"{SECTION}/x", True, LIMITS.small),
        ("POST", "/lessons/momentum", True, LIMITS.small),
        ("POST", "/api/race", True, LIMITS.small),
    ],
)
def test_only_a_class_list_from_somebody_known_may_be_large(method: str, path: str, cookie: bool, largest: int) -> None:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path} | ({"HTTP_COOKIE": "a=b"} if cookie else {})

    assert LIMITS.largest(environ) == largest


def test_a_small_body_has_a_fixed_time_and_a_large_one_more_by_its_size() -> None:
    limits = Limits()

    assert limits.seconds(1) == limits.seconds(limits.small) == 15
    assert 60 < limits.seconds(limits.list) < 90
