"""The small arithmetic in which a bank says how its numbers follow from one another: `2 / lam`, `lr * lam < 2`.

Only banks are read here, never what a learner types.
"""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Value: TypeAlias = float | str

_OPERATORS: Mapping[type, Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: math.pow,
    ast.USub: operator.neg,
    ast.Not: operator.not_,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: Mapping[str, Callable[..., float]] = {
    "sqrt": math.sqrt, "abs": abs, "log": math.log, "min": min, "max": max, "round": round,
}  # fmt: skip


class ExpressionError(ValueError):
    """An expression of a bank that cannot be worked out; the message says which and why."""


def evaluate(text: str, values: Mapping[str, Value]) -> Value | bool:
    """What `text` comes to, its names standing for `values`."""
    try:
        result = _evaluate(ast.parse(text.strip(), mode="eval").body, values)
    except (SyntaxError, ArithmeticError, ValueError, TypeError) as error:
        raise ExpressionError(f"{text!r}: {error}") from None
    return float(result) if isinstance(result, int) and not isinstance(result, bool) else result


def number(text: str, values: Mapping[str, Value]) -> float:
    """What `text` comes to, which must be a finite number."""
    result = evaluate(text, values)
    if not isinstance(result, float) or not math.isfinite(result):
        raise ExpressionError(f"{text!r} is no finite number but {result!r}")
    return result


def _evaluate(node: ast.AST, values: Mapping[str, Value]) -> Any:
    match node:
        case ast.Constant(value=int() | float() | str() as value):
            return value
        case ast.Name(id=name):
            if name not in values:
                raise ExpressionError(f"nothing is called {name}")
            return values[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _operator(op)(_evaluate(left, values), _evaluate(right, values))
        case ast.UnaryOp(op=op, operand=operand):
            return _operator(op)(_evaluate(operand, values))
        case ast.BoolOp(op=op, values=operands):
            return (all if isinstance(op, ast.And) else any)(_evaluate(each, values) for each in operands)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _operator(op)(_evaluate(left, values), _evaluate(right, values))
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _FUNCTIONS[name](*(_evaluate(each, values) for each in args))
    raise ExpressionError(f"{ast.unparse(node)} is not arithmetic")


def _operator(op: ast.AST) -> Callable[..., Any]:
    if type(op) not in _OPERATORS:
        raise ExpressionError(f"{type(op).__name__} is not taken")
    return _OPERATORS[type(op)]
