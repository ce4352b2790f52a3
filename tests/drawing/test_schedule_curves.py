"""The small pictures of the schedules: their curves are the factors."""

import numpy as np
import pytest

from app.drawing.schedule_curves import HEIGHT, STEPS, WIDTH, ScheduleCurve, curves


@pytest.mark.parametrize("curve", curves(), ids=lambda curve: curve.schedule.id)
def test_a_curve_is_its_schedule_s_factors(curve: ScheduleCurve) -> None:
    x, y = np.array([point.split(",") for point in curve.points.split()], dtype=float).T
    factors = np.array(list(curve.schedule().factors(STEPS)))
    assert x == pytest.approx(np.linspace(0, WIDTH, STEPS), abs=0.06)
    assert 1 - y / HEIGHT == pytest.approx(factors, abs=0.002)
