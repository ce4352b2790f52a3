"""A page's address as people type it into fields: the strict address that it means, or why a field cannot be read."""

import math
from functools import cache
from typing import Final
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from app.errors import FieldError
from optimizers import landscapes, rules, schedules
from optimizers.functions.own_landscape import FORMULA, VIEW
from optimizers.networks import rules as network_rules
from optimizers.networks.training import Task
from optimizers.numbers import LONGEST, NumberError, decimal, plain, typed, typed_pair, typed_whole, whole
from optimizers.parameters import parameters

WORDS: Final = frozenset(
    {"optimizer", "landscape", "schedule", "rates", "compare", "with", "shown", "still", "view", "predicted", "reason"}
    | {"table", "kind", "x", "y", "drawn", "change", FORMULA}
    | {"look", "model", "batch", "memory", "time", "wrong"}
)
"""Fields that hold no number."""
PAIRS: Final = frozenset({"start"})
SIDES: Final = 4
"""How many numbers a view has."""
COUNTS: Final = frozenset({"steps", "seed", "gradients"})


def canonical(args: "MultiDict[str, str]") -> str | None:
    """The query with each number in it written as programs write it, None if it is; what cannot be read stays."""
    given = [*args.items(multi=True)]
    written = [(name, _written(name, text)) for name, text in given]
    return None if written == given else urlencode(written, safe=",")


def explained(errors: tuple[FieldError, ...], args: "MultiDict[str, str]") -> tuple[FieldError, ...]:
    """What is wrong with a page's address, with the reason where a text cannot be read as a number."""
    return tuple(each._replace(message=_reason(each, args.get(each.field, "")) + each.message) for each in errors)


def _written(name: str, text: str) -> str:
    try:
        return _strict(name, text)
    except NumberError:
        return text


def _reason(error: FieldError, text: str) -> str:
    try:
        _strict(error.field, text or "0")
    except NumberError as refused:
        return f"{refused}; it "
    return ""


def _strict(name: str, text: str) -> str:
    """A field's text as programs write it. Raises NumberError."""
    if name in WORDS or not text:
        return text
    if name in PAIRS:
        is_strict = text.count(",") == 1 and all(map(_is_strict, text.split(",")))
        return text if is_strict else ",".join(map(plain, typed_pair(text)))
    if name == VIEW:
        return text if text.count(",") == SIDES - 1 and all(map(_is_strict, text.split(","))) else _sides(text)
    if _own(name) in _whole_names():
        return text if whole(text) is not None else str(typed_whole(text))
    return text if _is_strict(text) else plain(typed(text))


def _sides(text: str) -> str:
    parts = text[: SIDES * LONGEST].split(";" if ";" in text else ",")
    if len(parts) != SIDES or not all(each.strip() for each in parts):
        raise NumberError("is not four numbers: write them as −2, 2, −1, 1")
    return ",".join(plain(typed(each)) for each in parts)


def _is_strict(text: str) -> bool:
    return not math.isnan(decimal(text))


def _own(name: str) -> str:
    """A parameter's name without that of its owner."""
    return name.rpartition(".")[2]


@cache
def _whole_names() -> frozenset[str]:
    """Every name that stands for a whole number, whatever it belongs to."""
    owners = (network_rules.catalogue(), rules.catalogue(), landscapes.catalogue(), schedules.catalogue())
    own = (each for catalogue in owners for owner in catalogue.values() for each in parameters(owner))
    declared = (*own, *Task.parameters())
    return COUNTS | {each.name for each in declared if each.scale.is_whole}
