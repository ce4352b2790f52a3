"""Starting an attempt: whether one may begin now, with which questions, and the one to go on with instead.

Every race is decided by the database.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.attempts import effective_policy, finishing
from app.attempts.effective_policy import EffectivePolicy, NotAMemberError
from app.attempts.reading import late
from app.database.sessions import bank_of
from app.errors import ConflictError
from app.models import Attempt, AttemptItem, Feedback, Learner, QuestionVersion, Status
from quizzes.plain import to_plain
from quizzes.questions import Resolved


class NotOpenYetError(ConflictError):
    """The section opens this quiz later."""


class PastDueError(ConflictError):
    """The quiz was due before now."""


class NoAttemptsLeftError(ConflictError):
    """The policy's attempts are used up."""


class UnderWayElsewhereError(ConflictError):
    """The same quiz is under way in another section."""

    def __init__(self, section: str) -> None:
        super().__init__(f"This quiz is under way in {section}. Hand that attempt in first.")


class Going(NamedTuple):
    """An attempt to go on with. section_id: None where it was begun alone."""

    attempt: str
    section_id: int | None


def open_attempt(session: Session, learner_id: int | None, quiz: str, now: datetime) -> Going | None:
    """The attempt to go on with."""
    row = session.execute(
        select(Attempt.public_id, Attempt.section_id, Attempt.deadline).where(
            Attempt.learner_id == learner_id, Attempt.quiz == quiz, Attempt.status == Status.OPEN
        )
    ).one_or_none()
    return Going(row.public_id, row.section_id) if row and not late(row.deadline, now) else None


def start(
    session: Session,
    learner_id: int,
    quiz: str,
    policy: EffectivePolicy,
    questions: Sequence[Resolved],
    seed: int,
    now: datetime,
) -> str:
    """The public id of the open attempt: a new one with the questions drawn, or the one that is open there already.

    One that was begun alone is handed in, for a member takes the quiz in the section. Raises UnderWayElsewhereError,
    NotOpenYetError, PastDueError or NoAttemptsLeftError where there can be no new one.
    """
    finishing.expire(session, now, Attempt.learner_id == learner_id)
    going = open_attempt(session, learner_id, quiz, now)
    if going and going.section_id == policy.section_id:
        return going.attempt
    here = policy.section_id
    if here is not None and effective_policy.name_for_member(session, here, learner_id) is None:
        raise NotAMemberError  # it was archived, or they were removed, after the page was loaded
    number = _allowed_number(session, learner_id, quiz, policy, now)
    if going:
        _set_aside(session, learner_id, going, now)
    versions = _versions(session, questions, now)
    try:
        with session.begin_nested():
            attempt = _opened(session, learner_id, quiz, policy, number, seed, len(questions), now)
    except IntegrityError:  # a parallel start came first; its attempt is the one
        going = open_attempt(session, learner_id, quiz, now)
        if going is None:
            raise
        return going.attempt
    session.execute(insert(AttemptItem), _items(attempt.id, questions, versions))
    session.execute(update(Learner).where(Learner.id == learner_id).values(seen_at=now))
    return attempt.public_id


def _items(attempt_id: int, questions: Sequence[Resolved], versions: Mapping[str, int]) -> list[dict[str, Any]]:
    """The rows of an attempt's questions as they were drawn."""
    return [
        {
            "attempt_id": attempt_id,
            "slot": slot,
            "question_version_id": versions[each.question],
            "lesson": each.lesson,
            "objective": each.objective,
            "seed": each.seed,
            "shown": to_plain(each.shown),
            "key": to_plain(each.key),
        }
        for slot, each in enumerate(questions, 1)
    ]


def last_number(session: Session, learner_id: int, quiz: str, section_id: int | None) -> int:
    """How many times somebody has begun the quiz there."""
    last = session.scalar(
        select(func.max(Attempt.number)).where(
            Attempt.learner_id == learner_id, Attempt.quiz == quiz, Attempt.section_id.is_not_distinct_from(section_id)
        )
    )
    return last or 0


def _set_aside(session: Session, learner_id: int, going: Going, now: datetime) -> None:
    """Ends the attempt that stands in the way of one elsewhere, unless it is another section's that is still theirs."""
    here = going.section_id
    section = None if here is None else effective_policy.name_for_member(session, here, learner_id)
    if section is not None:
        raise UnderWayElsewhereError(section)
    finishing.end(session, now, Attempt.public_id == going.attempt)


def _allowed_number(session: Session, learner_id: int, quiz: str, policy: EffectivePolicy, now: datetime) -> int:
    if policy.opens_at and policy.early(now):
        raise NotOpenYetError(f"This quiz opens {policy.told(policy.opens_at)}.")
    if policy.due_at and policy.over(now):
        raise PastDueError(f"This quiz was due {policy.told(policy.due_at)}.")
    number = last_number(session, learner_id, quiz, policy.section_id) + 1
    if policy.attempts is not None and number > policy.attempts:
        raise NoAttemptsLeftError(f"All {policy.attempts} attempts at this quiz are used.")
    return number


def _opened(
    session: Session,
    learner_id: int,
    quiz: str,
    policy: EffectivePolicy,
    number: int,
    seed: int,
    size: int,
    now: datetime,
) -> Attempt:
    attempt = Attempt(
        quiz=quiz,
        learner_id=learner_id,
        section_id=policy.section_id,
        number=number,
        status=Status.OPEN,
        seed=seed,
        opened_at=now,
        deadline=policy.deadline(now),
        examination=policy.feedback is Feedback.AFTER_DUE,
        points=0.0,
        out_of=size,
    )
    session.add(attempt)
    session.flush()
    return attempt


def _versions(session: Session, questions: Sequence[Resolved], now: datetime) -> Mapping[str, int]:
    """The id of each question's version, recorded when it is drawn for the first time."""
    wanted = {each.question: bytes.fromhex(each.version) for each in questions}
    known = session.execute(
        select(QuestionVersion.question, QuestionVersion.sha256, QuestionVersion.id, QuestionVersion.number).where(
            QuestionVersion.question.in_(wanted)
        )
    ).all()
    ids = {row.question: row.id for row in known if row.sha256 == wanted[row.question]}
    for missing in sorted(wanted.keys() - ids.keys()):
        last = max((row.number for row in known if row.question == missing), default=0)
        ids[missing] = _publish(session, missing, wanted[missing], last + 1, now)
    return ids


def _publish(session: Session, question: str, sha256: bytes, number: int, now: datetime) -> int:
    body = json.loads(bank_of(session).question(question).source)
    version = QuestionVersion(question=question, number=number, sha256=sha256, body=body, created_at=now)
    try:
        with session.begin_nested():
            session.add(version)
    except IntegrityError:  # a parallel start published it first
        return session.execute(
            select(QuestionVersion.id).where(QuestionVersion.question == question, QuestionVersion.sha256 == sha256)
        ).scalar_one()
    return version.id
