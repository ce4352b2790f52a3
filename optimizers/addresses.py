"""The one reader of a run's address: text becomes a run, or every field that is wrong is named with what it takes."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Final, NamedTuple, TypeAlias, TypeVar
from urllib.parse import parse_qsl

from optimizers import landscapes, rules, schedules
from optimizers.cells.atlas import most_rows
from optimizers.cells.axes import SIZES, USUAL_SIZE, CellMap, MapKind, basin_map, settings_map
from optimizers.changes import Change
from optimizers.functions.own_landscape import FORMULA, OWN, VIEW, OwnLandscape, own_landscape
from optimizers.functions.trees import FormulaError
from optimizers.landscape import Landscape, Point, View
from optimizers.maps import STEPS
from optimizers.numbers import decimal, plain, whole
from optimizers.parameters import Parameter, Scale
from optimizers.rule import FirstOrderRule
from optimizers.run import Run, prefixed
from optimizers.schedule import Schedule

Fields: TypeAlias = Mapping[str, Sequence[str]]
"""Every name of an address, with each text that is given for it."""

MOST_STEPS: Final = int(STEPS.high)
MOST_STEPS_ONE_BY_ONE: Final = 500
"""In a sweep of a rule that sees whole vectors: its runs are not computed together, 61 of 2,000 steps take seconds."""
LANDSCAPE: Final = "ravine"
SCHEDULE: Final = "constant"
ROWS: Final = "rows"
LARGEST_SEED: Final = 999_999_999
REACH: Final = 10
"""A start lies at most this many view radii from the view's centre."""
FARTHEST: Final = 1e6
NARROWEST: Final = 1e-3
"""How far from 0 the view of one's own function may go, and how small it may be."""
MOST_FIELDS: Final = 60
MOST_FAULTS: Final = 20

Kind = TypeVar("Kind")


class Fault(NamedTuple):
    """One field of an address, and what it takes."""

    field: str
    message: str


