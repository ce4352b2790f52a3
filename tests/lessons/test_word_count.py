"""How much there is to read in the six lessons as they open, and that the home page says how long it takes."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.lessons import catalogue
from app.lessons.word_count import PACE, words

MOST = 3600
"""Words in sight in the six lessons together; the aim is 2,400."""
RUN = 5
"""Seconds that a lesson's opening run and its prediction's take to be watched, each."""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<main><p>Step by <b>step</b>.</p></main><p>apart</p>", ["Step", "by", "step"]),
        ("<main><details><summary>More words</summary><p>folded</p></details></main>", ["More", "words"]),
        ("<main><details open><summary>More</summary><p>unfolded</p></details></main>", ["More", "unfolded"]),
        ("<main><p hidden>gone</p><svg><text>drawn</text></svg><p>η = 0.5 stays</p></main>", ["η", "stays"]),
        ('<main><span class="visually-hidden">said</span> seen</main>', ["seen"]),
    ],
)
def test_the_words_in_sight_are_counted(page: str, expected: list[str]) -> None:
    assert words(page) == expected


def test_the_lessons_are_short_and_take_as_long_as_the_home_page_says(client: FlaskClient) -> None:
    lessons = catalogue.catalogue()
    found = sum(len(words(client.get(f"/lessons/{each.slug}").text)) for each in lessons)
    minutes = found / PACE + 2 * RUN * len(lessons) / 60
    home = unescape(client.get("/").text)

    assert found <= MOST
    assert re.search("quarter of an hour", home)
    assert 13 <= minutes <= 16
