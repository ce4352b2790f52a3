"""Multiple choice: any number of options may be right, and a wrong tick takes some of the mark back."""

from collections.abc import Iterator

from quizzes.choices import Choice, idea_problems, known_options, misconceptions, option_problems
from quizzes.kind import Form, Posed
from quizzes.shapes import FIRST, Answer, Key, Mark, Shown
from quizzes.variants import Variant


class Multiple(Choice):
    """Right ticks / right options − wrong ticks / wrong options, never under 0: ticking all earns nothing.

    In the first edition a wrong tick took back as much as a right one gave.
    """

    instruction = (
        "Several may be right: tick every one that is. Your mark is the share of the right ones that you tick, "
        "less the share of the wrong ones. It never falls below zero, and ticking everything earns nothing."
    )
    first_instruction = (
        "Several may be right: tick every one that is. "
        "Each right tick counts for you, each wrong tick takes one back, and the mark never falls below zero."
    )

    def instruct(self, marking: int) -> str:
        return self.first_instruction if marking == FIRST else self.instruction

    def parse(self, shown: Shown, form: Form) -> Answer:
        return Answer(self.id, known_options(shown, form))

    def mark(self, key: Key, answer: Answer) -> Mark:
        hits = len({*answer.chosen} & {*key.right})
        misses, wrong = len(answer.chosen) - hits, len(key.notes) - len(key.right)
        taken = misses / len(key.right) if key.marking == FIRST else misses / wrong if wrong else 0.0
        fraction = max(0.0, hits / len(key.right) - taken)
        return Mark(fraction, {*answer.chosen} == {*key.right}, misconceptions(key, answer))

    def counted(self, key: Key, answer: Answer, option: str) -> bool | None:
        """A right option that was left out counts as much as a wrong one that was ticked."""
        ticked = option in answer.chosen
        return ticked if option in key.right else False if ticked else None

    def noted(self, key: Key, answer: Answer, option: str) -> str:
        return "right, and not ticked" if option in key.right and option not in answer.chosen else ""

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        shown, key = posed
        if not key.right:
            yield "no option is right"
        if len(key.right) == len(shown.options):
            yield "every option is right"
        yield from option_problems(shown, key)
        yield from idea_problems(variant, key)
