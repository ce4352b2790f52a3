"""How much there is to read in the six lessons as they open, and that the home page says how long they take."""

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from app.lessons import catalogue
from app.lessons.word_count import PACE, minutes, played, words

MOST = 2400
"""Words in sight in the six lessons together, the reasons that come after a prediction counted."""


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<main><p>Step by <b>step</b>.</p></main><p>apart</p>", ["Step", "by", "step"]),
        ("<main><details><summary>More words</summary><p>folded</p></details></main>", ["More", "words"]),
        ("<main><details open><summary>More</summary><p>unfolded</p></details></main>", ["More", "unfolded"]),
        ("<main><p hidden>gone</p><svg><text>drawn</text></svg><p>η = 0.5 stays</p></main>", ["η", "stays"]),
        ('<main><span class="visually-hidden">said</span> seen</main>', ["seen"]),
        ("<main><div data-later hidden><p>comes</p></div></main>", ["comes"]),
    ],
)
def test_the_words_in_sight_are_counted(page: str, expected: list[str]) -> None:
    assert words(page) == expected


def pages(client: FlaskClient) -> list[str]:
    return [client.get(f"/lessons/{each.slug}").text for each in catalogue.catalogue()]


def test_the_six_lessons_have_at_most_2400_words_in_sight(client: FlaskClient) -> None:
    assert sum(len(words(page)) for page in pages(client)) <= MOST


def test_the_home_page_says_how_long_words_and_runs_take(client: FlaskClient) -> None:
    said = {int(number) for number in re.findall(r"(\d+) minutes", unescape(client.get("/").text))}
    read = pages(client)
    assert said == {minutes(read, catalogue.catalogue())}
    assert minutes(read, ()) < min(said) <= minutes(read, ()) + 3
    assert minutes(["<main>" + "word " * (PACE + 1) + "</main>"], ()) == 2


@pytest.mark.parametrize("steps", [*range(1, 40), 100, 200, 2000])
def test_a_run_is_played_for_four_seconds_at_least_and_ten_at_most(steps: int) -> None:
    assert 4 <= played(steps) <= 10
    assert played(steps + 1) >= played(steps)
