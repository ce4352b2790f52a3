"""A challenge's page: what is set is judged and drawn, and what cannot be read is said beside its field."""

from dataclasses import replace

import pytest

from app.challenges import challenge_page
from app.challenges.tasks import Challenge, Sort, catalogue

EVERY = pytest.mark.parametrize("asked", catalogue(), ids=lambda asked: asked.slug)


def form(**settings: str) -> dict[str, list[str]]:
    return {name: [text] for name, text in settings.items()}


@EVERY
def test_the_best_settings_come_to_the_par_in_words(asked: Challenge) -> None:
    page = challenge_page.page(asked, {name: [repr(value)] for name, value in asked.best})
    assert page.errors == ()
    assert page.verdict is not None
    assert page.result.startswith("Solved: ")
    assert "the same as the core’s search" in page.result
    assert len(page.picture.traces) == (2 if asked.rival else 1)
    assert bool(page.picture.levels) == (asked.sort is not Sort.HIDDEN)


def test_nothing_set_shows_where_it_begins() -> None:
    page = challenge_page.page(catalogue()[0], {})
    assert (page.verdict, page.errors, page.result) == (None, (), "")
    assert page.typed == {"lr": "0.01"}


@pytest.mark.parametrize("text", ["", "x", "5", "0", "1e99", "<b>", "\u202e1"])
def test_what_cannot_be_read_is_said_of_its_field(text: str) -> None:
    page = challenge_page.page(catalogue()[0], form(lr=text or " "))
    assert page.verdict is None
    assert [each.field for each in page.errors] == ["lr"]


def test_a_whole_number_is_asked_for_where_it_must_be_one() -> None:
    (asked,) = (each for each in catalogue() if each.slug == "a-few-flowers")
    page = challenge_page.page(asked, {"lr": ["0.03"], "loss.batch_size": ["2.5"]})
    assert page.error == {"loss.batch_size": "Set a whole number from 1 to 150."}


def test_better_than_the_par_is_said_so() -> None:
    asked = catalogue()[0]
    page = challenge_page.page(replace(asked, par=500.0), {name: [repr(value)] for name, value in asked.best})
    assert "better than the core’s search, which came to 500" in page.result
