"""What passes between the quiz engine and the site: plain frozen values, each with a JSON form for the records.

`Shown` is all that a page may hold before the answer. `Key` is stored beside it and never sent before the answer.
Texts are plain prose with LaTeX between dollar signs; `segments` takes them apart for the page.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple, Self

from quizzes.plain import Plain, from_plain, to_plain

FIRST, SECOND, PRESENT = 1, 2, 3
"""Editions of the rules of marking: what a question or a key goes by that names none, and what a new one goes by."""


class Option(NamedTuple):
    """Something to pick, or an item to order. `id` is opaque: it tells the position, the attempt and nothing else."""

    id: str
    text: str


@dataclass(frozen=True)
class Plot:
    """A landscape to draw, with a path in a neutral colour; no rule is named.

    landscape: a query (`landscape=ravine&landscape.kappa=100`). path: points in the landscape's own units,
    the start first, perhaps nothing but the start.
    """

    landscape: str
    path: tuple[tuple[float, float], ...]


class Control(NamedTuple):
    """A hyper-parameter that a challenge lets the learner set, from `low` to `high`, both included."""

    name: str
    symbol: str
    meaning: str
    low: float
    high: float
    value: float


@dataclass(frozen=True)
class Shown:
    """A question as the learner sees it.

    kind: single, multiple, formula, numeric, point, path, order or challenge. instruction: how to answer and how
    it is marked. options: for single, multiple, formula, path (pick) and order (arrange), in the order to show.
    run and controls: a challenge's query and what may be set in it; goals: what to reach, in words.
    """

    kind: str
    stem: str
    instruction: str
    options: tuple[Option, ...] = ()
    plot: Plot | None = None
    run: str | None = None
    controls: tuple[Control, ...] = ()
    goals: tuple[str, ...] = ()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that the page renders."""
        return self.stem, self.instruction, *(option.text for option in self.options), *self.goals


class Note(NamedTuple):
    """What choosing an option means.

    source: the option's place in the bank, from 0, the same in every attempt. run: what to replay for it, if anything.
    """

    option: str
    source: int
    because: str
    misconception: str | None
    run: str | None = None


class Believed(NamedTuple):
    """The whole order that somebody with a mistaken idea would put the options in."""

    order: tuple[str, ...]
    misconception: str


class Slip(NamedTuple):
    """A wrong number or place that people arrive at, and what it means."""

    value: tuple[float, ...]
    because: str
    misconception: str | None


@dataclass(frozen=True)
class Goal:
    """What a run is to do, one thing of: come below a loss, end in a way, zig-zag little, end near a place.

    below: f − f* under this. ends: an outcome's kind. flips: at most so many turns back along `axis`.
    near: x, y and a radius. within: by this step at the latest (every goal but flips and near).
    """

    below: float | None = None
    ends: str | None = None
    flips: int | None = None
    axis: str = "y"
    near: tuple[float, float, float] | None = None
    within: int | None = None


@dataclass(frozen=True)
class Key:
    """What is right and why; secret until the answer is given.

    right: option ids (for order, all of them in the right order). number or place with its tolerance, in the
    landscape's units. run, controls, goals, solution: a challenge's, the solution being settings that reach the
    goals. replays: runs to draw afterwards. lesson and show: where to look, as a lesson's slug and a run query.
    """

    kind: str
    because: str
    lesson: str
    show: str
    right: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    number: float | None = None
    place: tuple[float, float] | None = None
    tolerance: float = 0.0
    slips: tuple[Slip, ...] = ()
    believed: tuple[Believed, ...] = ()
    run: str | None = None
    controls: tuple[Control, ...] = ()
    goals: tuple[Goal, ...] = ()
    solution: tuple[tuple[str, float], ...] = ()
    replays: tuple[str, ...] = ()
    marking: int = FIRST
    """The edition of the rules of marking by which answers are marked, for good."""

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that the page renders after the answer."""
        return self.because, *(note.because for note in self.notes), *(slip.because for slip in self.slips)


@dataclass(frozen=True)
class Answer:
    """What the learner gave: option ids, or numbers (one, or x and y), or settings by name."""

    kind: str
    chosen: tuple[str, ...] = ()
    numbers: tuple[float, ...] = ()
    settings: tuple[tuple[str, float], ...] = ()

    def to_json(self) -> Plain:
        return to_plain(self)

    @classmethod
    def from_json(cls, plain: Plain) -> Self:
        return from_plain(cls, plain)


@dataclass(frozen=True)
class Mark:
    """fraction: from 0 to 1, and 1 exactly when `right`. misconceptions: ids of those that the answer shows."""

    fraction: float
    right: bool
    misconceptions: tuple[str, ...] = ()


class Remark(NamedTuple):
    """One line of the feedback: an option (or the answer, or a goal, or an item in its place), and what it means.

    right: whether what the learner did with it is right; None where nothing was counted. note: what was counted, in
    a few words.
    """

    text: str
    right: bool | None
    chosen: bool
    because: str
    note: str = ""


@dataclass(frozen=True)
class Feedback:
    """What is said after an answer.

    sign: ★, ◐ or ✕. verdict: the same in a word. remarks: the chosen ones first. answer: the right answer in words.
    lesson, show: the lesson's slug and the run query that show it. replays: runs to draw, the right one first.
    misconceptions: ids of those that the answer shows. given: the answer in words.
    """

    sign: str
    verdict: str
    answer: str
    because: str
    remarks: tuple[Remark, ...]
    lesson: str
    show: str
    replays: tuple[str, ...]
    misconceptions: tuple[str, ...] = ()
    given: str = ""


@dataclass(frozen=True)
class Resolved:
    """A question with its variant drawn: what the records keep.

    question: the stable id (it may tell the key: not for the page). version: SHA-256 of the bank's entry.
    seed: what it was drawn with; versions.again draws from it what a corrected version makes of the same.
    """

    question: str
    version: str
    seed: str
    lesson: str
    objective: str
    shown: Shown
    key: Key

    @property
    def kind(self) -> str:
        return self.shown.kind

    def to_json(self) -> Plain:
        return to_plain(self)

    @classmethod
    def from_json(cls, plain: Plain) -> Self:
        return from_plain(cls, plain)


class Segment(NamedTuple):
    text: str
    is_formula: bool


def segments(text: str) -> tuple[Segment, ...]:
    """`text` taken apart at its dollar signs: prose, and LaTeX without the signs."""
    parts = enumerate(re.split(r"\$", text))
    return tuple(Segment(part, index % 2 == 1) for index, part in parts if part)
