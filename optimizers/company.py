"""Companies: many runs of one rule under way together, their settings alike or each its own."""

import dataclasses
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from optimizers.arithmetic import Array
from optimizers.beyond import Setting, leaving
from optimizers.landscape import Landscape
from optimizers.outcomes import NEVER, Columns
from optimizers.pauses import pause, paused
from optimizers.proofs import Place, proof
from optimizers.rule import FirstOrderRule, WholeGradientRule
from optimizers.schedule import driven, scaled

FEW: Final = 24
"""So many runs are as quick alone, on plain floats."""
PROVABLE: Final = 512
"""So many are worth trying to prove, each alone."""
ROUND: Final = 64
"""How many steps a company goes before those who have left, or are sure to stay, part from it."""


class Company:
    """B runs that have gone equally many steps.

    setting: parameters of the rule, the landscape and the schedule may have the shape (B,). theta: shape (2, B).
    """

    def __init__(self, setting: Setting, starts: Array) -> None:
        self._setting = setting
        self.theta = np.array(starts, dtype=float)
        self._state = setting.rule.init(self.theta)
        self._steps = 0

    @property
    def landscape(self) -> Landscape:
        return self._setting.landscape

    @property
    def size(self) -> int:
        return int(self.theta.shape[1])

    def paths(self, steps: int) -> Array:
        """Go so many steps from the start, and give the points on the way: shape (2, B, n+1)."""
        _, landscape, schedule, seed = self._setting
        points = np.empty((steps + 1, *self.theta.shape))
        points[0] = self.theta
        batches = landscape.stream(seed)
        with np.errstate(all="ignore"):
            for t, factor in enumerate(paused(driven(schedule, steps, lambda t: landscape.f(points[t]))), 1):
                self._step(factor, next(batches))
                points[t] = self.theta
        return np.moveaxis(points, 0, 2)

    def leaving(self, runs: Columns, losses: Array, until: int) -> Array:
        """When each of these runs is no longer at its goal, going on to the step `until`; NEVER for those that stay."""
        left = np.full(len(runs), NEVER)
        places = np.arange(len(runs))
        company = self.only(runs)
        if company._is_plain:
            company, places = company._leave_together(left, until)
        for run, place in enumerate(places):
            setting, where = company.member(run)
            left[place] = leaving(setting, where, company._steps, losses[place], until)
        return left

    def only(self, runs: Columns) -> "Company":
        """Some of the runs, at the same step."""
        chosen = Company(_taken(self._setting, runs), self.theta[:, runs])
        chosen._state = type(self._state)(*(_picked(field, runs) for field in self._state))
        chosen._steps = self._steps
        return chosen

    def member(self, run: int) -> tuple[Setting, Any]:
        """One of the runs alone: where it stands in plain floats, or θ and the state of a whole-vector rule."""
        kind = type(self._state)
        if isinstance(self._setting.rule, WholeGradientRule):
            return _taken(self._setting, run), (self.theta[:, run], kind(*(field[..., run] for field in self._state)))
        x, y = self.theta[:, run].tolist()
        fields = [np.broadcast_to(field, self.theta.shape)[:, run].tolist() for field in self._state]
        of_x, of_y = zip(*fields, strict=True) if fields else ((), ())
        return _taken(self._setting, run), Place(x, y, kind(*of_x), kind(*of_y))

    @property
    def _is_plain(self) -> bool:
        """Whether a step depends on nothing but where the runs stand."""
        return self._setting.schedule is None and self._setting.landscape.epoch_length == 1

    def _step(self, factor: Any, batch: Any) -> None:
        rule = self._setting.rule if self._setting.schedule is None else scaled(self._setting.rule, factor)
        self._steps += 1
        if isinstance(rule, WholeGradientRule):
            self.theta, self._state = rule.step(self.theta, np.stack(batch.gradient(self.theta)), self._state)
            return
        g = np.stack(batch.gradient(rule.probe(self.theta, self._state)))
        self.theta, self._state = rule.update(self._steps, self.theta, g, self._state)

    def _leave_together(self, left: Array, until: int) -> "tuple[Company, Columns]":
        """Go on until few are left, noting when the others leave; the few, and which they are."""
        company, which, rounds = self, np.arange(self.size), 0
        while company.size > FEW and company._steps < until:
            stay = np.ones(company.size, dtype=bool)
            if rounds & (rounds - 1) == 0:
                stay = ~company._proved(until)
            gone = company._gone_after(min(ROUND, until - company._steps))
            left[which[stay]] = gone[stay]
            kept = np.flatnonzero(stay & (gone == NEVER))
            company, which, rounds = company.only(kept), which[kept], rounds + 1
        return company, which

    def _proved(self, until: int) -> NDArray[np.bool_]:
        """Which runs are sure to stay, as far as it is worth asking."""
        proved = np.zeros(self.size, dtype=bool)
        is_provable = self.size <= PROVABLE and isinstance(self._setting.rule, FirstOrderRule)
        for run in range(self.size if is_provable else 0):
            pause()
            setting, place = self.member(run)
            certain = proof(setting.rule, setting.landscape)
            proved[run] = certain is not None and certain.holds(self._steps, until, place)
        return proved

    def _gone_after(self, steps: int) -> Array:
        """Go so many steps; at which of them each run left its goal, or NEVER."""
        landscape = self._setting.landscape
        gone = np.full(self.size, NEVER)
        with np.errstate(all="ignore"):
            for _ in paused(range(steps)):
                self._step(1.0, landscape)
                out = ~(np.abs(landscape.f(self.theta) - landscape.lowest) < landscape.tolerance)
                gone[out & (gone == NEVER)] = self._steps
        return gone


def _taken(setting: Setting, runs: Columns | int) -> Setting:
    """The setting of some runs, or of one."""
    rule, landscape, schedule = (_owner_at(owner, runs) for owner in setting[:3])
    return Setting(rule, landscape, schedule, setting.seed)


def _owner_at(owner: Any, runs: Columns | int) -> Any:
    """A rule, landscape or schedule whose parameters of shape (B,) are those of some runs, or numbers for one."""
    own = {} if owner is None else vars(owner)
    several = {name: value[runs] for name, value in own.items() if np.ndim(value)}
    alone = {name: float(value) if np.ndim(value) == 0 else value for name, value in several.items()}
    return dataclasses.replace(owner, **alone) if alone else owner


def _picked(field: Any, runs: Columns) -> Any:
    return field[..., runs] if np.ndim(field) else field
