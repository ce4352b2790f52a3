"""Pictures of maps: cells of one look as one path, with axes, marks and the limit of stability.

Scripts draw the same from the arrays of the API: see static/playground/map-cells.js. All places are in map units: the
longer side of a map is 1,000.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

import numpy as np

from app.drawing.pictures import Tick, round_numbers
from optimizers.arithmetic import Array
from optimizers.cells.atlas import Outcomes, outcomes
from optimizers.cells.axes import Axis, CellMap, MapKind, present
from optimizers.cells.limits import Limit, limit
from optimizers.cells.tally import KINDS
from optimizers.numbers import setting
from optimizers.outcomes import SUCCESSES, Kind
from optimizers.parameters import Scale

SIDE: Final = 1000
PLACES: Final = 6
"""So many places have a colour of their own; then the colours begin again."""
SHADES: Final = 5
TICKS: Final = 5


class Look(NamedTuple):
    """All cells of one look: its classes, the pattern over it, and the cells as an SVG path in units of a cell."""

    tone: str
    mark: str
    d: str


@dataclass(frozen=True)
class MapPicture:
    """A map as a drawing; `shares` has the percentage of each outcome that there is."""

    drawn: CellMap
    looks: tuple[Look, ...]
    width: float
    height: float
    unit: float
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    here: tuple[float, float] | None
    limit: str
    limit_words: str
    minima: tuple[tuple[float, float], ...]
    shares: dict[str, int]


@lru_cache(4)
def found(drawn: CellMap) -> Outcomes:
    """The outcomes of a whole map; those of the last few are kept."""
    return outcomes(drawn)


def map_picture(drawn: CellMap) -> MapPicture:
    """The whole map, drawn."""
    told = found(drawn)
    rows, columns = drawn.shape
    unit = SIDE / max(rows, columns)
    width, height = columns * unit, rows * unit
    stable = limit(drawn)
    x, y = present(drawn)
    here = _at(drawn.x, x, width), height - _at(drawn.y, y, height)
    inside = 0 <= here[0] <= width and 0 <= here[1] <= height
    return MapPicture(
        drawn,
        looks(told, drawn.run.landscape.tolerance),
        *(width, height, unit),
        tuple(Tick(_at(drawn.x, value, width), setting(value)) for value in _marked(drawn.x)),
        tuple(Tick(height - _at(drawn.y, value, height), setting(value)) for value in _marked(drawn.y)),
        here if inside else None,
        "" if stable is None else _limit_line(drawn, stable, width, height),
        "" if stable is None else stable.words,
        _minima(drawn, width, height),
        _shares(told),
    )


def looks(told: Outcomes, tolerance: float) -> tuple[Look, ...]:
    """Every look that a cell has, with its cells."""
    names = [_names(kind, shade, place) for kind in KINDS for shade in range(SHADES) for place in range(PLACES)]
    which = (told.kinds.astype(int) * SHADES + _shades(told, tolerance)) * PLACES
    which += np.where(told.minima < 0, 0, told.minima % PLACES)
    drawn = dict[tuple[str, str], str]()
    for number in np.unique(which).tolist():
        drawn[names[number]] = drawn.get(names[number], "") + _cells(which == number)
    return tuple(Look(tone, mark, d) for (tone, mark), d in drawn.items())


def _names(kind: Kind, shade: int, place: int) -> tuple[str, str]:
    if kind in SUCCESSES:
        return f"arrived place-{place} shade-{shade}", f"place-{place}"
    if kind is Kind.TRAPPED:
        return f"trapped place-{place}", "trapped"
    if kind is Kind.DIVERGED:
        return "diverged", "diverged"
    return f"{kind.value} shade-{shade}", kind.value


def _shades(told: Outcomes, tolerance: float) -> Array:
    """How soon a run arrived, the soonest first; on samples, how low the others hover, by factors of ten."""
    arrived = np.isin(told.kinds, [KINDS.index(kind) for kind in SUCCESSES])
    soon = np.searchsorted(_thresholds(told.steps[arrived]), told.steps, side="right")
    with np.errstate(all="ignore"):
        low = np.clip(np.floor(np.log10(told.levels / tolerance)), 0, SHADES - 1)
    return np.where(arrived, soon, np.nan_to_num(low, nan=SHADES - 1)).astype(int)


def _thresholds(steps: Any) -> Any:
    """The steps at which shades change: as many runs have each, whenever they arrive."""
    ordered = np.sort(steps)
    places = [len(ordered) * shade // SHADES for shade in range(1, SHADES)]
    return ordered[places] if len(ordered) else np.zeros(0)


def _cells(marks: Array) -> str:
    """Runs of cells in a row, the lowest row last, as a path in units of a cell."""
    flipped = np.pad(marks[::-1], ((0, 0), (1, 1))).astype(np.int8)
    changes = np.diff(flipped, axis=1)
    rows, first = np.nonzero(changes == 1)
    _, last = np.nonzero(changes == -1)
    return "".join(
        f"M{x},{y}h{n}v1h-{n}z" for x, y, n in zip(first.tolist(), rows.tolist(), (last - first).tolist(), strict=True)
    )


def _at(axis: Axis, value: float, length: float) -> float:
    """Where a value lies along an axis: each cell's own value in its middle."""
    values = np.array(axis.values, dtype=float)
    if len(values) == 1:
        return length / 2
    after = int(np.clip(np.searchsorted(values, value), 1, len(values) - 1))
    low, high = values[after - 1], values[after]
    return float((after - 0.5 + (value - low) / (high - low)) * length / len(values))


