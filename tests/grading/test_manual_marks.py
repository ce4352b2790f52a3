"""Marks changed by hand: appended with a reason, scores in line, and nothing of the past lost."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.attempts.reading import AttemptNotFoundError, ItemNotFoundError
from app.errors import FieldErrors
from app.grading import attempt_review, manual_marks, regrading, verification
from app.grading.manual_marks import Judgement, MarkChangedError, StillOpenError
from app.models import Attempt, AttemptItem, Grade, Source, Status
from optimizers.numbers import typed
from tests.demo_classes import NOW, Class
from tests.teachers import NewTaker, Teacher


def an_attempt(of: Class) -> Attempt:
    with of.database.read() as session:
        return session.scalars(
            select(Attempt).where(Attempt.section_id == of.section_id, Attempt.status == Status.SUBMITTED).limit(1)
        ).one()


def judge(of: Class, attempt: str, slot: int, fraction: float | None, seen: int = 1) -> None:
    with of.database.write() as session:
        judgement = Judgement(fraction, "It was ambiguous.", seen)
        manual_marks.override(session, of.section_id, attempt, slot, judgement, of.instructor_id, NOW)


def marks(of: Class, attempt_id: int) -> list[float | None]:
    """The marks that count, by slot."""
    with of.database.read() as session:
        rows = session.execute(
            select(AttemptItem.slot, Grade.fraction)
            .outerjoin(Grade, Grade.item_id == AttemptItem.id)
            .where(AttemptItem.attempt_id == attempt_id)
            .order_by(AttemptItem.slot, Grade.seq)
        )
        latest: dict[int, float | None] = {row.slot: row.fraction for row in rows}
    return list(latest.values())


def test_an_override_counts_and_the_mark_before_it_stays_on_record(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)

    judge(small_demo, attempt.public_id, 2, 0.25)

    with small_demo.database.read() as session:
        again = session.get(Attempt, attempt.id)
        asked = attempt_review.review(session, small_demo.section_id, attempt.public_id).questions[1]
        assert again is not None
        assert again.points == pytest.approx(sum(mark or 0.0 for mark in marks(small_demo, attempt.id)))
        assert [change.source for change in asked.changes] == [Source.AUTO, Source.OVERRIDE]
        assert (asked.mark, asked.changes[1].actor, asked.changes[1].reason) == (0.25, "Ida", "It was ambiguous.")
        assert list(verification.differences(session)) == []


def test_an_excuse_takes_the_question_out_of_the_score(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)
    before = marks(small_demo, attempt.id)

    judge(small_demo, attempt.public_id, 1, None)

    with small_demo.database.read() as session:
        again = session.get(Attempt, attempt.id)
        assert again is not None
        assert again.out_of == attempt.out_of - 1
        assert again.points == pytest.approx(attempt.points - (before[0] or 0.0))
        assert list(verification.differences(session)) == []


def test_everything_excused_leaves_a_score_of_nothing_out_of_nothing(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)
    for slot in range(1, attempt.out_of + 1):
        judge(small_demo, attempt.public_id, slot, None)

    with small_demo.database.read() as session:
        found = attempt_review.review(session, small_demo.section_id, attempt.public_id)

    assert (found.attempt.points, found.attempt.out_of, found.share) == (0.0, 0, None)


def test_the_second_of_two_who_change_a_mark_at_once_is_told(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)
    judge(small_demo, attempt.public_id, 1, 1.0)

    with pytest.raises(MarkChangedError):
        judge(small_demo, attempt.public_id, 1, 0.0)
    judge(small_demo, attempt.public_id, 1, 0.0, seen=2)

    assert marks(small_demo, attempt.id)[0] == 0.0


def test_an_attempt_under_way_is_not_marked_by_hand(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)
    with small_demo.database.write() as session:
        row = session.get_one(Attempt, attempt.id)
        row.status, row.closed_at, row.deadline = Status.OPEN, None, None

    with pytest.raises(StillOpenError):
        judge(small_demo, attempt.public_id, 1, 1.0)


def test_another_sections_attempt_and_a_slot_that_is_not_there_are_not_found(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)

    with pytest.raises(ItemNotFoundError):
        judge(small_demo, attempt.public_id, 99, 1.0)
    elsewhere = replace(small_demo, section_id=small_demo.section_id + 1)
    with pytest.raises(AttemptNotFoundError):
        judge(elsewhere, attempt.public_id, 1, 1.0)


def test_looking_for_corrections_leaves_what_people_decided(small_demo: Class) -> None:
    attempt = an_attempt(small_demo)
    judge(small_demo, attempt.public_id, 1, 0.5)

    regrading.apply(small_demo.database, NOW, small_demo.section_id)

    assert marks(small_demo, attempt.id)[0] == 0.5


@pytest.mark.parametrize(
    ("form", "fields"),
    [
        ({"mark": "0.5", "reason": ""}, {"reason"}),
        ({"mark": "0.5", "reason": " \u202e "}, {"reason"}),
        ({"mark": "0.5", "reason": "x" * 501}, {"reason"}),
        ({"mark": "1.5", "reason": "x"}, {"mark"}),
        ({"mark": "-1", "reason": "x"}, {"mark"}),
        ({"mark": "nan", "reason": "x"}, {"mark"}),
        ({"mark": "1e999", "reason": "x"}, {"mark"}),
        ({"mark": "1,000", "reason": "x"}, {"mark"}),
        ({"mark": "9**9**9", "reason": "x"}, {"mark"}),
        ({}, {"mark", "reason"}),
    ],
)
def test_a_form_that_cannot_be_meant_names_its_fields(form: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(FieldErrors) as refused:
        Judgement.read(form)

    assert {error.field for error in refused.value.errors} == fields


@pytest.mark.parametrize("text", ["0.5", "0,5", "1/2", "5×10⁻¹", "０.５"])
def test_a_mark_may_be_typed_as_people_type_numbers(text: str) -> None:
    assert Judgement.read({"mark": text, "reason": "x"}).fraction == 0.5


@pytest.mark.parametrize("mark", ["2/3", "0.123456789"])
def test_a_mark_sent_back_as_the_page_shows_it_is_the_same_mark(
    teacher: Teacher, new_taker: NewTaker, mark: str
) -> None:
    """Who changes only the reason changes no mark, not in its fifth digit either."""
    learner = new_taker()
    learner.sign_up("noor@example.org", "Noor")
    learner.post(f"/join/{teacher.code}")
    attempt = learner.start()
    learner.finish(attempt, right=0)
    address = f"{teacher.home}/attempts/{attempt}"
    teacher.post(f"{address}/items/1/grades", {"mark": mark, "reason": "Nearly.", "seen": "1"})

    field = re.search(r'<input id="field-mark-1"[^>]* value="([^"]*)"', teacher.get(address).text)

    assert field is not None
    assert Judgement.read({"mark": field[1], "reason": "x"}).fraction == typed(mark)


def test_an_instructor_changes_a_mark_on_the_page_and_the_learner_is_told(
    teacher: Teacher, new_taker: NewTaker
) -> None:
    learner = new_taker()
    learner.sign_up("noor@example.org", "Noor")
    learner.post(f"/join/{teacher.code}")
    attempt = learner.start()
    learner.finish(attempt, right=0)
    address = f"{teacher.home}/attempts/{attempt}"

    assert "Noor" in teacher.get(address).text
    refused = teacher.post(f"{address}/items/1/grades", {"mark": "2", "reason": "", "seen": "1"})
    changed = teacher.post(f"{address}/items/1/grades", {"mark": "1", "reason": "Well argued.", "seen": "1"})
    stale = teacher.post(f"{address}/items/1/grades", {"mark": "0", "reason": "No.", "seen": "1"})

    assert (refused.status, changed.status, stale.status) == (400, 303, 409)
    assert "Well argued." in teacher.get(address).text
    assert "An instructor changed this mark" in learner.get(f"/attempts/{attempt}/items/1").text
    assert learner.post(f"{address}/items/1/grades", {"mark": "1", "reason": "x", "seen": "2"}).status in (403, 404)
