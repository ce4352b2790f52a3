"""Formula: a single choice about equations, such as which optimizer this is, or which update is Adam's."""

from collections.abc import Iterator

from quizzes.choices import Choice
from quizzes.kind import Posed
from quizzes.variants import Variant


class Formula(Choice):
    instruction = "Read the formulas closely and choose one."

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        yield from super().problems(variant, posed)
        if not any("$" in text for text in (posed[0].stem, *(option.text for option in posed[0].options))):
            yield "there is no formula in it"
