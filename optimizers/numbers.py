"""Numbers as text: what the site shows, and what it reads, from programs strictly and from people kindly."""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Final

SIGNIFICANT: Final = 4
"""Digits shown of a measured number."""
LONGEST: Final = 40
"""Characters of a typed number; anything longer is refused unread."""

LARGEST_DIVISOR: Final = 60
"""Of a fraction that is written as one."""

_DECIMAL: Final = re.compile(r"[+-]?(?:\d{1,20}(?:\.\d{0,25})?|\.\d{1,25})(?:[eE][+-]?\d{1,3})?", re.ASCII)
_WHOLE: Final = re.compile(r"\d{1,9}", re.ASCII)
_RAISED: Final = "⁺⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")

_KEYS: Final = str.maketrans(
    "－−–‐‑﹣＋．٫，；／⁄∕×·⋅＾０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
    "------+..,;///***^" + 4 * "0123456789",
)
"""Signs and digits that keyboards and documents have, as ASCII has them."""
_TYPED: Final = re.compile(r"([+-]?)([\d.,]+)(?:[eE]([+-]?\d+))?", re.ASCII)
_POWER: Final = re.compile(r"([+-]?)(?:([\d.,]+)[*xX])?10\^([+-]?\d+)", re.ASCII)
_FLATTENED: Final = re.compile(r"[+-]?(?:[\d.,]+[*xX])?10[+-]\d+", re.ASCII)
_SPACES: Final = " \t\r\n\u00a0\u2009\u202f"
_SPACED: Final = re.compile(rf"[+-]?\d+(?:[{_SPACES}]\d+)+", re.ASCII)


class NumberError(ValueError):
    """A text that is no number here. The message goes on from the text: "is empty", "divides by 0"."""

    def of(self, text: str) -> str:
        """The same as a sentence about the text."""
        if not text.strip():
            return "Type a number."
        short = "".join(each if each.isprintable() else "�" for each in text.strip()[:LONGEST])
        return f"“{short}{'…' * (len(text.strip()) > LONGEST)}” {self}."


def plain(value: float) -> str:
    """The shortest text in plain ASCII that `decimal` reads back as the same number."""
    return repr(float(value)).removesuffix(".0")


def digits(value: float, significant: int = SIGNIFICANT) -> str:
    """`value` rounded to that many significant digits, zeros kept; powers of ten for the very large and small."""
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "∞" if value > 0 else "−∞"
    rounded = Context(significant, ROUND_HALF_UP).create_decimal(Decimal(value))
    sign, exponent = "−" if value < 0 else "", rounded.adjusted()
    if -4 <= exponent < significant:
        return f"{sign}{abs(rounded):.{significant - 1 - exponent}f}"
    mantissa = f"{abs(rounded).scaleb(-exponent):.{significant - 1}f}"
    return f"{sign}{mantissa}×10{str(exponent).translate(SUPERSCRIPTS)}"


def setting(value: float) -> str:
    """A number that somebody chose, with up to six digits and no more zeros than it needs."""
    mantissa, times, power = digits(value, 6).partition("×")
    if "." in mantissa:
        mantissa = mantissa.rstrip("0").rstrip(".")
    return power if times and mantissa == "1" else mantissa + times + power


def exactly(value: float) -> str:
    """A number for a field that somebody may send back untouched: as short as reads back as the same, thirds as 1/3."""
    short, share = f"{value:.4g}", Fraction(value).limit_denominator(LARGEST_DIVISOR)
    if float(short) == value:
        return short
    is_share = abs(value) < 1 and math.isclose(share, value, rel_tol=1e-12)
    return f"{share.numerator}/{share.denominator}" if is_share else plain(value)


def numeral(value: float) -> str:
    """A number as LaTeX, to four significant digits."""
    text = f"{value:.4g}"
    mantissa, _, exponent = text.partition("e")
    if not exponent:
        return text
    power = f"10^{{{int(exponent)}}}"
    return power if mantissa == "1" else rf"{mantissa} \times {power}"


def decimal(text: str) -> float:
    """What a program writes: plain decimal notation in ASCII; anything else, and what overflows, is nan."""
    value = float(text) if _DECIMAL.fullmatch(text) else math.nan
    return value if math.isfinite(value) else math.nan


