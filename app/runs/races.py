"""Races: several rules from the same start on the same landscape, each with the same number of gradient evaluations."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors
from app.runs.address import parse_run
from app.runs.slices import sliced
from optimizers import landscapes, rules, schedules, tuning, verdicts
from optimizers.addresses import LANDSCAPE, MOST_FAULTS, SCHEDULE
from optimizers.changes import Change
from optimizers.counting import Evaluations
from optimizers.descent import Descent
from optimizers.functions.own_landscape import FORMULA, VIEW
from optimizers.functions.own_landscape import OWN as OWN_FUNCTION
from optimizers.numbers import plain, setting
from optimizers.outcomes import SUCCESSES, Kind
from optimizers.parameters import parameters
from optimizers.rule import FirstOrderRule, Rule, WholeGradientRule
from optimizers.run import Run
from optimizers.tuning import Best

MOST: Final = 6
GRADIENTS: Final = 200
"""How many gradient evaluations each racer has unless the address says otherwise."""
FIRST: Final = ("gradient_descent", "momentum", "adam", "lbfgs")
"""Who races when the address names nobody."""
SHARED: Final = frozenset({"landscape", "start", "seed", "schedule", "change"})
"""What all racers have in common, besides the parameters of the landscape, its data and the schedule."""
OWN: Final = frozenset({"optimizer", "rates", "lr", "gradients"})
EVEN_TRIES: Final = 6
"""How often to guess a length as if every step asked for equally many gradients, before halving what is left."""
PREFIXES: Final = ("landscape.", "loss.", "schedule.")


class Rates(Enum):
    """Where each racer's learning rate comes from."""

    BEST = "best"
    SAME = "same"
    OWN = "own"

    @property
    def words(self) -> str:
        return {
            Rates.BEST: "each at its best rate, found by a sweep",
            Rates.SAME: "the same rate for all",
            Rates.OWN: "each at the rate that you set",
        }[self]


@dataclass(frozen=True)
class RacerResult:
    """How one racer fared.

    rate: its learning rate, None if the rule has none. swept: whether a sweep was to find it. best: what it found, None
    if runs diverge at every rate. spent: what it had evaluated when it arrived, or in all if it never did.
    """

    run: Run
    descent: Descent
    rate: float | None
    swept: bool
    best: Best | None
    spent: Evaluations

    @property
    def steps(self) -> int:
        return int(self.descent.points.shape[1]) - 1

    @property
    def tuned(self) -> str:
        """What there is to say of a rate that a sweep was to find."""
        if not self.swept:
            return ""
        if self.best is None:
            return "every rate diverges"
        _, low, high, _ = self.best
        if low == high:
            return "best"
        return f"best; {' to '.join(apart(low, high))} do nearly as well"

    @property
    def mark(self) -> str:
        """The outcome as a word or two."""
        outcome = self.descent.outcome
        if outcome.level is not None and outcome.kind not in SUCCESSES:
            return verdicts.briefly(outcome).removesuffix(" above the minimum") + " above"
        return {
            Kind.CONVERGED: f"step {outcome.step}",
            Kind.UNSETTLED: f"passed at {outcome.step}",
            Kind.ESCAPED: f"left at {outcome.step}",
            Kind.TRAPPED: "trapped",
            Kind.RAN_OUT: "still on the way",
            Kind.DIVERGED: f"diverged at {outcome.step}",
        }[outcome.kind]

    @property
    def loss(self) -> float:
        """f at the last point."""
        return float(self.descent.losses[-1])


@dataclass(frozen=True)
class Race:
    """Up to six runs as somebody set them; `steps` of each is the number of gradients that it may ask for.

    lr: the common learning rate, where all have the same.
    """

    runs: tuple[Run, ...]
    rates: Rates
    lr: float | None

    @property
    def gradients(self) -> int:
        return self.runs[0].steps

    @property
    def change(self) -> Change | None:
        """The change in mid-run, which is the same for all who have a rate."""
        return next((run.change for run in self.runs if run.change), None)

    @property
    def common(self) -> Run:
        """Any one of the runs: they share landscape, start, seed and schedule."""
        return self.runs[0]

    def query(self) -> str:
        """The query string that gives this race again: what differs from the defaults, and who races."""
        fields = [("optimizer", type(run.rule).id) for run in self.runs]
        fields += [
            (name, value) for name, value in _settings(self.common).items() if _is_shared(name) and name != "change"
        ]
        fields += [("change", f"{self.change.step}:{plain(self.change.lr)}")] if self.change else []
        fields += [("gradients", str(self.gradients)), ("rates", self.rates.value)]
        fields += [] if self.lr is None else [("lr", plain(self.lr))]
        fields += [
            (f"{type(run.rule).id}.{name}", value) for run in self.runs for name, value in self._own(run).items()
        ]
        return urlencode(fields)

    def _own(self, run: Run) -> dict[str, str]:
        """The racer's own hyper-parameters that differ from their defaults."""
        general = {"optimizer", "steps"} | ({"lr"} if self.rates is Rates.SAME else set())
        return {name: value for name, value in _settings(run).items() if not _is_shared(name) and name not in general}

    def results(self) -> tuple[RacerResult, ...]:
        """Every racer's result, in the order of the rules' catalogue; computed once."""
        return _results(self)


