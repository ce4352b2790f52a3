"""The playground's page: the race that an address asks for, the picture of it, and the fields that change it."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from werkzeug.datastructures import MultiDict

from app.drawing import charts
from app.drawing.draping import PathsOnRelief, with_paths
from app.drawing.pictures import Picture, stage_picture
from app.errors import FieldError, FieldErrors
from app.lessons import catalogue
from app.lessons.lesson_page import Control
from app.lessons.race_result import RaceResult
from app.playground.function_editor import FunctionEditor, begun, editor, without_function, worded
from app.runs import landscape_choice
from app.runs.landscape_choice import meant, shown_landscape
from app.runs.page_address import explained
from app.runs.races import Race, RacerResult, Rates, parse_race, rate, with_rate
from app.runs.view_choice import Chosen, View, chosen
from optimizers import rules
from optimizers.addresses import SCHEDULE
from optimizers.descent import Descent
from optimizers.functions.own_landscape import FORMULA, OWN, VIEW
from optimizers.numbers import plain, setting
from optimizers.parameters import Parameter, parameters
from optimizers.rule import Rule
from optimizers.rules.gradient_descent import GradientDescent
from optimizers.run import prefixed


class Entrant(NamedTuple):
    """A rule that may race: its result if it does, and its own settings."""

    rule: type[Rule]
    result: RacerResult | None
    controls: tuple[Control, ...]


@dataclass(frozen=True)
class PlaygroundPage:
    """What the playground shows. typed: the texts that the address gave, right or wrong."""

    race: Race
    typed: MultiDict[str, str]
    errors: tuple[FieldError, ...] = ()
    chosen: Chosen = Chosen(View.MAP)

    @property
    def problems(self) -> tuple[FieldError, ...]:
        """Everything in the address that could not be followed."""
        view = self.chosen.error
        return (*self.errors, *([FieldError(view.field, f"view {view.message}")] if view else []))

    @cached_property
    def results(self) -> tuple[RacerResult, ...]:
        return self.race.results()

    @cached_property
    def picture(self) -> Picture:
        return stage_picture(self.race.common.landscape, self._descents)

    @property
    def relief(self) -> PathsOnRelief | None:
        """The other view that is drawn here, where it is asked for."""
        if self.chosen.view is not View.RELIEF:
            return None
        return with_paths(self.race.common.landscape, self._descents)

    @property
    def verdict(self) -> str:
        """Who arrived first, what became of the others, and whether they set out where nothing can be drawn."""
        common = self.race.common
        outside = "" if common.landscape.view.holds(*common.start) else " They start outside the picture."
        return f"{RaceResult(self.race, self.picture, self.results).verdict}{outside}"

    @property
    def settings(self) -> str:
        """What the racers have in common."""
        told = f"{self.race.gradients} gradients for each; learning rates: {self.race.rates.words}."
        change = self.race.change
        return f"{told} After step {change.step} all go on at {setting(change.lr)}." if change else told

    @property
    def change_text(self) -> str:
        """The change in mid-run, as an address says it."""
        change = self.race.change
        return self.typed.get("change") or (f"{change.step}:{plain(change.lr)}" if change else "")

    @property
    def changed_rate(self) -> float:
        """Where the slider of the rate in mid-run stands, as a power of ten."""
        return math.log10(self.race.change.lr if self.race.change else self.race.lr or 0.01)

    @property
    def error(self) -> dict[str, str]:
        """Each field's complaint, by the field's name."""
        return {each.field: each.message for each in self.errors}

    @cached_property
    def function(self) -> FunctionEditor | None:
        """The fields for a function of one's own, where that is the landscape."""
        return editor(self.race, self.typed, self.error)

    @property
    def landscape_id(self) -> str:
        return OWN if self.function else type(self.race.common.landscape).id

    @property
    def shown(self) -> str:
        """What the page says of the landscape that it shows."""
        return shown_landscape(self.race.common.landscape)

    @property
    def entrants(self) -> tuple[Entrant, ...]:
        """Every rule there is, in the catalogue's order."""
        racing = {type(result.run.rule): result for result in self.results}
        return tuple(Entrant(rule, racing.get(rule), self._settings(rule)) for rule in rules.catalogue().values())

    def _settings(self, rule: type[Rule]) -> tuple[Control, ...]:
        run = next((run for run in self.race.runs if type(run.rule) is rule), None)
        owner = rule() if run is None else run.rule
        own = (each for each in rule.hyperparameters() if each.name != "lr" or self.race.rates is Rates.OWN)
        return self._controls(f"{rule.id}.", own, owner)

    @property
    def landscape_controls(self) -> tuple[Control, ...]:
        landscape = self.race.common.landscape
        return tuple(
            Control(name, each, self.typed.get(name) or plain(getattr(landscape, each.name)))
            for each in landscape.parameters()
            for name in [prefixed(each)]
        )

    @property
    def schedule_controls(self) -> tuple[Control, ...]:
        schedule = self.race.common.schedule
        return () if schedule is None else self._controls("schedule.", parameters(type(schedule)), schedule)

    def _controls(self, prefix: str, parameters: Iterable[Parameter], owner: object) -> tuple[Control, ...]:
        names = ((prefix + each.name, each) for each in parameters)
        return tuple(
            Control(name, each, self.typed.get(name) or plain(getattr(owner, each.name))) for name, each in names
        )

    @property
    def start_text(self) -> str:
        start = self.race.common.start
        return self.typed.get("start") or f"{plain(start.x)},{plain(start.y)}"

    @property
    def rate_control(self) -> Control:
        """The rate of all, where all have the same."""
        (rate,) = (each for each in GradientDescent.hyperparameters() if each.name == "lr")
        return Control("lr", rate, self.typed.get("lr") or plain(self.race.lr or rate.default))

    @property
    def schedule_id(self) -> str:
        schedule = self.race.common.schedule
        return SCHEDULE if schedule is None else type(schedule).id

    @property
    def is_sampled(self) -> bool:
        """Whether steps see batches drawn from a seed."""
        return type(self.race.common.landscape).is_sampled

    @property
    def is_detailed(self) -> bool:
        """Whether something under "Start, budget and schedule" differs from what it is at first, or is wrong."""
        common = self.race.common
        changed = (common.schedule, self.race.change) != (None, None) or common.start != type(common.landscape).start
        apart = ("optimizer", FORMULA, VIEW)
        return changed or any(not error.field.startswith(apart) for error in self.errors)

    @property
    def has_own_settings(self) -> bool:
        """Whether some racer's own settings matter now: their rates do, or one has been changed."""
        return self.race.rates is Rates.OWN or any(_is_changed(run.rule) for run in self.race.runs)

    @property
    def longest(self) -> int:
        """The largest number of steps that any racer took."""
        return max(result.steps for result in self.results)

    @property
    def loss_caption(self) -> str:
        return charts.loss(self._descents).caption

    @property
    def schedule_caption(self) -> str:
        return "" if self.race.common.schedule is None else charts.schedule(self._descents).caption

    @property
    def _descents(self) -> tuple[Descent, ...]:
        return tuple(result.descent for result in self.results)


