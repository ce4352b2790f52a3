"""A lesson's stage: the run that a page's address asks for, the picture of it, and the controls that change it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, Protocol
from urllib.parse import parse_qsl, urlencode

from werkzeug.datastructures import MultiDict

from app.drawing import arrows, charts, pictures, two_directions
from app.drawing.arrows import Arrows
from app.drawing.draping import PathsOnRelief, with_paths
from app.drawing.formulas import FormulaLine, numbers
from app.drawing.pictures import Picture
from app.drawing.two_directions import TwoDirections
from app.errors import FieldError, FieldErrors
from app.lessons.claims import Scene
from app.lessons.predictions import Prediction, Told, told
from app.lessons.sights import Sight
from app.runs.address import parse_run
from app.runs.landscape_choice import keeps_start
from app.runs.page_address import explained
from app.runs.races import at_best, best_rate
from app.runs.view_choice import Chosen, View, chosen
from optimizers import maps, rules, schedules, verdicts
from optimizers.addresses import SCHEDULE
from optimizers.descent import Descent, Kind
from optimizers.numbers import NumberError, digits, plain, setting, typed
from optimizers.parameters import Parameter
from optimizers.rule import FirstOrderRule, Rule
from optimizers.run import Run, prefixed

TABLE = "table"
"""Asks for the steps as a table, which a page without scripts has only then: it is a third of its work."""
PAGE_KEYS = frozenset({"compare", "with", "still", "shown", "view", "predicted", "reason", TABLE})
"""What an address may say to the page alone; all else is the run's."""
MOST_OTHERS = 5
ROWS = 200
"""How many steps the table without scripts shows."""


class Control(NamedTuple):
    """One parameter as a slider and a number: its name in the address, what it declares, and its text."""

    name: str
    parameter: Parameter
    text: str
    is_first: bool = False

    @property
    def position(self) -> int:
        """The slider's tick nearest to the value."""
        try:
            value = typed(self.text)
        except NumberError:
            value = self.parameter.default
        ticks = self.parameter.ticks()
        away = [abs(tick - value) for tick in ticks]
        return away.index(min(away))

    @property
    def takes(self) -> str:
        """Which numbers the field takes, as the scripts call them."""
        return "whole" if self.parameter.scale.is_whole else "real"

    @property
    def ticks_text(self) -> str:
        return " ".join(map(plain, self.parameter.ticks()))

    @property
    def default_text(self) -> str:
        return plain(self.parameter.default)

    @property
    def range_text(self) -> str:
        return f"{setting(self.parameter.low)} to {setting(self.parameter.high)}"


class StepRow(NamedTuple):
    """One step of the table: its number, the point after it, the loss there."""

    step: int
    x: str
    y: str
    loss: str


class Taught(Protocol):
    """What has a stage: a lesson, or a page beyond them."""

    @property
    def optimizer(self) -> str: ...

    @property
    def controls(self) -> tuple[str, ...]: ...

    @property
    def at_hand(self) -> tuple[str, ...]: ...

    @property
    def query(self) -> str: ...

    @property
    def other(self) -> str | None: ...

    @property
    def scene(self) -> Scene: ...

    @property
    def rule(self) -> type[Rule]: ...

    @property
    def prediction(self) -> Prediction | None: ...

    def sight(self, name: str) -> Sight: ...


