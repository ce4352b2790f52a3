"""Numbers as text: whatever the site shows as a number, it reads back; what may mean two things is refused in words."""

import contextlib
import math
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from optimizers.numbers import (
    LONGEST,
    NumberError,
    decimal,
    digits,
    exactly,
    numeral,
    plain,
    setting,
    typed,
    typed_pair,
    typed_whole,
    whole,
)
from tests.scribbles import SCRIBBLES

FINITE = st.floats(allow_nan=False, allow_infinity=False)
SHOWN = {"digits": digits, "six digits": lambda value: digits(value, 6), "setting": setting, "numeral": numeral}
FIXED = {"two decimals": "{:.2f}".format, "general": "{:g}".format, "four digits": "{:.4g}".format, "repr": repr}


@given(value=FINITE)
@example(value=1e-323)
@example(value=1.7976931348623157e308)
def test_what_addresses_hold_reads_back_as_the_same_number(value: float) -> None:
    assert typed(plain(value)) == value
    if len(plain(value)) < 24:
        assert decimal(plain(value)) == value


@pytest.mark.parametrize("how", [*SHOWN, *FIXED])
@given(value=st.floats(-1e300, 1e300))
@example(value=0.0195)
@example(value=5e-3)
@example(value=-9999.6)
@example(value=1e-8)
@example(value=0.0)
def test_what_the_site_shows_reads_back_as_the_number_shown(how: str, value: float) -> None:
    shown = (SHOWN | FIXED)[how]
    text = shown(value)
    if len(text) <= LONGEST:
        read = typed(text)
        assert shown(read) == text
        assert read == pytest.approx(value, rel=1e-3, abs=0.01 if how == "two decimals" else 0)


@given(value=st.floats(-1e300, 1e300) | st.fractions(0, 1, max_denominator=12).map(float))
@example(value=1 - 2 / 3)
@example(value=0.1 + 0.2)
def test_what_stands_in_a_field_and_is_sent_back_untouched_is_the_same_number(value: float) -> None:
    assert typed(exactly(value)) == pytest.approx(value, rel=1e-12, abs=0)


@pytest.mark.parametrize(("value", "text"), [(0.5, "0.5"), (2 / 3, "2/3"), (1 - 2 / 3, "1/3"), (0.0, "0"), (1.0, "1")])
def test_a_mark_in_a_field_is_as_short_as_it_can_be(value: float, text: str) -> None:
    assert exactly(value) == text


@given(value=st.integers(-999_999, 999_999))
def test_a_whole_number_reads_back(value: int) -> None:
    assert typed_whole(str(value)) == typed_whole(f"{value:.1f}") == value


@given(text=st.from_regex(re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"), fullmatch=True))
def test_plain_decimals_are_read_as_python_reads_them(text: str) -> None:
    if len(text) <= LONGEST and math.isfinite(float(text)):
        assert typed(text) == float(text)


@given(text=st.text(max_size=60))
def test_any_text_at_all_is_a_finite_number_or_a_reason(text: str) -> None:
    for read in (typed, typed_whole):
        with contextlib.suppress(NumberError):
            assert math.isfinite(read(text))


@given(text=SCRIBBLES)
def test_a_number_keeps_its_value_with_a_decimal_comma_and_full_width_digits(text: str) -> None:
    try:
        value = typed(text)
    except NumberError:
        return
    assert typed(text.translate(str.maketrans("0123456789.-", "０１２３４５６７８９．−"))) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,005", 0.005), ("2,5", 2.5), ("1234,5", 1234.5), ("0,123", 0.123), (",5", 0.5), ("5,", 5.0),
        ("10⁻³", 1e-3), ("5×10⁻³", 5e-3), ("5 × 10⁻³", 5e-3), ("−2,5×10⁴", -2.5e4), ("5x10^-3", 5e-3),
        ("5*10**-3", 5e-3),
        ("10^{-3}", 1e-3), (r"5 \times 10^{-3}", 5e-3), ("5·10⁻³", 5e-3), ("1E−3", 1e-3), ("10²", 100.0),
        ("−10³", -1e3),
        ("1/200", 0.005), ("1 / 3", 1 / 3), ("1⁄4", 0.25), ("−1/4", -0.25), ("0,5/2", 0.25), ("10⁻³/2", 5e-4),
        ("−3", -3.0), ("– 3", -3.0), ("+3", 3.0), ("１，５", 1.5), ("٠٫٥", 0.5), ("۱۲", 12.0), (" 7 ", 7.0),
        ("\u00a07", 7.0),
        ("1e-3", 1e-3), ("0.0195", 0.0195), ("1e0000000003", 1e3),
    ],
)  # fmt: skip
def test_what_people_type_and_paste_is_read(text: str, value: float) -> None:
    assert typed(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1,234", "can be read as 1.234 or as 1234"), ("−12,345", "can be read as 12.345 or as 12345"),
        ("1,234.5", "can be read as 1.2345 or as 1234.5"), ("1.234,5", "can be read as 1234.5 or as 1.2345"),
        ("1,234,567", "can be read as 1234567"), ("1.2,3,4.5", "too many marks"),
        ("10−3", "may be a power of ten or a difference"), ("5×10−3", "may be a power of ten or a difference"),
        ("1 234", "spaces between its digits"), ("1/0", "divides by 0"), ("1/2/3", "is not read as a number"),
        ("", "is empty"), ("  ", "is empty"), (".", "has no digits"), ("NaN", "is not read"), ("inf", "is not read"),
        ("∞", "is not read"), ("not a number", "is not read"), ("1e999", "is too large"), ("-1e999", "is too large"),
        ("1e300/1e-300", "is too large"), ("1_0", "is not read"), ("0x10", "is not read"), ("1²", "is not read"),
        ("2⁻³", "is not read"), ("๕", "is not read"), ("½", "is not read"), ("50 %", "is not read"),
        ("--3", "is not read"),
        ("9" * 41, "is longer than 40 characters"), ("9**9**9", "is not read"), ("__import__('os')", "is not read"),
        (" " * 10_000 + "1", "is longer"), ("1\n2", "spaces between its digits"), ("e5", "is not read"),
        ("10^", "is not read"),
    ],
)  # fmt: skip
def test_what_may_mean_two_things_or_nothing_is_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(NumberError, match=re.escape(reason)):
        typed(text)


