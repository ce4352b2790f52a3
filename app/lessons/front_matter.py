"""The TOML comment that opens a template, read into frozen dataclasses."""

import dataclasses
import re
import tomllib
from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Content = TypeVar("Content")

_COMMENT = re.compile(r"\A\{#---\n(.*?)\n---#\}\n", re.DOTALL)


class FrontMatterError(ValueError):
    """A template's front matter says something that cannot be: which file, which field, and what is wrong."""

    def __init__(self, file: str, field: str, message: str) -> None:
        super().__init__(f"{file}: {field}: {message}" if field else f"{file}: {message}")
        self.file, self.field, self.message = file, field, message


class _MisfitError(ValueError):
    """A value that does not fit its field, named by its path from the top of the file."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def read(text: str, content: type[Content], file: str, **known: object) -> Content:
    """The front matter of a template as a `content`.

    text: the template's source. file: its name, for errors. known: fields that the file does not say itself.
    Raises FrontMatterError for a missing comment, TOML that does not parse, and fields that are unknown, missing or
    of another type.
    """
    try:
        made: Content = _instance(content, _table(text), "", known)
    except _MisfitError as misfit:
        raise FrontMatterError(file, misfit.field, misfit.message) from None
    return made


def _table(text: str) -> dict[str, Any]:
    comment = _COMMENT.match(text)
    if comment is None:
        raise _MisfitError("", "does not open with a {#--- … ---#} comment")
    try:
        return tomllib.loads(comment[1])
    except tomllib.TOMLDecodeError as error:
        raise _MisfitError("", f"is not TOML: {error}") from None


def _instance(content: type[Any], table: Any, path: str, known: Mapping[str, object] | None = None) -> Any:
    if not isinstance(table, dict):
        raise _MisfitError(path, "takes a table")
    known = known or {}
    fields = {field.name: field for field in dataclasses.fields(content) if field.name not in known}
    _refuse_strangers(table, fields, path)
    hints = get_type_hints(content)
    given = [name for name, field in fields.items() if _given(field, table, path)]
    values = {name: _value(hints[name], table[name], f"{path}{name}") for name in given}
    return content(**values, **known)


def _refuse_strangers(table: Mapping[str, Any], fields: Mapping[str, Any], path: str) -> None:
    for name in table:
        if name not in fields:
            raise _MisfitError(f"{path}{name}", f"is not a field here; there are {', '.join(fields)}")


def _given(field: dataclasses.Field[Any], table: Mapping[str, Any], path: str) -> bool:
    if field.name in table:
        return True
    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
        raise _MisfitError(f"{path}{field.name}", "is missing")
    return False


def _value(hint: Any, value: Any, path: str) -> Any:
    if get_origin(hint) is tuple:
        return _items(get_args(hint)[0], value, path)
    if get_origin(hint) is UnionType:
        (hint,) = (each for each in get_args(hint) if each is not NoneType)
    if dataclasses.is_dataclass(hint):
        return _instance(hint, value, f"{path}.")  # type: ignore[arg-type]
    if issubclass(hint, Enum):
        return _word(hint, value, path)
    if hint is float and type(value) is int:
        return float(value)
    if type(value) is not hint:
        raise _MisfitError(path, f"takes a {hint.__name__}, not {value!r}")
    return value


def _items(hint: Any, value: Any, path: str) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise _MisfitError(path, "takes a list")
    return tuple(_value(hint, each, f"{path}[{index}]") for index, each in enumerate(value))


def _word(words: type[Enum], value: Any, path: str) -> Enum:
    try:
        return words(value)
    except ValueError:
        known = ", ".join(str(each.value) for each in words)
        raise _MisfitError(path, f"takes one of {known}, not {value!r}") from None
