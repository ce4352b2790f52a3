"""Numeric: a typed number, compared with the core's within a tolerance that the question states."""

from collections.abc import Iterator
from dataclasses import replace

from optimizers.numbers import numeral
from quizzes.choices import key as common_key
from quizzes.choices import plot, slips_shown
from quizzes.kind import Form, Kind, Posed, typed_number
from quizzes.shapes import Answer, Key, Mark, Remark, Shown, Slip
from quizzes.variants import Variant

FIELD = "number"
GENEROUS = 0.05
"""A tolerance may be at most this share of the key, or it asks for nothing."""


class Numeric(Kind):
    """Full marks within the tolerance, both ends included; a known wrong number gets its own explanation."""

    def pose(self, variant: Variant) -> Posed:
        asked = variant.question
        tolerance = float(f"{variant.number(asked.tolerance or '0'):.1g}")  # learners read it, so it is kept round
        slips = tuple(
            Slip((variant.number(mistake.value[0]),), variant.text(mistake.because), mistake.misconception)
            for mistake in asked.mistakes
        )
        instruction = f"Type a number. Within ${numeral(tolerance)}$ counts as right."
        key = replace(
            common_key(variant), number=variant.number(asked.key or "no key"), tolerance=tolerance, slips=slips
        )
        return Shown(asked.kind, variant.text(asked.stem), instruction, plot=plot(variant)), key

    def parse(self, shown: Shown, form: Form) -> Answer:  # noqa: ARG002
        return Answer(self.id, numbers=(typed_number(form, FIELD),))

    def format(self, shown: Shown, answer: Answer) -> Form:  # noqa: ARG002
        return {FIELD: (repr(answer.numbers[0]),)}

    def mark(self, key: Key, answer: Answer) -> Mark:
        right = _near(answer.numbers[0], key.number or 0.0, key.tolerance)
        slip = None if right else _slip(key, answer)
        return Mark(float(right), right, slips_shown(slip))

    def model(self, key: Key) -> Answer:
        return Answer(self.id, numbers=(key.number or 0.0,))

    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:
        right = self.mark(key, answer).right
        slip = None if right else _slip(key, answer)
        because = "" if right else slip.because if slip else _UNKNOWN
        return (Remark(self.words(shown, key, answer), right, True, because),)

    def words(self, shown: Shown, key: Key, answer: Answer) -> str:  # noqa: ARG002
        return f"${numeral(answer.numbers[0])}$"

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:  # noqa: ARG002
        _, key = posed
        number, tolerance = key.number or 0.0, key.tolerance
        if not 0 < tolerance <= max(GENEROUS * abs(number), 1e-3):
            yield f"a tolerance of {tolerance:g} does not fit a key of {number:g}"
        if not _near(float(f"{number:.4g}"), number, tolerance):
            yield f"the key {number:g} in four digits is not within the tolerance"
        if not key.slips:
            yield "no known mistake is explained"
        for slip in key.slips:
            if abs(slip.value[0] - number) <= 2 * tolerance:
                yield f"the tolerance all but admits the mistake {slip.value[0]:g}"


_UNKNOWN = "No common slip leads to this number. Go through the explanation below, step by step."


def _near(value: float, centre: float, tolerance: float) -> bool:
    return abs(value - centre) <= tolerance * (1 + 1e-9)


def _slip(key: Key, answer: Answer) -> Slip | None:
    near = (slip for slip in key.slips if _near(answer.numbers[0], slip.value[0], key.tolerance))
    return next(near, None)
