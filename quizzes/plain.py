"""Frozen dataclasses and NamedTuples to plain values, as JSON and TOML have them, and back."""

import dataclasses
import types
from collections.abc import Callable
from enum import Enum
from functools import cache
from itertools import cycle
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Plain: TypeAlias = Any
"""What JSON can hold: dict, list, str, float, int, bool, None."""
PLAIN = frozenset((str, float, int, bool, types.NoneType))
"""The types of what is plain already, which most values are."""

Shape = TypeVar("Shape")
Reader: TypeAlias = Callable[[Plain], Any]


def to_plain(value: object) -> Plain:
    """`value` as dicts and lists; a field that equals its default is left out."""
    if type(value) in PLAIN:
        return value
    kind: Any = type(value)
    fields = _fields(kind)
    if fields is not None:
        held = ((name, getattr(value, name), default) for name, default in fields)
        return {name: to_plain(each) for name, each, default in held if each != default}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: to_plain(held) for name, held in value._asdict().items()}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    return value


@cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """The fields of a dataclass with their defaults; None for another type. Looked up once, for every answer asks."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


class MisfitError(TypeError):
    """A value that does not fit its place: the way to it from the top, and what is wrong with it."""

    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(f"{place}: {message}" if place else message)
        self.message, self.place = message, place

    def within(self, outer: str) -> "MisfitError":
        """The same, told from farther out."""
        joint = "." if self.place and not self.place.startswith("[") else ""
        return MisfitError(self.message, f"{outer}{joint}{self.place}")


def from_plain(shape: type[Shape], plain: Plain) -> Shape:
    """The inverse of `to_plain`. Raises MisfitError where `plain` has another shape, and what a shape itself raises."""
    kind: Any = shape
    result: Shape = _reader(kind)(plain)
    return result


@cache
def _reader(shape: Any) -> Reader:
    """What reads values of a shape; put together once, for the records are read often."""
    origin = get_origin(shape)
    if origin in (Union, types.UnionType):
        return _union_reader(get_args(shape))
    if origin is tuple:
        return _tuple_reader(get_args(shape))
    if dataclasses.is_dataclass(shape) or hasattr(shape, "_fields"):
        return _fields_reader(shape)
    if isinstance(shape, type) and issubclass(shape, Enum):
        return _word_reader(shape)
    return _scalar_reader(origin or shape)


def _union_reader(shapes: tuple[Any, ...]) -> Reader:
    *others, last = (_reader(shape) for shape in shapes if shape is not type(None))
    may_be_none = type(None) in shapes

    def read(plain: Plain) -> Any:
        if plain is None and may_be_none:
            return None
        for reader in others:
            try:
                return reader(plain)
            except TypeError:
                continue
        return last(plain)

    return read


def _tuple_reader(shapes: tuple[Any, ...]) -> Reader:
    readers = [_reader(shape) for shape in shapes if shape is not Ellipsis]
    is_open = shapes[-1] is Ellipsis

    def read(plain: Plain) -> tuple[Any, ...]:
        if isinstance(plain, dict):  # a table in a bank, kept as pairs because a frozen value must be hashable
            plain = list(plain.items())
        if not isinstance(plain, list | tuple):
            raise MisfitError(f"takes a list, not {plain!r}")
        if not is_open and len(plain) != len(readers):
            raise MisfitError(f"takes {len(readers)} values, not {len(plain)}")
        values = []
        for index, (reader, held) in enumerate(zip(cycle(readers), plain, strict=False)):
            try:
                values.append(reader(held))
            except MisfitError as misfit:
                raise misfit.within(f"[{index}]") from None
        return tuple(values)

    return read


def _fields_reader(shape: Any) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(shape).items()}
    needed = _needed(shape)

    def read(plain: Plain) -> Any:
        if not isinstance(plain, dict):
            raise MisfitError(f"takes a table, not {plain!r}")
        if unknown := sorted(plain.keys() - readers.keys()):
            raise MisfitError(f"is not a field here; there are {', '.join(readers)}", unknown[0])
        if not needed <= plain.keys():
            raise MisfitError("is missing", min(needed - plain.keys()))
        values = {}
        for name, held in plain.items():
            try:
                values[name] = readers[name](held)
            except MisfitError as misfit:
                raise misfit.within(name) from None
        return shape(**values)

    return read


def _needed(shape: Any) -> frozenset[str]:
    """The fields that have no default."""
    if hasattr(shape, "_fields"):
        return frozenset(name for name in shape._fields if name not in shape._field_defaults)
    fields = dataclasses.fields(shape)
    return frozenset(each.name for each in fields if each.default is each.default_factory is dataclasses.MISSING)


def _word_reader(words: type[Enum]) -> Reader:
    def read(plain: Plain) -> Enum:
        try:
            return words(plain)
        except ValueError:
            known = ", ".join(str(each.value) for each in words)
            raise MisfitError(f"takes one of {known}, not {plain!r}") from None

    return read


def _scalar_reader(shape: Any) -> Reader:
    def read(plain: Plain) -> Any:
        if type(plain) is shape:
            return plain
        if shape is float and type(plain) is int:
            return float(plain)
        raise MisfitError(f"takes a {'table' if shape is dict else shape.__name__}, not {plain!r}")

    return read
