"""The network's page: what its address asks for, as far as that is trained, and everything there is to see of it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np
from werkzeug.datastructures import MultiDict

from app.errors import FieldError, FieldErrors
from app.lessons.lesson_page import Control
from app.runs.page_address import explained
from app.training import pixel_pictures, training_charts
from app.training.answers import Answers, answers
from app.training.presets import Preset, presets
from app.training.training_charts import ChartTick, TrainingChart
from app.training.training_race import TrainingRace, parse_race_of_trainings, rate_of
from app.training.trainings import trainings
from optimizers.addresses import SCHEDULE
from optimizers.networks import addresses, rate_table, rules
from optimizers.networks.digits import Floats
from optimizers.networks.network import Network
from optimizers.networks.rate_table import Accuracy, Row
from optimizers.networks.training import Record, Task, TrainingRun
from optimizers.numbers import plain
from optimizers.rule import Rule

BUDGET: Final = 4.0
"""Seconds that a page computes before it shows how far it has come."""


class Trained(NamedTuple):
    """A rule's networks on this page, as far as they are trained."""

    run: TrainingRun
    record: Record

    @property
    def rule(self) -> type[Rule]:
        return type(self.run.rule)

    @property
    def done(self) -> int:
        return len(self.record.losses)

    @property
    def right(self) -> Accuracy:
        """Percent of the test images that are right, over the seeds."""
        shares = 100 * self.record.test.accuracy[-1]
        return Accuracy(float(shares.mean()), float(shares.std(ddof=1)) if len(shares) > 1 else 0.0)

    @property
    def loss(self) -> tuple[float, float]:
        """The mean loss on training and on test images."""
        return float(_mean(self.record.training.loss[-1])), float(_mean(self.record.test.loss[-1]))

    @property
    def dead(self) -> float:
        """Percent of hidden units that answer no image any more."""
        return float(100 * self.record.training.dead[-1].mean())

    @property
    def moved(self) -> tuple[float, float]:
        """The last update's length in each layer, in thousandths of the weights'."""
        hidden, output = 1000 * _mean(self.record.moved[-1])
        return float(hidden), float(output)

    @property
    def ending(self) -> str:
        """How it ended, in words."""
        lost = [update for update in self.record.diverged if update]
        if lost:
            return f"{len(lost)} of {len(self.record.diverged)} diverged, the first at update {min(lost)}"
        return f"{self.done} updates"


class TrainingEntrant(NamedTuple):
    """A rule that may train: its networks if it does, its rate's field, and what the kept table says of it."""

    rule: type[Rule]
    trained: Trained | None
    control: Control
    row: Row


class Inside(NamedTuple):
    """One network from within."""

    trained: Trained
    answers: Answers
    units: pixel_pictures.Tiles
    frames: str


