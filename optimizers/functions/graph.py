"""A graph of operations: each kept once, shared by everything that needs it, and simplified as it is made.

Powers: a whole exponent of at most 64 is a product; any other power is e^(b ln a), which a negative base does not have.
Floats and arrays follow the same conventions: what is too large is infinite, and what has no value is nan.
"""

import math
from collections.abc import Callable
from types import MappingProxyType
from typing import Final, NamedTuple

import numpy as np

from optimizers.arithmetic import Number, cos, exp, sign, sin, sqrt
from optimizers.faithful import faithful
from optimizers.functions.trees import MOST_EXPONENT, FormulaError

MOST_OPERATIONS: Final = 4000
"""A graph with its derivatives stays far below; a formula that does not is refused."""


def divide(a: Number, b: Number) -> Number:
    """A quotient: by zero it is infinite, or nan for 0/0."""
    if type(b) is not float or b != 0.0:
        return a / b
    return math.nan if a == 0 or a != a else math.copysign(math.inf, a) * math.copysign(1.0, b)


def ln(a: Number) -> Number:
    """The natural logarithm: −∞ at 0, nan below."""
    if type(a) is not float:
        return _ln_of_array(a)
    return math.log(a) if a > 0 else -math.inf if a == 0 else math.nan


_ln_of_array = faithful(math.log, np.log)


def power(a: Number, b: Number) -> Number:
    """e^(b ln a), and 0 or infinite at a = 0."""
    return exp(b * ln(a))


def _both(of_float: Callable[[float], float], ufunc: np.ufunc) -> Callable[[Number], Number]:
    def function(a: Number) -> Number:
        if type(a) is not float:
            return of_array(a)
        try:
            return of_float(a)
        except (OverflowError, ValueError):
            with np.errstate(all="ignore"):
                return float(ufunc(a))

    of_array = faithful(of_float, ufunc)
    return function


OPERATIONS: Final = MappingProxyType[str, Callable[..., Number]](
    {
        "add": lambda a, b: a + b,
        "subtract": lambda a, b: a - b,
        "multiply": lambda a, b: a * b,
        "divide": divide,
        "negative": lambda a: -a,
        "power": power,
        "ln": ln,
        "sign": sign,
        "abs": abs,
        "exp": exp,
        "sqrt": sqrt,
        "sin": sin,
        "cos": cos,
        "tan": _both(math.tan, np.tan),
        "sinh": _both(math.sinh, np.sinh),
        "cosh": _both(math.cosh, np.cosh),
        "tanh": _both(math.tanh, np.tanh),
        "arctan": _both(math.atan, np.arctan),
    }
)


class Node(NamedTuple):
    """An operation on earlier nodes, a number, or a variable."""

    operation: str
    of: tuple[int, ...] = ()
    number: float = 0.0


class Graph:
    """Nodes by their number; a node is made after those that it is of."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._known: dict[object, int] = {}
        self.x, self.y = self._kept(Node("x")), self._kept(Node("y"))

    def _kept(self, node: Node) -> int:
        # By its digits: −0.0 is not 0.0, and a nan is itself.
        key = (node.operation, node.of, repr(node.number))
        if key not in self._known:
            if len(self.nodes) == MOST_OPERATIONS:
                raise FormulaError(0, "This formula and its derivatives are too long to compute. Write a shorter one.")
            self._known[key] = len(self.nodes)
            self.nodes.append(node)
        return self._known[key]

    def number(self, value: float) -> int:
        return self._kept(Node("number", (), float(value)))

    def value(self, node: int) -> float | None:
        """The number that a node is, if it is one."""
        return self.nodes[node].number if self.nodes[node].operation == "number" else None

    def apply(self, operation: str, *of: int) -> int:
        """The node of an operation; of numbers alone, their result."""
        numbers = [self.value(each) for each in of]
        if None not in numbers:
            return self.number(OPERATIONS[operation](*numbers))
        return self._kept(Node(operation, tuple(sorted(of)) if operation in ("add", "multiply") else of))

    def add(self, a: int, b: int) -> int:
        if 0.0 in (first := self.value(a), self.value(b)):
            return b if first == 0 else a
        return self.subtract(a, self.nodes[b].of[0]) if self._is(b, "negative") else self.apply("add", a, b)

    def subtract(self, a: int, b: int) -> int:
        if self.value(b) == 0:
            return a
        if self.value(a) == 0:
            return self.negative(b)
        return self.add(a, self.nodes[b].of[0]) if self._is(b, "negative") else self.apply("subtract", a, b)

    def negative(self, a: int) -> int:
        return self.nodes[a].of[0] if self._is(a, "negative") else self.apply("negative", a)

    def multiply(self, a: int, b: int) -> int:
        for one, other in ((a, b), (b, a)):
            if self.value(one) == 0:
                return self.number(0)
            if self.value(one) == 1:
                return other
            if self.value(one) == -1:
                return self.negative(other)
            if self._is(one, "negative"):
                return self.negative(self.multiply(self.nodes[one].of[0], other))
        return self.apply("multiply", a, b)

    def divide(self, a: int, b: int) -> int:
        if self.value(a) == 0 and self.value(b) is None:
            return a
        return a if self.value(b) == 1 else self.apply("divide", a, b)

    def whole_power(self, a: int, exponent: int) -> int:
        """a^n as squares and products; 1/a^n below zero."""
        if exponent < 0:
            return self.divide(self.number(1), self.whole_power(a, -exponent))
        result, square = self.number(1), a
        while exponent:
            if exponent % 2:
                result = self.multiply(result, square)
            exponent //= 2
            square = self.multiply(square, square) if exponent else square
        return result

    def power(self, a: int, b: int) -> int:
        exponent = self.value(b)
        if exponent is not None and exponent.is_integer() and abs(exponent) <= MOST_EXPONENT:
            return self.whole_power(a, int(exponent))
        return self.apply("sqrt", a) if exponent == 0.5 else self.apply("power", a, b)

    def _is(self, node: int, operation: str) -> bool:
        return self.nodes[node].operation == operation
