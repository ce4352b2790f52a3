"""Numbers as text: as addresses write them, in plain ASCII decimals, and back."""

import math
import re
from typing import Final

_DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,25})?|\.\d{1,25})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)


def plain(value: float) -> str:
    """The shortest text in plain ASCII that `decimal` reads back as the same number."""
    return repr(float(value)).removesuffix(".0")


def decimal(text: str) -> float:
    """Plain decimal notation in ASCII digits; anything else, and what overflows, is not a number (nan)."""
    value = float(text) if _DECIMAL.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def whole(text: str) -> int | None:
    """ASCII digits alone, nine at most; anything else is None."""
    return int(text) if _WHOLE.fullmatch(text) else None
