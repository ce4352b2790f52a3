"""The words of a page that a reader sees as it opens, and how long they and the runs take."""

import math
import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from app.lessons.catalogue import Lesson
from optimizers.descent import Descent

PACE = 240
"""Words a minute."""
SLOW, ONE_BY_ONE, LEAST = 2.5, 5, 4.0
"""How a run is played: so many steps a second at first, so many steps, so many seconds at least for all of it."""
QUICK, SHORTEST, LONGEST = 36, 2.5, 8.0
"""And then: steps a second on average, and the seconds that this takes at least and at most."""
UNSEEN = frozenset({"script", "style", "template", "noscript", "svg", "math", "option", "head"})
"""What holds no words to read: formulas are looked at, and a list's further choices are not in sight."""
UNSEEN_CLASSES = frozenset({"visually-hidden", "without-scripts"})
VOID = frozenset({"input", "br", "hr", "img", "meta", "link", "wbr", "source", "col"})
WORD = re.compile(r"[^\W\d_]")


class _Element(NamedTuple):
    tag: str
    is_seen: bool
    folds: bool


class _VisibleText(HTMLParser):
    """Collects the words in sight: of what is folded the summary alone, and of the page its main part."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._open: list[_Element] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            attributes = dict(attrs)
            folds = tag == "details" and "open" not in attributes
            self._open.append(_Element(tag, self._is_seen(tag, attributes), folds))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        if self._open and all(each.is_seen for each in self._open):
            self.words += [each for each in data.split() if WORD.search(each)]

    def _is_seen(self, tag: str, attributes: dict[str, str | None]) -> bool:
        """Whether it is in sight, or comes into it for everybody, as reasons do after a prediction."""
        if "data-later" in attributes:
            return True
        classes = set((attributes.get("class") or "").split())
        folded = bool(self._open) and self._open[-1].folds and tag != "summary"
        return not (tag in UNSEEN or classes & UNSEEN_CLASSES or "hidden" in attributes or folded)


def words(page: str) -> list[str]:
    """The words in sight in the main part of a page, in their order."""
    found = re.search(r"<main\b.*</main>", page, re.DOTALL)
    text = _VisibleText()
    text.feed(found[0] if found else page)
    return text.words


def minutes(pages: Iterable[str], lessons: Iterable[Lesson]) -> int:
    """How long it takes to read these pages and to watch the runs that their lessons show, in whole minutes."""
    reading = sum(len(words(page)) for page in pages) / PACE
    watching = sum(played(descent.points.shape[1] - 1) for each in lessons for descent in _watched(each)) / 60
    return math.ceil(reading + watching)


def played(steps: int) -> float:
    """The seconds that a run of so many steps is played for, as static/runs/pace.js plays it."""
    slow = min(SLOW, steps / LEAST) or SLOW
    first = min(steps, ONE_BY_ONE)
    rest = steps - first
    return first / slow + min(min(LONGEST, max(SHORTEST, rest / QUICK)), rest / slow)


def _watched(lesson: Lesson) -> Iterator[Descent]:
    """The runs to be seen in a lesson as it opens: the predicted one and those of the two experiments."""
    yield lesson.prediction_scene.descent
    for each in lesson.experiments[:2]:
        yield each.scene.descent
        if each.then is not None:
            yield each.scene.other_descent
