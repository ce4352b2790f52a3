"""A loss that counts how often it is asked, for rules that see whole vectors."""

from typing import NamedTuple

import numpy as np

from optimizers.arithmetic import Array
from optimizers.landscape import Loss


class Evaluations(NamedTuple):
    """How often the rule asked for f, its gradient and its Hessian."""

    f: int
    gradient: int
    hessian: int


class CountedLoss:
    """A loss of θ, of shape (2,), that counts its evaluations; a last answer is not computed or counted again."""

    def __init__(self) -> None:
        self._counts = {"f": 0, "gradient": 0, "hessian": 0}
        self._answers: dict[str, tuple[bytes, Array]] = {}
        self._loss: Loss | None = None

    @property
    def evaluations(self) -> Evaluations:
        return Evaluations(**self._counts)

    def turn_to(self, loss: Loss) -> None:
        """Answer from now on with `loss`: the next batch."""
        if self._loss is not loss:
            self._loss, self._answers = loss, {}

    def f(self, theta: Array) -> float:
        return float(self._answer("f", theta))

    def gradient(self, theta: Array) -> Array:
        return self._answer("gradient", theta)

    def hessian(self, theta: Array) -> Array:
        xx, xy, yy = self._answer("hessian", theta)
        return np.array([[xx, xy], [xy, yy]])

    def _answer(self, question: str, theta: Array) -> Array:
        place = theta.tobytes()
        if question not in self._answers or self._answers[question][0] != place:
            self._counts[question] += 1
            x, y = theta.tolist()
            self._answers[question] = place, np.array(getattr(self._loss, question)((x, y)), dtype=float)
        return self._answers[question][1]
