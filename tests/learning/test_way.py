"""The way through the lessons: what comes next, and how predictions went, said from what is noted."""

from datetime import timedelta

import pytest

from app.learning import way
from app.learning.milestones import Reached
from app.learning.predicting import Predicted
from app.lessons import catalogue
from app.models import MilestoneKind
from tests.takers import NOW

LESSONS = catalogue.catalogue()


def read(number: int) -> Reached:
    return Reached(LESSONS[number - 1].slug, MilestoneKind.READ, "", NOW)


def said(lesson: int, *, right: bool, number: int = 1, reason: str | None = None, sound: str = "steep") -> Predicted:
    made, at = 10 * lesson + number, NOW + timedelta(days=lesson, minutes=number)
    answer = "so" if right else "otherwise"
    return Predicted(made, 1, LESSONS[lesson - 1].slug, "opening", number, answer, "so", at, reason, reason and sound)


def test_of_nobody_there_is_nothing_to_say() -> None:
    nothing = way.of((), ())
    assert not nothing.is_begun
    assert nothing.next is LESSONS[0]
    assert [each.lesson for each in nothing.lessons] == [*LESSONS]


def test_the_next_lesson_is_the_first_that_is_not_read_to_its_end() -> None:
    for done in range(len(LESSONS) + 1):
        walked = way.of([read(number) for number in range(1, done + 1)], ())
        assert walked.next is (LESSONS[done] if done < len(LESSONS) else None)
        assert walked.is_begun == (done > 0)
    assert way.of([read(2), read(4)], ()).next is LESSONS[0]
    assert way.of([read(1), read(4)], ()).next is LESSONS[1]


def test_an_experiment_that_the_lesson_has_no_longer_is_not_counted() -> None:
    lesson = LESSONS[0]
    there = lesson.experiments[0].id
    reached = [Reached(lesson.slug, MilestoneKind.TRIED, each, NOW) for each in (there, "long-gone")]
    assert way.of(reached, ()).lessons[0].tried == 1


@pytest.mark.parametrize(
    ("tries", "words"),
    [
        ([], "nothing predicted yet"),
        ([said(1, right=True)], "predicted right at the first try"),
        ([said(1, right=True, reason="luck")], "predicted right at the first try"),
        ([said(1, right=True, reason="steep")], "predicted right at the first try, for the reason that decides"),
        ([said(1, right=False), said(1, right=True, number=2)], "predicted right at the second try"),
        ([said(1, right=False, reason="steep")], "predicted otherwise than it went"),
    ],
)
def test_how_a_prediction_went_is_said_in_words(tries: list[Predicted], words: str) -> None:
    assert way.of((), tries).lessons[0].said == words


def test_first_tries_alone_say_whether_predictions_become_better() -> None:
    few = [said(1, right=False), said(1, right=True, number=2), said(2, right=True)]
    assert way.of((), few).improvement == "1 of 2 right at the first try."
    more = [*few, said(3, right=False), said(4, right=True), said(5, right=True)]
    assert way.of((), more).improvement == (
        "Of your first 2 predictions 1 came true at the first try, of the 3 since then 2."
    )
