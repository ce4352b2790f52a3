"""Simulated learners: how somebody who is not there would answer, from ability, difficulty and mistaken ideas.

The model, which `course demo` names wherever its class is shown:

    P(right) = σ(1.4 · (a + .4 · (n − 1) − b))

with a learner's ability a, drawn from N(0, 1), a question's difficulty b, from N(−.5, .8), and the number n of the
attempt: a second go comes after some reading. A learner holds each misconception with a probability of its own,
larger for weaker learners. Who does not answer rightly picks a wrong option that a held misconception stands behind
five times as readily as another. One question is contrary: the abler a learner, the less likely it is answered
rightly; it is there so that the item analysis has something to find. All of it follows from one seed.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TypeVar

from quizzes import questions
from quizzes.dice import Dice
from quizzes.questions import Answer, Key, Resolved

STEEPNESS = 1.4
GAIN = 0.4
"""How much ability grows from one attempt to the next."""
PULL = 5.0
"""How much more readily a held misconception is chosen than another wrong option."""
DIFFICULTY = NormalDist(-0.5, 0.8)
CONTRARY = "momentum-extremes"
"""The question that abler learners get wrong."""

T = TypeVar("T")


@dataclass(frozen=True)
class Simulated:
    """One simulated learner."""

    seed: str
    ability: float

    def dice(self, *label: object) -> Dice:
        return Dice(self.seed, *label)

    def chance(self, question: str, attempt: int) -> float:
        """The probability of a right answer."""
        ahead = self.ability + GAIN * (attempt - 1) - difficulty(question)
        return _sigma(STEEPNESS * (-ahead if question == CONTRARY else ahead))

    def holds(self, misconception: str | None) -> bool:
        """Whether the learner has this mistaken idea."""
        if misconception is None:
            return False
        spread = 0.15 + 0.6 * Dice("spread", misconception).uniform()
        return self.dice("holds", misconception).uniform() < spread * _sigma(0.6 - self.ability)

    def answer(self, resolved: Resolved, attempt: int) -> Answer:
        """What this learner hands in for a question, at the attempt of that number."""
        dice = self.dice("answer", resolved.seed, attempt)
        knows = dice.uniform() < self.chance(resolved.question, attempt)
        return questions.model(resolved.key) if knows else self._mistaken(resolved, dice)

    def seconds(self, resolved: Resolved, attempt: int) -> float:
        """How long the learner thinks about it."""
        spread = 0.5 * normal(self.dice("seconds", resolved.seed, attempt)) + 0.2 * difficulty(resolved.question)
        return 35 * math.exp(spread) * (3 if resolved.kind == "challenge" else 1)

    def _mistaken(self, resolved: Resolved, dice: Dice) -> Answer:
        shown, key = resolved.shown, resolved.key
        match resolved.kind:
            case "numeric":
                return Answer("numeric", numbers=self._slip(key, (key.number or 0.0,), dice))
            case "point":
                return Answer("point", numbers=self._slip(key, key.place or (0.0, 0.0), dice))
            case "challenge":
                return Answer("challenge", settings=tuple((control.name, control.value) for control in shown.controls))
            case "order":
                return Answer("order", _swapped(key.right, dice))
            case "multiple":
                return Answer("multiple", self._ticks(key, dice))
        return Answer(resolved.kind, (self._wrong_option(key, dice),))

    def _wrong_option(self, key: Key, dice: Dice) -> str:
        wrong = [note for note in key.notes if note.option not in key.right]
        return dice.weighted(wrong, [PULL if self.holds(note.misconception) else 1.0 for note in wrong]).option

    def _ticks(self, key: Key, dice: Dice) -> tuple[str, ...]:
        """One right option is often forgotten, and one wrong one ticked."""
        forgotten = dice.choice(key.right) if dice.uniform() < 0.6 else None
        ticked = {self._wrong_option(key, dice), *(option for option in key.right if option != forgotten)}
        return tuple(note.option for note in key.notes if note.option in ticked)

    def _slip(self, key: Key, right: tuple[float, ...], dice: Dice) -> tuple[float, ...]:
        """A known wrong number or place, or one that is off by a little more than the tolerance allows."""
        if key.slips and dice.uniform() < 0.7:
            weights = [PULL if self.holds(slip.misconception) else 1.0 for slip in key.slips]
            return dice.weighted(key.slips, weights).value
        off = key.tolerance * (1.3 + 4 * dice.uniform())
        return tuple(value + off for value in right)


def difficulty(question: str) -> float:
    return DIFFICULTY.mean + DIFFICULTY.stdev * normal(Dice("difficulty", question))


def normal(dice: Dice) -> float:
    """A draw from N(0, 1)."""
    return NormalDist().inv_cdf(min(max(dice.uniform(), 1e-9), 1 - 1e-9))


def _swapped(right: Sequence[T], dice: Dice) -> tuple[T, ...]:
    """The right order but for two neighbours."""
    place = dice.below(len(right) - 1)
    return (*right[:place], right[place + 1], right[place], *right[place + 2 :])


def _sigma(x: float) -> float:
    return 1 / (1 + math.exp(-x))
