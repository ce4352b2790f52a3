"""The rules that train networks beside each other: up to six, each at its rate, all else in common."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors
from app.runs.address import parse_training
from optimizers import schedules
from optimizers.addresses import MOST_FAULTS
from optimizers.networks import addresses, rate_table, rules
from optimizers.networks.training import TrainingRun
from optimizers.numbers import plain
from optimizers.rule import Rule

MOST: Final = 6
FIRST: Final = ("gradient_descent", "momentum", "adam")
"""Who trains where the address says nothing."""
LOOK: Final = "look"
"""Whose network is looked into."""
COMMON: Final = (*addresses.names().values(), "seed", "schedule")


@dataclass(frozen=True)
class TrainingRace:
    """Trainings that differ in their rule alone. look: the rule whose network is shown from within."""

    runs: tuple[TrainingRun, ...]
    look: str

    @property
    def common(self) -> TrainingRun:
        return self.runs[0]

    @property
    def inside(self) -> TrainingRun:
        """The training whose network is looked into."""
        return next(run for run in self.runs if type(run.rule).id == self.look)

    def query(self) -> str:
        """The canonical query string."""
        told: list[tuple[str, str]] = []
        for run in self.runs:
            name = type(run.rule).id
            told += [("optimizer", name), (f"{name}.lr", plain(rate_of(run.rule)))]
        shared = addresses.query(self.common).split("&")[1:]
        own = {each.name for each in type(self.common.rule).hyperparameters()}
        pairs = [tuple(each.split("=", 1)) for each in shared]
        told += [(name, value) for name, value in pairs if name not in own]
        return urlencode([*told, (LOOK, self.look)], safe=",")


def parse_race_of_trainings(args: MultiDict[str, str]) -> TrainingRace:
    """What the page's address asks for; blank fields and other rules' rates count for nothing. Raises FieldErrors."""
    names = _racers(args)
    errors: list[FieldError] = []
    runs = [run for name in names if (run := _read(name, args, errors)) is not None]
    look = args.get(LOOK) or names[-1]
    if errors:
        raise FieldErrors(tuple(dict.fromkeys(errors))[:MOST_FAULTS])
    return TrainingRace(tuple(runs), look if look in names else names[-1])


def rate_of(rule: Rule) -> float:
    """The rule's learning rate; every rule that trains networks has one."""
    return float(getattr(rule, "lr"))  # noqa: B009 - not every rule declares it


def _racers(args: MultiDict[str, str]) -> list[str]:
    asked = args.getlist("optimizer") or list(FIRST)
    if unknown := [name for name in asked if name not in rules.catalogue()]:
        what = f"{unknown[0][:40]!r} trains no network: takes any of {', '.join(rules.catalogue())}"
        raise FieldErrors((FieldError("optimizer", what),))
    if len(set(asked)) != len(asked) or len(asked) > MOST:
        raise FieldErrors((FieldError("optimizer", f"takes up to {MOST} different rules"),))
    return [name for name in rules.catalogue() if name in asked]


def _read(name: str, args: MultiDict[str, str], errors: list[FieldError]) -> TrainingRun | None:
    """One rule's training, read like a single one; what is wrong with its rate carries its name."""
    fields = MultiDict([("optimizer", name)])
    lr = args.get(f"{name}.lr", "").strip() or plain(rate_table.kept()[name].rate)
    fields.add("lr", lr)
    for field, value in args.items(multi=True):
        if value.strip() and (field in COMMON or field.startswith("schedule.")) and not _is_idle(field, args):
            fields.add(field, value.strip())
        elif not _is_known(field):
            errors.append(FieldError(field[:80], "is not a parameter of this page"))
    try:
        return parse_training(fields)[0]
    except FieldErrors as wrong:
        errors.extend(each._replace(field=f"{name}.lr") if each.field == "lr" else each for each in wrong.errors)
        return None


def _is_idle(field: str, args: MultiDict[str, str]) -> bool:
    """Whether a field belongs to another schedule than the one chosen: a form without scripts sends it along."""
    return field.startswith("schedule.") and field.partition(".")[2] not in _schedules_own(args.get("schedule", ""))


def _schedules_own(chosen: str) -> set[str]:
    return (
        {each.name for each in schedules.catalogue()[chosen].parameters()} if chosen in schedules.catalogue() else set()
    )


def _is_known(field: str) -> bool:
    rule, _, own = field.partition(".")
    return field in (*COMMON, "optimizer", LOOK) or rule == "schedule" or (own == "lr" and rule in rules.catalogue())
