"""The result of a race: who arrived first, who never did, and under which settings, in words."""

import math
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from app.drawing.pictures import Picture, stage_picture
from app.lessons import catalogue
from app.runs.races import Race, RacerResult, parse_race
from app.single_flight import made_once
from optimizers.descent import Kind
from optimizers.numbers import digits, setting
from optimizers.outcomes import SUCCESSES

FATES = {
    Kind.UNSETTLED: "passed the goal and did not stay",
    Kind.TRAPPED: "came to rest where the ground is flat, but not at the lowest point",
    Kind.RAN_OUT: "was still on the way",
    Kind.DIVERGED: "flew off",
}
"""What is said of those who did not arrive."""


class Setting(NamedTuple):
    """A hyper-parameter as somebody set it: its LaTeX and its value."""

    latex: str
    value: float


@dataclass(frozen=True)
class RaceResult:
    """A race that has been run: the picture with all paths, and each racer's result in the order of the rules."""

    race: Race
    picture: Picture
    results: tuple[RacerResult, ...]

    @property
    def arrived(self) -> tuple[RacerResult, ...]:
        """Those who reached the goal, the first one first."""
        found = (result for result in self.results if result.descent.outcome.kind not in FATES)
        return tuple(sorted(found, key=lambda result: result.descent.outcome.step))

    @property
    def verdict(self) -> str:
        """Who arrived first, the others in their order, and what became of the rest."""
        said = list(self._arrivals()) + [
            f"{listed(lost)} {fate if len(lost) == 1 else fate.replace('was', 'were', 1)}."
            for kind, fate in FATES.items()
            if (lost := self._lost(kind))
        ]
        return " ".join(said)

    @property
    def settings(self) -> str:
        """What the racers had in common."""
        start = self.race.common.start
        return (
            f"{self.picture.landscape.name}, from ({setting(start.x)}, {setting(start.y)}), {self.race.gradients} "
            "gradients each, at the settings beside the names; all else at its default."
        )

    def _arrivals(self) -> tuple[str, ...]:
        landscape = self.race.common.landscape
        if not landscape.minima and landscape.saddle_point is None:
            lowest = min(self.results, key=lambda each: each.loss if math.isfinite(each.loss) else math.inf)
            return (
                "No minimum was found in the view, so nobody can arrive.",
                f"{name(lowest)} is lowest at the end, at f = {digits(lowest.loss)}.",
            )
        if not self.arrived:
            return ("Nobody arrived.", *self._hovering())
        first, *rest = self.arrived
        said = f"{name(first)} arrived first, at step {first.descent.outcome.step}."
        after = [f"{name(each)} ({each.descent.outcome.step})" for each in rest]
        return (said, *((f"Then {listed(after)}.",) if after else ()), *self._hovering())

    def _hovering(self) -> tuple[str, ...]:
        """On sampled data, how low the others are on average at their end, the lowest first."""
        levels = sorted((_level(result), name(result)) for result in self.results if _hovers(result))
        if not levels:
            return ()
        said = listed([f"{who} {digits(level, 2)}" for level, who in levels])
        return (f"Above the minimum, on average at the end: {said}.",)

    def _lost(self, kind: Kind) -> list[str]:
        lost = (result for result in self.results if result.descent.outcome.kind is kind)
        return [name(result) for result in lost if not _hovers(result)]


@made_once
def race_result(query: str) -> RaceResult:
    """The race of the lessons' rules that this part of an address sets, run once."""
    racers = [("optimizer", lesson.optimizer) for lesson in catalogue.catalogue()]
    race = parse_race(MultiDict([*racers, *parse_qsl(query)]))
    results = race.results()
    picture = stage_picture(race.common.landscape, tuple(result.descent for result in results))
    return RaceResult(race, picture, results)


def settings(result: RacerResult) -> tuple[Setting, ...]:
    """The racer's learning rate, and whatever else differs from its default."""
    rule = result.run.rule
    declared = [(each, getattr(rule, each.name)) for each in rule.hyperparameters()]
    return tuple(Setting(each.symbol, value) for each, value in declared if each.name == "lr" or value != each.default)


def _hovers(result: RacerResult) -> bool:
    outcome = result.descent.outcome
    return outcome.level is not None and outcome.kind not in SUCCESSES


def _level(result: RacerResult) -> float:
    return result.descent.outcome.level or 0.0


def name(result: RacerResult) -> str:
    return type(result.run.rule).name


def listed(names: list[str]) -> str:
    """The names as a sentence lists them: a, b and c."""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
