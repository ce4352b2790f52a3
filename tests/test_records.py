"""Databases that earlier releases filled: they upgrade, and no recorded mark changes by itself."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Select, select, text

import migrations
from app.attempts import finishing, reading
from app.database.sessions import Database
from app.grading import regrading, verification
from app.models import Attempt, AttemptItem, Base, Draft, Response, Status
from quizzes import questions
from tests import records
from tests.takers import NOW

COMMITS = sorted(path.name.partition(".")[0] for path in records.FOLDER.glob("*.sql.xz"))
KINDS = {"single", "multiple", "formula", "numeric", "point", "path", "order", "challenge"}
RECORDED = {
    "grade": "SELECT item_id, seq, fraction, source, actor_id, reason, question_version_id FROM grade",
    "attempt": "SELECT public_id, points, out_of FROM attempt",
    "item": "SELECT attempt_id, slot, question_version_id, seed FROM attempt_item",
    "response": "SELECT item_id, idempotency_key FROM response",
    "choice": 'SELECT response_id, "option" FROM response_choice',
    "misconception": "SELECT response_id, misconception FROM response_misconception",
    "version": "SELECT question, number, sha256 FROM question_version",
}


@pytest.fixture(params=COMMITS)
def earlier(request: pytest.FixtureRequest, bare_database: Database) -> Database:
    """A database as an earlier release left it."""
    records.fill(bare_database, request.param)
    return bare_database


def recorded(database: Database) -> Mapping[str, list[tuple[Any, ...]]]:
    with database.engine.connect() as connection:
        rows = {name: connection.execute(text(query)) for name, query in RECORDED.items()}
        return {name: sorted(map(tuple, found), key=repr) for name, found in rows.items()}


def test_an_upgrade_changes_no_recorded_mark(earlier: Database) -> None:
    before = recorded(earlier)
    migrations.upgrade(earlier.writer)
    assert recorded(earlier) == before
    assert all(before.values())
    with earlier.engine.connect() as connection:
        assert migrations.current(connection) == migrations.head()


def test_an_earlier_release_s_tables_become_those_of_today(earlier: Database) -> None:
    migrations.upgrade(earlier.writer)
    with earlier.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_recorded_mark_still_follows_from_the_records(earlier: Database) -> None:
    """What `course verify` runs."""
    migrations.upgrade(earlier.writer)
    with earlier.read() as session:
        assert [str(each) for each in verification.differences(session)] == []


def test_what_had_ended_keeps_its_marks_and_its_drafts_and_what_had_run_out_is_marked(earlier: Database) -> None:
    """A draft of an attempt that was closed before drafts counted stays what it was."""
    migrations.upgrade(earlier.writer)
    with earlier.read() as session:
        drafts = {row.item_id: row.status for row in session.execute(_drafts())}
    before = recorded(earlier)
    finishing.settle(earlier, datetime(2100, 1, 1, tzinfo=UTC))
    after = recorded(earlier)
    with earlier.read() as session:
        assert not session.scalars(
            select(Attempt.id).where(Attempt.deadline.is_not(None), Attempt.status == Status.OPEN)
        ).all()
        left = {row.item_id for row in session.execute(_drafts())}
        assert [str(each) for each in verification.differences(session)] == []
    assert {item for item, status in drafts.items() if status is not Status.OPEN} <= left
    answered = {row[0] for row in after["response"]} - {row[0] for row in before["response"]}
    assert answered == drafts.keys() - left
    assert answered
    assert {item for item, status in drafts.items() if status is Status.OPEN} >= answered
    for name in ("grade", "response", "choice", "misconception", "version", "item"):
        assert {*before[name]} <= {*after[name]}, name


def _drafts() -> Select[int, Status]:
    return (
        select(Draft.item_id, Attempt.status)
        .join(AttemptItem, AttemptItem.id == Draft.item_id)
        .join(Attempt, Attempt.id == AttemptItem.attempt_id)
    )


def test_every_recorded_answer_can_still_be_told_about(earlier: Database) -> None:
    migrations.upgrade(earlier.writer)
    with earlier.read() as session:
        ended = session.scalars(select(Attempt.id).where(Attempt.status != Status.OPEN)).all()
        found = [(item, item.answer) for each in ended for item in reading.items(session, each) if item.answer]
        for item, answer in found:
            told = questions.feedback(item.resolved, answer)
            assert told.verdict
            assert (told.sign == questions.SIGNS["right"][0]) == questions.mark(item.resolved.key, answer).right
    assert found


def test_present_rules_reach_old_answers_only_by_a_regrade_that_is_shown_first(earlier: Database) -> None:
    """Opened as it is, the page of corrections tells what would change; only applying it changes a mark."""
    migrations.upgrade(earlier.writer)
    before = recorded(earlier)
    with earlier.read() as session:
        shown = {change.item_id: change for each in regrading.errata(session) for change in each.changes}
    assert shown
    assert recorded(earlier) == before

    regrading.apply(earlier, NOW)

    with earlier.read() as session:
        last = {item: fraction for item, _, fraction, *_ in recorded(earlier)["grade"]}
        assert all(abs(last[item] - change.after) < 1e-9 for item, change in shown.items())
        assert [str(each) for each in verification.differences(session)] == []
    appended = {*recorded(earlier)["grade"]} - {*before["grade"]}
    assert {*before["grade"]} <= {*recorded(earlier)["grade"]}, "grades are appended, never replaced"
    assert {item for item, *_ in appended} == set(shown)


def test_an_answer_to_a_question_that_asks_the_same_can_be_marked_again(earlier: Database) -> None:
    """Its variants are the same, though the record keeps their names in another order."""
    migrations.upgrade(earlier.writer)
    with earlier.read() as session:
        found = {each.question: each for each in regrading.errata(session)}
    assert found["adadelta-forgetting"].answers > 0
    assert found["adadelta-forgetting"].unlike == 0


def test_a_dump_holds_every_kind_of_record(earlier: Database) -> None:
    """So that the tests above cannot pass over nothing."""
    with earlier.engine.connect() as connection:

        def values(query: str) -> set[Any]:
            return set(connection.execute(text(query)).scalars())

        assert values("SELECT source FROM grade") == {"auto", "regrade", "override", "excuse"}
        assert values("SELECT status FROM attempt") == {"open", "submitted", "expired"}
        assert values("SELECT section_id IS NULL FROM attempt") == {True, False}
        drafts = "SELECT status FROM draft JOIN attempt_item i ON i.id = item_id JOIN attempt a ON a.id = attempt_id"
        assert values(drafts) == {"open", "submitted", "expired"}
        shown = connection.execute(
            select(AttemptItem.shown).join(Response, Response.item_id == AttemptItem.id)
        ).scalars()
        assert {each["kind"] for each in shown} >= KINDS
