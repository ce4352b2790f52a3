"""A landscape in relief: seen from the south and above, with its contour lines on the surface."""

import re

import numpy as np
import pytest
from numpy.typing import NDArray

from app.drawing.relief import SHADES, TURNS, Projection, Surface, relief, surface_seen, turned
from app.lessons.introduction import IntroductionLandscape
from optimizers.landscape import Point
from optimizers.landscapes.beale import Beale
from optimizers.landscapes.himmelblau import Himmelblau

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


@pytest.mark.parametrize("turn", range(TURNS))
def test_from_every_side_what_is_nearer_is_drawn_later(turn: int) -> None:
    picture = turned(Himmelblau(), turn)
    faces = [face for stroke in picture.strokes if stroke.tone is not None for face in stroke.d.split("z") if face]
    assert len(faces) == (picture.surface.x.shape[0] - 1) * (picture.surface.x.shape[1] - 1)
    starts = {tuple(map(int, NUMBER.findall(face)[:2])): place for place, face in enumerate(faces)}
    spots = np.rint(picture.surface.points).astype(int)
    across, up, _ = picture.surface.sight
    order = np.array([[starts.get(tuple(spot), -1) for spot in row] for row in spots[:-1, :-1]])
    for near, far, way in ((order[1:], order[:-1], -up), (order[:, 1:], order[:, :-1], across)):
        later, earlier = (near, far) if way > 0 else (far, near)
        both = (later >= 0) & (earlier >= 0)
        assert (later > earlier)[both].mean() > 0.99  # two corners may round to one spot


def test_a_block_that_turns_stays_in_its_place() -> None:
    pictures = [turned(Himmelblau(), turn) for turn in range(TURNS)]
    assert len({(picture.width, round(picture.height, 6)) for picture in pictures}) == 1
    centres = {
        picture.surface.on_paper(np.zeros(1), np.zeros(1), np.zeros(1)).round(6).tobytes() for picture in pictures
    }
    assert len(centres) == 1
    for picture in pictures:
        drawn = np.concatenate([picture.surface.points.reshape(-1, 2), picture.surface.floor.reshape(-1, 2)])
        assert drawn.min() >= -1e-6
        assert (drawn.max(axis=0) <= [picture.width + 1e-6, picture.height + 1e-6]).all()


def test_a_point_gets_into_the_picture_by_four_numbers_a_coordinate(seed: int) -> None:
    surface = surface_seen(Beale(), seed % TURNS)
    x, y, height = np.random.default_rng(seed).uniform(-2, 2, (3, 50))
    told = surface.mapping @ np.stack([x, y, height, np.ones(50)])
    assert np.allclose(told.T, surface.on_paper(x, y, height))


def test_whoever_looks_sees_one_spot_along_the_way_of_sight(seed: int) -> None:
    surface = surface_seen(Beale(), seed % TURNS)
    x, y, height = np.random.default_rng(seed).uniform(-2, 2, (3, 50))
    across, up, rise = surface.sight
    assert rise > 0
    assert np.allclose(surface.on_paper(x, y, height), surface.on_paper(x + across, y + up, height + rise))


def test_heights_rise_with_the_loss_from_the_floor_to_one() -> None:
    for landscape in (Beale(), Himmelblau()):
        surface = surface_seen(landscape, 0)
        order = np.argsort(surface.f, axis=None)
        assert (np.diff(surface.heights.ravel()[order]) >= 0).all()
        assert surface.heights.min() == 0
        assert surface.heights.max() == 1
