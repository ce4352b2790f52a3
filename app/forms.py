"""Request text becomes typed values, or every field that is wrong is named with what it takes."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Final, TypeVar
from urllib.parse import quote

from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors
from optimizers import landscapes, rules, schedules
from optimizers.descent import Descent, descend
from optimizers.landscape import Landscape, Point
from optimizers.maps import STEPS
from optimizers.parameters import Parameter, Scale
from optimizers.rule import FirstOrderRule, Rule
from optimizers.schedule import Schedule

__all__ = ["FieldError", "FieldErrors", "Run", "no_parameters", "parse_landscape", "parse_run", "parse_sweep"]

MOST_STEPS: Final = int(STEPS.high)
MOST_STEPS_ONE_BY_ONE: Final = 500
"""In a sweep of a rule that sees whole vectors: its runs are not computed together, 61 of 2,000 steps take seconds."""
LANDSCAPE: Final = "ravine"
SCHEDULE: Final = "constant"
LARGEST_SEED: Final = 999_999_999
REACH: Final = 10
"""A start lies at most this many view radii from the view's centre."""
MOST_FIELDS: Final = 60
MOST_ERRORS: Final = 20

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,25})?|\.\d{1,25})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
_RUN_FIELDS: Final = ("optimizer", "landscape", "steps", "start", "seed", "schedule")

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Run:
    """A run that somebody asked for: everything that its path depends on. `schedule` None is a constant rate."""

    rule: Rule
    landscape: Landscape
    start: Point
    steps: int
    seed: int
    schedule: Schedule | None

    def descend(self) -> Descent:
        return descend(self.rule, self.landscape, self.start, self.steps, schedule=self.schedule, seed=self.seed)

    def sliders(self) -> tuple[str, ...]:
        """The names, as addresses have them, of all numbers that a slider can change."""
        schedule = () if self.schedule is None else self.schedule.parameters()
        return (
            *(each.name for each in type(self.rule).hyperparameters()),
            *(prefixed(each) for each in type(self.landscape).parameters()),
            *(f"schedule.{each.name}" for each in schedule),
            STEPS.name,
        )

    def query(self) -> str:
        """The canonical query string: optimizer and landscape, then only what differs from the defaults."""
        return "&".join(f"{name}={quote(text, safe=',.-')}" for name, text in self._settings().items())

    def _settings(self) -> dict[str, str]:
        landscape = type(self.landscape)
        told = {"optimizer": type(self.rule).id, "landscape": landscape.id}
        told |= _changed(self.rule, {each.name: each.name for each in type(self.rule).hyperparameters()})
        told |= _changed(self.landscape, {prefixed(each): each.name for each in landscape.parameters()})
        if self.schedule is not None:
            told["schedule"] = type(self.schedule).id
            told |= _changed(
                self.schedule, {f"schedule.{each.name}": each.name for each in type(self.schedule).parameters()}
            )
        if self.start != landscape.start:
            told["start"] = f"{number(self.start.x)},{number(self.start.y)}"
        if self.steps != STEPS.default:
            told["steps"] = str(self.steps)
        if self.seed:
            told["seed"] = str(self.seed)
        return told


