"""The catalogue of lessons, read from the TOML comment that opens each template under templates/lessons/."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property
from pathlib import Path
from string import Formatter
from types import MappingProxyType
from urllib.parse import parse_qsl

from app import paths
from app.errors import FieldErrors
from app.lessons import front_matter
from app.lessons.claims import KINDS, Claim, Scene, run_of
from app.lessons.front_matter import FrontMatterError
from app.lessons.predictions import Asked, Prediction, Reason
from app.lessons.sights import Sight, SightPicture
from app.single_flight import made_once
from optimizers import rules
from optimizers.numbers import plain
from optimizers.rule import Rule

_BETWEEN_WORDS = re.compile("[^a-z0-9]+")


class Mood(Enum):
    """What an experiment shows of its rule."""

    SHINES = "shines"
    FAILS = "fails"
    LOOK = "look"


class LessonChart(Enum):
    """A chart that a lesson's body shows at once."""

    LOSS = "loss"
    RATES = "rates"
    MOMENTS = "moments"
    CLOUD = "cloud"
    SCHEDULE = "schedule"


@dataclass(frozen=True)
class Experiment:
    """One or two runs to try, and what to look for, which the claims hold.

    run: a query string, its optimizer included. other: one drawn beside it, which differs in the rule alone. then: one
    to show afterwards in its place, where more than the rule differs. try_this, look_for: sentences, with measurements
    in braces; to the claims, `then` is the other run.
    """

    title: str
    kind: Mood
    run: str
    try_this: str
    look_for: str
    claims: tuple[Claim, ...]
    other: str | None = None
    then: str | None = None

    @property
    def id(self) -> str:
        """By which it is remembered that somebody tried it: the title's words."""
        return _BETWEEN_WORDS.sub("-", self.title.lower()).strip("-")

    @cached_property
    def scene(self) -> Scene:
        second = self.other or self.then
        return Scene(run_of(self.run), None if second is None else run_of(second), self.claims)


@dataclass(frozen=True)
class Library:
    """How a library spells the rule: one line to copy, and where the library differs.

    code: with a hyper-parameter's name in braces where its value belongs.
    """

    name: str
    code: str
    note: str

    def pieces(self, rule: Rule) -> Iterator[tuple[str, str | None]]:
        """The line for a rule as it is set: texts, each value with its setting's name."""
        for text, name, *_ in Formatter().parse(self.code):
            yield text, None
            if name is not None:
                yield plain(getattr(rule, name)), name

    def line(self, rule: Rule) -> str:
        return "".join(text for text, _ in self.pieces(rule))


@dataclass(frozen=True)
class Reference:
    text: str
    url: str