def _marked(axis: Axis) -> list[float]:
    """The values at which the axis has a number: round ones."""
    low, high = axis.values[0], axis.values[-1]
    match axis.parameter.scale if axis.parameter else Scale.LINEAR:
        case Scale.LOG:
            return _every_other([10.0**power for power in range(_ceiling(low), _ceiling(high * 1.0001))])
        case Scale.COMPLEMENT:
            return [low, *(each for each in (0.9, 0.99, 0.999, 0.9999) if low < each <= high)]
        case Scale.COUNT:
            return [each for power in (1, 10, 100, 1000) for each in (power, 3 * power) if low <= each <= high]
        case Scale.SWITCH:
            return [low, high]
    return round_numbers(low, high)


def _ceiling(value: float) -> int:
    return math.ceil(math.log10(value) - 1e-9)


def _every_other(values: list[float]) -> list[float]:
    """No more than an axis has room for."""
    while len(values) > TICKS + 1:
        values = values[::2]
    return values


def _limit_line(drawn: CellMap, stable: Limit, width: float, height: float) -> str:
    """The limit as the points of a polyline, where it lies on the map."""
    rates, others = (drawn.x, drawn.y) if stable.rate_is_x else (drawn.y, drawn.x)
    length, across = (width, height) if stable.rate_is_x else (height, width)
    points = []
    for rate, value in zip(stable.values, others.values, strict=True):
        if not rates.values[0] <= rate <= rates.values[-1]:
            continue
        one, other = _at(rates, rate, length), _at(others, value, across)
        points.append((one, height - other) if stable.rate_is_x else (other, height - one))
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _minima(drawn: CellMap, width: float, height: float) -> tuple[tuple[float, float], ...]:
    if drawn.kind is MapKind.SETTINGS:
        return ()
    lowest = (each for each in drawn.run.landscape.minima if each.is_global)
    return tuple((_at(drawn.x, each.x, width), height - _at(drawn.y, each.y, height)) for each in lowest)


def _shares(told: Outcomes) -> dict[str, int]:
    counts = np.bincount(told.kinds.ravel(), minlength=len(KINDS))
    shares = zip(KINDS, (counts * 100 / told.kinds.size).tolist(), strict=True)
    return {kind.value: round(share) for kind, share in shares if share}
