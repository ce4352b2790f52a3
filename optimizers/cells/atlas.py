"""The outcomes of a map's cells, each as its run alone would have it, computed in blocks that stay in cache."""

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.beyond import Setting
from optimizers.cells.axes import CellMap, MapKind
from optimizers.cells.block import Block, Spread, manner
from optimizers.cells.straight_steps import straight_step
from optimizers.cells.tally import NUMBER, Ended
from optimizers.company import Company
from optimizers.descent import Kind, descend
from optimizers.functions.own_landscape import OWN
from optimizers.landscape import Landscape, Minimum
from optimizers.maps import BLOCK, at
from optimizers.outcomes import Columns, endings, horizon
from optimizers.pauses import pause
from optimizers.rule import FirstOrderRule, WholeGradientRule

MOST_WORK: Final = 200_000_000
"""How much may be asked for at a time, in steps of a cell of the cheapest rules: a second or two."""
MOST_NUMBERS: Final = 2_000_000
"""How many numbers a block may keep: on sampled data all losses of a run are judged together, at its end."""
NEAR: Final = 0.05
"""Where runs end within so many view radii of each other, they have gone to the same place."""
MOST_PLACES: Final = 250


class Outcomes(NamedTuple):
    """What became of the cells of some rows of a map; arrays have the shape (rows, columns).

    kinds: places in KINDS. steps, losses, levels: as outcomes tell them. minima: where each run that came to rest did,
    as a place in `places`, or −1. places: the landscape's minima that are named, then others that were found.
    """

    kinds: NDArray[np.uint8]
    steps: NDArray[np.int64]
    losses: Array
    levels: Array
    minima: NDArray[np.int16]
    places: tuple[Minimum, ...]


def outcomes(drawn: CellMap, rows: range | None = None) -> Outcomes:
    """The outcomes of these rows' cells, or of all."""
    chosen = np.arange(len(drawn.y)) if rows is None else np.array(rows)
    down, along = (each.ravel() for each in np.meshgrid(chosen, np.arange(len(drawn.x)), indexing="ij"))
    shape = len(chosen), len(drawn.x)
    ended = _Cells(drawn, along, down).ended()
    minima, places = _rests(drawn.run.landscape, ended)
    kinds, steps = ended.kinds.reshape(shape), ended.steps.reshape(shape)
    return Outcomes(
        kinds, steps, ended.losses.reshape(shape), ended.levels.reshape(shape), minima.reshape(shape), places
    )


def most_rows(drawn: CellMap) -> int:
    """How many rows of a map may be computed at a time; 0 where one is too much already."""
    return min(len(drawn.y), int(MOST_WORK / work(drawn) * len(drawn.y)))


def work(drawn: CellMap) -> float:
    """How much the whole map is at most, in the same measure."""
    return drawn.size * _dearness(drawn.setting, drawn.run.steps)


def _dearness(setting: Setting, steps: int) -> float:
    """What a cell costs at most, the steps that it is followed beyond its end included."""
    rule, landscape, schedule, _ = setting
    if not isinstance(rule, FirstOrderRule | WholeGradientRule):
        return 4000.0 * steps
    if not isinstance(rule, FirstOrderRule) or straight_step(manner(setting)) is None:
        return 30.0 * horizon(steps)
    plain = schedule is None and landscape.epoch_length == 1
    return horizon(steps) * (1 if plain and rule.is_linear else 5) * (2 if landscape.id == OWN else 1)