class AddressError(ValueError):
    """An address that names no run: each field that is wrong."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{fault.field}: {fault.message}" for fault in faults))
        self.faults = faults


def fields(query: str) -> Fields:
    """A query string taken apart, as web servers do it."""
    taken: dict[str, list[str]] = {}
    for name, text in parse_qsl(query, keep_blank_values=True):
        taken.setdefault(name, []).append(text)
    return taken


def read_run(given: Fields) -> Run:
    """The run that these fields describe. Raises AddressError."""
    reader = Reader(given)
    run = _run(reader)
    run = replace(run, change=reader.change(run))
    reader.finish(f"{type(run.rule).id} on {type(run.landscape).id}")
    return run


def read_sweep(given: Fields) -> tuple[Run, str]:
    """A run, and the one of its sliders that `over` names; over the steps, the run is as long as any can be."""
    reader = Reader(given)
    run = _run(reader)
    names = run.sliders()
    over = reader.choice("over", {name: name for name in names}, default=None) or names[0]
    if over == STEPS.name:
        run = replace(run, steps=MOST_STEPS)
    elif run.steps > MOST_STEPS_ONE_BY_ONE and not isinstance(run.rule, FirstOrderRule):
        reader.reject("steps", f"takes a whole number from 1 to {MOST_STEPS_ONE_BY_ONE} in a sweep over {over}")
    reader.finish(f"{type(run.rule).id} on {type(run.landscape).id}")
    return run, over


def read_map(given: Fields) -> tuple[CellMap, range]:
    """A map, and those of its rows that are asked for: as many as may be computed at a time, if none are named."""
    reader = Reader(given)
    run = _run(reader)
    kind = reader.choice("kind", {each.value: each for each in MapKind}, default=None)
    size = reader.whole("size", USUAL_SIZE, *SIZES)
    names = {name: name for name in run.sliders() if name != STEPS.name}
    if kind is MapKind.SETTINGS:
        x, y = (reader.choice(axis, names, default=None) for axis in "xy")
        if x is not None and x == y:
            reader.mislead("y", "takes another setting than x")
        drawn = settings_map(run, x, y, size) if x and y and x != y else basin_map(run, size)
    else:
        drawn = basin_map(run, size)
    rows = _rows(reader, drawn)
    reader.finish(f"a map of {type(run.rule).id} on {type(run.landscape).id}")
    return drawn, rows


def read_landscape(given: Fields, *, at: bool = False) -> tuple[Landscape, Point]:
    """A landscape alone and, where the address may say `at=x,y`, a point on it (the landscape's start if left out)."""
    reader = Reader(given)
    landscape = _landscape(reader)
    point = reader.point("at", landscape) if at else type(landscape).start
    reader.finish(type(landscape).id)
    return landscape, point


def read_function(given: Fields) -> type[OwnLandscape]:
    """One's own function alone."""
    reader = Reader(given)
    landscape = _own_landscape(reader)
    reader.finish("a function")
    assert isinstance(landscape, OwnLandscape)
    return type(landscape)


def with_settings(run: Run, settings: Mapping[str, float]) -> Run:
    """The same run with other hyper-parameters, given as numbers. Raises AddressError where one is not in its range."""
    declared = {each.name: each for each in type(run.rule).hyperparameters()}
    if unknown := settings.keys() - declared.keys():
        told = f"is not a parameter of {type(run.rule).id}, which takes {', '.join(declared)}"
        raise AddressError(tuple(Fault(name, told) for name in sorted(unknown)))
    outside = [each for name, each in declared.items() if not each.low <= settings.get(name, each.default) <= each.high]
    if outside:
        raise AddressError(tuple(Fault(each.name, takes(each)) for each in outside))
    return replace(run, rule=replace(run.rule, **settings))


def takes(parameter: Parameter) -> str:
    """What a parameter takes, in words."""
    if parameter.scale is Scale.SWITCH:
        return "takes 0 or 1"
    kind = "a whole number" if parameter.scale.is_whole else "a number"
    return f"takes {kind} from {plain(parameter.low)} to {plain(parameter.high)}"


def shown(name: str) -> str:
    """An unknown field's name, short and with nothing in it that could act."""
    printable = "".join(character if character.isprintable() else "�" for character in name[:40])
    return printable + "…" * (len(name) > 40)


def _run(reader: "Reader") -> Run:
    """A wrong choice is noted and replaced by a right one, so that the other fields can be checked as well."""
    rule = reader.choice("optimizer", rules.catalogue(), default=None) or next(iter(rules.catalogue().values()))
    hyperparameters = reader.values({each.name: each for each in rule.hyperparameters()})
    landscape = _landscape(reader)
    return Run(
        rule=rule(**hyperparameters),
        landscape=landscape,
        start=reader.point("start", landscape),
        steps=reader.whole("steps", int(STEPS.default), 1, MOST_STEPS),
        seed=reader.whole("seed", 0, 0, LARGEST_SEED),
        schedule=chosen_schedule(reader),
    )


def _rows(reader: "Reader", drawn: CellMap) -> range:
    """What `rows=first,count` names; without it, all of them. So many as are too much work at a time are refused."""
    rows, most = reader.span(ROWS, len(drawn.y)), most_rows(drawn)
    if most == 0:
        reader.mislead("size", "is too large for so many steps of this rule: take fewer cells, or fewer steps")
    elif len(rows) > most:
        reader.mislead(ROWS, f"takes first,count with at most {most} rows at a time of a map like this")
    return rows


def _landscape(reader: "Reader") -> Landscape:
    of: dict[str, type[Landscape]] = {**landscapes.catalogue(), OWN: OwnLandscape}
    landscape: Any = reader.choice("landscape", of, default=LANDSCAPE) or of[LANDSCAPE]
    if landscape is OwnLandscape:
        return _own_landscape(reader)
    values = reader.values({prefixed(each): each for each in landscape.parameters()})
    return landscape(**values)  # type: ignore[no-any-return]


def _own_landscape(reader: "Reader") -> Landscape:
    """A function that stands in the address, and the rectangle over which it is shown."""
    formula, view = reader.text(FORMULA, "takes a function of x and y"), reader.view(VIEW)
    try:
        return own_landscape(formula, view)()
    except FormulaError as refused:
        if formula:
            reader.mislead(FORMULA, f"is wrong at character {refused.at + 1}. {refused.message}")
        return landscapes.catalogue()[LANDSCAPE]()


def chosen_schedule(reader: "Reader") -> Schedule | None:
    """The schedule that the address names, None for a constant rate."""
    schedule = reader.choice("schedule", schedules.catalogue(), default=SCHEDULE) or schedules.catalogue()[SCHEDULE]
    values = reader.values({f"schedule.{each.name}": each for each in schedule.parameters()})
    return None if schedule.id == SCHEDULE else schedule(**values)


class Reader:
    """Takes fields out of an address one by one, and remembers what was wrong with each."""

    def __init__(self, given: Fields) -> None:
        self._fields = dict(islice(given.items(), MOST_FIELDS + 1))
        self._known: list[str] = []
        self._faults: list[Fault] = []
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
        """A value for each parameter that the address names, by the name of its dataclass field."""
        read = {parameter.name: self._value(name, parameter) for name, parameter in declared.items()}
        return {name: value for name, value in read.items() if value is not None}

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        what = f"takes a whole number from {low} to {high}"
        text = self._take(name, what)
        if text is None:
            return default
        value = whole(text)
        if value is None or not low <= value <= high:
            self.reject(name, what)
            return default
        return value

    def text(self, name: str, what: str) -> str:
        """A text that must be there; empty if it is not, which `finish` will report."""
        text = self._take(name, what)
        if text is None:
            self.mislead(name, f"is required; it {what}")
        return text or ""

    def view(self, name: str) -> View | None:
        what = f"takes left,right,bottom,top, each within ±{FARTHEST:g} and at least {NARROWEST:g} apart"
        text = self._take(name, what)
        if text is None:
            return None
        read = [decimal(each) for each in text.split(",", 5)]
        if len(read) == 4 and all(abs(each) <= FARTHEST for each in read):
            view = View(*read)
            if view.right - view.left >= NARROWEST and view.top - view.bottom >= NARROWEST:
                return view
        self.reject(name, what)
        return None

    def span(self, name: str, length: int) -> range:
        """Some of so many, from a first one on; all of them if the address does not say."""
        what = f"takes first,count: of {length} rows, counted from 0"
        text = self._take(name, what)
        if text is None:
            return range(length)
        read = [whole(each) for each in text.split(",", 2)]
        if len(read) == 2:
            first, count = read
            if first is not None and count and first + count <= length:
                return range(first, first + count)
        self.reject(name, what)
        return range(length)

    def point(self, name: str, landscape: Landscape) -> Point:
        (x, y), reach = landscape.view.centre, REACH * landscape.view.radius
        what = (
            f"takes two numbers x,y with x from {plain(x - reach)} to {plain(x + reach)}"
            f" and y from {plain(y - reach)} to {plain(y + reach)}"
        )
        text = self._take(name, what)
        if text is None:
            return type(landscape).start
        read = [decimal(each) for each in text.split(",", 3)]
        point = Point(*read) if len(read) == 2 else Point(math.nan, math.nan)
        if not (abs(point.x - x) <= reach and abs(point.y - y) <= reach):
            self.reject(name, what)
            return type(landscape).start
        return point

    def change(self, run: Run) -> Change | None:
        """step:lr, a change of the learning rate after so many steps; None if there is none."""
        rate = next((each for each in type(run.rule).hyperparameters() if each.name == "lr"), None)
        if rate is None:
            return None
        what = (
            f"takes step:lr, a whole number from 1 to {MOST_STEPS} and a number"
            f" from {plain(rate.low)} to {plain(rate.high)}"
        )
        text = self._take("change", what)
        if text is None:
            return None
        step, _, lr = text.partition(":")
        after, value = whole(step), decimal(lr)
        if after is None or not 1 <= after <= MOST_STEPS or not rate.low <= value <= rate.high:
            self.reject("change", what)
            return None
        return Change(after, value)

    def finish(self, what: str) -> None:
        """Raise AddressError if anything was wrong, fields that nothing asked for included."""
        unknown = [name for name in self._fields if name not in self._known]
        if unknown and not self._misled:  # with a wrong choice nobody can tell what else there should have been
            known = ", ".join(self._known)
            self._faults += [
                Fault(shown(name), f"is not a parameter of {what}, which takes {known}") for name in unknown
            ]
        if self._faults:
            raise AddressError(tuple(self._faults[:MOST_FAULTS]))

    def _value(self, name: str, parameter: Parameter) -> float | int | None:
        what = takes(parameter)
        text = self._take(name, what)
        if text is None:
            return None
        value = decimal(text)
        is_whole = parameter.scale.is_whole
        if not parameter.low <= value <= parameter.high or (is_whole and not value.is_integer()):
            self.reject(name, what)
            return None
        return int(value) if is_whole else value

    def _take(self, name: str, what: str) -> str | None:
        self._known.append(name)
        given = self._fields.get(name, ())
        if len(given) > 1:
            self.reject(name, f"is given {len(given)} times; it {what}, once")
        elif [*given] == [""]:
            self.reject(name, f"is empty; it {what}")
        return given[0] if len(given) == 1 and given[0] else None

    def mislead(self, name: str, message: str) -> None:
        """Reject a field on which it depends what others there may be."""
        self._misled = True
        if all(fault.field != name for fault in self._faults):
            self.reject(name, message)

    def reject(self, name: str, message: str) -> None:
        self._faults.append(Fault(name, message))
