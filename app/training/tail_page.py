"""Why Adam: the loss of each class by step, for a tail that the address sets."""

from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors
from app.training.training_charts import HIGH, WIDE, ChartTick, joined
from optimizers import rules
from optimizers.networks.digits import CLASSES, Floats
from optimizers.networks.heavy_tail import RARE, SHOWN, STEPS, TAIL, TailRun, counts, tail_run
from optimizers.numbers import decimal

TAILS: Final = (0.0, 0.4, 0.8, 1.2, 1.4, 1.6, 2.0)
"""What the slider offers."""
LOW, TOP = 1e-4, 10.0


class ClassLine(NamedTuple):
    """A class's loss as points. strength: how dark its line is, the frequent classes darkest."""

    points: str
    strength: float
    digit: int


class TailChart(NamedTuple):
    """One rule: a line for each class, and where it ends on all and on the rarest."""

    name: str
    run: TailRun
    lines: tuple[ClassLine, ...]
    all_images: float
    rarest: float


@dataclass(frozen=True)
class TailPage:
    """The four rules on classes with this tail."""

    tail: float

    @property
    def counts(self) -> tuple[int, ...]:
        return counts(self.tail)

    @cached_property
    def charts(self) -> tuple[TailChart, ...]:
        return tuple(_chart(tail_run(rule, self.tail)) for rule in SHOWN)

    @property
    def ticks(self) -> tuple[ChartTick, ...]:
        return tuple(ChartTick(float(_height(np.array(each))), f"{each:g}") for each in (10, 1, 0.1, 0.01, 0.001))

    @property
    def tails(self) -> tuple[float, ...]:
        return TAILS


def page(args: MultiDict[str, str]) -> TailPage:
    """The page for an address. Raises FieldErrors."""
    errors = [FieldError(name[:40], "is not a parameter of this page") for name in args if name != "tail"]
    text = args.get("tail", "")
    tail = decimal(text) if text else TAIL
    if tail not in TAILS:
        errors.append(FieldError("tail", f"takes one of {', '.join(f'{each:g}' for each in TAILS)}"))
    if errors:
        raise FieldErrors(tuple(errors))
    return TailPage(tail)


def _chart(run: TailRun) -> TailChart:
    along = np.linspace(0, WIDE, STEPS + 1)
    lines = (
        ClassLine(
            joined(zip(along, _height(run.losses[:, digit]), strict=True)), 1 - 0.8 * digit / (CLASSES - 1), digit
        )
        for digit in range(CLASSES)
    )
    rarest = float(run.losses[-1, -RARE:].mean())
    return TailChart(rules.catalogue()[run.rule].name, run, tuple(lines), float(run.mean[-1]), rarest)


def _height(loss: Floats) -> Floats:
    within = np.clip(np.nan_to_num(loss, nan=TOP, posinf=TOP), LOW, TOP)
    return np.asarray(HIGH * np.log(TOP / within) / np.log(TOP / LOW))
