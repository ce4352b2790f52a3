"""Order: items to put in order, by a number from 1 for each, or by moving them."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from quizzes.choices import Choice, option_problems
from quizzes.dice import Dice
from quizzes.kind import AnswerError, Form, Posed, listed, one
from quizzes.shapes import FIRST, Answer, Believed, Key, Mark, Remark, Shown
from quizzes.variants import Variant

PREFIX = "place-"
APART = 1.1
"""Values to sort by differ by at least this factor, or their order is a matter of taste."""


class Order(Choice):
    """Twice the share of adjacent pairs of the right order that stand in the right order, less 1, never under 0.

    In the first edition it was the share itself. The right order is the bank's, or ascending by the items' values if
    they have any. In the order first shown at most half of the pairs are right: an untouched page earns nothing.
    """

    instruction = (
        "Put these in order, the first on top. What counts is how many neighbours of the right order stand in that "
        "order, beyond half of them: half, as chance brings about, earns nothing."
    )
    first_instruction = "Put these in order, the first on top. Every neighbouring pair in the right order counts."

    def instruct(self, marking: int) -> str:
        return self.first_instruction if marking == FIRST else self.instruction

    def pose(self, variant: Variant) -> Posed:
        shown, key = super().pose(variant)
        believers = variant.question.believers
        believed = tuple(Believed(_sorted(variant.seen_by(each)), each.misconception) for each in believers)
        return shown, replace(key, right=_sorted(variant), believed=believed)

    def order(self, posed: Posed, dice: Dice) -> tuple[str, ...]:
        shown, key = posed
        names = [option.id for option in shown.options]
        while _share(key.right, order := dice.shuffled(names)) > 1 / 2:
            pass
        return order

    def parse(self, shown: Shown, form: Form) -> Answer:
        places = {option.id: _place(form, PREFIX + option.id, len(shown.options)) for option in shown.options}
        for first, second in pairwise(sorted(places, key=lambda option: places[option])):
            if places[first] == places[second]:
                raise AnswerError(PREFIX + second, f"Two items have place {places[first]}: give each its own.")
        return Answer(self.id, tuple(sorted(places, key=lambda option: places[option])))

    def format(self, shown: Shown, answer: Answer) -> Form:  # noqa: ARG002
        return {PREFIX + option: (str(place),) for place, option in enumerate(answer.chosen, start=1)}

    def mark(self, key: Key, answer: Answer) -> Mark:
        share = _share(key.right, answer.chosen)
        fraction = share if key.marking == FIRST else max(0.0, 2 * share - 1)
        return Mark(fraction, share == 1, _misconceptions(key, answer))

    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:
        """The items in the right order; beside each but the first, whether it was put below the one above it."""
        texts = dict(shown.options)
        because = {note.option: note.because for note in key.notes}
        first, *_ = key.right
        rows = [Remark(texts[first], None, False, because[first])]
        for above, below in pairwise(key.right):
            counted = _before(above, below, answer.chosen)
            note = "you put it below the item above" if counted else "you put it before the item above"
            rows.append(Remark(texts[below], counted, False, because[below], note))
        return tuple(rows)

    def words(self, shown: Shown, key: Key, answer: Answer) -> str:  # noqa: ARG002
        texts = dict(shown.options)
        return listed(f"{place}. {texts[option]}" for place, option in enumerate(answer.chosen, start=1))

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:
        shown, key = posed
        yield from option_problems(shown, replace(key, right=()))
        if len({each.order for each in key.believed}) < len(key.believed):
            yield "two mistaken ideas lead to the same order"
        if key.marking != FIRST and any(source.misconception or source.shows for source in variant.question.options):
            yield "a single item shows no misconception: a believer puts all of them in an order"
        sources = variant.question.options
        values = [variant.number(source.value) for source in sources if source.value is not None]
        if values and len(values) < len(sources):
            yield "some items have a value and some have none"
        for low, high in pairwise(sorted(values)):
            if not abs(high - low) >= (APART - 1) * max(abs(low), abs(high)):
                yield f"the values {low:g} and {high:g} are too near to be told apart"


def _misconceptions(key: Key, answer: Answer) -> tuple[str, ...]:
    """In the first edition, those behind the items that were put too early; else the one whose whole order it is."""
    if answer.chosen == key.right:
        return ()
    if key.marking != FIRST:
        return tuple(each.misconception for each in key.believed if each.order == answer.chosen)
    wrong = [second for first, second in pairwise(key.right) if not _before(first, second, answer.chosen)]
    behind = (note.misconception for note in key.notes if note.option in wrong)
    return tuple(dict.fromkeys(each for each in behind if each))


def _sorted(variant: Variant) -> tuple[str, ...]:
    places = range(len(variant.question.options))
    values = [option.value for option in variant.question.options]
    return tuple(map(str, sorted(places, key=lambda place: variant.number(values[place] or str(place)))))


def _share(right: tuple[str, ...], given: tuple[str, ...]) -> float:
    pairs = list(pairwise(right))
    return sum(_before(first, second, given) for first, second in pairs) / len(pairs)


def _before(first: str, second: str, given: tuple[str, ...]) -> bool:
    """Whether one item was put before another; not if one was not there, as after a correction that added it."""
    return first in given and second in given and given.index(first) < given.index(second)


def _place(form: Form, field: str, most: int) -> int:
    takes = f"Give each item a place from 1 to {most}."
    text = one(form, field, takes)
    if text not in {str(place) for place in range(1, most + 1)}:
        raise AnswerError(field, takes)
    return int(text)
