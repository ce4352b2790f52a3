"""Frozen dataclasses and NamedTuples to plain JSON values and back."""

import dataclasses
import types
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

Plain: TypeAlias = Any
"""What JSON can hold: dict, list, str, float, int, bool, None."""

Shape = TypeVar("Shape")


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
    result: Shape = _read(shape, plain)
    return result


def _read(shape: Any, plain: Plain) -> Any:
    origin = get_origin(shape)
    if origin in (Union, types.UnionType):
        return _read_union(get_args(shape), plain)
    if origin is tuple:
        return _read_tuple(get_args(shape), plain)
    if dataclasses.is_dataclass(shape) or hasattr(shape, "_fields"):
        return _read_fields(shape, plain)
    return _read_scalar(shape, plain)


def _read_union(shapes: tuple[Any, ...], plain: Plain) -> Any:
    if plain is None and type(None) in shapes:
        return None
    *others, last = (shape for shape in shapes if shape is not type(None))
    for shape in others:
        try:
            return _read(shape, plain)
        except TypeError:
            continue
    return _read(last, plain)


def _read_tuple(shapes: tuple[Any, ...], plain: Plain) -> tuple[Any, ...]:
    if isinstance(plain, dict):  # a table in a bank, kept as pairs because a frozen value must be hashable
        plain = list(plain.items())
    if not isinstance(plain, list | tuple):
        raise TypeError(f"a list was expected, not {plain!r}")
    if shapes[-1] is Ellipsis:
        return tuple(_read(shapes[0], each) for each in plain)
    return tuple(_read(shape, each) for shape, each in zip(shapes, plain, strict=True))


def _read_fields(shape: Any, plain: Plain) -> Any:
    hints = _hints(shape)
    if not isinstance(plain, dict):
        raise TypeError(f"a table was expected for {shape.__name__}, not {plain!r}")
    unknown = plain.keys() - hints.keys()
    if unknown:
        raise TypeError(f"{shape.__name__} takes no {', '.join(sorted(unknown))}")
    return shape(**{name: _read(hints[name], held) for name, held in plain.items()})


def _read_scalar(shape: Any, plain: Plain) -> Any:
    if shape is float and isinstance(plain, int) and not isinstance(plain, bool):
        return float(plain)
    if not isinstance(plain, shape) or (isinstance(plain, bool) and shape is not bool):
        raise TypeError(f"{shape.__name__} was expected, not {plain!r}")
    return plain


@cache
def _hints(shape: type) -> dict[str, Any]:
    """The types of a shape's fields; worked out once, for the records are read often."""
    return get_type_hints(shape)
