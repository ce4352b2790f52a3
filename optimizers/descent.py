"""A descent: one rule followed down one landscape, step by step, and how that ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

import numpy as np

from optimizers.arithmetic import Array, Number
from optimizers.beyond import Setting, leaving
from optimizers.counting import CountedLoss, Evaluations
from optimizers.landscape import Landscape, Point
from optimizers.outcomes import Kind, Outcome, bound, endings
from optimizers.pauses import pause, paused
from optimizers.proofs import Place
from optimizers.rule import FirstOrderRule, Part, WholeVectorRule
from optimizers.schedule import Schedule, driven, scaled
from optimizers.straight_loops import Loop, straight_loop
from optimizers.verdicts import outcome

__all__ = ["CountedLoss", "Descent", "Evaluations", "Kind", "Outcome", "descend", "scaled"]


@dataclass(frozen=True)
class Descent:
    """A run of n steps (fewer than asked for if it left for ever).

    points: shape (2, n+1), the start first. losses: shape (n+1,).
    gradients: shape (2, n), column t−1 being the g of step t.
    state: the rule's NamedTuple, each field of shape (2, n+1), column t being its value after step t.
    factors: the schedule's factor at each step, shape (n,).
    """

    rule: Any
    landscape: Landscape
    points: Array
    losses: Array
    gradients: Array
    state: Any
    factors: Array
    outcome: Outcome
    evaluations: Evaluations

    @cached_property
    def excess(self) -> Array:
        """f − f* after every step, shape (n+1,); f itself where f is unbounded below."""
        lowest = self.landscape.lowest
        return self.losses - (lowest if np.isfinite(lowest) else 0.0)

    @cached_property
    def probes(self) -> Array:
        """Where each step's gradient was taken, shape (2, n)."""
        here = self.points[:, :-1]
        return self._scaled_rule.probe(here, self._before) if isinstance(self.rule, FirstOrderRule) else here

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The vectors, each of shape (2, n), that add up to each step."""
        return self._scaled_rule.parts(self._t, self.points[:, :-1], self.gradients, self._before, self._after)  # type: ignore[no-any-return]

    @cached_property
    def rates(self) -> Array | None:
        """The effective rate in each coordinate at each step, shape (2, n), or None if it is just the learning rate."""
        return self._scaled_rule.effective_rate(self._t, self._before, self._after)  # type: ignore[no-any-return]

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
    its outcome is then `diverged` (or, on a saddle, `escaped`), and its data are finite up to there. A run that is at
    its goal in the end is followed further, without being shown, before it is called converged.
    """
    setting = Setting(rule, landscape, schedule, seed)
    x, y = float(start[0]), float(start[1])
    loop = _straight(setting)
    pause()
    with np.errstate(all="ignore"):
        return _descent(
            setting, _follow_straight(loop, setting, x, y, steps) if loop else _followed(setting, x, y, steps)
        )


class _Track(NamedTuple):
    """A run as it was followed, whatever came after a divergence included.

    points: shape (2, n+1). gradients: shape (2, n). state: the rule's NamedTuple, each field of shape (2, n+1).
    place: where the run stands at its end, for going on from there.
    """

    points: Array
    gradients: Array
    state: Any
    factors: Array
    evaluations: Evaluations
    place: Any


def _straight(setting: Setting) -> Loop | None:
    """The loop written out for a rule that follows one landscape at one rate, if there is one."""
    rule, landscape, schedule, _ = setting
    is_plain = isinstance(rule, FirstOrderRule) and schedule is None and landscape.epoch_length == 1
    kinds: tuple[Any, Any] = type(rule), type(landscape)
    return straight_loop(*kinds) if is_plain else None


def _follow_straight(loop: Loop, setting: Setting, x: float, y: float, steps: int) -> _Track:
    rule, landscape, *_ = setting
    of_x, of_y = rule.init(x), rule.init(y)
    kind, several, width = type(of_x), len(of_x), 4 + 2 * len(of_x)
    record = [x, y, 0.0, 0.0, *of_x, *of_y]
    loop(record, rule, landscape, bound(landscape), x, y, *of_x, *of_y, range(1, steps + 1))
    columns = np.fromiter(record, float, len(record)).reshape(-1, width).T
    last = record[-width:]
    return _Track(
        points=columns[:2],
        gradients=columns[2:4, 1:],
        state=kind(*(columns[4 + field :: several] for field in range(several))),
        factors=np.ones(columns.shape[1] - 1),
        evaluations=Evaluations(0, columns.shape[1] - 1, 0),
        place=Place(last[0], last[1], kind(*last[4 : 4 + several]), kind(*last[4 + several :])),
    )


def _followed(setting: Setting, x: float, y: float, steps: int) -> _Track:
    rule, landscape, schedule, seed = setting
    follow = _follow_coordinates if isinstance(rule, FirstOrderRule) else _follow_vector
    trace = _Trace(landscape, [x, y], [], [], [])
    evaluations, place = follow(rule, landscape, steps, schedule, seed, trace)
    columns = len(trace.points) // 2
    return _Track(
        points=_columns(trace.points, columns),
        gradients=_columns(trace.gradients, columns - 1),
        state=_state(rule, trace.states, columns),
        factors=np.array(trace.factors) if schedule else np.ones(columns - 1),
        evaluations=evaluations,
        place=place,
    )


class _Trace(NamedTuple):
    """What a run leaves behind, step by step; the factors only where a schedule made them.

    Points and gradients are plain floats, x and y in turn, and so are the states of an element-wise rule: all
    fields of x's, then all of y's. A whole-vector rule's are kept as they are.
    """

    landscape: Landscape
    points: list[float]
    states: list[Any]
    gradients: list[float]
    factors: list[float]


