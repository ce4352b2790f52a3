"""What the pages say of the way: the strip of a lesson, the home page, and the learner's own page."""

import re

from app.lessons import catalogue
from tests.takers import NewTaker, Taker

LESSONS = catalogue.catalogue()


def begin(taker: Taker, *read: int) -> None:
    lesson = LESSONS[0]
    taker.post(f"/lessons/{lesson.slug}/predictions", {"predicted": lesson.prediction.answer})
    for number in read:
        taker.post(f"/lessons/{LESSONS[number - 1].slug}/readings")


def steps(taker: Taker, number: int) -> list[str]:
    """The strip at the top of a lesson, as it is read out."""
    page = taker.get(f"/lessons/{LESSONS[number - 1].slug}").text
    strip = page.partition('<nav class="way"')[2].partition("</ol>")[0]
    links = re.findall(r"<a [^>]*>(.*?)</a>", strip, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", link).split()) for link in links]


def test_a_lesson_says_where_one_is_and_what_is_done(new_taker: NewTaker) -> None:
    somebody = new_taker()
    names = [f"Lesson {each.number}: {each.title}" for each in LESSONS]
    assert steps(somebody, 2) == names
    begin(somebody, 1, 3)
    assert steps(somebody, 2) == [f"{name}, read" if number in (1, 3) else name for number, name in enumerate(names, 1)]


def test_the_home_page_goes_on_where_one_was(new_taker: NewTaker) -> None:
    somebody, stranger = new_taker(), new_taker()
    begin(somebody, 1)
    assert f"Continue: {LESSONS[1].title}" in somebody.get("/").text
    for number in range(2, len(LESSONS) + 1):
        begin(somebody, number)
    assert "Continue: the final quiz" in somebody.get("/").text
    assert "Continue:" not in stranger.get("/").text
    assert f"Start: {LESSONS[0].title}" in stranger.get("/").text


def test_ones_own_page_tells_what_one_worked_through(new_taker: NewTaker) -> None:
    somebody = new_taker()
    assert "What you worked through" not in somebody.get("/me").text
    begin(somebody, 1)
    page = somebody.get("/me").text
    assert "Read to the end; predicted right at the first try; 0 of" in page
    assert "1 of 1 right at the first try." in page
    assert f"Continue: {LESSONS[1].title}" in page