@dataclass(frozen=True)
class LessonPage:
    """What a lesson's page shows. typed: the texts that the address gave, by name, right or wrong.

    beside: the queries of those others that bring their own settings. told: what was predicted, if it says so.
    asked: all that the address asks for.
    """

    lesson: Taught
    run: Run
    others: tuple[Run, ...]
    typed: MultiDict[str, str]
    errors: tuple[FieldError, ...] = ()
    beside: tuple[str, ...] = ()
    chosen: Chosen = Chosen(View.MAP)
    told: Told = Told()
    asked: MultiDict[str, str] = field(default_factory=MultiDict)
    followed = verdicts.FOLLOWED

    @cached_property
    def descent(self) -> Descent:
        return self.run.descend()

    @cached_property
    def picture(self) -> Picture:
        descents = (self.descent, *(other.descend() for other in self.others))
        return pictures.stage_picture(self.run.landscape, descents)

    @property
    def relief(self) -> PathsOnRelief | None:
        """The other view that is drawn here, where it is asked for."""
        if self.chosen.view is not View.RELIEF:
            return None
        return with_paths(self.run.landscape, (each.descent for each in self.picture.traces))

    @cached_property
    def is_own(self) -> bool:
        """Whether this is the lesson's own run, the one it opens with."""
        return self.run == self.lesson.scene.run

    @property
    def rule_taught(self) -> Rule:
        """The lesson's rule as it is set here, or as the lesson sets it while another one is on the stage."""
        return self.run.rule if type(self.run.rule) is self.lesson.rule else self.lesson.scene.run.rule

    @cached_property
    def arrows(self) -> Arrows | None:
        """The vectors of the first step."""
        return arrows.arrows(self.picture.frame, self.descent, 1) if self.steps else None

    @property
    def library_lines(self) -> tuple[str, ...]:
        """How each library spells the rule as it is set."""
        return tuple(each.line(self.rule_taught) for each in getattr(self.lesson, "libraries", ()))

    @property
    def directions(self) -> TwoDirections | None:
        """The error along each direction, in a lesson whose rule goes by factors: its run on a quadratic has them."""
        if not getattr(self.lesson.rule, "is_linear", False):
            return None
        return two_directions.two_directions(self.descent, self.run.steps)

    @property
    def shows_own_ground(self) -> bool:
        """Whether the lesson's own landscape is on the stage, so that small pictures can borrow the ground."""
        return self.run.landscape == self.lesson.scene.run.landscape

    @property
    def step_in_numbers(self) -> int:
        """The step with whose numbers the equation is written: the lesson's own choice, if the run has it."""
        return min(self.lesson.sight("equation").step, self.steps)

    @property
    def looks_ahead(self) -> bool:
        """Whether the rule asks for the gradient elsewhere than where it stands."""
        rule = self.run.rule
        return isinstance(rule, FirstOrderRule) and type(rule).probe is not FirstOrderRule.probe

    @property
    def steps(self) -> int:
        """How many steps the run has, fewer than asked for if it diverged."""
        return int(self.descent.points.shape[1]) - 1

    @property
    def error(self) -> dict[str, str]:
        """Each field's complaint, by the field's name."""
        return {each.field: each.message for each in self.errors}

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """Each complaint as a sentence, with the field that it is about."""
        every = (*self.errors, *filter(None, [self.chosen.error]))
        return tuple((each.field, f"{each.field} {each.message}") for each in every)

    @cached_property
    def equations(self) -> tuple[tuple[FormulaLine, FormulaLine], ...]:
        """Each line of the formula with one step's numbers, for x and for y; matrices have none."""
        step = self.step_in_numbers
        if not step or not isinstance(self.run.rule, FirstOrderRule):
            return ()
        return tuple(zip(numbers(self.descent, step, 0), numbers(self.descent, step, 1), strict=True))

    @property
    def words(self) -> str:
        """How the run ended, and whether it left the picture."""
        return " ".join([sentence(self.descent.outcome.message), *self._leaving()])

    def _leaving(self) -> Iterator[str]:
        left = self.picture.traces[0].exit
        if left is not None and self.descent.outcome.kind is not Kind.ESCAPED:
            at = f"leaves the picture at step {left.step}, at the {left.side}"
            yield f"It {at}." if left.step else "It starts outside the picture."

    def caption(self, chart: str) -> str:
        """What a chart of the run shows, in words."""
        match chart:
            case "loss":
                return charts.loss([self.descent]).caption
            case "rates":
                return charts.rates(self.descent).caption
            case "schedule":
                return charts.schedule([self.descent]).caption
        return charts.moments(self.descent).caption

    @property
    def has_table(self) -> bool:
        """Whether the steps are asked for as a table."""
        return TABLE in self.asked

    @property
    def query_with_table(self) -> str:
        """What asks for the same page and the table."""
        return urlencode([*self.asked.items(multi=True), (TABLE, "1")], safe=",")

    @property
    def rows(self) -> tuple[StepRow, ...]:
        (xs, ys), losses = self.descent.points, self.descent.losses
        rows = zip(range(ROWS + 1), xs, ys, losses, strict=False)
        return tuple(StepRow(t, *(digits(float(value)) for value in values)) for t, *values in rows)

    @property
    def first_controls(self) -> tuple[Control, ...]:
        """The rule's controls that are always in sight."""
        known = {each.name: each for each in self._rule_controls()}
        return tuple(known[name]._replace(is_first=True) for name in self.lesson.controls if name in known)

    @property
    def controls_at_hand(self) -> tuple[Control, ...]:
        """The rule's controls that are folded under those in sight."""
        return tuple(each for each in self._rule_controls() if each.name in self.lesson.at_hand)

    @property
    def first_landscape_controls(self) -> tuple[Control, ...]:
        """The landscape's controls in sight: those that the lesson names, and how data are drawn."""
        every = self._landscape_controls()
        return tuple(each._replace(is_first=True) for each in every if self._is_first(each.name))

    @property
    def rule_controls(self) -> tuple[Control, ...]:
        return tuple(each for each in self._rest(self._rule_controls()) if each.name not in self.lesson.at_hand)

    @property
    def landscape_controls(self) -> tuple[Control, ...]:
        return self._rest(self._landscape_controls())

    @property
    def schedule_controls(self) -> tuple[Control, ...]:
        schedule = self.run.schedule
        return () if schedule is None else tuple(self._controls("schedule.", schedule.parameters(), schedule))

    def _rule_controls(self) -> Iterator[Control]:
        return self._controls("", self.run.rule.hyperparameters(), self.run.rule)

    def _landscape_controls(self) -> Iterator[Control]:
        for parameter in self.run.landscape.parameters():
            name = prefixed(parameter)
            yield Control(name, parameter, self._text(name, getattr(self.run.landscape, parameter.name)))

    def _controls(self, prefix: str, parameters: Iterable[Parameter], owner: object) -> Iterator[Control]:
        for parameter in parameters:
            name = prefix + parameter.name
            yield Control(name, parameter, self._text(name, getattr(owner, parameter.name)))

    def _rest(self, controls: Iterable[Control]) -> tuple[Control, ...]:
        return tuple(control for control in controls if not self._is_first(control.name))

    def _is_first(self, name: str) -> bool:
        return name in self.lesson.controls or name.startswith("loss.")

    def _text(self, name: str, value: float) -> str:
        return self.typed.get(name) or plain(value)

    @property
    def is_sampled(self) -> bool:
        """Whether steps see batches drawn from a seed."""
        return type(self.run.landscape).is_sampled

    @property
    def start_text(self) -> str:
        return self.typed.get("start") or f"{plain(self.run.start.x)},{plain(self.run.start.y)}"

    @property
    def default_start(self) -> str:
        """Where this landscape's runs start unless told otherwise."""
        start = type(self.run.landscape).start
        return f"{plain(start.x)},{plain(start.y)}"

    @property
    def seed_text(self) -> str:
        return self._text("seed", self.run.seed)

    @property
    def steps_control(self) -> Control:
        """How long the run is."""
        return Control(maps.STEPS.name, maps.STEPS, self._text(maps.STEPS.name, self.run.steps))


