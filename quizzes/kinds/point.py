"""Point: a place on a plot; where will the run be after ten steps?"""

import math
from collections.abc import Iterator
from dataclasses import replace

from optimizers.numbers import numeral
from quizzes.choices import key as common_key
from quizzes.choices import plot, slips_shown
from quizzes.kind import Form, Kind, Posed, typed_number
from quizzes.runs import descend_run
from quizzes.shapes import Answer, Key, Mark, Remark, Shown, Slip
from quizzes.variants import Variant

FIELDS = ("x", "y")
FADE = 3
"""A place this many tolerances away is worth nothing; from one to here the mark falls in a straight line."""


class Point(Kind):
    """The distance to the place that the core computes: full marks within the tolerance, then less and less."""

    def pose(self, variant: Variant) -> Posed:
        asked = variant.question
        run, tolerance = variant.query(asked.plot or ""), variant.number(asked.tolerance or "0")
        slips = tuple(
            Slip(tuple(map(variant.number, each.value)), variant.text(each.because), each.misconception)
            for each in asked.mistakes
        )
        key = replace(common_key(variant), place=_place(variant, run), tolerance=tolerance, slips=slips, run=run)
        instruction = (
            f"Mark the place on the plot, or type its coordinates. Within ${numeral(tolerance)}$ of the true place "
            f"is right; from there the mark falls to zero at ${numeral(FADE * tolerance)}$."
        )
        return Shown(asked.kind, variant.text(asked.stem), instruction, plot=plot(variant)), key

    def parse(self, shown: Shown, form: Form) -> Answer:  # noqa: ARG002
        return Answer(self.id, numbers=tuple(typed_number(form, field) for field in FIELDS))

    def format(self, shown: Shown, answer: Answer) -> Form:  # noqa: ARG002
        return {field: (repr(number),) for field, number in zip(FIELDS, answer.numbers, strict=True)}

    def mark(self, key: Key, answer: Answer) -> Mark:
        away = _distance(answer.numbers, key.place or (0.0, 0.0)) / key.tolerance
        fraction = min(1.0, max(0.0, (FADE - away) / (FADE - 1)))
        slip = None if away <= 1 else _slip(key, answer)
        return Mark(1.0 if away <= 1 else fraction, away <= 1, slips_shown(slip))

    def model(self, key: Key) -> Answer:
        return Answer(self.id, numbers=key.place or ())

    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:
        right = self.mark(key, answer).right
        slip = None if right else _slip(key, answer)
        away = _distance(answer.numbers, key.place or (0.0, 0.0))
        because = slip.because if slip else f"That is ${away:.2g}$ from the true place."
        return (Remark(self.words(shown, key, answer), right, True, because),)

    def words(self, shown: Shown, key: Key, answer: Answer) -> str:  # noqa: ARG002
        return "$({:.3g}, {:.3g})$".format(*answer.numbers)

    def replays(self, key: Key, answer: Answer) -> tuple[str, ...]:  # noqa: ARG002
        return (*((key.run,) if key.run else ()), *key.replays)

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        _, key = posed
        landscape = descend_run(key.run or "").landscape
        x, y = key.place or (math.nan, math.nan)
        if not (landscape.view.left <= x <= landscape.view.right and landscape.view.bottom <= y <= landscape.view.top):
            yield f"the place ({x:g}, {y:g}) is not in the picture"
        if not 0 < key.tolerance <= landscape.view.radius / 5:
            yield f"a tolerance of {key.tolerance:g} does not fit the picture"
        if not key.slips:
            yield "no known mistake is explained"
        asked = variant.question
        if asked.at is not None and variant.number(asked.drawn) >= variant.number(asked.at):
            yield "the path shown gives the place away"
        for slip in key.slips:
            if _distance(slip.value, (x, y)) < 2 * key.tolerance:
                yield f"the tolerance all but admits the mistake at ({slip.value[0]:g}, {slip.value[1]:g})"


def _place(variant: Variant, run: str) -> tuple[float, float]:
    asked = variant.question
    if asked.place is not None:
        return variant.number(asked.place[0]), variant.number(asked.place[1])
    x, y = descend_run(run).points[:, round(variant.number(asked.at or "0"))]
    return float(x), float(y)


def _distance(place: tuple[float, ...], other: tuple[float, ...]) -> float:
    return math.hypot(place[0] - other[0], place[1] - other[1])


def _slip(key: Key, answer: Answer) -> Slip | None:
    return next((slip for slip in key.slips if _distance(answer.numbers, slip.value) <= key.tolerance), None)
