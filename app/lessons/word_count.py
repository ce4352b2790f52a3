"""The words of a page that a reader sees as it opens, and how long they take."""

import re
from html.parser import HTMLParser
from typing import NamedTuple

PACE = 240
"""Words a minute."""
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
        classes = set((attributes.get("class") or "").split())
        folded = bool(self._open) and self._open[-1].folds and tag != "summary"
        return not (tag in UNSEEN or classes & UNSEEN_CLASSES or "hidden" in attributes or folded)


def words(page: str) -> list[str]:
    """The words in sight in the main part of a page, in their order."""
    found = re.search(r"<main\b.*</main>", page, re.DOTALL)
    text = _VisibleText()
    text.feed(found[0] if found else page)
    return text.words