def apart(low: float, high: float) -> tuple[str, str]:
    """Two different rates, with as few digits as tell them apart; two at least."""
    shown = [(setting(float(f"{low:.{digits}g}")), setting(float(f"{high:.{digits}g}"))) for digits in (2, 3, 4)]
    return next((pair for pair in shown if pair[0] != pair[1]), shown[-1])


def parse_race(args: MultiDict[str, str], *, lenient: bool = False) -> Race:
    """The race that an address asks for.

    A lenient reading, for forms sent without scripts, passes over blank fields and the parameters of a landscape,
    schedule or rule that is not chosen. Raises FieldErrors naming each field that cannot be.
    """
    args = _tidied(args) if lenient else args
    names = _racers(args)
    errors: list[FieldError] = _strangers(args, names)
    rates, lr = _read_rates(args, errors)
    runs = [run for name in names if (run := _read(name, args, errors)) is not None]
    if errors:
        raise FieldErrors(tuple(dict.fromkeys(errors))[:MOST_FAULTS])
    return Race(tuple(replace(run, rule=with_rate(run.rule, lr)) for run in runs), rates, lr)


def rate(rule: Rule) -> float | None:
    """The rule's learning rate, None if it takes none."""
    return float(getattr(rule, "lr")) if hasattr(rule, "lr") else None  # noqa: B009 - not every rule declares it


def with_rate(rule: Rule, lr: float | None) -> Rule:
    """The rule at this learning rate, if it takes one."""
    settings: dict[str, Any] = {} if lr is None or rate(rule) is None else {"lr": lr}
    return replace(rule, **settings)


def _racers(args: MultiDict[str, str]) -> list[str]:
    """Who races, in the catalogue's order; FieldErrors if that is too many, one twice, or nobody known."""
    asked = args.getlist("optimizer") or list(FIRST)
    unknown = [name for name in asked if name not in rules.catalogue()]
    if unknown:
        raise FieldErrors((FieldError("optimizer", f"takes any of {', '.join(rules.catalogue())}"),))
    if len(set(asked)) != len(asked) or len(asked) > MOST:
        raise FieldErrors((FieldError("optimizer", f"takes up to {MOST} different optimizers"),))
    return [name for name in rules.catalogue() if name in asked]


def _strangers(args: MultiDict[str, str], names: list[str]) -> list[FieldError]:
    """Fields that no race has, and those that set for one racer what all have in common."""
    known = (*PREFIXES, *(f"{name}." for name in names))
    return [
        FieldError(field[:80], "is not a parameter of this race")
        for field in args
        if field not in SHARED | OWN and (not field.startswith(known) or _is_everybodys(field))
    ]


def _read_rates(args: MultiDict[str, str], errors: list[FieldError]) -> tuple[Rates, float | None]:
    given = args.get("rates", Rates.BEST.value)
    if given not in {each.value for each in Rates} or len(args.getlist("rates")) > 1:
        errors.append(FieldError("rates", f"takes one of {', '.join(each.value for each in Rates)}"))
        return Rates.BEST, None
    rates = Rates(given)
    if rates is not Rates.SAME:
        errors += [FieldError("lr", "is only for rates=same")] if "lr" in args else []
        return rates, None
    probe = MultiDict([("optimizer", "gradient_descent"), *(("lr", value) for value in args.getlist("lr"))])
    try:
        return rates, rate(parse_run(probe).rule)
    except FieldErrors as wrong:
        errors.extend(wrong.errors)
        return rates, None


def _read(name: str, args: MultiDict[str, str], errors: list[FieldError]) -> Run | None:
    """One racer's run, read like a single run's address; its errors carry its prefix."""
    prefix = f"{name}."
    budget = args.getlist("gradients") or [str(GRADIENTS)]
    fields = MultiDict([("optimizer", name), *(("steps", value) for value in budget)])
    for field, value in args.items(multi=True):
        if field == "change" and rate(rules.catalogue()[name]()) is None:
            continue
        if _is_shared(field):
            fields.add(field, value)
        elif field.startswith(prefix) and not _is_everybodys(field):
            fields.add(field.removeprefix(prefix), value)
    try:
        return parse_run(fields)
    except FieldErrors as wrong:
        errors.extend(FieldError(_outside(error.field, prefix), error.message) for error in wrong.errors)
        return None


