"""A landscape in relief: seen from the south and above, with its contour lines on the surface."""

import re

import numpy as np
from numpy.typing import NDArray

from app.drawing.relief import SHADES, Projection, Surface, relief
from app.lessons.introduction import IntroductionLandscape
from optimizers.landscape import Point

landscape = IntroductionLandscape()
NUMBER = re.compile(r"-?\d+")


def corners(d: str) -> NDArray[np.int64]:
    """The corners of a path of absolute starts and relative lines, shape (2, n)."""
    parts = [np.array(NUMBER.findall(part), dtype=int).reshape(-1, 2).cumsum(axis=0) for part in d.split("M") if part]
    return np.concatenate(parts).T


def test_the_picture_is_a_thousand_units_wide_and_holds_every_stroke() -> None:
    picture = relief(landscape, (0.3, 0.6), cells=20)
    for stroke in picture.strokes:
        across, down = corners(stroke.d)
        assert -1 <= across.min() <= across.max() <= 1001
        assert -1 <= down.min() <= down.max() <= picture.height + 1


def test_north_is_up_the_page_and_height_lifts() -> None:
    picture = relief(landscape, (), cells=20)
    assert picture.spot(Point(0, 1.8)).y < picture.spot(Point(0, -1.8)).y
    assert picture.spot(Point(-2, -1)).x < picture.spot(Point(2, -1)).x
    assert picture.spot(Point(0, 0)).y < picture.foot(Point(0, 0)).y


def test_faces_are_drawn_from_back_to_front() -> None:
    """Along any column of the grid a face comes after the one behind it."""
    surface = Surface(Projection(landscape), 12)
    picture = relief(landscape, (), cells=12)
    faces = [face for stroke in picture.strokes for face in stroke.d.split("z") if face]
    starts = [tuple(map(int, NUMBER.findall(face)[:2])) for face in faces]
    order = {start: place for place, start in enumerate(starts)}
    rows, columns, _ = surface.points.shape
    corner = np.round(surface.points).astype(int)
    for column in range(columns - 1):
        places = [order[tuple(corner[row, column])] for row in range(rows - 1)]
        assert places == sorted(places)


def test_tones_run_from_the_dark_side_to_the_bright_one() -> None:
    tones = {stroke.tone for stroke in relief(landscape, (), cells=40).strokes}
    assert min(tone for tone in tones if tone is not None) == 0
    assert max(tone for tone in tones if tone is not None) == SHADES - 1


def test_contour_lines_follow_the_faces_that_they_cross() -> None:
    strokes = relief(landscape, (0.5,), cells=30).strokes
    lines = [stroke for stroke in strokes if stroke.tone is None]
    assert lines
    assert strokes[0].tone is not None
    assert all(NUMBER.search(line.d) and "z" not in line.d for line in lines)
