"""A class that takes the final quiz: everybody starts it within a few seconds, then looks and answers now and then."""

import asyncio
import random
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field

from benchmarks.crowds.learner import PATIENCE, Answer, Learner
from benchmarks.crowds.waits import Waits, allow_files

BETWEEN = (15.0, 45.0)
"""Seconds from one answer of a learner to the next."""


@dataclass
class Outcome:
    starts: Waits = field(default_factory=Waits)
    looks: Waits = field(default_factory=Waits)
    answers: Waits = field(default_factory=Waits)

    @property
    def kinds(self) -> tuple[Waits, Waits, Waits]:
        return self.starts, self.looks, self.answers


async def quizzing(port: int, learners: int, within: float, seconds: float) -> Outcome:
    """Everybody starts within so many seconds; those who are at work after so many more stop."""
    allow_files(learners * 2 + 100)
    outcome = Outcome()
    until = time.perf_counter() + within + seconds
    await asyncio.gather(*(_work(Learner(port), outcome, within, until) for _ in range(learners)))
    return outcome


async def _work(learner: Learner, outcome: Outcome, within: float, until: float) -> None:
    await asyncio.sleep(random.uniform(0, within))
    started = await _timed(learner.start(), outcome.starts, 303)
    while started and (pause := random.uniform(*BETWEEN)) + time.perf_counter() < until:
        await asyncio.sleep(pause)
        page = await _timed(learner.ask("GET", learner.attempt), outcome.looks, 200)
        asked = learner.asked(page.text) if page else None
        if asked is None:
            return
        await _timed(learner.ask("POST", *asked), outcome.answers, 303)


async def _timed(work: Awaitable[Answer], waits: Waits, good: int) -> Answer | None:
    began = time.perf_counter()
    try:
        answer = await asyncio.wait_for(work, PATIENCE)
    except OSError:
        answer = None
    waits.add(time.perf_counter() - began, answer is not None and answer.status == good)
    return answer