def page(lesson: Taught, args: MultiDict[str, str]) -> LessonPage:
    """The stage that an address asks for: the lesson's opening run, unless the address names any setting of a run.

    Where it says what somebody predicted, and no setting, it asks for the run that answers.
    """
    asked = MultiDict((name, value) for name, value in args.items(multi=True) if _is_meant(name, args))
    opening = parse_run(query_args(lesson.query))
    if asked and "optimizer" not in asked:
        asked.add("optimizer", lesson.optimizer)
    prediction = lesson.prediction
    if not asked and prediction is not None and "predicted" in args:
        asked = query_args(prediction.run)
    spelt = tuple(each for each in args.getlist("with") if "=" in each)
    if not asked and lesson.other is not None:
        spelt = (lesson.other, *spelt)
    try:
        run = parse_run(asked) if asked else opening
        others = (*(beside(run, each) for each in spelt[:MOST_OTHERS]), *_compared(run, args))
        said = Told() if prediction is None else told(prediction, args.get("predicted"), args.get("reason"))
        return LessonPage(lesson, run, others[:MOST_OTHERS], asked, (), spelt, chosen(args), told=said, asked=args)
    except FieldErrors as refused:
        return LessonPage(lesson, opening, (), asked, explained(refused.errors, asked), chosen=chosen(args), asked=args)


