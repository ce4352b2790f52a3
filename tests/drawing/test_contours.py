"""Contours: levels of every landscape, from the highest down, inside its view."""

import re

import numpy as np
import pytest

from app.drawing.contours import SIDE, SMOOTH, Frame, levels
from optimizers import landscapes
from optimizers.landscape import Landscape

LANDSCAPES = list(landscapes.catalogue().values())
MOVE = re.compile(r"M([^l]+)l([^z]+)z")


def rings(d: str) -> list[np.ndarray]:
    """The corners of each closed line, shape (n, 2)."""
    found = []
    for start, moves in MOVE.findall(d):
        steps = [start, *moves.split(" ")]
        found.append(np.cumsum([[float(part) for part in step.split(",")] for step in steps], axis=0))
    return found


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: each.id)
def test_levels_fall_and_each_is_drawn(landscape: type[Landscape]) -> None:
    found = levels(landscape())
    heights = [level.f for level in found]
    assert len(found) >= 6
    assert heights == sorted(heights, reverse=True)
    assert all(MOVE.search(level.d) for level in found)


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: each.id)
def test_lines_stay_inside_the_view_whose_longer_side_is_a_thousand(landscape: type[Landscape]) -> None:
    frame = Frame(landscape().view)
    assert max(frame.width, frame.height) == pytest.approx(SIDE)
    for level in levels(landscape()):
        for ring in rings(level.d):
            assert np.all(ring >= -1)
            assert np.all(ring <= [frame.width + 1, frame.height + 1])


def test_a_bowl_s_lines_are_circles_at_the_height_that_they_name() -> None:
    bowl = landscapes.catalogue()["bowl"]()
    frame = Frame(bowl.view)
    inner = levels(bowl)[-1]
    (ring,) = rings(inner.d)
    x, y = ring[:, 0] / frame.scale + bowl.view.left, bowl.view.top - ring[:, 1] / frame.scale
    reach = np.sqrt(2 * inner.f)
    assert np.hypot(x, y) == pytest.approx(np.full(len(x), reach), abs=(SMOOTH + 2) / frame.scale)


def test_places_turn_points_upside_down() -> None:
    frame = Frame(landscapes.catalogue()["ravine"]().view)
    assert frame.place(np.array([[-2.0, 2.0], [2.0, -2.0]])).tolist() == [[0, 1000], [0, 1000]]


def test_a_landscape_s_paths_are_traced_once() -> None:
    ravine = landscapes.catalogue()["ravine"]
    assert levels(ravine()) is levels(ravine())


@pytest.mark.parametrize("landscape", LANDSCAPES, ids=lambda each: each.id)
def test_contours_weigh_little(landscape: type[Landscape]) -> None:
    assert sum(len(level.d) for level in levels(landscape())) < 150_000
