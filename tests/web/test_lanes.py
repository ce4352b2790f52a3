"""Lanes: who waits, who is turned away, and that what nobody waits for is never begun."""

import asyncio
import threading
import time
from collections import deque
from concurrent.futures import Future
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.web.server.lanes import Lane, Task
from app.web.server.refusals import RefusedError
from app.web.server.server_adapter import PATIENCE


def test_work_is_done_in_the_order_in_which_it_came() -> None:
    async def run() -> list[int]:
        lane, done = Lane(1), list[int]()
        await asyncio.gather(*(lane.enter(partial(done.append, number)) for number in range(50)))
        return done

    assert asyncio.run(run()) == list(range(50))


@settings(max_examples=30)
@given(threads=st.integers(1, 4), waiting=st.integers(0, 12), patience=st.floats(0.004, 0.1))
def test_exactly_those_are_turned_away_who_would_wait_too_long(threads: int, waiting: int, patience: float) -> None:
    """Nothing has been seen yet, so a request is taken to last 5 ms."""

    async def run() -> tuple[float, bool]:
        lane, gate = Lane(threads, patience), threading.Event()
        held = [asyncio.ensure_future(lane.go_on(gate.wait)) for _ in range(threads)]
        await until_begun(lane, 0)
        queue = [asyncio.ensure_future(lane.go_on(gate.wait)) for _ in range(waiting)]
        await asyncio.sleep(0)
        expected = lane.expected_wait()
        last = asyncio.ensure_future(lane.enter(gate.wait))
        await asyncio.sleep(0)
        gate.set()
        told = await asyncio.gather(last, return_exceptions=True)
        await asyncio.gather(*held, *queue)
        return expected, isinstance(told[0], RefusedError)

    expected, refused = asyncio.run(run())
    assert expected == pytest.approx(waiting * 0.005 / threads)
    assert refused == (expected > patience)


async def until_begun(lane: Lane, waiting: int) -> None:
    deadline = time.monotonic() + 30
    while round(lane.expected_wait() / 0.005) > waiting:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.001)


def test_cancelled_work_is_never_begun_and_keeps_nobody_waiting() -> None:
    async def run() -> tuple[list[str], float]:
        lane, gate, begun = Lane(1), threading.Event(), list[str]()
        first = asyncio.ensure_future(lane.enter(gate.wait))
        await until_begun(lane, 0)
        left = [asyncio.ensure_future(lane.enter(lambda: begun.append("left"))) for _ in range(20)]
        stays = asyncio.ensure_future(lane.enter(lambda: begun.append("stays")))
        await asyncio.sleep(0)
        for each in left:
            each.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        gate.set()
        await asyncio.gather(first, stays)
        return begun, lane.expected_wait()

    assert asyncio.run(run()) == (["stays"], 0.0)


def test_a_lane_learns_how_long_its_work_takes() -> None:
    async def run() -> float:
        lane, gate = Lane(1), threading.Event()
        for _ in range(3):
            await lane.enter(lambda: time.sleep(0.2))
        held = [asyncio.ensure_future(lane.enter(gate.wait)) for _ in range(2)]
        await asyncio.sleep(0.05)
        expected = lane.expected_wait()
        gate.set()
        await asyncio.gather(*held)
        return expected

    assert asyncio.run(run()) > 0.01  # one waits behind one; before, it was taken to be 5 ms


@settings(max_examples=20)
@given(waiting=st.integers(0, 200), slow=st.lists(st.floats(0.2, 1.5), max_size=4))
def test_a_few_slow_first_requests_turn_no_class_away(waiting: int, slow: list[float]) -> None:
    """Templates are read and pictures drawn once; those who wait meanwhile will be answered at the usual speed."""
    lane = Lane(4, PATIENCE)
    for took in slow:
        lane._learn("", took)
    lane._queues[""] = deque([Task("", int, Future())] * waiting)
    assert lane.expected_wait() < PATIENCE
    for _ in range(200):  # but slowness that lasts is learnt
        lane._learn("", 1.0)
    assert (lane.expected_wait() > PATIENCE) == (waiting / 4 * lane._lasts("") > PATIENCE)
    assert lane._lasts("") > 0.9


def test_many_dear_requests_keep_nobody_waiting_whose_own_is_cheap() -> None:
    """Once both kinds are known, every cheap one goes before every dear one that has not begun."""

    async def run() -> tuple[list[str], float]:
        lane, gate, done = Lane(1, patience=5), threading.Event(), list[str]()
        lane._means |= {"dear": 1.0, "cheap": 0.01}
        first = asyncio.ensure_future(lane.go_on(gate.wait))
        await until_begun(lane, 0)
        dear = [asyncio.ensure_future(lane.go_on(partial(done.append, "dear"), "dear")) for _ in range(20)]
        await asyncio.sleep(0)
        expected = lane.expected_wait("cheap")
        cheap = [asyncio.ensure_future(lane.enter(partial(done.append, "cheap"), "cheap")) for _ in range(20)]
        await asyncio.sleep(0)
        with pytest.raises(RefusedError):
            await lane.enter(partial(done.append, "one dear too many"), "dear")
        gate.set()
        await asyncio.gather(first, *dear, *cheap)
        return done, expected

    done, expected = asyncio.run(run())
    assert done == ["cheap"] * 20 + ["dear"] * 20
    assert expected == 0