@dataclass(frozen=True)
class Lesson:
    """One lesson's frame.

    run: the opening preset's query string without its optimizer, which is the lesson's own.
    other: a run drawn beside it from the first. claims: of the opening run, and of this one.
    lead_in_optimizer: a rule that the explanation starts from. extras: experiments for the
    lesson's own section. sights: what the stage shows beside each paragraph of the explanation and the equation.
    at_hand: the hyper-parameters that are folded right under the controls, not among all settings.
    """

    number: int
    slug: str
    title: str
    optimizer: str
    promise: str
    controls: tuple[str, ...]
    run: str
    charts: tuple[LessonChart, ...]
    advantage: str
    drawback: str
    claims: tuple[Claim, ...]
    prediction: Prediction
    experiments: tuple[Experiment, ...]
    libraries: tuple[Library, ...]
    sources: tuple[Reference, ...]
    sights: tuple[Sight, ...]
    other: str | None = None
    lead_in_optimizer: str | None = None
    extras: tuple[Experiment, ...] = ()
    at_hand: tuple[str, ...] = ()

    @property
    def template(self) -> str:
        """The file that the lesson is, among the templates."""
        return f"lessons/{self.number:02}-{self.slug}.html"

    @property
    def query(self) -> str:
        """The opening preset's whole query string."""
        return f"optimizer={self.optimizer}&{self.run}"

    @property
    def asks(self) -> tuple[str, ...]:
        """The settings in which the predicted run differs from the opening one."""
        opening, predicted = (dict(parse_qsl(query)) for query in (self.query, self.prediction.run))
        return tuple(name for name in predicted if predicted[name] != opening.get(name) and name != "steps")

    @property
    def rule(self) -> type[Rule]:
        return rules.catalogue()[self.optimizer]

    @property
    def lead_in(self) -> type[Rule] | None:
        return None if self.lead_in_optimizer is None else rules.catalogue()[self.lead_in_optimizer]

    @property
    def previous(self) -> "Lesson | None":
        return catalogue()[self.number - 2] if self.number > 1 else None

    @property
    def next(self) -> "Lesson | None":
        return catalogue()[self.number] if self.number < len(catalogue()) else None

    @cached_property
    def scene(self) -> Scene:
        """The opening run."""
        return Scene(run_of(self.query), None if self.other is None else run_of(self.other), self.claims)

    @cached_property
    def asked(self) -> Asked:
        """The prediction beside the opening run."""
        return Asked(self.prediction, self.query)

    @property
    def prediction_scene(self) -> Scene:
        """The predicted run, the opening run beside it."""
        return self.asked.scene

    @property
    def right_reason(self) -> Reason:
        """The reason that the runs bear out."""
        return self.asked.borne_out[0]

    def sight(self, name: str) -> Sight:
        """What the stage shows beside that paragraph. Raises LookupError."""
        found = (each for each in self.sights if each.id == name)
        try:
            return next(found)
        except StopIteration:
            raise LookupError(f"{self.slug} has no sight {name!r}") from None

    @cached_property
    def sight_scenes(self) -> Mapping[str, Scene]:
        """The opening run with what is claimed of it beside each paragraph."""
        return MappingProxyType({each.id: replace(self.scene, other=None, claims=each.claims) for each in self.sights})

    @cached_property
    def sight_pictures(self) -> Mapping[str, SightPicture]:
        """Each sight as a small picture, by its id."""
        return MappingProxyType({each.id: each.picture(self.scene.descent) for each in self.sights})

    def scenes(self) -> Iterator[tuple[str, Scene]]:
        """Every scene, with the name of the field that sets it."""
        yield "run", self.scene
        yield "prediction", self.prediction_scene
        yield from ((f"sights.{name}", scene) for name, scene in self.sight_scenes.items())
        for field, experiment in self.all_experiments():
            yield field, experiment.scene

    def all_experiments(self) -> Iterator[tuple[str, Experiment]]:
        """Every experiment, with the name of the field that holds it."""
        for name in ("experiments", "extras"):
            for index, experiment in enumerate(getattr(self, name)):
                yield f"{name}[{index}]", experiment


@made_once
def catalogue() -> tuple[Lesson, ...]:
    """The lessons in order. Raises FrontMatterError for the first that names what is not there."""
    return tuple(_read(file) for file in sorted(paths.LESSONS.glob("[0-9][0-9]-*.html")))


def lesson(slug: str) -> Lesson | None:
    """The lesson at that address, if there is one."""
    return next((each for each in catalogue() if each.slug == slug), None)


def broken_claims() -> tuple[str, ...]:
    """Every claim of every lesson that its run does not bear out, in words."""
    return tuple(f"{each.slug}: {field}: {problem}" for each in catalogue() for field, problem in _broken(each))


def _broken(lesson: Lesson) -> Iterator[tuple[str, str]]:
    for field, scene in lesson.scenes():
        yield from ((field, problem) for problem in scene.broken())
    yield from (("prediction.reasons", problem) for problem in lesson.asked.problems())
    for sight in lesson.sights:
        yield from ((f"sights.{sight.id}", problem) for problem in sight.problems(lesson.scene.descent))