class _Cells:
    """Cells by their columns and rows, each array of shape (B,)."""

    def __init__(self, drawn: CellMap, along: Columns, down: Columns) -> None:
        self._map, self._along, self._down = drawn, along, down
        self._steps = drawn.run.steps

    def ended(self) -> Ended:
        """In the cells' own order."""
        order, parts = list[Columns](), list[Ended]()
        for cells, setting, spreads in self._groups():
            for first in range(0, len(cells), size := self._block_size(setting)):
                block = cells[first : first + size]
                parts.append(self._block(setting, spreads, block))
                order.append(block)
        back = np.argsort(np.concatenate(order))
        fields = zip(*parts, strict=True)
        return Ended(*(np.concatenate(field, axis=-1)[..., back] for field in fields))

    def _groups(self) -> Iterator[tuple[Columns, Setting, tuple[tuple[str, tuple[float, ...], Columns], ...]]]:
        """Cells that can go together: epochs are equally long, for a start."""
        every, setting = np.arange(len(self._along)), self._map.setting
        axes = ((self._map.x, self._along), (self._map.y, self._down))
        spreads = tuple((axis.name, axis.values, which) for axis, which in axes if axis.parameter)
        parting = [each for each in spreads if each[0] == "loss.batch_size"]
        rest = tuple(each for each in spreads if each[0] != "loss.batch_size")
        if not parting:
            yield every, setting, rest
        for name, values, which in parting:
            for number in np.unique(which):
                yield np.flatnonzero(which == number), at(setting, name, values[number]), rest

    def _block_size(self, setting: Setting) -> int:
        steps = self._steps if setting.landscape.epoch_length > 1 or not self._is_straight(setting) else 0
        return min(BLOCK, max(16, MOST_NUMBERS // (steps + 1)))

    def _is_straight(self, setting: Setting) -> bool:
        return isinstance(setting.rule, FirstOrderRule) and straight_step(manner(setting)) is not None

    def _block(self, setting: Setting, spreads: Any, cells: Columns) -> Ended:
        own = tuple(Spread(name, values, which[cells]) for name, values, which in spreads)
        if isinstance(setting.rule, FirstOrderRule) and (straight := straight_step(manner(setting))):
            return Block(straight, setting, own, self._starts(cells), self._steps).ended()
        if isinstance(setting.rule, FirstOrderRule | WholeGradientRule):
            return self._company(setting, own, cells)
        return self._one_by_one(cells)

    def _starts(self, cells: Columns) -> Array:
        if self._map.kind is MapKind.SETTINGS:
            return np.repeat(np.array([self._map.run.start], dtype=float).T, len(cells), axis=1)
        axes = (self._map.x.values, self._along[cells]), (self._map.y.values, self._down[cells])
        return np.array([np.array(values)[which] for values, which in axes])

    def _company(self, setting: Setting, spreads: tuple[Spread, ...], cells: Columns) -> Ended:
        """Runs whose rule cannot be written out: with a record of their way."""
        for each in spreads:
            setting = at(setting, each.name, each.array())
        company = Company(setting, self._starts(cells))
        points = company.paths(self._steps)
        ending = endings(company.landscape, points, company.leaving)
        ends = points[:, np.arange(len(cells)), np.maximum(ending.lengths - 1, 0)]
        kinds = np.array([NUMBER[kind] for kind in ending.kinds], dtype=np.uint8)
        return Ended(kinds, ending.steps, ending.last_losses, ending.levels, ends)

    def _one_by_one(self, cells: Columns) -> Ended:
        """Runs whose rule sees whole vectors."""
        runs = [self._map.cell(int(self._down[cell]), int(self._along[cell])) for cell in cells]
        descents = []
        for run in runs:
            pause()
            each = descend(run.rule, run.landscape, run.start, run.steps, schedule=run.schedule, seed=run.seed)
            last = (each.losses[-1], *each.points[:, -1]) if each.losses.size else (np.nan,) * 3
            descents.append((NUMBER[each.outcome.kind], each.outcome.step, each.outcome.level, *last))
        kinds, steps, levels, losses, x, y = zip(*descents, strict=True)
        known = np.array([np.nan if level is None else level for level in levels])
        return Ended(np.array(kinds, dtype=np.uint8), np.array(steps), np.array(losses), known, np.array([x, y]))


def _rests(landscape: Landscape, ended: Ended) -> tuple[NDArray[np.int16], tuple[Minimum, ...]]:
    """Where runs came to rest, as places among the minima, named or found; −1 for the others."""
    minima = np.full(len(ended.kinds), -1, dtype=np.int16)
    left = np.flatnonzero(np.isin(ended.kinds, [NUMBER[Kind.CONVERGED], NUMBER[Kind.TRAPPED]]))
    places = [Minimum(float(x), float(y), float(f), lowest) for x, y, f, lowest in landscape.minima]
    reach, number = NEAR * landscape.view.radius, 0
    while left.size and number < MOST_PLACES:
        if number == len(places):
            x, y = ended.points[:, left[0]].tolist()
            places.append(Minimum(x, y, float(ended.losses[left[0]]), is_global=False))
        x, y = ended.points[:, left]
        here = np.hypot(x - places[number].x, y - places[number].y) < reach
        minima[left[here]], left = number, left[~here]
        number += 1
    return minima, tuple(places)
