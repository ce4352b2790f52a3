"""A change in mid-run: up to its step the run is the one without it, and from there on one at the other rate."""

import numpy as np
import pytest

from optimizers.addresses import AddressError, fields, read_run
from optimizers.changes import Change, changed
from optimizers.rules.lbfgs import LBFGS
from tests.sampling import Sample

RULES = ("gradient_descent", "momentum", "nesterov", "adagrad", "adam", "rmsprop", "lion", "nadam", "schedule_free")


@pytest.mark.parametrize("rule", RULES)
def test_up_to_its_step_nothing_is_another_and_the_next_step_is_at_the_new_rate(rule: str, sample: Sample) -> None:
    for step in sample(range(1, 40), 2):
        query = f"optimizer={rule}&landscape=ravine&landscape.kappa=10&lr=0.02&steps=40"
        plain, other = (read_run(fields(query + more)).descend() for more in ("", f"&change={step}:0.005"))
        assert np.array_equal(plain.points[:, : step + 1], other.points[:, : step + 1])
        assert not np.array_equal(plain.points[:, step + 1], other.points[:, step + 1])
        assert [*other.factors[:step]] == [1] * step
        assert other.factors[step:] == pytest.approx(0.25)


def test_descent_after_a_change_is_descent_from_there_at_that_rate() -> None:
    run = read_run(fields("optimizer=gradient_descent&landscape=himmelblau&lr=0.01&steps=30&change=12:0.003"))
    whole = run.descend().points
    x, y = whole[:, 12]
    later = read_run(
        fields(f"optimizer=gradient_descent&landscape=himmelblau&lr=0.003&steps=18&start={float(x)!r},{float(y)!r}")
    )
    assert whole[:, 12:] == pytest.approx(later.descend().points, rel=1e-12)


def test_a_schedule_goes_on_and_its_factor_is_multiplied() -> None:
    query = "optimizer=momentum&lr=0.01&steps=20&schedule=exponential&schedule.gamma=0.9"
    plain, other = (read_run(fields(query + more)).descend() for more in ("", "&change=5:0.001"))
    assert other.factors[:5] == pytest.approx(plain.factors[:5])
    assert other.factors[5:] == pytest.approx(plain.factors[5:] * 0.1)


def test_a_schedule_that_watches_the_loss_still_sees_it() -> None:
    query = "optimizer=gradient_descent&landscape=ravine&lr=0.019&steps=80&schedule=reduce_on_plateau"
    plain, other = (read_run(fields(query + more)).descend() for more in ("", "&change=79:0.001"))
    assert other.factors[:79] == pytest.approx(plain.factors[:79])


def test_the_address_gives_the_run_again() -> None:
    run = read_run(fields("optimizer=adam&steps=50&change=20:0.01"))
    assert run.change == Change(20, 0.01)
    assert run.query().endswith("change=20:0.01")
    assert read_run(fields(run.query())) == run


@pytest.mark.parametrize(
    "text", ["", "20", "0:0.1", "2001:0.1", "20:0", "20:x", "x:0.1", "20:0.1:3", "20:1e9", "-1:0.1"]
)
def test_a_wrong_change_is_refused(text: str) -> None:
    with pytest.raises(AddressError) as refused:
        read_run(fields(f"optimizer=adam&change={text}"))
    assert [fault.field for fault in refused.value.faults] == ["change"]


def test_a_rule_without_a_rate_takes_none() -> None:
    with pytest.raises(AddressError, match="change: is not a parameter"):
        read_run(fields("optimizer=lbfgs&change=20:0.1"))
    assert changed(LBFGS(), None, Change(3, 0.1)) is None
