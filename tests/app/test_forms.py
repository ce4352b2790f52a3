"""Forms: every field is a value or named with what it takes, all of them at once, and nothing is guessed."""

from datetime import UTC, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import FieldError, FieldErrors
from app.forms import Reader, choice
from app.names import clean_name

BERLIN = ZoneInfo("Europe/Berlin")


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


def wrong(reader: Reader) -> tuple[FieldError, ...]:
    with pytest.raises(FieldErrors) as refused:
        reader.done()
    return refused.value.errors


def test_everything_that_is_wrong_is_said_at_once() -> None:
    reader = Reader({"title": "", "count": "eleven", "due": "tomorrow", "colour": "mauve", "name": " "})

    reader.line("title", 10, "Write a title.")
    reader.whole("count", 1, 9, "Write 1 to 9.")
    reader.moment("due", BERLIN)
    reader.word("colour", Colour, Colour.RED)
    reader.parsed("name", clean_name)

    assert [error.field for error in wrong(reader)] == ["title", "count", "due", "colour", "name"]
    assert reader.wrong("count")
    assert not reader.wrong("size")


@given(st.text(max_size=12) | st.none())
def test_an_option_is_one_of_those_offered_the_usual_one_where_none_is_said_or_refused(said: str | None) -> None:
    form = {} if said is None else {"colour": said}
    reader = Reader(form)

    chosen = reader.word("colour", Colour, Colour.BLUE)

    assert chosen is (Colour.RED if said == "red" else Colour.BLUE)
    assert reader.wrong("colour") == (said not in (None, "red", "blue"))


def test_a_single_choice_is_read_or_refused_at_once() -> None:
    assert choice({"days": "7"}, "days", {"7": timedelta(days=7)}, timedelta(0)) == timedelta(days=7)
    assert choice({}, "days", {"7": timedelta(days=7)}, timedelta(0)) == timedelta(0)
    with pytest.raises(FieldErrors, match="days: Choose one of the options"):
        choice({"days": "8"}, "days", {"7": timedelta(days=7)}, timedelta(0))


@given(st.integers(-50, 50), st.integers(-20, 0), st.integers(1, 20))
def test_a_number_is_within_its_bounds_or_refused(number: int, low: int, high: int) -> None:
    reader = Reader({"n": str(number)})

    read = reader.whole("n", low, high, "Write another.")

    assert (read == number) == (low <= number <= high) == (not reader.wrong("n"))


@given(st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30)))
def test_a_moment_is_one_on_the_wall_of_its_zone_or_there_is_none(wall: datetime) -> None:
    reader = Reader({"due": wall.strftime("%Y-%m-%dT%H:%M")})

    moment = reader.moment("due", BERLIN)

    if moment is None:  # the clocks go forward over it
        assert reader.wrong("due")
    else:
        assert moment.tzinfo is UTC
        assert moment.astimezone(BERLIN).replace(tzinfo=None) == wall.replace(second=0, microsecond=0)


def test_a_text_comes_in_its_normal_form_or_as_it_was_typed() -> None:
    assert Reader({"name": "  Ada \t Lovelace "}).parsed("name", clean_name) == "Ada Lovelace"
    reader = Reader({"name": "  "})
    assert reader.parsed("name", clean_name) == "  "
    assert wrong(reader)[0].message.startswith("Write your name")
