"""Random maps, drawn from a seed, and the judgement of single runs to compare them with."""

import dataclasses
from typing import Any

import numpy as np

from optimizers import landscapes, rules, schedules
from optimizers.cells.axes import CellMap, MapKind, basin_map, settings_map
from optimizers.cells.tally import KINDS
from optimizers.functions.own_landscape import own_landscape
from optimizers.maps import STEPS
from optimizers.run import Run
from tests.optimizers.random_runs import Dice, value

RULES: Any = rules.catalogue()
LANDSCAPES: Any = landscapes.catalogue()
FORMULAS = ("x^2+3y^2+sin(3x)", "exp(-(x-1)^2)-cos(y)^2+tanh(x y)/2", "|x|+y^4", "ln(1+x^2)+2^(y/3)+y^2", "x^4-y^2")


def draw_map(dice: Dice, most_steps: int, size: int = 24) -> CellMap:
    """Any rule, landscape and schedule; half of all settings keep their defaults."""
    rule, landscape = _some(dice, rules.catalogue()), _some(dice, landscapes.catalogue())
    if dice.random() < 0.15:
        landscape = own_landscape(str(dice.choice(FORMULAS)))
    schedule = _some(dice, schedules.catalogue()) if dice.random() < 0.2 else None
    own, shown = (_made(dice, each) for each in (rule, landscape))
    run = Run(own, shown, type(shown).start, int(dice.integers(1, most_steps + 1)), int(dice.integers(100)), None)
    if schedule and schedule.id != "constant":
        run = dataclasses.replace(run, schedule=_made(dice, schedule))
    names = [name for name in run.sliders() if name != STEPS.name]
    if dice.random() < 0.4 or len(names) < 2:
        return basin_map(run, size)
    x, y = dice.choice(names, 2, replace=False)
    return settings_map(run, str(x), str(y), size)


def judged(drawn: CellMap, row: int, column: int) -> tuple[str, int, float]:
    """What the single run of a cell comes to."""
    descent = drawn.cell(row, column).descend()
    return (
        descent.outcome.kind.value,
        descent.outcome.step,
        float(descent.losses[-1]) if descent.losses.size else np.nan,
    )


def told(found: Any, row: int, column: int) -> tuple[str, int, float]:
    """What the map says of it."""
    return KINDS[found.kinds[row, column]].value, int(found.steps[row, column]), float(found.losses[row, column])


def described(drawn: CellMap) -> str:
    along = f"{drawn.x.name} {drawn.y.name}" if drawn.kind is MapKind.SETTINGS else "basin"
    return f"{along}: {drawn.run.query()}"


def _made(dice: Dice, kind: Any) -> Any:
    declared = kind.hyperparameters() if hasattr(kind, "hyperparameters") else kind.parameters()
    return kind(**{each.name: value(dice, each) for each in declared if each.name == "lr" or dice.random() < 0.4})


def _some(dice: Dice, catalogue: Any) -> Any:
    return list(catalogue.values())[int(dice.integers(len(catalogue)))]
