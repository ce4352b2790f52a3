"""What a kind of question is: how it is posed, how an answer is read from a form, and how it is marked."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, TypeAlias

from optimizers.numbers import NumberError, typed
from quizzes.dice import Dice, opaque
from quizzes.shapes import Answer, Key, Mark, Option, Remark, Shown
from quizzes.variants import Variant

Form: TypeAlias = Mapping[str, Sequence[str]]
Posed: TypeAlias = tuple[Shown, Key]
"""A variant before its options are shuffled: their ids are their places in the bank."""


class AnswerError(ValueError):
    """An answer that cannot be read: the form's field, and what it takes."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class Kind(ABC):
    """One kind of question. The methods are pure, and take what the record of an attempt holds."""

    id: ClassVar[str]
    """The module's name, set when the kind is registered."""

    @abstractmethod
    def pose(self, variant: Variant) -> Posed:
        """The question with the variant's values, its key computed."""

    def deal(self, posed: Posed, seed: str) -> Posed:
        """The same with the options in the seed's order, under ids that tell only their position."""
        order = self.order(posed, Dice(seed, "order"))
        return named(posed, {name: opaque(seed, "option", place) for place, name in enumerate(order)})

    def order(self, posed: Posed, dice: Dice) -> tuple[str, ...]:
        return dice.shuffled([option.id for option in posed[0].options])

    @abstractmethod
    def parse(self, shown: Shown, form: Form) -> Answer:
        """The answer in a form. Raises AnswerError."""

    @abstractmethod
    def format(self, shown: Shown, answer: Answer) -> Form:
        """The form that `parse` reads as `answer`."""

    @abstractmethod
    def mark(self, key: Key, answer: Answer) -> Mark: ...

    @abstractmethod
    def model(self, key: Key) -> Answer:
        """The right answer."""

    @abstractmethod
    def remarks(self, shown: Shown, key: Key, answer: Answer) -> tuple[Remark, ...]:
        """What to say about the answer, the chosen first."""

    @abstractmethod
    def words(self, shown: Shown, key: Key, answer: Answer) -> str:
        """An answer as text for people."""

    def replays(self, key: Key, answer: Answer) -> tuple[str, ...]:  # noqa: ARG002
        return key.replays

    def problems(self, variant: Variant, posed: Posed) -> Iterator[str]:  # noqa: ARG002
        """What is wrong with a posed variant, in words for its author."""
        yield from ()


def named(posed: Posed, names: Mapping[str, str]) -> Posed:
    """The same with its options in the order of `names`, which gives each a new id."""
    shown, key = posed
    texts = dict(shown.options)
    return (
        replace(shown, options=tuple(Option(new, texts[old]) for old, new in names.items())),
        replace(
            key,
            right=tuple(names[old] for old in key.right),
            notes=tuple(note._replace(option=names[note.option]) for note in key.notes),
            believed=tuple(each._replace(order=tuple(map(names.__getitem__, each.order))) for each in key.believed),
        ),
    )


def listed(texts: Iterable[str]) -> str:
    """Several texts as one sentence, each without the full stop that it may end with."""
    return "; ".join(text.removesuffix(".") for text in texts)


def one(form: Form, field: str, takes: str) -> str:
    """The one text that a form holds for `field`. Raises AnswerError."""
    texts = form.get(field, ())
    if len(texts) != 1 or not texts[0].strip():
        raise AnswerError(field, takes)
    return texts[0].strip()


def typed_number(form: Form, field: str) -> float:
    """A number that somebody typed. Raises AnswerError."""
    text = one(form, field, "Type a number.")
    try:
        return typed(text)
    except NumberError as refused:
        raise AnswerError(field, refused.of(text)) from None
