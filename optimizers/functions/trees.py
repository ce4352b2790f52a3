"""Trees: a formula as it was typed, and what is wrong where one cannot be read."""

from dataclasses import dataclass
from typing import TypeAlias

MOST_CHARACTERS, MOST_NODES, MOST_DEPTH, MOST_EXPONENT = 200, 64, 16, 64


class FormulaError(ValueError):
    """What is wrong with a formula, in words, and at which character (from 0)."""

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at, self.message = at, message


@dataclass(frozen=True)
class Number:
    value: float
    latex: str


@dataclass(frozen=True)
class Name:
    """A variable or a constant."""

    name: str


@dataclass(frozen=True)
class Sum:
    """Terms, each with whether it is taken away."""

    terms: tuple[tuple[bool, "Tree"], ...]


@dataclass(frozen=True)
class Product:
    factors: tuple["Tree", ...]


@dataclass(frozen=True)
class Quotient:
    above: "Tree"
    below: "Tree"


@dataclass(frozen=True)
class Power:
    base: "Tree"
    exponent: "Tree"


@dataclass(frozen=True)
class Call:
    function: str
    argument: "Tree"


Tree: TypeAlias = Number | Name | Sum | Product | Quotient | Power | Call
