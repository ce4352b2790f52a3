"""Parts of addresses: what is looked up fits every database."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound
from werkzeug.routing import Map, RequestRedirect, Rule

from app.web.converters import CONVERTERS, LARGEST

MAP = Map([Rule("/a/<name>", endpoint="name"), Rule("/n/<int:number>", endpoint="number")], converters=CONVERTERS)
ADDRESSES = MAP.bind("localhost")


@given(st.integers(0, 10**25))
def test_a_number_is_one_that_an_integer_column_holds(number: int) -> None:
    if number <= LARGEST:
        assert ADDRESSES.match(f"/n/{number}") == ("number", {"number": number})
    else:
        with pytest.raises(NotFound):
            ADDRESSES.match(f"/n/{number}")


@given(st.text(min_size=1, max_size=200))
def test_a_name_holds_nothing_that_a_database_refuses(text: str) -> None:
    with suppress(NotFound, RequestRedirect):
        _, found = ADDRESSES.match(f"/a/{text}")
        assert found["name"].isascii()
        assert found["name"].isprintable()
        assert len(found["name"]) <= 100
