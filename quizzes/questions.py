"""The facade of the engine for the site: resolve a question, read an answer, mark it, and say what it meant.

    resolved = resolve(question, seed)              # or draw.draw(…) for a whole attempt
    answer = parse(resolved.shown, form)            # form: field → texts; raises AnswerError(field, message)
    marked = mark(resolved.key, answer)             # Mark(fraction, right, misconceptions)
    told = feedback(resolved, answer)               # Feedback(sign, verdict, answer, because, remarks, …)

The fields of a form: `choice` (an option id; for multiple once per tick), `number` (numeric), `x` and `y` (point),
`place-<option id>` from 1 (order), and the name of each control (challenge). Everything else in a form is ignored.
`Resolved`, `Answer` have `to_json` and `from_json`; shapes.py tells each field.
"""

from functools import lru_cache

from quizzes import kinds
from quizzes.kind import AnswerError, Form, Kind, Posed
from quizzes.shapes import FIRST, Answer, Feedback, Key, Mark, Option, Plot, Resolved, Segment, Shown, segments
from quizzes.source import Question
from quizzes.variants import Drawn, Variant, draw_values

__all__ = [
    "Answer", "AnswerError", "Feedback", "Form", "Key", "Mark", "Option", "Plot", "Resolved", "Segment", "Shown",
    "feedback", "format_answer", "mark", "model", "parse", "resolve", "segments",
]  # fmt: skip

SIGNS = {"right": ("★", "Right"), "partly": ("◐", "Partly right"), "wrong": ("✕", "Not right")}


def resolve(question: Question, seed: str) -> Resolved:
    """The variant that `seed` draws, with its key; the same seed always gives the same."""
    seed = f"{seed}/{question.id}"
    shown, key = _kind(question.kind).deal(pose(question, draw_values(question, seed)), seed)
    return Resolved(question.id, question.version, seed, question.lesson, question.objective, shown, key)


def parse(shown: Shown, form: Form) -> Answer:
    """The answer that a form holds. Raises AnswerError, which names the field and what it takes."""
    return _kind(shown.kind).parse(shown, form)


def format_answer(shown: Shown, answer: Answer) -> Form:
    """The form that `parse` reads as `answer`: to show what was given."""
    return _kind(shown.kind).format(shown, answer)


def mark(key: Key, answer: Answer) -> Mark:
    """How right the answer is. Unanswered questions are never marked: they count 0."""
    return _kind(key.kind).mark(key, answer)


def model(key: Key) -> Answer:
    """The right answer."""
    return _kind(key.kind).model(key)


def feedback(resolved: Resolved, answer: Answer) -> Feedback:
    """What to say once the answer is in."""
    kind, shown, key = _kind(resolved.kind), resolved.shown, resolved.key
    marked = kind.mark(key, answer)
    sign, verdict = SIGNS["right" if marked.right else "partly" if marked.fraction else "wrong"]
    return Feedback(
        sign, verdict, kind.words(shown, key, kind.model(key)), key.because,
        kind.remarks(shown, key, answer), key.lesson, key.show, kind.replays(key, answer),
        () if key.marking == FIRST else marked.misconceptions, kind.words(shown, key, answer),
    )  # fmt: skip


@lru_cache(4096)
def pose(question: Question, drawn: Drawn) -> Posed:
    """A variant before its options are shuffled; cached, for the core's work is done here."""
    return _kind(question.kind).pose(Variant(question, drawn))


def _kind(name: str) -> Kind:
    return kinds.catalogue()[name]
