"""Long computations in slices: whole for whoever waits, and over as soon as nobody does."""

from contextvars import copy_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.runs.slices import AWAITED, NobodyWaits, sliced


@given(st.lists(st.integers()))
def test_whoever_waits_gets_everything_in_its_order(work: list[int]) -> None:
    assert [*sliced(work)] == work


@given(st.integers(0, 20), st.integers(1, 20))
def test_once_nobody_waits_no_more_is_done(patience: int, more: int) -> None:
    done = list[int]()

    def step_by_step() -> None:
        AWAITED.set(lambda: len(done) < patience)
        for item in sliced(range(patience + more)):
            done.append(item)

    with pytest.raises(NobodyWaits):
        copy_context().run(step_by_step)
    assert done == [*range(patience)]
