"""Parameters: numbers that a rule, landscape or schedule declares with a default, a range, a scale and a meaning."""

import dataclasses
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Any

import numpy as np

TICKS = 61
"""How many positions a slider has."""


class Scale(Enum):
    """How a slider spaces its ticks."""

    LINEAR = "linear"
    LOG = "log"
    COMPLEMENT = "complement"
    """Logarithmic in 1 − value: for decay factors, where .9, .99 and .999 are equal steps."""
    INTEGER = "integer"
    COUNT = "count"
    """Whole numbers spaced by their logarithm, the longer ones rounded to two digits."""
    SWITCH = "switch"
    """0 or 1: off or on."""

    @property
    def is_whole(self) -> bool:
        """Whether the values are whole numbers."""
        return self in (Scale.INTEGER, Scale.COUNT, Scale.SWITCH)


@dataclass(frozen=True)
class Parameter:
    """One number with its range (both ends included), in the field's own notation.

    `symbol` is LaTeX; `meaning` is one plain line.
    """

    name: str
    symbol: str
    meaning: str
    default: float
    low: float
    high: float
    scale: Scale

    def ticks(self, count: int = TICKS) -> tuple[float, ...]:
        """The slider's positions, ascending: at most so many values of four digits, both ends among them."""
        return _ticks(self, count)


def switch(default: int, symbol: str, meaning: str) -> Any:
    """A dataclass field that is 1 for on and 0 for off."""
    return parameter(default, 0, 1, Scale.SWITCH, symbol, meaning)


def decay(default: float, symbol: str, meaning: str, high: float = 0.9999) -> Any:
    """A dataclass field that says which share of a memory a step keeps, from 0 up to nearly 1."""
    return parameter(default, 0.0, high, Scale.COMPLEMENT, symbol, meaning)


def parameter(default: float, low: float, high: float, scale: Scale, symbol: str, meaning: str) -> Any:
    """A dataclass field that declares itself as a Parameter; its name is the field's."""
    return dataclasses.field(default=default, metadata={"declared": (symbol, meaning, default, low, high, scale)})


@cache
def parameters(owner: type) -> tuple[Parameter, ...]:
    """What the dataclass `owner` declares, in order of declaration."""
    return tuple(
        Parameter(field.name, *field.metadata["declared"])
        for field in dataclasses.fields(owner)
        if "declared" in field.metadata
    )


@cache
def _ticks(of: Parameter, count: int) -> tuple[float, ...]:
    match of.scale:
        case Scale.LOG:
            values = np.geomspace(of.low, of.high, count)
        case Scale.COMPLEMENT:
            values = 1 - np.geomspace(1 - of.low, 1 - of.high, count)
        case Scale.INTEGER:
            values = np.unique(np.round(np.linspace(of.low, of.high, count)))
        case Scale.COUNT:
            values = np.array([float(f"{round(value):.2g}") for value in np.geomspace(of.low, of.high, count)[:-1]])
            values = np.append(values, of.high)
        case Scale.SWITCH:
            values = np.array([of.low, of.high])
        case Scale.LINEAR:
            values = np.linspace(of.low, of.high, count)
    complement = of.scale is Scale.COMPLEMENT
    rounded = (1 - float(f"{1 - value:.3g}") if complement else float(f"{value:.4g}") for value in values)
    return tuple(sorted({float(f"{value:.10g}") for value in rounded}))
