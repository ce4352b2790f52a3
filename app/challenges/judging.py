"""Judging: whether settings do what a challenge asks, how well, and how well they could: the par, found by search."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from app.challenges.goals import GoalTold, arrival, told
from app.challenges.tasks import PLACES, Challenge, Scoring, catalogue, declared
from optimizers.descent import Descent
from optimizers.numbers import plain
from optimizers.run import Run
from quizzes.measures import turns
from quizzes.runs import parse_run
from quizzes.shapes import Control

WIDE = 50
"""A range this many times its low end is spaced by ratio, as the sliders on the page space it."""


@dataclass(frozen=True)
class Verdict:
    """What a run with settings came to. score: None where it is not solved."""

    query: str
    descent: Descent
    rival: Descent | None
    told: tuple[GoalTold, ...]
    score: float | None

    @property
    def is_solved(self) -> bool:
        return all(each.is_met for each in self.told)


def judge(challenge: Challenge, settings: Mapping[str, float]) -> Verdict:
    """The run at these settings, judged by every goal."""
    return _judged(challenge, tuple((each.name, float(settings[each.name])) for each in challenge.controls))


def is_better(score: Scoring, one: float, other: float) -> bool:
    """Whether one score is better than another."""
    return one > other if score.is_better_high else one < other


def first_settings(challenge: Challenge) -> dict[str, float]:
    """The settings at which a challenge begins."""
    return {each.name: each.value for each in challenge.controls}


def found_par(challenge: Challenge) -> tuple[float, dict[str, float]] | None:
    """The best score of a grid over the controls, and the first settings that have it; None if none solves it."""
    best: tuple[float, dict[str, float]] | None = None
    for settings in grid(challenge):
        score = judge(challenge, settings).score
        if score is not None and (best is None or is_better(challenge.score, score, best[0])):
            best = score, settings
    return best


def grid(challenge: Challenge) -> Iterator[dict[str, float]]:
    """Settings evenly spread over the sliders."""
    of, places = declared(parse_run(challenge.run)), PLACES[len(challenge.controls)]
    axes = [values(each, places, is_whole=of[each.name].scale.is_whole) for each in challenge.controls]
    for place in itertools.product(*axes):
        yield dict(zip((each.name for each in challenge.controls), place, strict=True))


def values(control: Control, places: int, *, is_whole: bool) -> list[float]:
    """So many values of a slider, from end to end, with four digits as the page sets them."""
    by_ratio = control.low > 0 and control.high / control.low >= WIDE
    spread = (np.geomspace if by_ratio else np.linspace)(control.low, control.high, places)
    rounded = [float(f"{each:.4g}") for each in spread]
    return sorted({float(round(each)) for each in rounded} if is_whole else {*rounded})


def ends(challenge: Challenge) -> Iterator[dict[str, float]]:
    """Every setting with a slider dragged to an end: from where all stand at first, from the best, and all corners."""
    names = [each.name for each in challenge.controls]
    for control in challenge.controls:
        for end in (control.low, control.high):
            yield first_settings(challenge) | {control.name: end}
            yield dict(challenge.best) | {control.name: end}
    for corner in itertools.product(*((each.low, each.high) for each in challenge.controls)):
        yield dict(zip(names, corner, strict=True))


def problems(challenges: tuple[Challenge, ...] | None = None) -> Iterator[str]:
    """What is wrong with the challenges, a line each; the par of each is looked for anew."""
    for each in catalogue() if challenges is None else challenges:
        yield from (f"challenge {each.slug}: {line}" for line in _problems(each))


def _problems(challenge: Challenge) -> Iterator[str]:
    if judge(challenge, first_settings(challenge)).is_solved:
        yield "it is solved as it stands at first"
    if (score := judge(challenge, dict(challenge.best)).score) != challenge.par:
        yield f"its best settings score {score}, not {challenge.par}"
    for settings in ends(challenge):
        if judge(challenge, settings).is_solved:
            yield f"dragging to an end solves it: {settings}"
    if (found := found_par(challenge)) and is_better(challenge.score, found[0], challenge.par):
        yield f"the search finds {found[0]} at {found[1]}, better than its par"
    if len(challenge.hints) < 2:
        yield "it has fewer than two hints"


@lru_cache(512)
def _judged(challenge: Challenge, settings: tuple[tuple[str, float], ...]) -> Verdict:
    query = with_fields(challenge.run, {name: plain(value) for name, value in settings})
    run = parse_run(query)
    descent = run.descend()
    rival = _rival(challenge, settings)
    judged = tuple(told(goal, run, descent, rival) for goal in challenge.goals)
    score = _score(challenge.score, run, descent, rival) if all(each.is_met for each in judged) else None
    return Verdict(query, descent, rival, judged, score)


def with_fields(query: str, fields: Mapping[str, str]) -> str:
    """A run's query with these fields in it, in the place of those of the same names."""
    kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in fields]
    return "&".join((*kept, *(f"{name}={text}" for name, text in fields.items())))


def _rival(challenge: Challenge, settings: tuple[tuple[str, float], ...]) -> Descent | None:
    """The run beside it, on the same ground: what is set of the landscape holds for both."""
    if challenge.rival is None:
        return None
    ground = {name: plain(value) for name, value in settings if name.startswith(("landscape.", "loss."))}
    return _descended(with_fields(challenge.rival, ground))


@lru_cache(64)
def _descended(query: str) -> Descent:
    return parse_run(query).descend()


def _score(score: Scoring, run: Run, descent: Descent, rival: Descent | None) -> float:
    match score:
        case Scoring.STEPS:
            return float(descent.outcome.step)
        case Scoring.TURNS:
            return float(turns(descent, "y"))
        case Scoring.LEVEL:
            return float(f"{descent.outcome.level or 0.0:.3g}")
        case Scoring.LEAD:
            mine, theirs = arrival(descent), arrival(rival) if rival else None
            return float((run.steps if theirs is None else theirs) - (run.steps if mine is None else mine))
