"""Resolved questions for the tests: every question of the course, under a few seeds."""

from functools import cache

from quizzes import bank
from quizzes.questions import Resolved, resolve

SEEDS = ("1", "2", "3", "4")


@cache
def resolved() -> tuple[Resolved, ...]:
    """Every question of the course, under each of the seeds."""
    return tuple(resolve(question, seed) for question in bank.load().questions for seed in SEEDS)


def of_kind(kind: str) -> Resolved:
    """Some question of this kind."""
    return next(each for each in resolved() if each.kind == kind)