@pytest.mark.parametrize(
    ("text", "reason"), [("1/2", "is a fraction"), ("10/2", "is a fraction"), ("2,5", "is not a whole"),
        ("2,000", "or as")]
)  # fmt: skip
def test_what_is_counted_is_whole(text: str, reason: str) -> None:
    with pytest.raises(NumberError, match=reason):
        typed_whole(text)


def test_a_whole_number_may_be_written_as_people_write_it() -> None:
    assert [typed_whole(text) for text in ("200", "2e2", "2×10²", "２００", "200,0", "−3")] == [200] * 5 + [-3]


@given(x=FINITE, y=FINITE)
def test_a_pair_reads_back(x: float, y: float) -> None:
    assert typed_pair(f"{plain(x)},{plain(y)}") == (x, y)


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("1,2", (1, 2)), ("−1.8, 0.9", (-1.8, 0.9)), ("(1, 2)", (1, 2)), ("1,5; −2", (1.5, -2)),
        ("1/2,3/4", (0.5, 0.75)),
        ("１，２", (1, 2)), ("10⁻³,5", (1e-3, 5)),
    ],
)  # fmt: skip
def test_in_a_pair_a_comma_stands_between_the_numbers(text: str, pair: tuple[float, float]) -> None:
    assert typed_pair(text) == pair


@pytest.mark.parametrize("text", ["1", "1,2,3", "1,5,2,5", ",", "1,", "1 2", "", "a,b", "1,NaN", "()"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(NumberError):
        typed_pair(text)


@pytest.mark.parametrize(
    "text", ["1,5", "１", "1_0", " 1", "1 ", "10⁻³", "1/2", "−1", "nan", "inf", "1e999", "", "1\n"]
)
def test_programs_are_read_strictly(text: str) -> None:
    assert math.isnan(decimal(text))
    assert whole(text) is None


@given(st.floats(-1e300, 1e300))
def test_digits_are_right_to_four_places(value: float) -> None:
    text = digits(value)
    mantissa, _, power = text.replace("−", "-").partition("×10")
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")) or "0"
    assert abs(float(f"{mantissa}e{exponent}") - value) <= abs(value) * 5.0001e-4


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-1.8, "−1.800"),
        (1234.5, "1235"),
        (9999.6, "1.000×10⁴"),
        (1e-8, "1.000×10⁻⁸"),
        (float("inf"), "∞"),
        (float("nan"), "not a number"),
    ],
)
def test_digits_keep_zeros_and_turn_to_powers_of_ten(value: float, text: str) -> None:
    assert digits(value) == text


@pytest.mark.parametrize(("value", "text"), [(0.9, "0.9"), (1e-8, "10⁻⁸"), (100.0, "100"), (2.5e-7, "2.5×10⁻⁷")])
def test_a_setting_has_no_more_zeros_than_it_needs(value: float, text: str) -> None:
    assert setting(value) == text
