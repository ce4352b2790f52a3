"""Names: one line, without characters that hide, whatever is typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.names import LONGEST_NAME, InvalidNameError, clean_name, one_line


@given(st.text())
def test_what_is_kept_is_one_line_without_a_character_that_hides_and_stays_as_it_is(text: str) -> None:
    line = one_line(text)

    assert line == one_line(line) == line.strip()
    assert {unicodedata.category(each)[0] for each in line if each not in "\u200c\u200d"} <= set("LMNPSZ")


@given(st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=LONGEST_NAME))
def test_letters_of_every_script_make_a_name(text: str) -> None:
    assert clean_name(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "a" * (LONGEST_NAME + 1), "\u200b" * 1000])
def test_a_name_that_is_empty_or_too_long_is_refused(text: str) -> None:
    with pytest.raises(InvalidNameError):
        clean_name(text)


def test_a_name_whose_letters_are_joined_stays_joined() -> None:
    assert clean_name("علی\u200cرضا") == "علی\u200cرضا"
