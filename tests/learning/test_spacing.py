"""Spaced practice: when a question comes back follows from the answers and the clock, and from nothing else."""

import itertools
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
from flask import Flask
from sqlalchemy import func, select

from app.attempts.progress import PastAnswer
from app.learning import spacing
from app.learning.spacing import DAY, GAP, LENIENCE, RECALLS
from app.models import Attempt
from app.web.context import site_of
from quizzes import bank, draw
from tests.takers import NOW, NewTaker, NewTeacher, Taker, enrol

LESSONS = ("gradient-descent", "momentum", "adam")
WRONG, RIGHT, EXCUSED = 0.0, 1.0, None


def answer(days: float, fraction: float | None, question: str = "q") -> PastAnswer:
    return PastAnswer(question, "momentum", NOW + timedelta(days=days), fraction)


def due_days(*answers: PastAnswer) -> float | None:
    """In how many days from NOW the question comes back; None if it does not."""
    plan = spacing.of(answers, NOW)
    return (plan.pending[0].due_at + LENIENCE - NOW) / DAY if plan.pending else None


@pytest.mark.parametrize(
    ("answers", "comes_back"),
    [
        ([], None),
        ([(0, RIGHT)], None),
        ([(0, WRONG)], 3),
        ([(0, 0.5)], 3),
        ([(0, EXCUSED)], None),
        ([(0, WRONG), (1, RIGHT)], 3),
        ([(0, WRONG), (3, RIGHT)], 6),
        ([(0, WRONG), (2.6, RIGHT)], 5.6),
        ([(0, WRONG), (9, RIGHT)], 12),
        ([(0, WRONG), (3, RIGHT), (4, WRONG)], 7),
        ([(0, WRONG), (3, RIGHT), (6, RIGHT)], 9),
        ([(0, WRONG), (3, RIGHT), (6, RIGHT), (9, RIGHT)], None),
        ([(0, WRONG), (3, RIGHT), (6, RIGHT), (7, RIGHT), (8, RIGHT)], 9),
        ([(0, WRONG), (3, RIGHT), (6, RIGHT), (9, RIGHT), (30, WRONG)], 33),
    ],
)
def test_a_question_comes_back_at_even_gaps(
    answers: list[tuple[float, float | None]], comes_back: float | None
) -> None:
    assert due_days(*(answer(*each) for each in answers)) == pytest.approx(comes_back)


def test_whoever_practises_what_is_due_each_day_meets_each_question_as_often_as_promised(seed: int) -> None:
    """Over a season of random misses and recalls: never twice within a gap, and the last times are all recalls."""
    random = np.random.default_rng(seed)
    answers = [answer(0, WRONG, f"q{number}") for number in range(20)]
    for day in range(1, 200):
        now = NOW + timedelta(days=day)
        plan = spacing.of(answers, now)
        assert all(now - each.since >= GAP - LENIENCE for each in plan.due)
        answers += [answer(day, float(random.random() < 0.8), each.question) for each in plan.due]
    assert spacing.of(answers, NOW + timedelta(days=300)).pending == ()
    for number in range(20):
        own = [each for each in answers if each.question == f"q{number}"]
        assert all(b.given_at - a.given_at == GAP for a, b in itertools.pairwise(own))
        assert [each.fraction for each in own[-RECALLS - 1 :]] == [WRONG] + RECALLS * [RIGHT]


def test_days_are_counted_to_the_moment_from_which_it_is_due() -> None:
    for hours in range(24 * 4):
        now = NOW + timedelta(hours=hours)
        plan = spacing.of([answer(0, WRONG)], now)
        (pending,) = plan.pending
        assert (pending.days(now) == 0) == bool(plan.due)
        assert pending.days(now + pending.days(now) * DAY) == 0


def test_lessons_take_turns(seed: int) -> None:
    random, asked = np.random.default_rng(seed), [each for each in bank.load().questions if each.lesson in LESSONS]
    chosen = [asked[place].id for place in random.choice(len(asked), 12, replace=False)]
    drawn = draw.practice(str(seed), chosen)
    lessons = {each.lesson for each in asked if each.id in chosen}
    assert {each.lesson for each in drawn[: len(lessons)]} == lessons


class Hand:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = datetime.now(NOW.tzinfo)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(site: Flask) -> Hand:
    hand = Hand()
    site.extensions["downhill.site"] = replace(site_of(site), clock=hand)
    return hand


def practise(taker: Taker, right: int | None) -> list[str]:
    attempt = taker.start("practice")
    asked = [taker.item(attempt, slot).resolved for slot in range(1, taker.size(attempt) + 1)]
    taker.finish(attempt, right)
    return [each.question for each in asked]


def test_a_visitor_meets_what_was_missed_again_over_days_with_new_numbers(new_taker: NewTaker, clock: Hand) -> None:
    somebody = new_taker()
    attempt = somebody.start("momentum")
    somebody.finish(attempt, right=2)
    missed = {somebody.item(attempt, slot).resolved.question for slot in (3, 4)}
    assert "Nothing is due today" in somebody.get("/practice").text
    for _ in range(RECALLS):
        clock.now += GAP
        assert "2 questions are due today" in somebody.get("/practice").text
        assert "2 questions are due today" in somebody.get("/me").text
        assert {*practise(somebody, None)} == missed
        assert "due today</strong>" not in somebody.get("/practice").text
    clock.now += 10 * GAP
    assert "Nothing comes back yet" in somebody.get("/practice").text
    assert somebody.post("/quizzes/practice/attempts").status == 409
    with somebody.database.read() as session:
        seeds = session.scalars(select(Attempt.seed).where(Attempt.quiz == "practice")).all()
    assert len({*seeds}) == RECALLS


def test_practice_of_a_member_counts_in_no_class(new_taker: NewTaker, new_teacher: NewTeacher, clock: Hand) -> None:
    teacher, member = new_teacher("emmy@example.org"), new_taker()
    teacher.make()
    member.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    member.finish(member.start("adam"), right=0)
    before = teacher.get(f"{teacher.home}/gradebook.csv").text.split(",")[:-1]
    clock.now += GAP
    practise(member, None)
    teacher.sign_in("emmy@example.org")  # what instructors may do ends sooner than three days
    assert teacher.get(f"{teacher.home}/gradebook.csv").text.split(",")[:-1] == before
    with member.database.read() as session:
        alone = select(func.count()).where(Attempt.quiz == "practice", Attempt.section_id.is_(None))
        assert session.scalar(alone) == 1


def test_a_stranger_is_told_how_practice_begins(new_taker: NewTaker) -> None:
    page = new_taker().get("/practice")
    assert "Nothing comes back yet" in page.text
    assert "No account is needed" in page.text
