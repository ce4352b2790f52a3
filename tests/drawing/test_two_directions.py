"""The figure of the two directions: which runs have one, what it says, and that its picture is the run's."""

import dataclasses
from typing import Any

import numpy as np
import pytest

from app.drawing.two_directions import BOTTOM, DECADES, LEFT, RIGHT, TOP, TwoDirections, two_directions
from app.lessons.claims import run_of
from optimizers.directions import errors

LESSONS = (
    "optimizer=gradient_descent&landscape=ravine&landscape.kappa=20&lr=0.09&steps=100",
    "optimizer=momentum&landscape=ravine&landscape.kappa=20&lr=0.09&momentum=0.5&steps=100",
    "optimizer=nesterov&landscape=ravine&lr=0.008&momentum=0.9&steps=120",
    "optimizer=momentum&landscape=matyas&lr=0.5&momentum=0.8",
)
WITHOUT = (
    "optimizer=gradient_descent&landscape=rosenbrock",
    "optimizer=adam&landscape=ravine",
    "optimizer=newton&landscape=ravine",
    "optimizer=gradient_descent&landscape=saddle",
    "optimizer=gradient_descent&landscape=regression&loss.batch_size=1",
    "optimizer=momentum&landscape=ravine&schedule=exponential",
)


def figure(query: str) -> TwoDirections:
    run = run_of(query)
    found = two_directions(run.descend(), run.steps)
    assert found is not None
    return found


@pytest.mark.parametrize("query", LESSONS)
def test_the_curves_are_the_run_s_errors(query: str) -> None:
    run = run_of(query)
    descent = run.descend()
    for line, error in zip(figure(query).lines, errors(descent), strict=True):
        x, y = np.array([point.split(",") for point in line.points.split()], dtype=float).T
        assert x == pytest.approx(LEFT + (RIGHT - LEFT) * np.arange(error.size) / run.steps, abs=0.06)
        low, high = DECADES
        shown = (np.abs(error) > 10.0**low) & (np.abs(error) < 10.0**high)
        read = 10 ** (low + (BOTTOM - y) / (BOTTOM - TOP) * (high - low))
        assert np.log10(read[shown]) == pytest.approx(np.log10(np.abs(error[shown])), abs=0.004)


@pytest.mark.parametrize("query", WITHOUT)
def test_where_directions_mix_or_factors_change_there_is_no_figure(query: str) -> None:
    run = run_of(query)
    assert two_directions(run.descend(), run.steps) is None


@pytest.mark.parametrize(
    ("rate", "start"),
    [
        (0.09, "Both factors are smaller than 1 in size: the errors fade, and the gentle one"),
        (0.1, "The steep direction’s factor is exactly 1"),
        (0.18, "The steep direction’s factor is larger than 1"),
        (2.1, "Both factors are larger than 1"),
    ],
)
def test_the_verdict_says_which_direction_decides(rate: float, start: str) -> None:
    assert figure(f"optimizer=gradient_descent&landscape=ravine&landscape.kappa=20&lr={rate}").verdict.startswith(start)


def test_the_words_are_the_factors() -> None:
    gentle, steep = figure(LESSONS[0]).lines
    assert (gentle.factor, steep.factor) == ("× 0.910", "× −0.800")
    assert (gentle.words, steep.words) == ("It fades.", "It fades.")
    _, swings = figure(LESSONS[1]).lines
    assert (swings.factor, swings.words) == ("× 0.707, swings", "It fades, once to and fro in 3.52 steps.")


@pytest.mark.parametrize("share", np.linspace(0.9, 1.1, 5))
@pytest.mark.parametrize("query", LESSONS[1:])
def test_the_dot_lies_inside_the_bound_where_errors_fade(query: str, share: float) -> None:
    """The bound is a polygon of the picture; whether the dot lies in it is asked of the picture alone."""
    run = run_of(query)
    rule: Any = run.rule
    rate = rule.stability_limit(run.landscape.curvature) * (share + 0.004)
    moved = dataclasses.replace(run, rule=dataclasses.replace(rule, lr=rate), steps=5)
    found = two_directions(moved.descend(), 5)
    assert found is not None
    bound = _corners(found.levels[0])
    if found.here[0] < RIGHT:
        assert _holds(bound, *found.here) == (share + 0.004 < 1)


def _corners(d: str) -> list[tuple[float, float]]:
    """The corners of the first ring of a path: an absolute start, then relative moves."""
    start, moves = d.split("z")[0].removeprefix("M").split("l")
    corners = [tuple(map(float, start.split(",")))]
    for move in moves.split(" "):
        across, down = map(float, move.split(","))
        corners.append((corners[-1][0] + across, corners[-1][1] + down))
    return [(x, y) for x, y in corners]


def _holds(corners: list[tuple[float, float]], x: float, y: float) -> bool:
    """Whether a point lies in a polygon, by how often a ray from it crosses an edge."""
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
