"""Small pictures of pixels: digits, and what each hidden unit looks for, as a few paths of squares."""

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np

from app.training.answers import GREYS
from optimizers.networks.digits import PIXELS, SIDE, Floats

LEVELS: Final = 5
"""In how many strengths a weight is drawn, on each side of 0."""
GAP: Final = 1
ACROSS: Final = 8
"""How many hidden units stand in a row."""


class Squares(NamedTuple):
    """Squares of one tone as an SVG path. strength: 0 to 1. is_against: whether the weights are negative."""

    path: str
    strength: float
    is_against: bool = False


class Tiles(NamedTuple):
    """Some pictures side by side, and the size of the whole."""

    squares: tuple[Squares, ...]
    width: int
    height: int


def digit(pixels: str) -> tuple[Squares, ...]:
    """An image of 64 characters, a path for each brightness that is there."""
    return tuple(
        Squares(_path((at % SIDE, at // SIDE) for at, each in enumerate(pixels) if each == grey), level / 16)
        for level, grey in enumerate(GREYS)
        if level and grey in pixels
    )


def hidden_units(weights: Floats) -> Tiles:
    """The weights of shape (64, H) as a picture for each unit: a colour for each sign, as strong as the weight."""
    units = weights.T
    reach = max(float(np.abs(units).max()), 1e-12)
    levels = np.rint(units / reach * LEVELS).astype(int)
    places: dict[int, list[tuple[int, int]]] = {}
    for unit, pixel in zip(*np.nonzero(levels), strict=True):
        places.setdefault(int(levels[unit, pixel]), []).append(_place(int(unit), int(pixel)))
    squares = (Squares(_path(at), abs(level) / LEVELS, level < 0) for level, at in sorted(places.items()))
    rows = -(-len(units) // ACROSS)
    return Tiles(tuple(squares), min(len(units), ACROSS) * (SIDE + GAP) - GAP, rows * (SIDE + GAP) - GAP)


def frames(width: int) -> str:
    """The square that each unit's picture lies in, as one path."""
    corners = (_place(unit, 0) for unit in range(width))
    return "".join(f"M{x} {y}h{SIDE}v{SIDE}h-{SIDE}z" for x, y in corners)


def _place(unit: int, pixel: int) -> tuple[int, int]:
    assert 0 <= pixel < PIXELS
    row, column = divmod(unit, ACROSS)
    return column * (SIDE + GAP) + pixel % SIDE, row * (SIDE + GAP) + pixel // SIDE


def _path(places: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{x} {y}h1v1h-1z" for x, y in places)