def page(args: MultiDict[str, str]) -> PlaygroundPage:
    """The page for an address; where that cannot be read, what is wrong with it, beside the usual race."""
    view = chosen(args)
    args = begun(meant(MultiDict((name, text) for name, text in args.items(multi=True) if name != "view")))
    try:
        return PlaygroundPage(parse_race(args, lenient=True), MultiDict(), chosen=view)
    except FieldErrors as refused:
        return PlaygroundPage(_instead(args), args, worded(explained(refused.errors, args)), view)


def _instead(args: MultiDict[str, str]) -> Race:
    """What is shown where an address cannot be followed: the same race on the usual ground, if that was its fault."""
    try:
        return parse_race(without_function(args), lenient=True)
    except FieldErrors:
        return parse_race(MultiDict())


def _is_changed(rule: Rule) -> bool:
    """Whether any setting but the learning rate differs from its default."""
    return rule != with_rate(type(rule)(), rate(rule))


def landscape_choices() -> tuple[tuple[str, str], ...]:
    """Every landscape, and one's own."""
    return (*landscape_choice.landscape_choices(), (OWN, "A function of your own …"))


def further_rules() -> tuple[type[Rule], ...]:
    """The rules without a lesson, in the catalogue's order: each has a card on this page."""
    taught = {lesson.optimizer for lesson in catalogue.catalogue()}
    return tuple(rule for rule in rules.catalogue().values() if rule.id not in taught)