def whole(text: str) -> int | None:
    """What a program writes: ASCII digits alone, nine at most; anything else is None."""
    return int(text) if _WHOLE.fullmatch(text) else None


def typed(text: str) -> float:
    """What a person typed or pasted: a decimal point or comma, powers of ten, a fraction. Raises NumberError."""
    top, slash, bottom = _in_ascii(text, LONGEST).partition("/")
    value = _side(top)
    if not slash:
        return value
    divisor = _side(bottom)
    if not divisor:
        raise NumberError("divides by 0")
    return _finite(value / divisor)


def typed_whole(text: str) -> int:
    """The same, for what is counted. Raises NumberError."""
    if "/" in _in_ascii(text, LONGEST):
        raise NumberError("is a fraction, and a whole number is wanted")
    value = typed(text)
    if not value.is_integer():
        raise NumberError("is not a whole number")
    return int(value)


def typed_pair(text: str) -> tuple[float, float]:
    """Two numbers, as coordinates are written: a comma or a semicolon stands between them. Raises NumberError."""
    bare = _in_ascii(text, 2 * LONGEST)
    inside = bare[1:-1] if bare[0] + bare[-1] == "()" else bare
    parts = inside.split(";" if ";" in inside else ",")
    if len(parts) != 2 or not all(each.strip(_SPACES) for each in parts):
        raise NumberError("is not two numbers: write them as 1.5, −2")
    return typed(parts[0]), typed(parts[1])


def _in_ascii(text: str, longest: int) -> str:
    """The text in ASCII as far as it can be, without the spaces that mean nothing."""
    bare = text[: 4 * longest].strip(_SPACES)
    if len(text) > 4 * longest or len(bare) > longest:
        raise NumberError(f"is longer than {longest} characters")
    if not bare:
        raise NumberError("is empty")
    flat = re.sub(f"[{_RAISED}]+", lambda run: "^" + _lowered(run[0]), bare.replace(r"\times", "×"))
    flat = re.sub(r"\^[{(]([+-]?\d+)[})]", r"^\1", flat.translate(_KEYS).replace("**", "^"))
    return re.sub(rf"[{_SPACES}]*([*xX^/])[{_SPACES}]*|(?<=^[+-])[{_SPACES}]+", r"\1", flat)


def _lowered(raised: str) -> str:
    return raised.translate(str.maketrans(_RAISED, "+-0123456789"))


def _side(text: str) -> float:
    """A number without a fraction's bar."""
    if found := _POWER.fullmatch(text):
        sign, mantissa, exponent = found.groups("")
        return _finite(float(f"{sign}{_mantissa(mantissa or '1')}e{exponent}"))
    if found := _TYPED.fullmatch(text):
        sign, mantissa, exponent = found.groups("")
        return _finite(float(f"{sign}{_mantissa(mantissa)}e{exponent or 0}"))
    if _FLATTENED.fullmatch(text):
        raise NumberError("may be a power of ten or a difference: write a power as 1e-3 or 10^-3")
    if _SPACED.fullmatch(text):
        raise NumberError("has spaces between its digits: write them together")
    raise NumberError("is not read as a number: write it like 0.25, −3, 1/4 or 5×10⁻³")


def _mantissa(text: str) -> str:
    """Digits with one point at most. A comma is a decimal comma, unless it may as well part thousands."""
    commas, points = text.count(","), text.count(".")
    if commas + points > 1 or (commas and re.fullmatch(r"[1-9]\d*,\d{3}", text)):
        raise NumberError(_readings(text))
    if not text.strip(".,"):
        raise NumberError("has no digits")
    return text.replace(",", ".")


def _readings(text: str) -> str:
    """What a number with more than one mark in it may mean, in words."""
    as_point, as_comma = text.replace(",", ""), text.replace(".", "").replace(",", ".")
    if text.count(",") == 1 and text.count(".") <= 1:
        may_be = f"{as_comma} or as {as_point}"
    elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d*)?", text):
        may_be = as_point
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d*)?", text):
        may_be = as_comma
    else:
        return "has too many marks between its digits: one point or comma is enough"
    return f"can be read as {may_be}: write it without the mark that parts thousands"


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise NumberError("is too large")
    return value
