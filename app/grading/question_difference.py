"""What was corrected in a question: the difference between two texts of its bank's entry, told field by field."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

FIELDS = {
    "stem": "Question",
    "kind": "Kind",
    "options": "Option",
    "key": "Right answer",
    "tolerance": "Tolerance",
    "goals": "Goal",
    "solution": "Solution",
    "mistakes": "Known mistake",
    "draws": "Numbers drawn",
    "cases": "Numbers drawn",
    "let": "Computed number",
    "because": "Explanation",
    "objective": "Objective",
    "show": "Link to the lesson",
    "marking": "Edition of the rules of marking",
    "believers": "Mistaken idea",
    "proofs": "Proof",
}
"""A field as an instructor would call it, in the order of telling; others go by their own name, at the end."""
PARTS = {
    "right": "counts as",
    "text": "text",
    "value": "value",
    "because": "explanation",
    "shows": "shows",
    "misconception": "mistaken idea",
}


class Difference(NamedTuple):
    """One field of a question that reads otherwise now; None where there is nothing. about: the text of its option."""

    where: str
    before: str | None
    after: str | None
    about: str = ""


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs between two entries of a bank."""
    old, new = dict(_leaves(before)), dict(_leaves(after))
    changed = [place for place in dict.fromkeys((*new, *old)) if old.get(place) != new.get(place)]
    return tuple(Difference(place, old.get(place), new.get(place), _about(place, new)) for place in changed)


def _about(place: str, entry: Mapping[str, str]) -> str:
    subject, comma, part = place.partition(", ")
    return entry.get(f"{subject}{comma}text", "") if part != "text" else ""


def _leaves(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for field, value in sorted(entry.items(), key=lambda each: _rank(each[0], FIELDS)):
        name = FIELDS.get(field, field)
        if isinstance(value, list) and all(isinstance(each, dict) for each in value):
            for number, each in enumerate(value, 1):
                yield from _parts(f"{name} {number}", each, judged=field == "options")
        else:
            yield name, _plain(value)


def _parts(name: str, entry: Mapping[str, Any], *, judged: bool) -> Iterator[tuple[str, str]]:
    if judged and not {"when", "test", "run", "value"} & entry.keys():
        entry = {**entry, "right": "right" if entry.get("right") else "wrong"}
    for part, value in sorted(entry.items(), key=lambda each: _rank(each[0], PARTS)):
        yield f"{name}, {PARTS.get(part, part)}", _plain(value)


def _rank(name: str, names: Mapping[str, str]) -> tuple[int, str]:
    return ([*names].index(name) if name in names else len(names)), name


def _plain(value: Any) -> str:
    """As an author would write it on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_plain(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)
