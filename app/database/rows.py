"""Rows as values: each column goes to the field of its name, wherever it stands in its statement."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Row

V = TypeVar("V")


def value(of: Callable[..., V], row: Row[*tuple[Any, ...]]) -> V:
    """What a whole row says. TypeError for a column that is no field, and for a field that has no column."""
    return of(**row._mapping)


def part(of: Callable[..., V], row: Row[*tuple[Any, ...]], **rest: Any) -> V:
    """What a row says of one thing among others. rest: the fields that have no columns; a KeyError for any other."""
    columns = row._mapping
    return of(**{name: columns[name] for name in _names(of) if name not in rest}, **rest)


@cache
def _names(of: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(of)) if is_dataclass(of) else of._fields
