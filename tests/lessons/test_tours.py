"""The guided tours: what they say is so, every number in it is computed, and all of it is there without scripts."""

import re
import tomllib
from itertools import chain
from urllib.parse import parse_qsl

import pytest
from flask.testing import FlaskClient

from app import paths
from app.lessons import catalogue, tours
from app.lessons.front_matter import FrontMatterError
from app.lessons.tours import Chapter, Tour

TOURS = tours.tours()
CHAPTERS = [pytest.param(tour, each, id=f"{tour.slug}-{each.id}") for tour in TOURS for each in tour.chapters]
NUMBER = re.compile(r"\d+(?:\.\d+)?")


def source(tour: Tour) -> str:
    return (paths.LESSONS / "tours" / f"{tour.slug}.html").read_text("utf-8")


def test_there_are_three_of_them_over_all_six_lessons_and_they_take_five_to_seven_minutes() -> None:
    assert [each.slug for each in TOURS] == ["descending", "remembering", "adapting"]
    assert [*chain(*(each.lessons for each in TOURS))] == [each.slug for each in catalogue.catalogue()]
    assert [round(each.minutes) for each in TOURS] == [2, 2, 2]  # as the home page says
    assert 5 <= sum(each.minutes for each in TOURS) <= 7


def test_whatever_a_tour_says_its_runs_bear_out() -> None:
    assert tours.problems() == ()


@pytest.mark.parametrize(("tour", "chapter"), CHAPTERS)
def test_a_number_that_is_said_is_a_setting_a_step_or_measured(tour: Tour, chapter: Chapter) -> None:
    """As the file has it, with its measurements still in braces. A 2 belongs to the formula 2/λ."""
    toml = source(tour).partition("{#---")[2].partition("---#}")[0]
    written = next(each for each in tomllib.loads(toml)["chapters"] if each["id"] == chapter.id)
    asked = written.get("prediction", {})
    said = " ".join([written["caption"], asked.get("question", ""), asked.get("reveal", "")])
    said += " ".join(each["text"] for each in asked.get("options", ()))
    settings = parse_qsl(chapter.run) + parse_qsl(chapter.other or "")
    known = {float(text) for _, value in settings for text in NUMBER.findall(value)} | {2.0}
    known |= {float(chapter.begin), float(chapter.end)} | {claim.loss for claim in chapter.claims}
    assert {float(each) for each in NUMBER.findall(re.sub(r"{[^}]*}", "", said))} <= known


@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.slug)
def test_without_scripts_every_chapter_is_there_with_its_picture_its_words_and_its_question(
    client: FlaskClient, tour: Tour
) -> None:
    page = client.get(f"/tours/{tour.slug}").text
    parts = page.split('<li class="tour-chapter"')[1:]
    assert len(parts) == len(tour.chapters)
    for part, chapter in zip(parts, tour.chapters, strict=True):
        words = re.sub(r"<[^>]+>", "", part).replace("\N{NO-BREAK SPACE}", " ")
        assert chapter.caption in words
        assert '<svg class="landscape"' in part
        assert ("<details>" in part) == (chapter.prediction is not None)
        if chapter.prediction:
            assert words.index(chapter.prediction.question) < words.index(chapter.prediction.reveal)
            assert part.index("<details>") < part.index('<svg class="landscape"')  # the picture tells the answer


def test_the_overview_the_home_page_and_the_lessons_lead_to_the_tours(client: FlaskClient) -> None:
    overview, home = client.get("/tours").text, client.get("/").text
    assert 'href="/tours"' in home
    for tour in TOURS:
        assert f'href="/tours/{tour.slug}"' in overview
        for lesson in tour.lessons:
            assert f'href="/tours/{tour.slug}"' in client.get(f"/lessons/{lesson}").text


def test_a_tour_that_is_none_is_not_found_and_a_chapter_that_is_none_is_the_first(client: FlaskClient) -> None:
    assert client.get("/tours/calculus").status_code == 404
    first = TOURS[0].chapters[0].id
    assert f'data-chapter="{first}"' in client.get(f"/tours/{TOURS[0].slug}?chapter=nowhere").text


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('lessons = ["gradient-descent"]', 'lessons = ["calculus"]', "no lesson 'calculus'"),
        ('kind = "loss"', 'kind = "luck"', "no claim 'luck'"),
    ],
)
def test_a_file_that_names_what_is_not_there_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(FrontMatterError, match=told):
        tours.parse(source(TOURS[0]).replace(old, new), "descending.html")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("at_least = 0.1\n", "at_least = 9\n", "measures"),
        ("end = 60", "end = 61", "steps 1 to 61"),
        ('answer = "swings"', 'answer = "sings"', "no option is 'sings'"),
        ('"uphill", "step"', '"downhill"', "draws no arrow downhill"),
    ],
)
def test_a_tour_that_says_what_is_not_so_is_told(old: str, new: str, told: str) -> None:
    broken = tours.parse(source(TOURS[0]).replace(old, new), "descending.html")
    assert any(told in problem for each in broken.chapters for problem in each.problems())
