"""Schedules: their curves, and PyTorch's plateau rule."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from optimizers import schedules
from optimizers.descent import descend
from optimizers.landscapes.two_wells import TwoWells
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.schedule import TimedSchedule
from tests.references import cases

SCHEDULES: Any = schedules.catalogue()
TIMED = [name for name, schedule in SCHEDULES.items() if issubclass(schedule, TimedSchedule)]


def curve(schedule_id: str, steps: int = 400, **parameters: float) -> list[float]:
    return list(SCHEDULES[schedule_id](**parameters).factors(steps))


@pytest.mark.parametrize("schedule_id", TIMED)
def test_a_factor_lies_between_0_and_1(schedule_id: str) -> None:
    factors = curve(schedule_id)
    assert len(factors) == 400
    assert all(0 <= factor <= 1 for factor in factors)


def test_a_staircase_goes_down_every_s_steps() -> None:
    factors = curve("step", gamma=0.5, every=50)
    assert (factors[0], factors[49], factors[50], factors[100]) == (1, 1, 0.5, 0.25)


def test_the_exponential_is_a_power_and_inverse_time_is_halved_at_one_over_k() -> None:
    assert curve("exponential", gamma=0.98)[10] == pytest.approx(0.98**10)
    assert curve("inverse_time", decay=0.05)[20] == pytest.approx(0.5)


def test_the_cosine_is_lowest_at_its_period_and_then_rises_again() -> None:
    factors = curve("cosine", period=200, floor=0.1)
    assert factors[200] == pytest.approx(0.1)
    assert factors[100] == pytest.approx(0.55)
    assert factors[300] == pytest.approx(factors[100])


def test_a_warm_restart_jumps_back_to_the_full_rate() -> None:
    factors = curve("cosine", period=50, restarts=1)
    assert factors[50] == factors[0] == 1
    assert factors[49] == pytest.approx((1 + math.cos(math.pi * 49 / 50)) / 2)


def test_warm_up_reaches_the_full_rate_at_its_last_step() -> None:
    factors = curve("warmup", over=20)
    assert factors[0] == pytest.approx(1 / 20)
    assert factors[19] == factors[20] == 1


def plateau(losses: list[float], gamma: float, patience: int) -> list[float]:
    generator = SCHEDULES["reduce_on_plateau"](gamma=gamma, patience=patience).factors(len(losses))
    return [float(next(generator)), *(float(generator.send(loss)) for loss in losses)]


def test_a_plateau_longer_than_the_patience_reduces_the_rate() -> None:
    assert plateau([5, 4, 4, 4, 4, 4, 3], gamma=0.5, patience=2) == [1, 1, 1, 1, 1, 0.5, 0.5, 0.5]


def test_a_plateau_below_zero_reduces_the_rate_too() -> None:
    """By PyTorch's bar, best·(1 − 10⁻⁴), a negative loss that stands still is always better than itself."""
    assert plateau([-5, -6, -6, -6, -6, -6, -7], gamma=0.5, patience=2) == [1, 1, 1, 1, 1, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("seed", range(20))
def test_a_plateau_does_not_depend_on_where_zero_is(seed: int) -> None:
    """Losses that move by far more than the threshold, or not at all, are judged alike above zero and below it."""
    dice = np.random.default_rng(seed)
    losses = np.cumsum(dice.choice([-0.01, 0.0, 0.0, 0.01], 80))
    above, below = ([float(loss + shift) for loss in losses] for shift in (3.0, -3.0))
    assert plateau(above, gamma=0.5, patience=3) == plateau(below, gamma=0.5, patience=3)


def test_on_the_two_wells_the_rate_is_reduced_where_the_loss_is_negative() -> None:
    wells = TwoWells()
    run = descend(GradientDescent(lr=0.07), wells, wells.start, 300, schedule=SCHEDULES["reduce_on_plateau"]())
    assert run.losses[-1] < 0
    assert run.factors[-1] < 1


def test_the_plateau_rule_agrees_with_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: the live comparison of plateaus is left out")
    losses = list(np.random.default_rng(4).random(80) / np.arange(1, 81) ** 0.3)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    reference = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=0.7, patience=4)
    rates = []
    for loss in losses:
        reference.step(loss)
        rates.append(optimizer.param_groups[0]["lr"])
    assert plateau(losses, gamma=0.7, patience=4)[1:] == pytest.approx(rates)


@pytest.mark.parametrize("number", range(len(cases.SCHEDULES)))
def test_a_schedule_with_two_parts_is_pytorchs_up_to_its_period_and_then_rests(number: int) -> None:
    name, told = cases.SCHEDULES[number]
    with np.load(Path(cases.__file__).parent / "schedules.npz") as saved:
        expected = saved[f"{name}-{number}"]
    found = curve(name, len(expected) + 50, **told)
    assert found[: len(expected)] == pytest.approx(expected, abs=1e-12)
    rest = told.get("floor", 0.0) if name == "warmup_cosine" else 1 / (1e4 * told.get("division", 25.0))
    assert found[len(expected) :] == pytest.approx([rest] * 50, abs=1e-12)


def test_the_saved_schedules_are_the_installed_pytorchs() -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed: the saved schedules alone are compared")
    from tests.references.torch_schedules import factors

    for name, told in cases.SCHEDULES:
        assert curve(name, int(told["period"]), **told) == pytest.approx(factors(name, told), abs=1e-12)


def test_one_formula_serves_a_slider_of_settings() -> None:
    """The parameters as arrays of shape (B,) give what each gives alone."""
    rises, periods = np.array([0.05, 0.3, 0.9]), np.array([5.0, 100.0, 400.0])
    for name, told in (
        ("one_cycle", {"rise": rises}),
        ("one_cycle", {"period": periods}),
        ("warmup_cosine", {"over": periods}),
    ):
        together = np.array(list(SCHEDULES[name](**told).factors(300)))
        (key, values), *_ = told.items()
        for column, value in enumerate(values.tolist()):
            assert together[:, column] == pytest.approx(curve(name, 300, **{key: value}))
