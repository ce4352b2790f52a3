"""Multiple choice: any number of options may be right, and a wrong tick takes a right one back."""

from collections.abc import Iterator

from quizzes.choices import Choice, known_options, misconceptions, option_problems
from quizzes.kind import Form, Posed
from quizzes.shapes import Answer, Key, Mark, Shown
from quizzes.variants import Variant


class Multiple(Choice):
    """(right ticks − wrong ticks) / number of right options, never under 0."""

    instruction = (
        "Several may be right: tick every one that is. "
        "Each right tick counts for you, each wrong tick takes one back, and the mark never falls below zero."
    )

    def parse(self, shown: Shown, form: Form) -> Answer:
        return Answer(self.id, known_options(shown, form))

    def mark(self, key: Key, answer: Answer) -> Mark:
        hits = len({*answer.chosen} & {*key.right})
        fraction = max(0.0, (hits - (len(answer.chosen) - hits)) / len(key.right))
        return Mark(fraction, {*answer.chosen} == {*key.right}, misconceptions(key, answer))

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:  # noqa: ARG002
        shown, key = posed
        if not key.right:
            yield "no option is right"
        if len(key.right) == len(shown.options):
            yield "every option is right"
        yield from option_problems(shown, key)