def _outside(field: str, prefix: str) -> str:
    """What a field of a racer's run is called in the race's address."""
    return "gradients" if field == "steps" else field if _is_shared(field) else prefix + field


def _is_shared(field: str) -> bool:
    return field in SHARED or field.startswith(PREFIXES)


def _is_everybodys(field: str) -> bool:
    """Whether a field with a racer's name before it is about what all racers have in common."""
    racer, _, own = field.partition(".")
    return racer in rules.catalogue() and (_is_shared(own) or own in ("optimizer", "steps"))


def _settings(run: Run) -> dict[str, str]:
    return dict(parse_qsl(run.query(), keep_blank_values=True))


def _tidied(args: MultiDict[str, str]) -> MultiDict[str, str]:
    chosen = set(args.getlist("optimizer") or FIRST)
    foreign = set(_foreign(args))
    idle = {f"{name}." for name in rules.catalogue() if name not in chosen}
    if args.get("rates", Rates.BEST.value) != Rates.SAME.value:
        foreign.add("lr")
    return MultiDict(
        (field, value)
        for field, value in args.items(multi=True)
        if value.strip() and field not in foreign and not field.startswith(tuple(idle))
    )


def _foreign(args: MultiDict[str, str]) -> Iterator[str]:
    """Fields that belong to another landscape or schedule than the chosen one."""
    for kind, default, prefixes, catalogue in (
        ("landscape", LANDSCAPE, ("landscape.", "loss."), landscapes.catalogue()),
        ("schedule", SCHEDULE, ("schedule.",), schedules.catalogue()),
    ):
        chosen = catalogue.get(args.get(kind, default))
        own = (
            {each.name for each in parameters(chosen)}
            if chosen
            else FUNCTION
            if args.get(kind) == OWN_FUNCTION
            else set()
        )
        yield from (f for f in args if f.startswith(prefixes) and f.partition(".")[2] not in own)


def _owned(chosen: str, catalogue: Mapping[str, Any]) -> set[str]:
    """The names of a landscape's or a schedule's own fields."""
    if chosen in catalogue:
        return {each.name for each in parameters(catalogue[chosen])}
    return FUNCTION if chosen == OWN_FUNCTION else set()


FUNCTION: Final = {each.partition(".")[2] for each in (FORMULA, VIEW)}


@lru_cache(
    maxsize=8
)  # a race of the most gradients takes a megabyte; its page, document and charts are asked for together
def _results(race: Race) -> tuple[RacerResult, ...]:
    return tuple(_result(run, race.rates) for run in sliced(race.runs))


def _result(run: Run, rates: Rates) -> RacerResult:
    swept = rates is Rates.BEST and isinstance(run.rule, FirstOrderRule | WholeGradientRule)
    best = best_rate(run) if swept else None
    run = at_best(run, best) if swept else run
    descent = _within(run)
    return RacerResult(run, descent, rate(run.rule), swept, best, _spent(run, descent))


def best_rate(run: Run) -> Best | None:
    """The best learning rate for the run, whatever its own is; None if runs diverge at every rate."""
    return _best_rate(replace(run, rule=with_rate(run.rule, rate(type(run.rule)()))))


def at_best(run: Run, best: Best | None) -> Run:
    """The run at its best rate; at the smallest that there is where runs diverge at every rate."""
    (declared,) = (each for each in run.rule.hyperparameters() if each.name == "lr")
    return replace(run, rule=with_rate(run.rule, declared.low if best is None else best.rate))


@lru_cache(maxsize=512)
def _best_rate(run: Run) -> Best | None:
    return tuning.best_rate(run.rule, run.landscape, run.start, run.steps, schedule=run.schedule, seed=run.seed)


def _within(run: Run) -> Descent:
    """The longest descent that asks for no more than `run.steps` gradients, found in a few tries."""
    descent = run.descend()
    low, high = 1, run.steps  # a run of so many steps keeps within its budget, of so many does not
    if descent.evaluations.gradient <= run.steps:
        return descent
    guess, tries = run.steps * run.steps // descent.evaluations.gradient, 0
    while high - low > 1:
        tries += 1
        steps = min(max(guess, low + 1), high - 1) if tries <= EVEN_TRIES else (low + high) // 2
        spare = run.steps - replace(run, steps=steps).descend().evaluations.gradient
        low, high = (low, steps) if spare < 0 else (steps, high)
        guess = steps + spare
    return replace(run, steps=low).descend()


def _spent(run: Run, descent: Descent) -> Evaluations:
    """One gradient a step for a first-order rule; of any other the opening is run again and counted."""
    outcome = descent.outcome
    if outcome.kind not in SUCCESSES:
        return descent.evaluations
    if isinstance(run.rule, FirstOrderRule):
        return Evaluations(0, outcome.step, 0)
    return replace(run, steps=max(outcome.step, 1)).descend().evaluations
