"""Attempts in terms of a session: the life of one from its start to its end, on both databases."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.accounts import erasure
from app.attempts import adoption, answering, effective_policy, finishing, marked_answers, reading, starting
from app.attempts.answering import DraftReceipt, Receipt
from app.attempts.effective_policy import ALONE, EffectivePolicy, NotAMemberError, SeveralSectionsError
from app.attempts.marked_answers import MarkedAnswer
from app.attempts.reading import AttemptNotFoundError, AttemptState, Item, ItemNotFoundError
from app.attempts.starting import NoAttemptsLeftError, NotOpenYetError, PastDueError
from app.database.sessions import Database
from app.grading import verification
from app.models import (
    Attempt,
    Course,
    Feedback,
    Grade,
    Learner,
    Membership,
    Policy,
    PolicyException,
    QuestionVersion,
    Response,
    Role,
    Section,
    Source,
    Status,
)
from quizzes import draw, questions
from tests.takers import NOW

QUIZ = "gradient-descent"
keys = (f"key-{number:08}" for number in itertools.count())


def learner(database: Database, **values: object) -> int:
    with database.write() as session:
        made = Learner(**{"created_at": NOW, "seen_at": NOW, **values})
        session.add(made)
        session.flush()
        return made.id


def start(
    database: Database, learner_id: int, policy: EffectivePolicy = ALONE, seed: str = "1", quiz: str = QUIZ
) -> str:
    with database.write() as session:
        return starting.start(session, learner_id, quiz, policy, draw.draw(quiz, seed), 1, NOW)


def given(item: Item, *, right: bool = True) -> MarkedAnswer:
    key = item.resolved.key
    answer = questions.model(key)
    mark = questions.mark(key, answer) if right else questions.Mark(0.0, False, ("uphill",))
    return MarkedAnswer.of(answer, mark, key, next(keys))


def look(database: Database, learner_id: int, public_id: str) -> AttemptState:
    with database.read() as session:
        return reading.attempt_state(session, learner_id, public_id)


def give(database: Database, learner_id: int, public_id: str, slot: int, *, right: bool = True) -> Receipt:
    with database.write() as session:
        found = reading.attempt_state(session, learner_id, public_id)
        what = given(reading.item(session, found.id, slot), right=right)
        return answering.record(session.connection(), learner_id, public_id, slot, what, NOW)


def test_starting_twice_gives_the_same_attempt(database: Database) -> None:
    who = learner(database)
    assert start(database, who) == start(database, who, seed="2")


def test_an_attempt_holds_what_was_drawn(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    with database.read() as session:
        found = reading.attempt_state(session, who, public_id)
        assert tuple(item.resolved for item in reading.items(session, found.id)) == draw.draw(QUIZ, "1")


def test_a_question_is_published_once_for_all_attempts(database: Database) -> None:
    for _ in range(3):
        start(database, learner(database))
    with database.read() as session:
        assert session.scalar(select(func.count(QuestionVersion.id))) == len(draw.draw(QUIZ, "1"))


def test_answers_add_up_and_the_last_one_submits(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    size = len(look(database, who, public_id).places)
    receipts = [give(database, who, public_id, slot, right=slot > 1) for slot in range(1, size + 1)]
    found = look(database, who, public_id)
    assert set(receipts) == {Receipt.SAVED}
    assert (found.status, found.points, found.out_of) == (Status.SUBMITTED, size - 1, size)


def test_the_same_key_again_is_a_repetition_and_another_key_is_stale(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    with database.write() as session:
        found = reading.attempt_state(session, who, public_id)
        first = given(reading.item(session, found.id, 1))
        second = given(reading.item(session, found.id, 1), right=False)
        connection = session.connection()
        receipts = [answering.record(connection, who, public_id, 1, each, NOW) for each in (first, first, second)]
    assert receipts == [Receipt.SAVED, Receipt.REPEATED, Receipt.STALE]
    assert look(database, who, public_id).points == 1


def test_a_question_that_is_not_next_takes_no_answer(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    for slot in (2, 99):
        with pytest.raises(ItemNotFoundError):
            give(database, who, public_id, slot)


def test_a_failure_between_answer_and_grade_leaves_neither(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    who = learner(database)
    public_id = start(database, who)
    with monkeypatch.context() as broken:
        broken.setattr(marked_answers, "Source", type("Nothing", (), {"AUTO": None}))
        with pytest.raises(IntegrityError):
            give(database, who, public_id, 1)
    with database.read() as session:
        assert session.scalar(select(func.count(Response.id))) == 0
    assert look(database, who, public_id).points == 0
    assert give(database, who, public_id, 1) is Receipt.SAVED


def test_after_the_deadline_answers_are_refused_and_the_attempt_expires_as_of_then(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who, EffectivePolicy(minutes=10))
    found = look(database, who, public_id)
    late = NOW + timedelta(minutes=10)
    with database.write() as session:
        what = given(reading.item(session, found.id, 1))
        assert (
            answering.record(session.connection(), who, public_id, 1, what, late + timedelta(hours=3)) is Receipt.LATE
        )
    found = look(database, who, public_id)
    assert (found.status, found.closed_at, found.answered) == (Status.EXPIRED, late, 0)


def test_an_attempt_whose_time_is_over_is_closed_before_anybody_writes_it_down(database: Database) -> None:
    who = learner(database)
    found = look(database, who, start(database, who, EffectivePolicy(minutes=10)))
    assert found.open(NOW)
    assert not found.open(NOW + timedelta(minutes=10))


def test_expiry_leaves_attempts_without_a_deadline_alone(database: Database) -> None:
    who, other = learner(database), learner(database)
    mine, theirs = start(database, who, EffectivePolicy(minutes=10)), start(database, other)
    with database.write() as session:
        finishing.expire(session, NOW + timedelta(days=400))
    assert look(database, who, mine).status is Status.EXPIRED
    assert look(database, other, theirs).status is Status.OPEN


def test_an_overdue_attempt_handed_to_an_account_ended_at_its_deadline(database: Database) -> None:
    visitor, account = learner(database), learner(database)
    ours, theirs = start(database, account, EffectivePolicy(minutes=10)), start(database, visitor)
    with database.write() as session:
        adoption.adopt(session, visitor, account, NOW + timedelta(hours=3))
    found = look(database, account, ours)
    assert (found.status, found.closed_at) == (Status.EXPIRED, NOW + timedelta(minutes=10))
    assert look(database, account, theirs).status is Status.OPEN


def test_an_overdue_attempt_of_somebody_who_leaves_ended_at_its_deadline(database: Database) -> None:
    who = learner(database)
    public_id = section(database, who)
    with database.read() as session:
        policy = effective_policy.chosen(effective_policy.policies(session, who, QUIZ), public_id)
    start(database, who, replace(policy, minutes=10))
    with database.write() as session:
        erasure.erase(session, who, NOW + timedelta(hours=3))
        found = session.scalars(select(Attempt)).one()
        assert (found.status, found.closed_at) == (Status.EXPIRED, NOW + timedelta(minutes=10))


def test_a_policy_opens_closes_and_counts(database: Database) -> None:
    who = learner(database)
    with pytest.raises(NotOpenYetError):
        start(database, who, EffectivePolicy(opens_at=NOW + timedelta(hours=1)))
    with pytest.raises(PastDueError):
        start(database, who, EffectivePolicy(due_at=NOW - timedelta(minutes=1)))
    for _ in range(2):
        public_id = start(database, who, EffectivePolicy(attempts=2))
        with database.write() as session:
            finishing.submit(session, who, public_id, NOW)
    with pytest.raises(NoAttemptsLeftError):
        start(database, who, EffectivePolicy(attempts=2))


def test_submitting_twice_changes_nothing(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    for later in range(2):
        with database.write() as session:
            finishing.submit(session, who, public_id, NOW + timedelta(hours=later))
    assert look(database, who, public_id).closed_at == NOW


def test_an_attempt_is_found_by_its_owner_alone(database: Database) -> None:
    who, other = learner(database), learner(database)
    public_id = start(database, who)
    for stranger in (other, None):
        with database.read() as session, pytest.raises(AttemptNotFoundError):
            reading.attempt_state(session, stranger, public_id)


def test_an_older_draft_never_replaces_a_newer_one(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    with database.write() as session:
        drafts = {number: {"number": [str(number)]} for number in (1, 2, 3)}
        kept = [answering.save_draft(session, who, public_id, 1, each, drafts[each], NOW) for each in (1, 3, 2, 3)]
        found = reading.attempt_state(session, who, public_id)
        item = reading.item(session, found.id, 1)
    kept_or_not = [DraftReceipt.KEPT, DraftReceipt.KEPT, DraftReceipt.OLDER, DraftReceipt.OLDER]
    assert [each.receipt for each in kept] == kept_or_not
    assert [each.number for each in kept] == [1, 3, 3, 3]
    assert (item.draft_number, item.draft) == (3, drafts[3])


def test_a_given_answer_ends_its_draft(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    with database.write() as session:
        answering.save_draft(session, who, public_id, 1, 1, {}, NOW)
    give(database, who, public_id, 1)
    with database.write() as session:
        assert answering.save_draft(session, who, public_id, 1, 9, {}, NOW).receipt is DraftReceipt.ANSWERED
        found = reading.attempt_state(session, who, public_id)
        assert reading.item(session, found.id, 1).draft is None


def test_the_last_grade_counts(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    give(database, who, public_id, 1, right=False)
    with database.write() as session:
        item_id = session.scalar(select(Grade.item_id))
        session.add(Grade(item_id=item_id, seq=2, fraction=1.0, source=Source.REGRADE, created_at=NOW))
    assert look(database, who, public_id).places[0].fraction == 1.0


def section(database: Database, *members: int, **policy: object) -> str:
    with database.write() as session:
        course = Course(title="Optimization", created_at=NOW)
        session.add(course)
        session.flush()
        made = Section(course_id=course.id, name="Monday", created_at=NOW)
        session.add(made)
        session.flush()
        for member in members:
            session.add(Membership(section_id=made.id, learner_id=member, role=Role.LEARNER, joined_at=NOW))
        if policy:
            session.add(Policy(section_id=made.id, quiz=QUIZ, **policy))
        return made.public_id


def test_somebody_in_no_section_studies_alone_without_limits(database: Database) -> None:
    with database.read() as session:
        assert effective_policy.policies(session, learner(database), QUIZ) == (ALONE,)


def test_a_member_takes_the_quiz_under_the_section_s_policy(database: Database) -> None:
    who = learner(database)
    due = NOW + timedelta(days=1)
    public_id = section(database, who, due_at=due, minutes=30, attempts=2, feedback=Feedback.AFTER_DUE)
    with database.read() as session:
        policy = effective_policy.chosen(effective_policy.policies(session, who, QUIZ), "")
    assert (policy.section, policy.minutes, policy.attempts, policy.told_after) == (public_id, 30, 2, due)
    assert policy.deadline(NOW) == NOW + timedelta(minutes=30)
    assert policy.deadline(due - timedelta(minutes=5)) == due + timedelta(minutes=1)
    found = look(database, who, start(database, who, policy))
    assert not found.tells(NOW)
    assert not found.tells(due)
    assert found.tells(due + timedelta(minutes=1))


def test_a_section_that_was_archived_since_the_page_was_loaded_starts_nothing(database: Database) -> None:
    who = learner(database)
    public_id = section(database, who)
    with database.read() as session:
        policy = effective_policy.chosen(effective_policy.policies(session, who, QUIZ), public_id)
    with database.write() as session:
        session.execute(update(Section).values(archived_at=NOW))
    with pytest.raises(NotAMemberError):
        start(database, who, policy)


def test_an_exception_gives_one_learner_more(database: Database) -> None:
    who, other = learner(database), learner(database)
    due = NOW + timedelta(days=1)
    section(database, who, other, due_at=due, minutes=30, attempts=2)
    with database.write() as session:
        session.add(
            PolicyException(
                section_id=session.scalar(select(Section.id)), learner_id=who, quiz=QUIZ,
                due_at=due + timedelta(days=7), extra_minutes=15, extra_attempts=1,
            )
        )  # fmt: skip
    with database.read() as session:
        (mine,), (theirs,) = (effective_policy.policies(session, each, QUIZ) for each in (who, other))
    assert (mine.due_at, mine.minutes, mine.attempts) == (due + timedelta(days=7), 45, 3)
    assert (theirs.due_at, theirs.minutes, theirs.attempts) == (due, 30, 2)


def test_a_member_of_two_sections_chooses_one(database: Database) -> None:
    who = learner(database)
    first, second = section(database, who), section(database, who)
    foreign = section(database)
    with database.read() as session:
        offered = effective_policy.policies(session, who, QUIZ)
    assert {each.section for each in offered} == {first, second}
    assert effective_policy.chosen(offered, second).section == second
    with pytest.raises(SeveralSectionsError):
        effective_policy.chosen(offered, "")
    with pytest.raises(NotAMemberError):
        effective_policy.chosen(offered, foreign)


def test_the_audit_finds_nothing_in_sound_records(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    for slot in range(1, 4):
        give(database, who, public_id, slot)
    with database.read() as session:
        assert list(verification.differences(session)) == []


def test_the_audit_finds_a_grade_that_does_not_follow_and_a_score_that_was_touched(database: Database) -> None:
    who = learner(database)
    public_id = start(database, who)
    give(database, who, public_id, 1, right=False)
    with database.write() as session:
        session.execute(update(Attempt).values(points=3.0))
    with database.read() as session:
        found = [(each.recorded, each.follows) for each in verification.differences(session)]
    assert found == [(0.0, 1.0), (3.0, 0.0)]
