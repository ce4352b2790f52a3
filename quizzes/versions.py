"""Another version of a question, laid over what a learner was shown: the same draw, under the ids they chose from."""

import math
import re
from collections.abc import Mapping

from quizzes.kind import named
from quizzes.questions import pose
from quizzes.shapes import FIRST, Key, Plot, Resolved, Shown
from quizzes.source import Question
from quizzes.variants import draw_values

_NUMERAL = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
ALIKE = 1e-4
"""Two drawn points nearer than this, relatively, are the same on paper."""


def again(question: Question, resolved: Resolved) -> Resolved | None:
    """What the same draw gives in another version of the question, its options under the ids that were shown.

    None where that version asks about something else than was shown: with other numbers, another picture, or options
    that do not answer to those shown one to one. Its place in the bank alone does not make an option the same.
    """
    posed = pose(question, draw_values(question, resolved.seed))
    names = _names(resolved, *posed)
    if names is None or not _ask_alike(resolved.shown, posed[0]):
        return None
    shown, key = named(posed, names)
    return Resolved(question.id, question.version, resolved.seed, question.lesson, question.objective, shown, key)


def _names(resolved: Resolved, shown: Shown, key: Key) -> Mapping[str, str] | None:
    """For each option of the other version, in the order shown, the id of the one that it is; None if some is none."""
    by_text = {_plain(option.text): option.id for option in shown.options}
    by_role = {_role(key, option.id): option.id for option in shown.options}
    names: dict[str, str] = {}
    for option in resolved.shown.options:
        same = by_text.get(_plain(option.text)) or by_role.get(_role(resolved.key, option.id))
        if same is None or same in names:
            return None
        names[same] = option.id
    return names if len(names) == len(shown.options) else None


def _role(key: Key, option: str) -> tuple[object, ...]:
    """What an option keeps when only its wording is corrected: place in the bank, what it means, and how it counts."""
    note = next((note for note in key.notes if note.option == option), None)
    counts = key.right.index(option) if key.kind == "order" else option in key.right
    if note is None:
        return (option,)
    return note.source, note.misconception, counts, "" if key.marking == FIRST else _plain(note.because)


def _ask_alike(before: Shown, after: Shown) -> bool:
    return (
        (before.kind, before.run) == (after.kind, after.run)
        and [each.name for each in before.controls] == [each.name for each in after.controls]
        and sorted(_NUMERAL.findall(before.stem)) == sorted(_NUMERAL.findall(after.stem))
        and _look_alike(before.plot, after.plot)
    )


def _look_alike(before: Plot | None, after: Plot | None) -> bool:
    if before is None or after is None:
        return before is after
    if before.landscape != after.landscape or len(before.path) != len(after.path):
        return False
    pairs = zip(sum(before.path, ()), sum(after.path, ()), strict=True)
    return all(math.isclose(one, other, rel_tol=ALIKE, abs_tol=ALIKE**2) for one, other in pairs)


def _plain(text: str) -> str:
    return " ".join(text.split())
