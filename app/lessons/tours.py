"""The guided tours, one file each: chapters with a caption, the stage's state that it speaks of, and predictions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from app import paths
from app.drawing import pictures
from app.drawing.arrows import Arrow, arrows
from app.drawing.contours import Frame
from app.drawing.pictures import Picture
from app.lessons import catalogue, front_matter, lesson_page
from app.lessons.catalogue import Lesson
from app.lessons.claims import KINDS, Claim, Scene, run_of
from app.lessons.front_matter import FrontMatterError
from app.lessons.lesson_page import LessonPage, query_args
from app.runs.view_choice import View
from app.single_flight import made_once

SPOKEN = 150
"""Words that a voice says in a minute."""
MARKS = re.compile(r"[*$\\]")


@dataclass(frozen=True)
class TourOption:
    id: str
    text: str


@dataclass(frozen=True)
class TourPrediction:
    """A question before a reveal. answer: an option's id. reveal: what then is seen, with measurements in braces."""

    question: str
    options: tuple[TourOption, ...]
    answer: str
    reveal: str


@dataclass(frozen=True)
class Chapter:
    """What is said, and what the stage shows meanwhile.

    caption, prediction.reveal: sentences with the scene's measurements in braces. run, other: query strings, their
    optimizers included. begin, end: the steps from and to which the stage plays. lights: the arrows spoken of.
    claims: what the words say of the runs.
    """

    id: str
    title: str
    caption: str
    run: str
    begin: int
    end: int
    claims: tuple[Claim, ...]
    other: str | None = None
    view: View = View.MAP
    lights: tuple[str, ...] = ()
    prediction: TourPrediction | None = None

    @cached_property
    def scene(self) -> Scene:
        return Scene(run_of(self.run), None if self.other is None else run_of(self.other), self.claims)

    @property
    def lesson(self) -> Lesson:
        """The lesson whose rule is on the stage."""
        return next(each for each in catalogue.catalogue() if each.optimizer == self.scene.run.rule.id)

    @property
    def stage(self) -> LessonPage:
        """The stage as the lesson's own page would show this run."""
        args = query_args(self.run)
        if self.other is not None:
            args.add("with", self.other)
        args.add("view", self.view.value)
        return lesson_page.page(self.lesson, args)

    @cached_property
    def picture(self) -> Picture:
        """The small picture: the paths up to the chapter's last step, or the ground alone."""
        descents = [self.scene.descent, *([self.scene.other_descent] if self.other else [])] if self.end else []
        walked = (replace(each, points=each.points[:, : self.end + 1]) for each in descents)
        return pictures.stage_picture(self.scene.run.landscape, tuple(walked))

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """Those spoken of, in the small picture."""
        drawn = (
            arrows(Frame(self.scene.run.landscape.view), self.scene.descent, self.end + 1).each if self.lights else ()
        )
        return tuple(each for each in drawn if each.name in self.lights)

    def told(self, option: str | None) -> TourOption | None:
        """The option of that id; none if no such thing can be said here."""
        options = self.prediction.options if self.prediction else ()
        return next((each for each in options if each.id == option), None)

    def problems(self) -> Iterator[str]:
        """What is claimed and not so, and what cannot be shown."""
        yield from self.scene.broken()
        last = self.scene.descent.points.shape[1] - 1
        if not 0 <= self.begin <= self.end <= last:
            yield f"steps {self.begin} to {self.end} are none of a run of {last}"
        elif missing := {*self.lights} - {each.name for each in self.arrows}:
            yield f"step {self.end + 1} draws no arrow {', '.join(sorted(missing))}"
        if self.prediction and self.prediction.answer not in {each.id for each in self.prediction.options}:
            yield f"no option is {self.prediction.answer!r}"


@dataclass(frozen=True)
class Tour:
    """One tour. lessons: the slugs of those that it leads to."""

    slug: str
    title: str
    promise: str
    place: int
    lessons: tuple[str, ...]
    chapters: tuple[Chapter, ...]

    @property
    def minutes(self) -> float:
        """How long a voice takes for all of it."""
        said = " ".join(text for each in self.chapters for text in texts(each))
        return len(MARKS.sub(" ", said).split()) / SPOKEN

    @property
    def next(self) -> "Tour | None":
        return next((each for each in tours() if each.place == self.place + 1), None)

    def chapter(self, name: str | None) -> Chapter:
        """The chapter of that id; the first one if there is none."""
        return next((each for each in self.chapters if each.id == name), self.chapters[0])


def texts(chapter: Chapter) -> Iterator[str]:
    """Everything that is said in a chapter, in its order."""
    yield chapter.caption
    if chapter.prediction:
        yield chapter.prediction.question
        yield from (each.text for each in chapter.prediction.options)
        yield chapter.prediction.reveal


@made_once
def tours() -> tuple[Tour, ...]:
    """The tours in their order. Raises FrontMatterError for the first that names what is not there."""
    files = sorted((paths.LESSONS / "tours").glob("*.html"))
    found = [_spoken(parse(file.read_text("utf-8"), file.name)) for file in files]
    return tuple(sorted(found, key=lambda each: each.place))


def tour(slug: str) -> Tour | None:
    """The tour at that address, if there is one."""
    return next((each for each in tours() if each.slug == slug), None)


def leading_to(lesson: str) -> tuple[Tour, ...]:
    """The tours that lead to a lesson."""
    return tuple(each for each in tours() if lesson in each.lessons)


def parse(text: str, file: str) -> Tour:
    """The tour that a template's comment describes, its sentences as written. Raises FrontMatterError."""
    read = front_matter.read(text, Tour, file, slug=file.removesuffix(".html"))
    known = {each.slug for each in catalogue.catalogue()}
    for slug in {*read.lessons} - known:
        raise FrontMatterError(file, "lessons", f"there is no lesson {slug!r}")
    for claim in (claim for each in read.chapters for claim in each.claims if claim.kind not in KINDS):
        raise FrontMatterError(file, "claims", f"there is no claim {claim.kind!r}")
    return read


def problems() -> tuple[str, ...]:
    """Whatever a tour says or shows that its runs do not bear out, in words."""
    return tuple(
        f"{tour.slug}: {each.id}: {said}" for tour in tours() for each in tour.chapters for said in each.problems()
    )


def _spoken(read: Tour) -> Tour:
    """The tour with its measurements put into its sentences."""
    return replace(read, chapters=tuple(_told(each) for each in read.chapters))


def _told(chapter: Chapter) -> Chapter:
    words, asked = chapter.scene.words, chapter.prediction
    told = replace(asked, reveal=words(asked.reveal)) if asked else None
    return replace(chapter, caption=words(chapter.caption), prediction=told)
