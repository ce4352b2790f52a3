"""A run: everything that a descent depends on, and the canonical query string that names it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from optimizers.changes import Change, changed
from optimizers.descent import Descent, descend
from optimizers.functions.own_landscape import OwnLandscape
from optimizers.landscape import Landscape, Point
from optimizers.maps import STEPS
from optimizers.numbers import plain
from optimizers.parameters import Parameter
from optimizers.rule import Rule
from optimizers.schedule import Schedule


@dataclass(frozen=True)
class Run:
    """A run that somebody asked for. `schedule` None is a constant rate; `change` another rate from some step on."""

    rule: Rule
    landscape: Landscape
    start: Point
    steps: int
    seed: int
    schedule: Schedule | None
    change: Change | None = None

    def descend(self) -> Descent:
        schedule = changed(self.rule, self.schedule, self.change)
        return descend(self.rule, self.landscape, self.start, self.steps, schedule=schedule, seed=self.seed)

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
        return "&".join(f"{name}={quote(text, safe=',.-:')}" for name, text in self._settings().items())

    def _settings(self) -> dict[str, str]:
        landscape = type(self.landscape)
        told = {"optimizer": type(self.rule).id, "landscape": landscape.id}
        told |= _changed(self.rule, {each.name: each.name for each in type(self.rule).hyperparameters()})
        told |= landscape.fields() if issubclass(landscape, OwnLandscape) else {}
        told |= _changed(self.landscape, {prefixed(each): each.name for each in landscape.parameters()})
        if self.schedule is not None:
            told["schedule"] = type(self.schedule).id
            told |= _changed(
                self.schedule, {f"schedule.{each.name}": each.name for each in type(self.schedule).parameters()}
            )
        if self.start != landscape.start:
            told["start"] = f"{plain(self.start.x)},{plain(self.start.y)}"
        if self.steps != STEPS.default:
            told["steps"] = str(self.steps)
        if self.seed:
            told["seed"] = str(self.seed)
        if self.change:
            told["change"] = f"{self.change.step}:{plain(self.change.lr)}"
        return told


def prefixed(parameter: Parameter) -> str:
    """A landscape's parameter as addresses name it: the size of its samples belongs to the loss."""
    return f"{'loss' if parameter.name == 'batch_size' else 'landscape'}.{parameter.name}"


def _changed(of: Any, names: Mapping[str, str]) -> dict[str, str]:
    """The fields of a dataclass that differ from their defaults, as text, under the names that addresses use."""
    defaults = {field.name: field.default for field in dataclasses.fields(of)}
    return {
        name: plain(getattr(of, attribute))
        for name, attribute in names.items()
        if getattr(of, attribute) != defaults[attribute]
    }
