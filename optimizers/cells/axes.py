"""The axes of a map: what changes along each, and at which values."""

import dataclasses
import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from optimizers.beyond import Setting
from optimizers.landscape import Landscape, Point, View
from optimizers.maps import at, declared
from optimizers.parameters import Parameter
from optimizers.run import Run

SIZES = (2, 256)
"""Of how many cells an axis may be."""
USUAL_SIZE = 50


class MapKind(StrEnum):
    """What the cells of a map are: starts, or pairs of settings."""

    BASIN = "basin"
    SETTINGS = "settings"


@dataclass(frozen=True)
class Axis:
    """Values of one thing, ascending: a coordinate of the start, or a setting that has a slider (parameter)."""

    name: str
    values: tuple[float, ...]
    parameter: Parameter | None = None

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class CellMap:
    """A map that somebody asked for: each cell is the run with the values of its column and its row.

    The first row is that of the lowest values of y.
    """

    kind: MapKind
    run: Run
    x: Axis
    y: Axis

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.y), len(self.x)

    @property
    def size(self) -> int:
        """How many cells there are."""
        return len(self.x) * len(self.y)

    @cached_property
    def setting(self) -> Setting:
        return Setting(self.run.rule, self.run.landscape, self.run.schedule, self.run.seed)

    def cell(self, row: int, column: int) -> Run:
        """The run that a cell stands for."""
        x, y = self.x.values[column], self.y.values[row]
        if self.kind is MapKind.BASIN:
            return dataclasses.replace(self.run, start=Point(x, y))
        rule, landscape, schedule, _ = at(at(self.setting, self.x.name, x), self.y.name, y)
        return dataclasses.replace(self.run, rule=rule, landscape=landscape, schedule=schedule)


def basin_map(run: Run, size: int) -> CellMap:
    """The map over starts in the landscape's view; square cells, so many along the longer side."""
    view = run.landscape.view
    return CellMap(MapKind.BASIN, run, *_starts(view, size))


def settings_map(run: Run, x: str, y: str, size: int) -> CellMap:
    """The map over two settings, each over the whole of its slider, spaced as its slider is."""
    setting = Setting(run.rule, run.landscape, run.schedule, run.seed)
    along, up = (Axis(name, _values(declared(setting, name), size), declared(setting, name)) for name in (x, y))
    return CellMap(MapKind.SETTINGS, run, along, up)


def _values(parameter: Parameter, size: int) -> tuple[float, ...]:
    """Fewer than asked for, where the slider has no more whole numbers or no finer steps."""
    values = parameter.ticks(size)
    return tuple(map(int, values)) if parameter.scale.is_whole else values


def _starts(view: View, size: int) -> tuple[Axis, Axis]:
    wide, high = view.right - view.left, view.top - view.bottom
    columns, rows = (max(1, round(size * side / max(wide, high))) for side in (wide, high))
    return Axis("x", _middles(view.left, wide, columns)), Axis("y", _middles(view.bottom, high, rows))


def _middles(low: float, width: float, count: int) -> tuple[float, ...]:
    """Of so many cells; rounded to a part of a cell, so that a short address names each exactly."""
    places = 4 - math.floor(math.log10(width))
    return tuple(round(low + width * (cell + 0.5) / count, places) for cell in range(count))


def present(drawn: CellMap) -> tuple[float, float]:
    """Where the map's own run stands on it, along the values of x and of y."""
    if drawn.kind is MapKind.BASIN:
        return drawn.run.start.x, drawn.run.start.y
    along, up = (_value(drawn.setting, axis.name) for axis in (drawn.x, drawn.y))
    return along, up


def _value(setting: Setting, name: str) -> float:
    owner, _, own = name.rpartition(".")
    of: Landscape | object = getattr(setting, {"": "rule", "loss": "landscape"}.get(owner, owner))
    return float(getattr(of, own))
