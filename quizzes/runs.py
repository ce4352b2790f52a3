"""A run as a query names it: rule, landscape, start, steps, seed and schedule, checked against the core."""

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

from optimizers import landscapes, rules, schedules
from optimizers.descent import Descent, descend
from optimizers.landscape import Landscape, Point
from optimizers.parameters import Parameter
from optimizers.rule import Rule

STEPS = 200
MOST_STEPS = 2000


class RunError(ValueError):
    """A run query that names something unknown or out of its range."""


@dataclass(frozen=True)
class Run:
    rule: Rule
    landscape: Landscape
    start: Point
    steps: int
    seed: int
    schedule: Any | None

    def descend(self) -> Descent:
        return descend(self.rule, self.landscape, self.start, self.steps, schedule=self.schedule, seed=self.seed)

    def with_settings(self, settings: Mapping[str, float]) -> "Run":
        """The same run with other hyper-parameters. Raises RunError where one is unknown or out of its range."""
        _check(settings, type(self.rule).hyperparameters())
        return dataclasses.replace(self, rule=dataclasses.replace(self.rule, **settings))


@lru_cache(4096)
def parse_run(query: str) -> Run:
    """The run that `query` asks for. Raises RunError."""
    given = _named(query)
    rule = _entry(given.pop("optimizer", None), rules.catalogue(), "optimizer")
    named = [name for name in given if _owner(name) in ("landscape", "loss")]
    landscape = parse_landscape({name: given.pop(name) for name in named})
    schedule = _schedule({name: given.pop(name) for name in list(given) if _owner(name) == "schedule"})
    start = _start(given.pop("start", None), landscape)
    steps, seed = (_whole(given.pop(name, default), name) for name, default in (("steps", STEPS), ("seed", 0)))
    if not 1 <= steps <= MOST_STEPS:
        raise RunError(f"steps: 1 to {MOST_STEPS}, not {steps}")
    return Run(rule(**_settings(given, rule.hyperparameters())), landscape, start, steps, seed, schedule)


def _named(query: str) -> dict[str, str]:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise RunError(f"{query!r} is no query") from None
    if len({name for name, _ in pairs}) < len(pairs):
        raise RunError(f"{query}: a name is given twice")
    return dict(pairs)


@lru_cache(1024)
def descend_run(query: str) -> Descent:
    """The descent of a bank's run; cached, for a bank asks for few runs, and for each of them often."""
    return parse_run(query).descend()


def parse_landscape(given: Mapping[str, str]) -> Landscape:
    """The landscape with its parameters from names as in a run query. Raises RunError."""
    landscape: type[Landscape] = _entry(given.get("landscape"), landscapes.catalogue(), "landscape")
    inner = {name.partition(".")[2]: text for name, text in given.items() if "." in name}
    return landscape(**_settings(inner, landscape.parameters()))


def landscape_query(query: str) -> str:
    """Of a run query, the part that tells the landscape and nothing of the rule."""
    pairs = parse_qsl(query)
    return urlencode([pair for pair in pairs if _owner(pair[0]) in ("landscape", "loss")], safe=",")


def _owner(name: str) -> str:
    """What a name of a query belongs to: `landscape` for landscape and landscape.kappa."""
    return name.partition(".")[0]


def _schedule(given: Mapping[str, str]) -> Any | None:
    if "schedule" not in given:
        return None
    schedule = _entry(given["schedule"], schedules.catalogue(), "schedule")
    inner = {name.partition(".")[2]: text for name, text in given.items() if "." in name}
    return schedule(**_settings(inner, schedule.parameters()))


def _entry(name: str | None, catalogue: Mapping[str, Any], what: str) -> Any:
    if name is None or name not in catalogue:
        raise RunError(f"{what}: unknown {name!r}")
    return catalogue[name]


def _start(text: str | None, landscape: Landscape) -> Point:
    if text is None:
        return landscape.start
    parts = text.split(",")
    if len(parts) != 2:
        raise RunError(f"start: two numbers, not {text!r}")
    return Point(*(_number(part, "start") for part in parts))


def _settings(given: Mapping[str, str], declared: tuple[Parameter, ...]) -> dict[str, float]:
    settings = {name: _number(text, name) for name, text in given.items()}
    _check(settings, declared)
    return settings


def _check(settings: Mapping[str, float], declared: tuple[Parameter, ...]) -> None:
    known = {each.name: each for each in declared}
    for name, value in settings.items():
        if name not in known:
            raise RunError(f"{name}: no such hyper-parameter here")
        if not known[name].low <= value <= known[name].high:
            raise RunError(f"{name}: {known[name].low:g} to {known[name].high:g}, not {value:g}")


def _whole(text: str | int, name: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise RunError(f"{name}: a whole number, not {text!r}") from None


def _number(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise RunError(f"{name}: a number, not {text!r}")
    return value