@dataclass(frozen=True)
class NetworkPage:
    """What the page shows. typed: the texts that the address gave, right or wrong."""

    race: TrainingRace
    typed: MultiDict[str, str]
    errors: tuple[FieldError, ...] = ()

    @cached_property
    def trained(self) -> tuple[Trained, ...]:
        """Each rule's networks: trained to the end, if that takes no longer than the page's budget."""
        share = BUDGET / len(self.race.runs)
        return tuple(Trained(run, _within(run, share)) for run in self.race.runs)

    @property
    def is_whole(self) -> bool:
        return all(each.done == each.run.updates for each in self.trained)

    @cached_property
    def charts(self) -> tuple[TrainingChart, ...]:
        return training_charts.charts(self.trained)

    @property
    def updates(self) -> int:
        return self.race.common.updates

    @property
    def ticks(self) -> tuple[ChartTick, ...]:
        return training_charts.updates_told(self.updates)

    @property
    def moments(self) -> list[dict[str, object]]:
        """What the playback shows at each of its moments: how many updates, how far along, and who is how good."""
        longest = max(self.trained, key=lambda each: each.done).record.at
        place = training_charts.Along(self.updates)
        return [
            {
                "updates": update,
                "along": round(float(place.of(update)), 1),
                "right": [_percent(each.record, number) for each in self.trained],
            }
            for number, update in enumerate(longest)
        ]

    @property
    def inside(self) -> Inside | None:
        """The chosen network from within, None where its weights are no longer finite."""
        trained = next(each for each in self.trained if each.run == self.race.inside)
        said = answers(trained.run, trained.record)
        if said is None:
            return None
        width = trained.run.task.width
        weights = Network(width).layers(trained.record.theta[:1]).hidden[0, :-1]
        return Inside(trained, said, pixel_pictures.hidden_units(weights), pixel_pictures.frames(width))

    @property
    def verdict(self) -> str:
        """Who ends how high; near is near."""
        best = max(self.trained, key=lambda each: each.right.mean)
        near = [each.rule.name for each in self.trained if best.right.mean - each.right.mean <= rate_table.CLOSE]
        if len(near) > 1:
            return (
                f"{', '.join(near[:-1])} and {near[-1]} end within {rate_table.CLOSE} points: too near to tell apart."
            )
        return f"{best.rule.name} ends highest, with {best.right.words} % of the test images right."

    @property
    def error(self) -> dict[str, str]:
        """Each field's complaint, by the field's name."""
        return {each.field: each.message for each in self.errors}

    @property
    def entrants(self) -> tuple[TrainingEntrant, ...]:
        """Every rule that can train networks, in the catalogue's order."""
        training = {each.rule: each for each in self.trained}
        return tuple(self._entrant(rule, training.get(rule)) for rule in rules.catalogue().values())

    def _entrant(self, rule: type[Rule], trained: Trained | None) -> TrainingEntrant:
        row = rate_table.kept()[rule.id]
        (declared,) = (each for each in rule.hyperparameters() if each.name == "lr")
        rate = row.rate if trained is None else rate_of(trained.run.rule)
        name = f"{rule.id}.lr"
        return TrainingEntrant(rule, trained, Control(name, declared, self.typed.get(name) or plain(rate)), row)

    @property
    def task_controls(self) -> tuple[Control, ...]:
        task = self.race.common.task
        return tuple(self._control(addresses.names()[each.name], each, task) for each in Task.parameters())

    @property
    def schedule_controls(self) -> tuple[Control, ...]:
        schedule = self.race.common.schedule
        if schedule is None:
            return ()
        return tuple(self._control(f"schedule.{each.name}", each, schedule) for each in schedule.parameters())

    def _control(self, name: str, declared: object, owner: object) -> Control:
        text = self.typed.get(name) or plain(getattr(owner, declared.name))  # type: ignore[attr-defined]
        return Control(name, declared, text)  # type: ignore[arg-type]

    @property
    def schedule_id(self) -> str:
        schedule = self.race.common.schedule
        return SCHEDULE if schedule is None else type(schedule).id

    @property
    def presets(self) -> tuple[Preset, ...]:
        return presets()


def page(args: MultiDict[str, str]) -> NetworkPage:
    """The page for an address; where that cannot be read, what is wrong with it, beside the usual trainings."""
    try:
        return NetworkPage(parse_race_of_trainings(args), MultiDict())
    except FieldErrors as refused:
        return NetworkPage(parse_race_of_trainings(MultiDict()), args, explained(refused.errors, args))


def _mean(of_seeds: Floats) -> Floats:
    """The mean of those seeds that have finite numbers; infinite where none has."""
    finite = of_seeds[np.isfinite(of_seeds).reshape(len(of_seeds), -1).all(axis=1)]
    return np.asarray(finite.mean(axis=0) if len(finite) else np.full(of_seeds.shape[1:], np.inf))


def _within(run: TrainingRun, seconds: float, clock: Callable[[], float] = time.monotonic) -> Record:
    until = clock() + seconds
    record = trainings().further(run)
    while len(record.losses) < run.updates and clock() < until:
        record = trainings().further(run)
    return record


def _percent(record: Record, number: int) -> float | None:
    scores = record.test.accuracy
    if number >= len(scores) or not np.isfinite(record.test.loss[number]).all():
        return None
    return round(float(100 * scores[number].mean()), 1)
