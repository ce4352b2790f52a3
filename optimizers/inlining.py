"""Inlining: functions of assignments and a return, written out as lines of plain floats, each as seldom as it may be.

Every value stands at the level of what it depends on, and is written once. What uses more of the language than that
cannot be written out.
"""

import ast
import inspect
import math
import textwrap
from collections.abc import Callable
from enum import IntEnum
from types import FunctionType
from typing import Any, NamedTuple

from optimizers import arithmetic


class Level(IntEnum):
    """What a value depends on: settings alone, the number of the step, or the place."""

    SETTING = 0
    TIME = 1
    PLACE = 2


class NotStraightError(Exception):
    """This source has more than assignments and a return, or calls what has."""


class Fields(NamedTuple):
    """A rule's state: the value of each field."""

    of: dict[str, Any]


class Owner(NamedTuple):
    """A rule or a landscape, and its name in the loop."""

    kind: Any
    name: str


class Inliner:
    """Writes values out as lines, each at the level of what it depends on, and none twice."""

    def __init__(self) -> None:
        self.lines: dict[Level, list[str]] = {level: [] for level in Level}
        self.functions: dict[str, Any] = {"root": math.sqrt}
        self._levels: dict[str, Level] = {}
        self._written: dict[str, ast.Name] = {}

    def given(self, name: str, level: Level) -> ast.Name:
        """A name that the lines have from elsewhere."""
        self._levels[name] = level
        return ast.Name(name)

    def named(self, value: ast.expr) -> ast.expr:
        """The same value as a name or a constant, in a line of its own if it had neither."""
        if isinstance(value, ast.Name | ast.Constant):
            return value
        source = ast.unparse(value)
        if source not in self._written:
            self._written[source] = name = self.given(f"_{len(self._written)}", self._level(value))
            self.lines[self._level(value)].append(f"{name.id} = {source}")
        return self._written[source]

    def inlined(self, function: Any, values: list[Any]) -> Any:
        """What a function returns, its lines written out."""
        definition = _definition(function)
        names = [each.arg for each in definition.args.args]
        if len(names) != len(values):
            raise NotStraightError(definition.name)
        known = dict(zip(names, values, strict=True))
        for line in definition.body:
            match line:
                case ast.Expr(ast.Constant()):
                    continue
                case ast.Assign([target]):
                    self._bind(target, self._value(line.value, known, function), known)
                case ast.Return(ast.expr() as returned) if line is definition.body[-1]:
                    return self._value(returned, known, function)
                case _:
                    raise NotStraightError(ast.unparse(line))
        raise NotStraightError(definition.name)

    def _bind(self, target: ast.expr, value: Any, known: dict[str, Any]) -> None:
        match target, value:
            case ast.Tuple(parts), tuple() if len(parts) == len(value):
                for part, each in zip(parts, value, strict=True):
                    self._bind(part, each, known)
            case ast.Name(name), ast.expr():
                known[name] = self.named(value)
            case ast.Name(name), _:
                known[name] = value
            case _:
                raise NotStraightError(ast.unparse(target))

    def _value(self, node: ast.expr, known: dict[str, Any], function: Any) -> Any:
        def value(part: ast.expr) -> Any:
            return self._value(part, known, function)

        match node:
            case ast.Constant():
                return node
            case ast.Name(name) if name in known:
                return known[name]
            case ast.Tuple(parts):
                return tuple(map(value, parts))
            case ast.UnaryOp(sign, part):
                return self._joined(lambda a: ast.UnaryOp(sign, a), value(part))
            case ast.BinOp(left, operator, right):
                return self._joined(lambda a, b: ast.BinOp(a, operator, b), value(left), value(right))
            case ast.Compare(left, [relation], [right]):
                return self._joined(lambda a, b: ast.Compare(a, [relation], [b]), value(left), value(right))
            case ast.Attribute(ast.Name(name), attribute) if name in known:
                return self._attribute(known[name], attribute)
            case ast.Call(called, parts, keywords):
                named = {each.arg or "": value(each.value) for each in keywords}
                return self._call(called, [*map(value, parts)], named, known, function)
        number = _meant(node, function)
        if not isinstance(number, int | float):
            raise NotStraightError(ast.unparse(node))
        return ast.Constant(number)

    def _joined(self, join: Callable[..., ast.expr], *parts: Any) -> ast.expr:
        """An expression of parts; one that depends on less than the whole is named, to be computed less often."""
        if not all(isinstance(part, ast.expr) for part in parts):
            raise NotStraightError(str(parts))
        highest = max(map(self._level, parts))
        return join(*(part if self._level(part) == highest else self.named(part) for part in parts))

    def _level(self, value: ast.expr) -> Level:
        return max((self._levels[each.id] for each in ast.walk(value) if isinstance(each, ast.Name)), default=Level(0))

    def _attribute(self, of: Any, attribute: str) -> Any:
        if isinstance(of, Fields):
            return of.of[attribute]
        if isinstance(of, Owner):
            return self.named(ast.Attribute(self.given(of.name, Level.SETTING), attribute))
        raise NotStraightError(attribute)

    def _call(
        self, node: ast.expr, values: list[Any], named: dict[str, Any], known: dict[str, Any], function: Any
    ) -> Any:
        match node:
            case ast.Attribute(ast.Name(name), method) if isinstance(known.get(name), Owner):
                called, values = inspect.getattr_static(known[name].kind, method), [known[name], *values]
            case ast.Attribute(ast.Call(ast.Name("super"), []), method):
                owner = next(iter(known.values()))
                called, values = _inherited(owner, method, function), [owner, *values]
            case _:
                called = _meant(node, function)
        if isinstance(called, type) and hasattr(called, "_fields"):
            return Fields(dict(zip(called._fields, values, strict=False)) | named)
        if not isinstance(called, FunctionType) or named:
            raise NotStraightError(ast.unparse(node))
        is_elementary = called.__module__ == arithmetic.__name__
        return self._elementary(called, values) if is_elementary else self.inlined(called, values)

    def _elementary(self, called: FunctionType, values: list[Any]) -> ast.expr:
        """A call of an elementary function; a root is the machine's own where that cannot fail."""
        self.functions[called.__name__] = called
        name, root = (self.given(each, Level.SETTING) for each in (called.__name__, "root"))
        if called is not arithmetic.sqrt:
            return self._joined(lambda *parts: ast.Call(name, list(parts), []), *values)
        part = self.named(values[0])
        is_safe = ast.Compare(part, [ast.GtE()], [ast.Constant(0)])
        return ast.IfExp(is_safe, ast.Call(root, [part], []), ast.Call(name, [part], []))


def _definition(function: Any) -> ast.FunctionDef:
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    except (OSError, TypeError, SyntaxError) as error:
        raise NotStraightError(str(function)) from error
    if not isinstance(tree, ast.FunctionDef) or tree.decorator_list:
        raise NotStraightError(str(function))
    return tree


def _inherited(owner: Any, method: str, function: Any) -> Any:
    """What `super()` means in a method of an owner's kind: the method of the class after that in which it stands."""
    order = owner.kind.__mro__ if isinstance(owner, Owner) else ()
    here = next((at for at, each in enumerate(order) if function in vars(each).values()), len(order))
    return next((vars(each)[method] for each in order[here + 1 :] if method in vars(each)), None)


def _meant(node: ast.expr, function: Any) -> Any:
    """What a name, or an attribute of a module, means where a function stands."""
    match node:
        case ast.Name(name) if name in function.__globals__:
            return function.__globals__[name]
        case ast.Attribute(of, name):
            return getattr(_meant(of, function), name, None)
    raise NotStraightError(ast.unparse(node))
