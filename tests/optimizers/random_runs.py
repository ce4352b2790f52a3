"""Random runs: any rule, landscape, start, schedule and settings, drawn from a seed."""

import dataclasses
from dataclasses import dataclass
from typing import Any

import numpy as np

from optimizers import landscapes, rules, schedules
from optimizers.descent import Descent, descend
from optimizers.landscape import Landscape, Point
from optimizers.parameters import Parameter, Scale

Dice = np.random.Generator


@dataclass(frozen=True)
class Drawn:
    """A run as the dice gave it."""

    rule: Any
    landscape: Landscape
    start: Point
    steps: int
    schedule: Any
    seed: int

    def descend(self, times: int = 1) -> Descent:
        steps = times * self.steps
        return descend(self.rule, self.landscape, self.start, steps, schedule=self.schedule, seed=self.seed)

    def at(self, name: str, setting: float) -> "Drawn":
        """The same with another value of one of the rule's hyper-parameters."""
        return dataclasses.replace(self, rule=dataclasses.replace(self.rule, **{name: setting}))


def draw(dice: Dice, most_steps: int = 500) -> Drawn:
    """A run of up to so many steps; half of all settings keep their defaults, the learning rate never does."""
    landscape = _some(dice, landscapes.catalogue())()
    landscape = dataclasses.replace(landscape, **_settings(dice, type(landscape).parameters()))
    rule = _some(dice, rules.catalogue())
    schedule = _some(dice, schedules.catalogue()) if dice.random() < 0.25 else None
    return Drawn(
        rule(**_settings(dice, rule.hyperparameters())),
        landscape,
        _start(dice, landscape),
        int(dice.integers(1, most_steps + 1)),
        schedule and schedule(**_settings(dice, schedule.parameters())),
        int(dice.integers(100)),
    )


def value(dice: Dice, parameter: Parameter) -> float:
    """Any value of the parameter, spread as its slider spreads them."""
    if parameter.scale in (Scale.LINEAR, Scale.INTEGER, Scale.SWITCH):
        drawn = dice.uniform(parameter.low, parameter.high)
    elif parameter.scale is Scale.COMPLEMENT:
        drawn = 1 - np.exp(dice.uniform(np.log(1 - parameter.high), np.log(1 - parameter.low)))
    else:
        drawn = np.exp(dice.uniform(np.log(parameter.low), np.log(parameter.high)))
    return float(round(drawn)) if parameter.scale.is_whole else float(f"{drawn:.6g}")


def _settings(dice: Dice, declared: tuple[Parameter, ...]) -> dict[str, float]:
    return {each.name: value(dice, each) for each in declared if each.name == "lr" or dice.random() < 0.5}


def _some(dice: Dice, catalogue: Any) -> Any:
    return list(catalogue.values())[int(dice.integers(len(catalogue)))]


def _start(dice: Dice, landscape: Landscape) -> Point:
    if dice.random() < 0.5:
        return landscape.start
    view = landscape.view
    return Point(float(dice.uniform(view.left, view.right)), float(dice.uniform(view.bottom, view.top)))
