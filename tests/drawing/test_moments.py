"""Moments on a page: for people in the clock of their section, for programs exact."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from app.drawing.moments import local


def test_a_moment_is_told_in_the_clock_of_the_section() -> None:
    told = local(datetime(2026, 11, 12, 22, 59, tzinfo=UTC), ZoneInfo("Europe/Berlin"))

    assert told == '<time datetime="2026-11-12T23:59:00+01:00">Thu 12 Nov 2026, 23:59</time>'


def test_no_moment_is_a_dash_or_what_the_page_says_instead() -> None:
    assert local(None, UTC) == "–"
    assert local(None, UTC, "not yet") == "not yet"


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC)), st.timezones())
def test_what_programs_read_is_the_same_moment_everywhere(moment: datetime, zone: ZoneInfo) -> None:
    found = re.search(r'datetime="([^"]+)"', local(moment, zone))

    assert found
    assert datetime.fromisoformat(found[1]) == moment
