"""Straight steps: a rule and a landscape written out as one step of many runs, made from their own source.

As with the straight loops of single runs no operation is changed, so that every number stays the same, bit for bit.
What depends on settings alone is computed once, what depends on the number of the step once a step; what a loss and its
gradient share is computed once for both, and no array is made anew in a step.
"""

import ast
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple, get_type_hints

from optimizers.cells.operations import NAMES, Operations, UnknownOperationError, placed
from optimizers.inlining import Fields, Inliner, Level, NotStraightError, Owner
from optimizers.landscape import Landscape
from optimizers.rule import FirstOrderRule

TEMPLATE = """
def settings(rule, landscape, power):
    {settings}
    return power, landscape, {names}

def step(t, rate, batch, of_settings, before, after, seen, between):
    power, landscape, {names} = of_settings
    {carried} = before
    {next} = after
    at_f, at_h_x, at_h_y = seen
    {between} = between
    {time}
    {place}
"""


class Manner(NamedTuple):
    """What a step is made of: kinds of rule, landscape and batch, and whether a schedule sets the rate of each step."""

    rule: type[FirstOrderRule[Any]]
    landscape: type[Landscape]
    batch: type | None
    is_scheduled: bool


class StraightStep(NamedTuple):
    """One step of many runs.

    settings: (rule, landscape, power) → what depends on these alone.
    step: (t, rate, batch, of_settings, before, after, seen, between): from x, y and both states `before` it writes
    those after step t, and what is seen at the place before: f and its gradient. All are arrays of shape (B,).
    fields: how many arrays `before` has. between: how many arrays it needs for what lies between.
    """

    settings: Callable[..., Any]
    step: Callable[..., None]
    fields: int
    between: int


@lru_cache(256)
def straight_step(manner: Manner) -> StraightStep | None:
    """The step; None where the rule's source cannot be written out."""
    for is_inlined in (True, False):
        try:
            return _Step(manner, is_inlined).compiled()
        except (NotStraightError, UnknownOperationError):
            continue
    return None


