"""Statements put together once for each kind of database, and run on the driver's own cursor.

SQLAlchemy's way to a short statement costs several times what the statement does. This is for the few that everybody
runs all the time; what they say is still SQLAlchemy's, types included.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError

Processor = Callable[[Any], Any]


class Prepared:
    """A statement. names: the columns that an INSERT is given."""

    def __init__(self, statement: Executable, *names: str) -> None:
        self.statement: Any = statement
        self._names = names
        self._compiled: dict[str, _Compiled] = {}

    def rows(self, connection: Connection, **given: Any) -> list[Any]:
        """What it finds, as named tuples."""
        return self._for(connection.dialect).rows(connection, given)

    def row(self, connection: Connection, **given: Any) -> Any | None:
        """The only one that it finds, or None."""
        found = self.rows(connection, **given)
        return found[0] if found else None

    def one(self, connection: Connection, **given: Any) -> Any:
        """The only one that it finds, where there always is one."""
        (found,) = self.rows(connection, **given)
        return found

    def run(self, connection: Connection, **given: Any) -> None:
        self._for(connection.dialect).run(connection, given)

    def _for(self, dialect: Dialect) -> "_Compiled":
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = _Compiled(self.statement, self._names, dialect)
        return found


class _Compiled:
    """The statement as one kind of database takes it, and what its values go through on their way there and back."""

    def __init__(self, statement: Any, names: Sequence[str], dialect: Dialect) -> None:
        self._dialect = dialect
        compiled = statement.compile(dialect=dialect, column_keys=names or None)
        self._text = str(compiled)
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self._set: Mapping[str, Any] = compiled.params
        self._bound: Mapping[str, Processor] = compiled._bind_processors
        self._columns = compiled._result_columns
        self._row: Any = namedtuple("Row", [each.keyname for each in self._columns])  # type: ignore[misc]
        self._read: list[Processor | None] = []

    def run(self, connection: Connection, given: Mapping[str, Any]) -> Any:
        """The cursor after it. Errors are SQLAlchemy's, as if it had asked."""
        cursor = connection.connection.cursor()
        try:
            cursor.execute(self._text, self._parameters(given))
        except self._dialect.loaded_dbapi.Error as error:
            self._fail(connection, cursor, error)
        return cursor

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        cursor = self.run(connection, given)
        read = self._read or self._learnt(cursor.description)
        found = [self._row._make(_each(read, values)) for values in cursor.fetchall()]
        cursor.close()
        return found

    def _learnt(self, description: Sequence[Sequence[Any]]) -> list[Processor | None]:
        """What each column goes through, which may depend on how the database describes it."""
        pairs = zip(self._columns, description, strict=True)
        self._read = [column.type._cached_result_processor(self._dialect, told[1]) for column, told in pairs]
        return self._read

    def _parameters(self, given: Mapping[str, Any]) -> Any:
        values = {**self._set, **given}
        for name, processor in self._bound.items():
            values[name] = processor(values[name])
        return values if self._order is None else [values[name] for name in self._order]

    def _fail(self, connection: Connection, cursor: Any, error: Any) -> None:
        kinds = self._dialect.loaded_dbapi.Error
        is_lost = self._dialect.is_disconnect(error, connection.connection.dbapi_connection, cursor)
        if is_lost:
            connection.invalidate(error)
        raise DBAPIError.instance(
            self._text, None, error, kinds, connection_invalidated=is_lost, dialect=self._dialect
        ) from error


def _each(read: Sequence[Processor | None], values: Sequence[Any]) -> Iterable[Any]:
    return (value if process is None else process(value) for process, value in zip(read, values, strict=True))
