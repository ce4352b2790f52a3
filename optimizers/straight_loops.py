"""Straight loops: a rule and a landscape written out as one loop over plain floats, made from their own source.

The source of `update`, `probe` and `gradient` stays the only definition. Its assignments are written one after the
other for x and for y; what depends on settings alone moves in front of the loop, and what depends on t alone is shared.
No operation is changed, so every number stays the same, bit for bit. What uses more of the language than assignments
and a return cannot be written out: a gradient is then called, and a rule has no straight loop.
"""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, get_type_hints

from optimizers.inlining import Fields, Inliner, Level, NotStraightError, Owner
from optimizers.landscape import Landscape
from optimizers.rule import FirstOrderRule

Loop = Callable[..., None]
"""(record, rule, landscape, bound, x, y, *state of x, *state of y, times).

To the record it adds x, y, g_x, g_y and both states after each step.
"""

Follower = Callable[..., Any]
"""(rule, landscape, lowest, tolerance, x, y, *state of x, *state of y, *a mark of as many numbers, times).

It goes on until it leaves the goal or stands exactly on the mark, and gives whether it stays, t, and where it is then.
"""

TEMPLATE = """
def loop(record, rule, landscape, near, {carried}, times):
    centre_x, centre_y, squared = near.x, near.y, near.squared
    {settings}
    for t in times:
        {time}
        {place}
        record += ({recorded})
        dx, dy = {x} - centre_x, {y} - centre_y
        if not dx * dx + dy * dy <= squared:
            break
        {carry}
"""

FOLLOWING = """
def loop(rule, landscape, lowest, tolerance, {carried}, {marks}, times):
    {settings}
    for t in times:
        {time}
        {place}
        {carry}
        if not abs({height} - lowest) < tolerance:
            return False, t, {carried}
        if {is_marked}:
            break
    return True, t, {carried}
"""


@cache
def straight_loop(rule: type[FirstOrderRule[Any]], landscape: type[Landscape]) -> Loop | None:
    """The loop of a rule down a landscape; None where the rule's source cannot be written out."""
    return _first_compiled(_Loop, rule, landscape)


@cache
def straight_follower(rule: type[FirstOrderRule[Any]], landscape: type[Landscape]) -> Follower | None:
    """The loop that goes on without a record as long as a run is at its goal; None where it cannot be written out."""
    return _first_compiled(_Follower, rule, landscape)


def _first_compiled(
    kind: "type[_Loop]", rule: type[FirstOrderRule[Any]], landscape: type[Landscape]
) -> Callable[..., Any] | None:
    for is_inlined in (True, False):
        try:
            return kind(rule, landscape, is_inlined).compiled()
        except NotStraightError:
            continue
    return None


class _Loop(Inliner):
    """The loop of one rule down one landscape, whose gradient is written out or called."""

    def __init__(self, rule: type[FirstOrderRule[Any]], landscape: type[Landscape], is_inlined: bool) -> None:
        super().__init__()
        self._rule, self._landscape, self._is_inlined = Owner(rule, "rule"), Owner(landscape, "landscape"), is_inlined
        fields = self._fields = getattr(get_type_hints(rule.init)["return"], "_fields", ())
        self._theta = tuple(self.given(axis, Level.PLACE) for axis in "xy")
        self._states = [Fields({each: self.given(f"{each}_{axis}", Level.PLACE) for each in fields}) for axis in "xy"]

    def compiled(self) -> Callable[..., Any]:
        """The loop, ready to be called."""
        slopes = self._slopes(tuple(map(self._probed, self._theta, self._states)))
        time = self.given("t", Level.TIME)
        steps = [
            self.inlined(self._rule.kind.update, [self._rule, time, theta, slope, state])
            for theta, slope, state in zip(self._theta, slopes, self._states, strict=True)
        ]
        old = self._carried(zip(self._theta, self._states, strict=True))
        new = [self.named(each) for each in self._carried(steps)]
        exec(self._source(old, new, slopes), self.functions)
        return self.functions["loop"]  # type: ignore[no-any-return]

    def _carried(self, pairs: Iterable[Any]) -> list[ast.expr]:
        """Both coordinates, then the fields of their states."""
        thetas, states = zip(*pairs, strict=True)
        return [*thetas, *(state.of[field] for state in states for field in self._fields)]

    def _probed(self, theta: ast.expr, state: Fields) -> Any:
        looks_elsewhere = self._rule.kind.probe is not FirstOrderRule.probe
        return self.named(self.inlined(self._rule.kind.probe, [self._rule, theta, state])) if looks_elsewhere else theta

    def _slopes(self, place: tuple[Any, ...]) -> list[ast.expr]:
        if self._is_inlined:
            return [self.named(each) for each in self.inlined(self._landscape.kind.gradient, [self._landscape, place])]
        self.lines[Level.PLACE].append(f"g_x, g_y = landscape.gradient(({', '.join(map(ast.unparse, place))}))")
        return [self.given(name, Level.PLACE) for name in ("g_x", "g_y")]

    def _source(self, old: list[ast.expr], new: list[ast.expr], slopes: list[ast.expr]) -> str:
        values = [*map(ast.unparse, new)]
        return TEMPLATE.format(
            **self._lines(old, new),
            recorded=", ".join([*values[:2], *map(ast.unparse, slopes), *values[2:]]),
            x=values[0],
            y=values[1],
        )

    def _lines(self, old: list[ast.expr], new: list[ast.expr]) -> dict[str, str]:
        """What every loop is made of: its lines at their levels, and what it carries from step to step."""
        names, values = ([*map(ast.unparse, each)] for each in (old, new))
        changed = [(name, value) for name, value in zip(names, values, strict=True) if name != value]
        if {name for name, _ in changed} & {value for _, value in changed}:
            raise NotStraightError("a state that trades places")
        return {
            "carried": ", ".join(names),
            "carry": "; ".join(f"{name} = {value}" for name, value in changed),
        } | {level.name.lower() + "s" * (level is Level.SETTING): "; ".join(self.lines[level]) for level in Level}


class _Follower(_Loop):
    """The loop that keeps no record, and stops where the loss leaves the goal."""

    def _source(self, old: list[ast.expr], new: list[ast.expr], slopes: list[ast.expr]) -> str:
        names, height = [*map(ast.unparse, old)], self._height(new[0], new[1])
        return FOLLOWING.format(
            **self._lines(old, new),
            marks=", ".join(f"mark_{name}" for name in names),
            is_marked=" and ".join(f"{name} == mark_{name}" for name in names),
            height=height,
        )

    def _height(self, x: ast.expr, y: ast.expr) -> str:
        """The loss at the new place, written out as the gradient is, or called."""
        if not self._is_inlined:
            return f"landscape.f(({ast.unparse(x)}, {ast.unparse(y)}))"
        return ast.unparse(self.named(self.inlined(self._landscape.kind.f, [self._landscape, (x, y)])))
