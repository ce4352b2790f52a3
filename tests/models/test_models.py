"""The database itself keeps the records straight: each rule is broken by SQL, and refused."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.database.sessions import Database
from app.models import (
    Attempt,
    AttemptItem,
    Feedback,
    Grade,
    Learner,
    Policy,
    QuestionVersion,
    Response,
    ResponseChoice,
    ResponseMisconception,
    Source,
    Status,
)
from tests.takers import NOW

ID = 1000
"""Of the rows made here: ids that the database gives out by itself begin below."""


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A learner who has answered one question; what a test breaks is rolled back."""
    with database.write() as session:
        session.add_all(
            [
                Learner(id=ID, created_at=NOW, seen_at=NOW),
                QuestionVersion(id=ID, question="q", number=1, sha256=b"1" * 32, body={}, created_at=NOW),
            ]
        )
        session.flush()
        session.add(attempt(id=ID))
        session.flush()
        session.add(
            AttemptItem(
                id=ID,
                attempt_id=ID,
                slot=1,
                question_version_id=ID,
                lesson="l",
                objective="o",
                seed="s",
                shown={},
                key={},
            )
        )
        session.flush()
        session.add_all(
            [Response(id=ID, item_id=ID, value={}, idempotency_key="k", given_at=NOW), grade(seq=1, fraction=0.5)]
        )
        session.flush()
        session.add_all(
            [ResponseChoice(response_id=ID, option=2), ResponseMisconception(response_id=ID, misconception="m")]
        )
    with Session(database.writer) as session:
        yield session


def attempt(**values: object) -> Attempt:
    plain = {"quiz": "adam", "learner_id": ID, "number": 1, "seed": 1, "opened_at": NOW, "out_of": 4}
    return Attempt(**{**plain, **values})


def grade(**values: object) -> Grade:
    return Grade(**{"item_id": ID, "source": Source.AUTO, "created_at": NOW, **values})


def test_a_learner_has_one_open_attempt_at_a_quiz(session: Session) -> None:
    session.add(attempt(number=2))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_closed_attempt_leaves_room_for_another(session: Session) -> None:
    session.execute(text("UPDATE attempt SET status = 'submitted', closed_at = opened_at"))
    session.add(attempt(number=2))
    session.flush()
    assert session.scalar(text("SELECT count(*) FROM attempt")) == 2


def test_the_number_of_an_attempt_is_unique_for_a_learner_alone(session: Session) -> None:
    session.add(attempt(number=1, status=Status.SUBMITTED, closed_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "values",
    [
        {"status": Status.SUBMITTED, "closed_at": None},
        {"status": Status.OPEN, "closed_at": NOW},
        {"number": 0},
        {"points": 4.5},
        {"points": -1.0},
        {"learner_id": 99},
        {"section_id": 99},
    ],
    ids=lambda values: ",".join(values),
)
def test_an_attempt_that_contradicts_itself_is_refused(session: Session, values: dict[str, object]) -> None:
    session.add(attempt(**{"quiz": "other", **values}))
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_unknown_status_is_refused(session: Session) -> None:
    with pytest.raises(IntegrityError):
        session.execute(text("UPDATE attempt SET status = 'paused'"))


def test_an_item_takes_one_response(session: Session) -> None:
    session.add(Response(item_id=ID, value={}, idempotency_key="other", given_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "values",
    [
        {"seq": 1, "fraction": 1.0},
        {"seq": 2, "fraction": 1.5},
        {"seq": 2, "fraction": -0.5},
        {"seq": 2, "fraction": None},
        {"seq": 0, "fraction": 1.0},
        {"seq": 2, "fraction": 1.0, "source": Source.OVERRIDE},
        {"seq": 2, "fraction": 1.0, "source": Source.OVERRIDE, "actor_id": ID},
        {"seq": 2, "fraction": 1.0, "source": Source.OVERRIDE, "actor_id": ID, "reason": ""},
        {"seq": 2, "fraction": 1.0, "source": Source.EXCUSE, "actor_id": ID, "reason": "ill"},
        {"seq": 2, "fraction": 1.0, "item_id": 99},
    ],
    ids=str,
)
def test_a_grade_out_of_range_or_without_a_reason_is_refused(session: Session, values: dict[str, object]) -> None:
    session.add(grade(**values))
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_person_overrides_or_excuses_with_a_reason(session: Session) -> None:
    session.add(grade(seq=2, fraction=1.0, source=Source.OVERRIDE, actor_id=ID, reason="asked badly"))
    session.add(grade(seq=3, fraction=None, source=Source.EXCUSE, actor_id=ID, reason="ill"))
    session.flush()
    assert set(session.scalars(text("SELECT reason FROM grade WHERE seq > 1"))) == {"asked badly", "ill"}


def test_an_email_address_has_one_account(session: Session) -> None:
    session.add_all([Learner(email="a@b.example", created_at=NOW, seen_at=NOW) for _ in range(2)])
    with pytest.raises(IntegrityError):
        session.flush()


def test_a_password_belongs_to_an_address(session: Session) -> None:
    session.add(Learner(password_hash="x", created_at=NOW, seen_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


def test_an_erased_learner_has_no_name(session: Session) -> None:
    session.add(Learner(name="Ada", created_at=NOW, seen_at=NOW, erased_at=NOW))
    with pytest.raises(IntegrityError):
        session.flush()


@pytest.mark.parametrize(
    "values",
    [
        {"feedback": Feedback.AFTER_DUE},
        {"opens_at": NOW, "due_at": NOW - timedelta(days=1)},
        {"minutes": 0},
        {"attempts": 0},
    ],
    ids=lambda values: ",".join(values),
)
def test_a_policy_that_cannot_be_followed_is_refused(session: Session, values: dict[str, object]) -> None:
    session.execute(text("INSERT INTO course (id, title, created_at) VALUES (1, 't', '2026-01-01 00:00:00')"))
    session.execute(
        text(
            "INSERT INTO section (id, public_id, course_id, name, time_zone, demo, created_at) "
            "VALUES (1, 'p', 1, 'n', 'UTC', false, '2026-01-01 00:00:00')"
        )
    )
    session.add(Policy(section_id=1, quiz="adam", **values))
    with pytest.raises(IntegrityError):
        session.flush()


APPEND_ONLY = {
    "response": "value = '[]'",
    "response_choice": "option = 7",
    "response_misconception": "misconception = 'x'",
    "grade": "fraction = 1",
    "attempt_item": "key = '[]'",
    "question_version": "body = '[]'",
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_an_update_by_sql_of_what_is_on_record_fails(session: Session, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(f"UPDATE {table} SET {APPEND_ONLY[table]}"))


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_deletion_by_sql_of_what_is_on_record_fails(session: Session, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text(f"DELETE FROM {table}"))


def test_the_answers_of_an_erased_learner_may_go_but_not_change(session: Session) -> None:
    session.execute(text("UPDATE learner SET erased_at = created_at"))
    session.execute(text("DELETE FROM response_choice"))
    session.execute(text("DELETE FROM grade"))
    with pytest.raises(IntegrityError, match="append-only"):
        session.execute(text("UPDATE response SET value = '[]'"))


def test_a_moment_without_a_time_zone_is_refused(session: Session) -> None:
    session.add(Learner(created_at=NOW.replace(tzinfo=None), seen_at=NOW))
    with pytest.raises(Exception, match="time zone"):
        session.flush()