class _Step(Inliner):
    """A step whose losses and gradients are written out, or called."""

    def __init__(self, manner: Manner, is_inlined: bool) -> None:
        super().__init__()
        self._manner, self._is_inlined = manner, is_inlined
        self._rule, self._landscape = Owner(manner.rule, "rule"), Owner(manner.landscape, "landscape")
        self._operations = Operations()
        self._done = 0
        fields = self._fields = getattr(get_type_hints(manner.rule.init)["return"], "_fields", ())
        self._theta = tuple(self.given(axis, Level.PLACE) for axis in "xy")
        self._states = [Fields({each: self.given(f"{each}_{axis}", Level.PLACE) for each in fields}) for axis in "xy"]

    def compiled(self) -> StraightStep:
        carried = ["x", "y", *(f"{field}_{axis}" for axis in "xy" for field in self._fields)]
        seen, slopes = self._seen(), self._slopes()
        after = self._carried(self._updated(slopes))
        fixed = self._kept(dict(zip(("at_f", "at_h_x", "at_h_y"), seen, strict=True)))
        fixed |= self._kept({f"next_{name}": value for name, value in zip(carried, after, strict=True)}, fixed)
        lines, count = placed(self._operations.each, fixed)
        names = {**self.functions, **self._operations.functions, **NAMES}
        exec(self._source(carried, lines, count), names)
        return StraightStep(names["settings"], names["step"], len(carried), count)

    def _seen(self) -> list[ast.expr]:
        """The loss and its gradient where the runs stand, of all the data."""
        values = [self._asked(self._landscape, "f", self._theta, ("f",))[0]]
        return values + self._asked(self._landscape, "gradient", self._theta, ("h_x", "h_y"))

    def _slopes(self) -> list[ast.expr]:
        """The gradient that the rule asks for: where it looks, and of the batch."""
        loss = Owner(self._manner.batch, "batch") if self._manner.batch else self._landscape
        if self._manner.rule.probe is FirstOrderRule.probe:
            return self._asked(loss, "gradient", self._theta, ("g_x", "g_y"))
        probed = [
            self.named(self.inlined(self._manner.rule.probe, [self._rule, theta, state]))
            for theta, state in zip(self._theta, self._states, strict=True)
        ]
        return self._asked(loss, "gradient", tuple(probed), ("g_x", "g_y"))

    def _asked(self, loss: Owner, what: str, place: tuple[Any, ...], names: tuple[str, ...]) -> list[ast.expr]:
        """What a loss says at a place, written out or called."""
        if self._is_inlined:
            told = self.inlined(getattr(loss.kind, what), [loss, place])
            return [self.named(each) for each in (told if isinstance(told, tuple) else (told,))]
        self._flush()
        asked = tuple(ast.unparse(each) for each in place)
        self._operations.call(f"at_place({loss.name}.{what})", asked, names[0] if len(names) == 1 else "told")
        for at, name in enumerate(names if len(names) > 1 else ()):
            self._operations.call("", (f"told[{at}]",), name)
        return [self.given(name, Level.PLACE) for name in names]

    def _updated(self, slopes: list[ast.expr]) -> list[Any]:
        time = self.given("t", Level.TIME)
        return [
            self.inlined(self._manner.rule.update, [self._rule, time, theta, slope, state])
            for theta, slope, state in zip(self._theta, slopes, self._states, strict=True)
        ]

    def _carried(self, steps: list[Any]) -> list[ast.expr]:
        thetas, states = zip(*steps, strict=True)
        return [*map(self.named, thetas), *(self.named(state.of[field]) for state in states for field in self._fields)]

    def _kept(self, wanted: dict[str, ast.expr], taken: dict[str, str] | None = None) -> dict[str, str]:
        """Results with an array of their own; what is no result, or has one already, is copied there."""
        self._flush()
        results, fixed = {each.result for each in self._operations.each}, dict[str, str]()
        for home, value in wanted.items():
            name = ast.unparse(value)
            if name in results and name not in {**fixed, **(taken or {})}:
                fixed[name] = home
            else:
                self._operations.add(copy := f"copy_{home}", value)
                fixed[copy] = home
        return fixed

    def _flush(self) -> None:
        """The lines so far that depend on the place, as operations on arrays."""
        lines = self.lines[Level.PLACE]
        for line in lines[self._done :]:
            (assigned,) = ast.parse(line).body
            assert isinstance(assigned, ast.Assign)
            self._operations.add(ast.unparse(assigned.targets[0]), assigned.value)
        self._done = len(lines)

    def _attribute(self, of: Any, attribute: str) -> Any:
        """As everywhere, but that a batch is another one each step, and a schedule's rate another number."""
        if isinstance(of, Owner) and of.name == "batch":
            return self.named(ast.Attribute(self.given("batch", Level.TIME), attribute))
        if isinstance(of, Owner) and of.name == "rule" and attribute == "lr" and self._manner.is_scheduled:
            return self.given("rate", Level.TIME)
        return super()._attribute(of, attribute)

    def _elementary(self, called: Any, values: list[Any]) -> ast.expr:
        self.functions[called.__name__] = called
        name = self.given(called.__name__, Level.SETTING)
        return self._joined(lambda *parts: ast.Call(name, list(parts), []), *values)

    def _source(self, carried: list[str], lines: list[str], count: int) -> str:
        settings, time = ([*map(_with_powers, self.lines[level])] for level in (Level.SETTING, Level.TIME))
        names = [line.partition(" = ")[0] for line in settings]
        return TEMPLATE.format(
            settings="; ".join(settings) or "pass",
            names="".join(f"{name}, " for name in names),
            carried="".join(f"{name}, " for name in carried),
            next="".join(f"next_{name}, " for name in carried),
            between="".join(f"between_{at + 1}, " for at in range(count)) or "*_",
            time="; ".join(time) or "pass",
            place="; ".join(lines),
        )


class _Powers(ast.NodeTransformer):
    """Powers of arrays are taken by a function that gives the bits of powers of floats."""

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        self.generic_visit(node)
        if isinstance(node.op, ast.Pow):
            return ast.Call(ast.Name("power"), [node.left, node.right], [])
        return node


def _with_powers(line: str) -> str:
    return ast.unparse(_Powers().visit(ast.parse(line)))