def _follow_coordinates(
    rule: FirstOrderRule[Any], landscape: Landscape, steps: int, schedule: Schedule | None, seed: int, trace: _Trace
) -> tuple[Evaluations, Place]:
    """Element-wise rules run on plain floats, coordinate by coordinate: ten times as fast as arrays of two numbers."""
    (x, y), near = trace.points, bound(landscape)
    of_x, of_y = rule.init(x), rule.init(y)
    points, states, gradients = trace.points, trace.states, trace.gradients
    states += of_x + of_y
    looks_elsewhere = type(rule).probe is not FirstOrderRule.probe
    for t, factor, batch in zip(count(1), _factors(schedule, steps, trace), landscape.stream(seed), strict=False):
        now = rule if factor == 1 else scaled(rule, factor)
        g_x, g_y = batch.gradient((now.probe(x, of_x), now.probe(y, of_y)) if looks_elsewhere else (x, y))
        x, of_x = now.update(t, x, g_x, of_x)
        y, of_y = now.update(t, y, g_y, of_y)
        points += x, y
        states += of_x + of_y
        gradients += g_x, g_y
        if not near.holds(x, y):
            break
    return Evaluations(0, len(gradients) // 2, 0), Place(x, y, of_x, of_y)


def _follow_vector(
    rule: WholeVectorRule[Any], landscape: Landscape, steps: int, schedule: Schedule | None, seed: int, trace: _Trace
) -> tuple[Evaluations, Any]:
    theta, near = np.array(trace.points), bound(landscape)
    state = rule.init(theta)
    trace.states.append(rule.record(state))
    batches = landscape.stream(seed)
    counted, rest = CountedLoss(), _Rest()
    for t, factor in enumerate(_factors(schedule, steps, trace), 1):
        if rest.is_reached:
            rest.repeat(trace)
            continue
        now = rule if factor == 1 else scaled(rule, factor)
        place, spent, batch = theta.tobytes(), counted.evaluations, next(batches)
        counted.turn_to(batch)
        trace.gradients.extend(counted.gradient(theta).tolist())
        theta, state = now.update(t, theta, counted, state)
        trace.points.extend(theta.tolist())
        trace.states.append(rule.record(state))
        if not near.holds(*trace.points[-2:]):
            break
        rest.see(batch is landscape and theta.tobytes() == place, spent, counted.evaluations)
    return rest.evaluations(counted.evaluations), (theta, state)


class _Rest:
    """The rest that a whole-vector rule comes to: a step that moves nothing repeats itself for ever, uncomputed.

    Such a rule remembers only what its moves have taught it. The second still step is computed all the same,
    because what it evaluates is what each later one would.
    """

    def __init__(self) -> None:
        self._still = 0
        self._repeated = 0
        self._cost = Evaluations(0, 0, 0)

    @property
    def is_reached(self) -> bool:
        return self._still == 2

    def see(self, still: bool, before: Evaluations, after: Evaluations) -> None:
        """Take note of a step that was computed, and of what had been evaluated before it and after."""
        self._still = self._still + 1 if still else 0
        self._cost = Evaluations(*(late - early for late, early in zip(after, before, strict=True)))

    def repeat(self, trace: _Trace) -> None:
        """Write the last step once more."""
        self._repeated += 1
        trace.states.append(trace.states[-1])
        for numbers in (trace.points, trace.gradients):
            numbers += numbers[-2:]

    def evaluations(self, counted: Evaluations) -> Evaluations:
        """What was evaluated in all, the steps at rest included."""
        return Evaluations(*(so_far + self._repeated * each for so_far, each in zip(counted, self._cost, strict=True)))


def _factors(schedule: Schedule | None, steps: int, trace: _Trace) -> Iterator[float]:
    """A schedule's are kept in the trace."""
    factors = paused(driven(schedule, steps, lambda _: trace.landscape.f(trace.points[-2:])))
    return factors if schedule is None else _kept(factors, trace)


def _kept(factors: Iterator[Number], trace: _Trace) -> Iterator[float]:
    for factor in factors:
        trace.factors.append(float(factor))
        yield trace.factors[-1]


def _descent(setting: Setting, track: _Track) -> Descent:
    rule, landscape, *_ = setting
    points, steps = track.points, track.points.shape[1] - 1
    ending = endings(
        landscape,
        points[:, None, :],
        lambda _, losses, until: leaving(setting, track.place, steps, losses[0], until),
    )
    length = int(ending.lengths[0])
    last = max(length - 1, 0)
    return Descent(
        rule=rule,
        landscape=landscape,
        points=points[:, :length],
        losses=ending.losses[0, :length],
        gradients=track.gradients[:, :last],
        state=type(track.state)(*(field[:, :length] for field in track.state)),
        factors=track.factors[:last],
        outcome=outcome(setting, points[:, :length], ending),
        evaluations=track.evaluations,
    )


def _columns(numbers: list[float], columns: int) -> Array:
    """The numbers as so many columns, one after the other."""
    return np.fromiter(numbers, float, len(numbers)).reshape(columns, len(numbers) // max(columns, 1)).T


def _state(rule: Any, states: list[Any], columns: int) -> Any:
    """The state's fields as arrays of shape (2, columns)."""
    if isinstance(rule, FirstOrderRule):
        kind = type(rule.init(0.0))
        return kind(*_columns(states, columns).reshape(2, len(kind._fields), columns).swapaxes(0, 1))
    kind = type(states[0])
    return kind(
        *(np.array([np.broadcast_to(each, 2) for each in field], dtype=float).T for field in zip(*states, strict=True))
    )
