"""Frozen dataclasses and NamedTuples to plain JSON values and back."""

import dataclasses
import types
from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Plain: TypeAlias = Any
"""What JSON can hold: dict, list, str, float, int, bool, None."""

Shape = TypeVar("Shape")
Reader: TypeAlias = Callable[[Plain], Any]


def to_plain(value: object) -> Plain:
    """`value` as dicts and lists; a field that equals its default is left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        return {field.name: to_plain(held) for field, held in fields if held != field.default}
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {name: to_plain(held) for name, held in value._asdict().items()}
    if isinstance(value, tuple):
        return [to_plain(each) for each in value]
    return value


def from_plain(shape: type[Shape], plain: Plain) -> Shape:
    """The inverse of `to_plain`. Raises TypeError or ValueError where `plain` has another shape."""
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
    return _scalar_reader(shape)


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
            raise TypeError(f"a list was expected, not {plain!r}")
        if is_open:
            return tuple(map(readers[0], plain))
        return tuple(reader(each) for reader, each in zip(readers, plain, strict=True))

    return read


def _fields_reader(shape: Any) -> Reader:
    readers = {name: _reader(hint) for name, hint in get_type_hints(shape).items()}

    def read(plain: Plain) -> Any:
        if not isinstance(plain, dict):
            raise TypeError(f"a table was expected for {shape.__name__}, not {plain!r}")
        if unknown := plain.keys() - readers.keys():
            raise TypeError(f"{shape.__name__} takes no {', '.join(sorted(unknown))}")
        return shape(**{name: readers[name](held) for name, held in plain.items()})

    return read


def _scalar_reader(shape: Any) -> Reader:
    def read(plain: Plain) -> Any:
        if type(plain) is shape:
            return plain
        if shape is float and type(plain) is int:
            return float(plain)
        raise TypeError(f"{shape.__name__} was expected, not {plain!r}")

    return read
