"""A descent: one rule followed down one landscape, step by step, and how that ended."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import Kind, Outcome, endings, is_near, message
from optimizers.rule import FirstOrderRule, Part
from optimizers.schedule import Schedule

__all__ = ["Descent", "Evaluations", "Kind", "Outcome", "descend"]


class Evaluations(NamedTuple):
    """How often the rule asked for f, its gradient and its Hessian."""

    f: int
    gradient: int
    hessian: int


@dataclass(frozen=True)
class Descent:
    """A run of n steps (fewer than asked for if it left for ever).

    points: shape (2, n+1), the start first. losses: shape (n+1,).
    gradients: shape (2, n), column t−1 being the g of step t. probes: shape (2, n), where g was taken.
    state: the rule's NamedTuple, each field of shape (2, n+1), column t being its value after step t.
    factors: the schedule's factor at each step, shape (n,).
    """

    rule: Any
    landscape: Landscape
    points: Array
    losses: Array
    gradients: Array
    probes: Array
    state: Any
    factors: Array
    outcome: Outcome
    evaluations: Evaluations

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The vectors, each of shape (2, n), that add up to each step."""
        return self._scaled_rule.parts(self._t, self.points[:, :-1], self.gradients, self._before, self._after)  # type: ignore[no-any-return]

    @cached_property
    def rates(self) -> Array | None:
        """The effective rate in each coordinate at each step, shape (2, n), or None if it is just the learning rate."""
        return self._scaled_rule.effective_rate(self._t, self._after)  # type: ignore[no-any-return]

    @property
    def _t(self) -> Array:
        return np.arange(1.0, self.points.shape[1])

    @property
    def _before(self) -> Any:
        return type(self.state)(*(field[:, :-1] for field in self.state))

    @property
    def _after(self) -> Any:
        return type(self.state)(*(field[:, 1:] for field in self.state))

    @property
    def _scaled_rule(self) -> Any:
        return scaled(self.rule, self.factors) if (self.factors != 1).any() else self.rule


def descend(
    rule: Any, landscape: Landscape, start: Point, steps: int, *, schedule: Schedule | None = None, seed: int = 0
) -> Descent:
    """Follow `rule` from `start` for `steps` steps; a pure function of its arguments.

    A mini-batch loss draws its batches from `seed`. The run stops early only if it leaves for ever:
    its outcome is then `diverged` (or, on a saddle, `escaped`), and its data are finite up to there.
    """
    trace = _follow(rule, landscape, start, steps, schedule, seed)
    columns = np.array([trace.xs, trace.ys])
    ending = endings(landscape, columns[:, None, :])
    length, kind, step = int(ending.lengths[0]), ending.kinds[0], int(ending.steps[0])
    last = max(length - 1, 0)
    words = message(rule, landscape, kind, step, float(ending.losses[0, last]), (trace.xs[last], trace.ys[last]))
    return Descent(
        rule=rule,
        landscape=landscape,
        points=columns[:, :length],
        losses=ending.losses[0, :length],
        gradients=np.array(trace.gradients).reshape(-1, 2).T[:, :last],
        probes=np.array(trace.probes).reshape(-1, 2).T[:, :last],
        state=_columns(trace, length),
        factors=np.array(trace.factors)[:last],
        outcome=Outcome(kind, step, words),
        evaluations=Evaluations(0, len(trace.gradients), 0),
    )


def scaled(rule: Any, factor: Any) -> Any:
    """The rule with its learning rate multiplied by a schedule's factor."""
    return dataclasses.replace(rule, lr=rule.lr * factor)


class _Trace(NamedTuple):
    """What a run leaves behind, coordinate by coordinate, as plain floats."""

    xs: list[float]
    ys: list[float]
    states: tuple[list[Any], list[Any]]
    gradients: list[tuple[float, float]]
    probes: list[tuple[float, float]]
    factors: list[float]


def _follow(
    rule: FirstOrderRule[Any], landscape: Landscape, start: Point, steps: int, schedule: Schedule | None, seed: int
) -> _Trace:
    x, y = float(start[0]), float(start[1])
    u, v = rule.init(x), rule.init(y)
    trace = _Trace([x], [y], ([u], [v]), [], [], [])
    batches = landscape.stream(seed)
    for t, factor in enumerate(_factors(schedule, steps, landscape, trace), 1):
        now = rule if factor == 1 else scaled(rule, factor)
        probe = now.probe(x, u), now.probe(y, v)
        g = next(batches).gradient(probe)
        x, u = now.update(t, x, g[0], u)
        y, v = now.update(t, y, g[1], v)
        _record(trace, x, y, u, v, g, probe, factor)
        if not is_near(landscape, x, y):
            break
    return trace


def _record(trace: _Trace, x: float, y: float, u: Any, v: Any, g: Any, probe: Any, factor: float) -> None:
    trace.xs.append(x)
    trace.ys.append(y)
    trace.states[0].append(u)
    trace.states[1].append(v)
    trace.gradients.append(g)
    trace.probes.append(probe)
    trace.factors.append(factor)


def _factors(schedule: Schedule | None, steps: int, landscape: Landscape, trace: _Trace) -> Iterator[float]:
    if schedule is None:
        yield from repeat(1.0, steps)
        return
    factors = schedule.factors(steps)
    for t in range(steps):
        yield next(factors) if t == 0 else factors.send(float(landscape.f((trace.xs[-1], trace.ys[-1]))))


def _columns(trace: _Trace, length: int) -> Any:
    kind = type(trace.states[0][0])
    fields = np.array(trace.states, dtype=float)[:, :length]
    return kind(*np.moveaxis(fields, 2, 0)) if fields.ndim == 3 and fields.shape[2] else kind()
