"""Operations on arrays of many runs, written out from the expressions of a formula, with arrays that are used again."""

import ast
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import numpy as np

BINARY: Final = MappingProxyType(
    {
        ast.Add: np.add,
        ast.Sub: np.subtract,
        ast.Mult: np.multiply,
        ast.Div: np.divide,
        ast.FloorDiv: np.floor_divide,
    }
)
RELATIONS: Final = MappingProxyType(
    {ast.Eq: np.equal, ast.Lt: np.less, ast.LtE: np.less_equal, ast.Gt: np.greater, ast.GtE: np.greater_equal}
)
ELEMENTARY: Final = MappingProxyType({"sqrt": np.sqrt, "sign": np.sign, "larger": np.maximum, "smaller": np.minimum})
"""Those that answer with the bits of the same function of floats; the others are called."""


class Operation(NamedTuple):
    """result ← function(operands): by a NumPy function that writes into an array, or by a call that makes a new one."""

    function: str
    operands: tuple[str, ...]
    result: str
    writes: bool


class UnknownOperationError(Exception):
    """An expression that arrays have no operation for."""


class Operations:
    """A list of operations in their order, each on two things at most."""

    def __init__(self) -> None:
        self.each: list[Operation] = []
        self.functions: dict[str, Any] = {}

    def add(self, name: str, value: ast.expr) -> None:
        """What computes a value, into this name."""
        self._written(value, name)

    def call(self, function: str, operands: tuple[str, ...], result: str) -> None:
        self.each.append(Operation(function, operands, result, writes=False))

    def _written(self, value: ast.expr, name: str | None = None) -> str:
        """The name, or the number, that a value has once the operations before are done."""
        match value:
            case ast.Name() | ast.Constant():
                return ast.unparse(value) if name is None else self._done(np.positive, [value], name)
            case ast.BinOp(left, operator, right) if type(operator) in BINARY:
                return self._done(BINARY[type(operator)], [left, right], name)
            case ast.Compare(left, [relation], [right]) if type(relation) in RELATIONS:
                return self._done(RELATIONS[type(relation)], [left, right], name)
            case ast.UnaryOp(ast.USub(), part):
                return self._done(np.negative, [part], name)
            case ast.Call(ast.Name(called), parts) if called in ELEMENTARY:
                return self._done(ELEMENTARY[called], parts, name)
            case ast.Call(ast.Name(called), parts):
                return self._called(called, parts, name)
        raise UnknownOperationError(ast.unparse(value))

    def _done(self, function: np.ufunc, parts: list[ast.expr], name: str | None) -> str:
        operands = tuple(map(self._written, parts))
        self.functions[f"np_{function.__name__}"] = function
        result = name or f"part_{len(self.each)}"
        self.each.append(Operation(f"np_{function.__name__}", operands, result, writes=True))
        return result

    def _called(self, called: str, parts: list[ast.expr], name: str | None) -> str:
        operands = tuple(map(self._written, parts))
        result = name or f"part_{len(self.each)}"
        self.call(called, operands, result)
        return result


def placed(operations: list[Operation], fixed: Mapping[str, str]) -> tuple[list[str], int]:
    """The operations as lines, and how many arrays they need for what lies between: each is free after its last use.

    fixed: results that have an array of their own, and its name.
    """
    last = {name: at for at, each in enumerate(operations) for name in each.operands}
    homes, free, count, lines = dict(fixed), list[str](), 0, list[str]()
    for at, (function, operands, result, writes) in enumerate(operations):
        read = [homes.get(name, name) for name in operands]
        for name in {*operands} & homes.keys() - fixed.keys():
            if last[name] == at:
                free.append(homes.pop(name))
        if not writes:
            kept = f"np_copyto({homes[result]}, {{}})" if result in homes else f"{result} = {{}}"
            lines.append(kept.format(f"{function}({', '.join(read)})"))
            continue
        if result not in homes:
            homes[result] = free.pop() if free else f"between_{(count := count + 1)}"
        lines.append(f"{function}({', '.join(read)}, out={homes[result]})")
    return lines, count


def at_place(function: Callable[[Any], Any]) -> Callable[[Any, Any], Any]:
    """A function of a pair as one of x and y."""
    return lambda x, y: function((x, y))


NAMES: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType({"np_copyto": np.copyto, "at_place": at_place})
