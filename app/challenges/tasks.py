"""The challenges as their files declare them: one entry each, in the file of its level."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from app.challenges.goals import Goal
from app.single_flight import made_once
from optimizers.outcomes import Kind
from optimizers.parameters import Parameter
from optimizers.run import Run, prefixed
from quizzes.runs import parse_run
from quizzes.shapes import Control

FOLDER = Path(__file__).parent
PATTERN = "level-*.toml"


class Sort(Enum):
    """What a challenge is about."""

    REACH = "reach"
    ESCAPE = "escape"
    EDGE = "edge"
    FEWEST = "fewest"
    HIDDEN = "hidden"
    SAMPLED = "sampled"
    BEAT = "beat"
    SPOIL = "spoil"

    @property
    def words(self) -> str:
        return {
            Sort.REACH: "Reach the minimum",
            Sort.ESCAPE: "Escape",
            Sort.EDGE: "Just barely stable",
            Sort.FEWEST: "The fewest gradients",
            Sort.HIDDEN: "A hidden landscape",
            Sort.SAMPLED: "A sampled loss",
            Sort.BEAT: "Beat the rival",
            Sort.SPOIL: "Spoil it",
        }[self]


class Scoring(Enum):
    """What is compared between two solutions: the steps to the goal, the turns, the level, or the lead."""

    STEPS = "steps"
    TURNS = "turns"
    LEVEL = "level"
    LEAD = "lead"

    @property
    def is_better_high(self) -> bool:
        return self in (Scoring.TURNS, Scoring.LEAD)

    @property
    def words(self) -> str:
        return {
            Scoring.STEPS: "gradients",
            Scoring.TURNS: "turns",
            Scoring.LEVEL: "above the minimum",
            Scoring.LEAD: "steps before the rival",
        }[self]


@dataclass(frozen=True)
class ChallengeLevel:
    """A level: its number, from 1, its title, and what it is for."""

    number: int
    title: str
    promise: str


@dataclass(frozen=True)
class Challenge:
    """A task on one run. par: the best score that the core's search found, and with which settings; how: the search.

    run: the query of the run as it stands at first. rival: the query of a run beside it, with its own settings.
    """

    level: ChallengeLevel
    slug: str
    title: str
    sort: Sort
    task: str
    run: str
    controls: tuple[Control, ...]
    goals: tuple[Goal, ...]
    score: Scoring
    par: float
    best: tuple[tuple[str, float], ...]
    hints: tuple[str, ...]
    rival: str | None = None

    @property
    def how(self) -> str:
        """How the par was found."""
        tried = PLACES[len(self.controls)]
        grid = " × ".join([str(tried)] * len(self.controls))
        what = "settings" if len(self.controls) > 1 else "values"
        return f"The core ran {grid} {what}, evenly over the sliders, and none did better."


PLACES: Mapping[int, int] = {1: 121, 2: 21}
"""How many values of each control the search for the par tries, by how many controls there are."""


class ChallengeError(ValueError):
    """A file of challenges that cannot be read: the challenge and what is wrong."""


@made_once
def catalogue() -> tuple[Challenge, ...]:
    """Every challenge, by level."""
    return tuple(each for path in sorted(FOLDER.glob(PATTERN)) for each in _level(path))


def challenge(slug: str) -> Challenge | None:
    """The challenge with this slug."""
    return next((each for each in catalogue() if each.slug == slug), None)


def levels() -> tuple[ChallengeLevel, ...]:
    return tuple(dict.fromkeys(each.level for each in catalogue()))


def declared(run: Run) -> dict[str, Parameter]:
    """Every number of a run that a control may set, by its name in addresses."""
    schedule = () if run.schedule is None else run.schedule.parameters()
    return {
        **{each.name: each for each in type(run.rule).hyperparameters()},
        **{prefixed(each): each for each in type(run.landscape).parameters()},
        **{f"schedule.{each.name}": each for each in schedule},
    }


def _level(path: Path) -> Iterator[Challenge]:
    document = tomllib.loads(path.read_text(encoding="utf-8"))
    level = ChallengeLevel(int(path.stem.rpartition("-")[2]), document["title"], document["promise"])
    for entry in document["challenges"]:
        try:
            yield _challenge(level, entry)
        except (KeyError, ValueError, TypeError) as wrong:
            raise ChallengeError(f"{path.name}, {entry.get('id', 'without an id')}: {wrong!r}") from wrong


def _challenge(level: ChallengeLevel, entry: dict[str, Any]) -> Challenge:
    run = parse_run(entry["run"])
    return Challenge(
        level=level,
        slug=entry["id"],
        title=entry["title"],
        sort=Sort(entry["kind"]),
        task=entry["task"],
        run=entry["run"],
        controls=tuple(_control(declared(run), each) for each in entry["controls"]),
        goals=tuple(map(_goal, entry["goals"])),
        score=Scoring(entry.get("score", "steps")),
        par=float(entry["par"]),
        best=tuple((name, float(value)) for name, value in entry["best"].items()),
        hints=tuple(entry["hints"]),
        rival=entry.get("rival"),
    )


def _control(of: dict[str, Parameter], told: dict[str, Any]) -> Control:
    each = of[told["name"]]
    return Control(told["name"], each.symbol, each.meaning, told["low"], told["high"], told["value"])


def _goal(told: dict[str, Any]) -> Goal:
    read = dict(told)
    if "ends" in read:
        read["ends"] = Kind(read["ends"])
    for name in ("steps", "turns", "near"):
        if name in read:
            read[name] = tuple(read[name])
    return Goal(**read)
