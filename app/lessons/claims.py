"""What a sentence claims of a run: something that the core can measure, and the bounds that the measurement keeps."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from urllib.parse import parse_qsl

import numpy as np
from werkzeug.datastructures import MultiDict

from app.lessons import measures
from app.lessons.measures import Lens
from app.runs.address import parse_run
from optimizers import maps
from optimizers.descent import Descent, Kind
from optimizers.numbers import SUPERSCRIPTS
from optimizers.run import Run

OUTCOMES = frozenset(kind.value for kind in Kind)
SWEEPS = frozenset({"ticks_below"})
KINDS = OUTCOMES | SWEEPS | measures.OF_ONE.keys() | measures.OF_TWO.keys()


class Of(Enum):
    """Which run a claim is about."""

    RUN = "run"
    OTHER = "other"
    RATIO = "ratio"
    """The other run's measurement over the run's own."""
    BOTH = "both"
    """The two runs compared, step by step."""


@dataclass(frozen=True)
class Claim:
    """One measurement with its bounds, both included; a claim without bounds holds if it can be measured at all.

    kind: an outcome's word (the measurement is its step), a measure's name, or ticks_below: at how many positions of
    the slider `over` the last loss lies under `loss`. name: what a sentence calls the measurement, between braces.
    times: of a run so many times as long. until: the last step that counts; None for the run's last.
    """

    kind: str
    of: Of = Of.RUN
    name: str | None = None
    by: float | None = None
    at_least: float | None = None
    loss: float = 1e-3
    step: int = -1
    coordinate: str = "y"
    over: str = "lr"
    times: int = 1
    until: int | None = None

    @property
    def lens(self) -> Lens:
        return Lens(self.loss, self.step, self.coordinate, self.until)

    def admits(self, measured: float | None) -> bool:
        """Whether the measurement exists and lies within the bounds."""
        low = -np.inf if self.at_least is None else self.at_least
        high = np.inf if self.by is None else self.by
        return measured is not None and bool(low <= measured <= high)


@dataclass(frozen=True)
class Scene:
    """One or two runs on the stage, and what is claimed of them."""

    run: Run
    other: Run | None
    claims: tuple[Claim, ...]

    @cached_property
    def descent(self) -> Descent:
        return self.run.descend()

    @cached_property
    def other_descent(self) -> Descent:
        return self._other.descend()

    @cached_property
    def measured(self) -> Mapping[str, float | None]:
        """The named claims' measurements."""
        return MappingProxyType({claim.name: self.measure(claim) for claim in self.claims if claim.name})

    def measure(self, claim: Claim) -> float | None:
        """What the claim's kind measures here; None where there is nothing to measure."""
        match claim.of:
            case Of.RUN if claim.times > 1:
                longer = replace(self.run, steps=self.run.steps * claim.times)
                return _measure(claim, longer, longer.descend())
            case Of.RUN:
                return _measure(claim, self.run, self.descent)
            case Of.OTHER:
                return _measure(claim, self._other, self.other_descent)
            case Of.BOTH:
                return measures.OF_TWO[claim.kind](claim.lens, self.descent, self.other_descent)
            case Of.RATIO:
                return self._ratio(claim)

    def broken(self) -> tuple[str, ...]:
        """Each claim that does not hold, in words."""
        measurements = ((claim, self.measure(claim)) for claim in self.claims)
        return tuple(f"{claim} measures {value}" for claim, value in measurements if not claim.admits(value))

    def words(self, sentence: str) -> str:
        """The sentence with each {name} replaced by its measurement. Raises ValueError where there is none."""
        missing = [name for name, value in self.measured.items() if value is None and f"{{{name}" in sentence]
        if missing:
            raise ValueError(f"nothing to measure for {', '.join(missing)} in {sentence!r}")
        spoken = {name: _Spoken(value) if isinstance(value, float) else value for name, value in self.measured.items()}
        return sentence.format_map(spoken)

    @property
    def _other(self) -> Run:
        if self.other is None:
            raise LookupError("the scene has no other run")
        return self.other

    def _ratio(self, claim: Claim) -> float | None:
        own = _measure(claim, self.run, self.descent)
        others = _measure(claim, self._other, self.other_descent)
        return others / own if own and others is not None else None


class _Spoken(float):
    """A measurement in a sentence: its minus is a minus, and a power of ten is written as one."""

    def __format__(self, how: str) -> str:
        mantissa, _, power = super().__format__(how).replace("-", "−").partition("e")
        return f"{mantissa}×10{str(int(power.replace('−', '-'))).translate(SUPERSCRIPTS)}" if power else mantissa


def run_of(query: str) -> Run:
    """The run that a query string asks for. Raises ValueError or FieldErrors for one that asks for nothing possible."""
    return parse_run(MultiDict(parse_qsl(query, keep_blank_values=True, strict_parsing=True)))


def _measure(claim: Claim, run: Run, descent: Descent) -> float | None:
    if claim.kind in OUTCOMES:
        return descent.outcome.step if descent.outcome.kind is Kind(claim.kind) else None
    if claim.kind in SWEEPS:
        return _ticks_below(claim, run)
    return measures.OF_ONE[claim.kind](claim.lens, descent)


def _ticks_below(claim: Claim, run: Run) -> int:
    sweep = maps.sweep(run.rule, run.landscape, run.start, run.steps, claim.over, schedule=run.schedule, seed=run.seed)
    return int((sweep.losses - run.landscape.lowest < claim.loss).sum())
