"""Dependents: what cannot be without a row, found by the keys of the tables themselves, so that no list forgets one."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Column, Delete, Select, Table, delete, select
from sqlalchemy.orm import DeclarativeBase


def dependents(
    root: type[DeclarativeBase], ids: Select[int] | Sequence[int], apart: Collection[type[DeclarativeBase]] = ()
) -> Iterator[Delete]:
    """What deletes everything that hangs on some rows of a table, leaves first; the rows themselves stay.

    A reference that may be empty holds nothing: the row can be without the other. apart: tables that are left alone,
    and so is what hangs on them.
    """
    spared = {each.__table__ for each in apart}
    for column in _references(root.metadata.tables[root.__tablename__]):
        if column.table not in spared:
            yield from _deletions(column, ids)


def _deletions(column: Column[Any], ids: Select[int] | Sequence[int]) -> Iterator[Delete]:
    table = column.table
    below = _references(table)
    if below:
        (key,) = table.primary_key.columns
        found: Select[int] = select(key).where(column.in_(ids))
        for each in below:
            yield from _deletions(each, found)
    yield delete(table).where(column.in_(ids))


def _references(table: Table) -> list[Column[Any]]:
    """The columns by which rows hang on one of the table."""
    every = (column for each in table.metadata.sorted_tables for column in each.columns if not column.nullable)
    return [column for column in every if any(column.references(key) for key in table.primary_key.columns)]