def number(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return repr(float(value)).removesuffix(".0")


def prefixed(parameter: Parameter) -> str:
    """A landscape's parameter as addresses name it: the size of its samples belongs to the loss."""
    return f"{'loss' if parameter.name == 'batch_size' else 'landscape'}.{parameter.name}"


def takes(parameter: Parameter) -> str:
    """What a parameter takes, in words."""
    if parameter.scale is Scale.SWITCH:
        return "takes 0 or 1"
    kind = "a whole number" if parameter.scale.is_whole else "a number"
    return f"takes {kind} from {number(parameter.low)} to {number(parameter.high)}"


def parse_run(args: "MultiDict[str, str]") -> Run:
    """The run that these parameters describe; FieldErrors names each one that is wrong."""
    reader = _Reader(args)
    run = _read_run(reader)
    reader.finish(f"{type(run.rule).id} on {type(run.landscape).id}")
    return run


def parse_sweep(args: "MultiDict[str, str]") -> tuple[Run, str]:
    """A run, and the one of its sliders that `over` names; over the steps, the run is as long as any can be."""
    reader = _Reader(args)
    run = _read_run(reader)
    names = run.sliders()
    over = reader.choice("over", {name: name for name in names}, default=None) or names[0]
    if over == STEPS.name:
        run = replace(run, steps=MOST_STEPS)
    elif run.steps > MOST_STEPS_ONE_BY_ONE and not isinstance(run.rule, FirstOrderRule):
        reader.reject("steps", f"takes a whole number from 1 to {MOST_STEPS_ONE_BY_ONE} in a sweep over {over}")
    reader.finish(f"{type(run.rule).id} on {type(run.landscape).id}")
    return run, over


def parse_landscape(args: "MultiDict[str, str]", *, at: bool = False) -> tuple[Landscape, Point]:
    """A landscape alone and, where the address may say `at=x,y`, a point on it (the landscape's start if left out)."""
    reader = _Reader(args)
    landscape = _read_landscape(reader)
    point = reader.point("at", landscape) if at else type(landscape).start
    reader.finish(type(landscape).id)
    return landscape, point


def no_parameters(args: "MultiDict[str, str]") -> None:
    """FieldErrors if the address has any parameter."""
    if args:
        raise FieldErrors(
            tuple(
                FieldError(_shown(name), "is not a parameter: this address takes none")
                for name in [*args][:MOST_ERRORS]
            )
        )


def _read_run(reader: "_Reader") -> Run:
    """A wrong choice is noted and replaced by a right one, so that the other fields can be checked as well."""
    rule = reader.choice("optimizer", rules.catalogue(), default=None) or next(iter(rules.catalogue().values()))
    hyperparameters = reader.values({each.name: each for each in rule.hyperparameters()})
    landscape = _read_landscape(reader)
    return Run(
        rule=rule(**hyperparameters),
        landscape=landscape,
        start=reader.point("start", landscape),
        steps=reader.whole("steps", int(STEPS.default), 1, MOST_STEPS),
        seed=reader.whole("seed", 0, 0, LARGEST_SEED),
        schedule=_read_schedule(reader),
    )


def _read_landscape(reader: "_Reader") -> Landscape:
    landscape = (
        reader.choice("landscape", landscapes.catalogue(), default=LANDSCAPE) or landscapes.catalogue()[LANDSCAPE]
    )
    return landscape(**reader.values({prefixed(each): each for each in landscape.parameters()}))


def _read_schedule(reader: "_Reader") -> Schedule | None:
    schedule = reader.choice("schedule", schedules.catalogue(), default=SCHEDULE) or schedules.catalogue()[SCHEDULE]
    values = reader.values({f"schedule.{each.name}": each for each in schedule.parameters()})
    return None if schedule.id == SCHEDULE else schedule(**values)


class _Reader:
    """Takes fields out of a request one by one, and remembers what was wrong with each."""

    def __init__(self, args: "MultiDict[str, str]") -> None:
        self._fields = {name: args.getlist(name) for name in list(args)[: MOST_FIELDS + 1]}
        self._known: list[str] = []
        self._errors: list[FieldError] = []
        self._misled = False

    def choice(self, name: str, of: Mapping[str, Kind], *, default: str | None) -> Kind | None:
        """One of these, by its id; None if it is wrong, which `finish` will report."""
        what = f"takes one of {', '.join(of)}"
        text = self._take(name, what)
        if text is None and default is None and name not in self._fields:
            self.reject(name, f"is required; it {what}")
        if text is not None and text not in of:
            self.reject(name, what)
        chosen = of.get(default if text is None and default else text or "")
        self._misled |= chosen is None
        return chosen

    def values(self, declared: Mapping[str, Parameter]) -> dict[str, Any]:
        """A value for each parameter that the request names, by the name of its dataclass field."""
        read = {parameter.name: self._value(name, parameter) for name, parameter in declared.items()}
        return {name: value for name, value in read.items() if value is not None}

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        what = f"takes a whole number from {low} to {high}"
        text = self._take(name, what)
        if text is None:
            return default
        if not (_WHOLE.fullmatch(text) and low <= int(text) <= high):
            self.reject(name, what)
            return default
        return int(text)

    def point(self, name: str, landscape: Landscape) -> Point:
        (x, y), reach = landscape.view.centre, REACH * landscape.view.radius
        what = (
            f"takes two numbers x,y with x from {number(x - reach)} to {number(x + reach)}"
            f" and y from {number(y - reach)} to {number(y + reach)}"
        )
        text = self._take(name, what)
        if text is None:
            return type(landscape).start
        read = [_float(each) for each in text.split(",", 3)]
        point = Point(*read) if len(read) == 2 else Point(math.nan, math.nan)
        if not (abs(point.x - x) <= reach and abs(point.y - y) <= reach):
            self.reject(name, what)
            return type(landscape).start
        return point

    def finish(self, what: str) -> None:
        """Raise FieldErrors if anything was wrong, fields that nothing asked for included."""
        unknown = [name for name in self._fields if name not in self._known]
        if unknown and not self._misled:  # with a wrong choice nobody can tell what else there should have been
            known = ", ".join(self._known)
            self._errors += [
                FieldError(_shown(name), f"is not a parameter of {what}, which takes {known}") for name in unknown
            ]
        if self._errors:
            raise FieldErrors(tuple(self._errors[:MOST_ERRORS]))

    def _value(self, name: str, parameter: Parameter) -> float | int | None:
        what = takes(parameter)
        text = self._take(name, what)
        if text is None:
            return None
        value = _float(text)
        whole = parameter.scale.is_whole
        if not parameter.low <= value <= parameter.high or (whole and not value.is_integer()):
            self.reject(name, what)
            return None
        return int(value) if whole else value

    def _take(self, name: str, what: str) -> str | None:
        self._known.append(name)
        given = self._fields.get(name, [])
        if len(given) > 1:
            self.reject(name, f"is given {len(given)} times; it {what}, once")
        elif given == [""]:
            self.reject(name, f"is empty; it {what}")
        return given[0] if len(given) == 1 and given[0] else None

    def reject(self, name: str, message: str) -> None:
        self._errors.append(FieldError(name, message))


def _float(text: str) -> float:
    """Plain decimal notation in ASCII digits; anything else, and what overflows, is not a number."""
    value = float(text) if _NUMBER.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def _shown(name: str) -> str:
    """An unknown field's name, short and with nothing in it that could act."""
    printable = "".join(character if character.isprintable() else "�" for character in name[:40])
    return printable + "…" * (len(name) > 40)


def _changed(of: Any, names: Mapping[str, str]) -> dict[str, str]:
    """The fields of a dataclass that differ from their defaults, as text, under the names that addresses use."""
    defaults = {field.name: field.default for field in fields(of)}
    return {
        name: number(getattr(of, attribute))
        for name, attribute in names.items()
        if getattr(of, attribute) != defaults[attribute]
    }
