"""The clock: a minute that somebody names is whole, from its first second to its last."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.clock import end_of, minute_of, present


def test_the_present_is_told_in_utc() -> None:
    assert present().tzinfo is UTC


@given(st.datetimes(max_value=datetime(9000, 1, 1), timezones=st.just(UTC)))
def test_every_moment_lies_in_its_minute(moment: datetime) -> None:
    assert minute_of(moment) <= moment < end_of(moment)
    assert end_of(moment) - minute_of(moment) == timedelta(minutes=1)
    assert minute_of(moment) == minute_of(minute_of(moment))