def _is_meant(name: str, args: MultiDict[str, str]) -> bool:
    """Whether a field is about the run.

    A form without scripts sends what it showed of a landscape and a schedule together with those newly chosen;
    "shown" says which those were.
    """
    if name in PAGE_KEYS:
        return False
    landscape, _, schedule = args.get("shown", "").partition(",")
    if name == "start":
        return keeps_start(args)
    if landscape and landscape != args.get("landscape") and name.startswith(("landscape.", "loss.")):
        return False
    return not (schedule and schedule != args.get("schedule") and name.startswith("schedule."))


def _compared(run: Run, args: MultiDict[str, str]) -> tuple[Run, ...]:
    """Each rule that the address only names, at its best rate."""
    named = [*(each for each in args.getlist("with") if "=" not in each), *args.getlist("compare")]
    return tuple(at_its_best(run, each) for each in named[:MOST_OTHERS])


def beside(run: Run, query: str) -> Run:
    """Another rule with its own settings, on the same landscape from the same start."""
    try:
        own = parse_run(query_args(query))
    except FieldErrors as refused:
        errors = (FieldError("with", f"{each.field} {each.message}") for each in refused.errors)
        raise FieldErrors(tuple(errors)) from None
    return replace(run, rule=own.rule, schedule=own.schedule)


def at_its_best(run: Run, optimizer: str) -> Run:
    """Another rule on the same landscape from the same start, at the learning rate that serves it best there."""
    known = {rule.id: rule for rule in comparable(run)}
    if optimizer not in known:
        raise FieldErrors((FieldError("compare", f"takes one of {', '.join(known)}"),))
    beside = replace(run, rule=known[optimizer](), schedule=None)
    return at_best(beside, best_rate(beside))


def query_args(query: str) -> MultiDict[str, str]:
    return MultiDict(parse_qsl(query, keep_blank_values=True))


def schedule_choices() -> tuple[tuple[str, str], ...]:
    return tuple((each.id, each.name) for each in schedules.catalogue().values())


def schedule_of(run: Run) -> str:
    """The id of the run's schedule."""
    return SCHEDULE if run.schedule is None else type(run.schedule).id


def comparable(run: Run) -> tuple[type[Rule], ...]:
    """The first-order rules, the run's own apart."""
    every = rules.catalogue().values()
    return tuple(rule for rule in every if issubclass(rule, FirstOrderRule) and rule.id != run.rule.id)


def briefly(descent: Descent) -> str:
    """How a run ended, in a few words."""
    return verdicts.briefly(descent.outcome)


def sentence(message: str) -> str:
    """A message with a capital and a full stop."""
    return message[:1].upper() + message[1:] + ("" if message.endswith(".") else ".")