def parse(text: str, file: str) -> Lesson:
    """The lesson that a template's comment describes, its sentences as written.

    file: the template's name, number and slug in it. Raises FrontMatterError.
    """
    number, _, slug = file.removesuffix(".html").partition("-")
    read = front_matter.read(text, Lesson, file, number=int(number), slug=slug)
    for field, problem in _problems(read):
        raise FrontMatterError(file, field, problem)
    return read


def _read(file: Path) -> Lesson:
    return _spoken(parse(file.read_text("utf-8"), file.name))


def _problems(read: Lesson) -> Iterator[tuple[str, str]]:
    """What the types do not catch: names of what is not there."""
    yield from _unknown_optimizers(read)
    yield from _unknown_controls(read)
    yield from _impossible_runs(read)
    yield from _unknown_claims(read)
    yield from _unknown_settings(read)
    if read.prediction.answer not in {option.id for option in read.prediction.options}:
        yield "prediction.answer", f"{read.prediction.answer!r} is none of the options"


def _unknown_optimizers(read: Lesson) -> Iterator[tuple[str, str]]:
    named = [("optimizer", read.optimizer)]
    if read.lead_in_optimizer is not None:
        named.append(("lead_in_optimizer", read.lead_in_optimizer))
    for field, name in named:
        if name not in rules.catalogue():
            yield field, f"there is no optimizer {name!r}"


def _unknown_controls(read: Lesson) -> Iterator[tuple[str, str]]:
    known = {each.name for each in read.rule.hyperparameters()}
    for control in read.controls:
        if control not in known and "." not in control:
            yield "controls", f"{read.optimizer} has no hyper-parameter {control!r}"
    for name in read.at_hand:
        if name not in known - {*read.controls}:
            yield "at_hand", f"{read.optimizer} has no hyper-parameter {name!r} beside its controls"


def _impossible_runs(read: Lesson) -> Iterator[tuple[str, str]]:
    runs = [("run", read.query), ("prediction.run", read.prediction.run)]
    runs += [("other", read.other)] if read.other is not None else []
    for field, experiment in read.all_experiments():
        runs.append((f"{field}.run", experiment.run))
        seconds = ((f"{field}.other", experiment.other), (f"{field}.then", experiment.then))
        runs += [(name, query) for name, query in seconds if query is not None]
    for field, query in runs:
        try:
            run_of(query)
        except (FieldErrors, ValueError) as error:
            yield field, f"{query!r}: {error}"


def _unknown_claims(read: Lesson) -> Iterator[tuple[str, str]]:
    owners = {"claims": read.claims, "prediction.claims": read.prediction.claims}
    owners |= {f"prediction.reasons.{each.id}": each.claims for each in read.prediction.reasons}
    owners |= {f"sights.{each.id}": each.claims for each in read.sights}
    owners |= {f"{field}.claims": experiment.claims for field, experiment in read.all_experiments()}
    for field, claims in owners.items():
        for claim in claims:
            if claim.kind not in KINDS:
                yield field, f"there is no claim {claim.kind!r}; there are {', '.join(sorted(KINDS))}"


def _unknown_settings(read: Lesson) -> Iterator[tuple[str, str]]:
    for library in read.libraries:
        for _, name, *_ in Formatter().parse(library.code):
            if name is not None and not hasattr(read.rule(), name):
                yield "libraries", f"{read.optimizer} has no hyper-parameter {name!r}"


def _spoken(read: Lesson) -> Lesson:
    """The lesson with its measurements put into its sentences."""
    words = read.scene.words
    return replace(
        read,
        promise=words(read.promise),
        advantage=words(read.advantage),
        drawback=words(read.drawback),
        prediction=read.asked.told(),
        experiments=tuple(told(each) for each in read.experiments),
        extras=tuple(told(each) for each in read.extras),
    )


def told(experiment: Experiment) -> Experiment:
    words = experiment.scene.words
    return replace(experiment, try_this=words(experiment.try_this), look_for=words(experiment.look_for))
