"""Taking a quiz: draws a quiz's questions, reads and marks answers, and hands them to the records.

Drawing and marking run the core, so they happen outside the transactions that write: a writer never waits for them.
"""

import re
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from app.accounts import erasure, newcomers, people, rate_limits
from app.accounts.authentication import Caller
from app.accounts.people import Who
from app.accounts.rate_limits import Limit, TooManyError
from app.attempts import answering, effective_policy, finishing, progress, starting
from app.attempts.answering import KeptDraft, Receipt
from app.attempts.effective_policy import ALONE, EffectivePolicy
from app.attempts.marked_answers import MarkedAnswer
from app.attempts.progress import PRACTICE, History
from app.attempts.quiz_titles import quiz_title
from app.attempts.reading import (
    NO_ATTEMPT,
    AttemptState,
    Item,
    ItemNotFoundError,
    QuestionToMark,
    asked,
    attempt_state,
    item,
    items,
    late,
)
from app.clock import Clock
from app.database.sessions import Database
from app.errors import ConflictError, DomainError, UnauthenticatedError
from app.learning import spacing
from app.models import Attempt, Status
from quizzes import draw, questions
from quizzes.bank import Bank
from quizzes.questions import Form, Resolved

_KEY = re.compile(r"[0-9A-Za-z_-]{8,40}")
OF_ONE_QUIZ = Limit(20, timedelta(minutes=1))
"""Attempts that one learner starts at one quiz: more than anybody can take, and no bar to trying again."""
STARTS = Limit(60, timedelta(seconds=30))
"""Attempts that one learner starts at all quizzes together."""
NETWORK_STARTS = Limit(2000, timedelta(seconds=1))
"""Attempts that people of one network start outside of classes; beyond it each learner has a reserve."""
OFTEN = "You have begun very many attempts in a short time."
MEANWHILE = "Everything that you began and answered is kept, and each result can be looked at meanwhile."
_DRAFT_NUMBER = re.compile(r"[0-9]{1,9}", re.ASCII)


class NothingMissedError(ConflictError):
    """There is nothing to practise."""

    def __init__(self) -> None:
        super().__init__(
            "There is nothing to practise now: practice is made of the questions that you missed, when they are due."
        )


class SignedOutError(UnauthenticatedError):
    """Whoever asks is known by no cookie; said without a look whether there is such an attempt."""

    def __init__(self) -> None:
        super().__init__(NO_ATTEMPT)


class DraftRefusedError(DomainError):
    """What a page sent as a draft is none."""

    def __init__(self) -> None:
        super().__init__("This cannot be kept as a draft: it has no number, or is longer than any answer.")


class Begun(NamedTuple):
    """The attempt to go to, and the token for the cookie of a visitor who had none."""

    attempt: str
    token: str | None


class QuestionInAttempt(NamedTuple):
    """A question in its attempt."""

    attempt: AttemptState
    item: Item


class EndedAttempt(NamedTuple):
    """A whole attempt, every question with what was answered."""

    attempt: AttemptState
    items: tuple[Item, ...]


def begin(database: Database, caller: Caller, quiz: str, section: str, now: datetime) -> Begun:
    """Starts an attempt, or finds the one that is open."""
    if quiz == PRACTICE:
        return _practise(database, caller, now)
    who = caller.who
    quiz_title(database.bank, quiz)
    with database.read() as session:
        learner_id = who.id if who else None
        going = starting.open_attempt(session, learner_id, quiz, now) if who else None
        policy = effective_policy.chosen(effective_policy.policies(session, learner_id, quiz), section)
        past = progress.history(session, learner_id, quiz, now)
    if going and going.section_id == policy.section_id:
        return Begun(going.attempt, None)
    return _begin(database, caller, quiz, policy, lambda seed: _drawn(database.bank, quiz, seed, past), now)


def attempt(database: Database, token: str | None, public_id: str, now: datetime) -> QuestionInAttempt | EndedAttempt:
    """The attempt of whoever holds the token: at its next question, or whole once it has ended."""
    with database.read() as session:
        found = attempt_state(session, _id(session, token, now), public_id)
        if found.open(now) and found.next_slot:
            return QuestionInAttempt(found, item(session, found.id, found.next_slot))
        if not _has_run_out(found, now):
            return EndedAttempt(found, items(session, found.id))
    finishing.settle(database, now, learner_id=found.learner_id)
    return attempt(database, token, public_id, now)


def question(database: Database, token: str | None, public_id: str, slot: int, now: datetime) -> QuestionInAttempt:
    """A question that has been answered, or the next one; those after it are not to be seen yet."""
    with database.read() as session:
        found = attempt_state(session, _id(session, token, now), public_id)
        asked = QuestionInAttempt(found, item(session, found.id, slot))
    if _has_run_out(found, now):
        finishing.settle(database, now, learner_id=found.learner_id)
        return question(database, token, public_id, slot, now)
    if asked.item.answer is None and found.next_slot != slot:
        raise ItemNotFoundError
    return asked


def _has_run_out(found: AttemptState, now: datetime) -> bool:
    """Whether its time is over and nobody has written that down: what its pages had confirmed is not marked yet."""
    return found.status is Status.OPEN and late(found.deadline, now)


def give(
    database: Database, clock: Clock, token: str | None, public_id: str, slot: int, form: Form, key: str
) -> Receipt:
    """Marks the answer in a form and records it. Raises AnswerError where the form cannot be read."""
    with database.read_connection() as connection:
        found = asked(connection, people.seal(database.key, token or ""), public_id, slot, clock())
    if found.idempotency_key is not None:
        return Receipt.REPEATED if found.idempotency_key == key else Receipt.STALE
    if found.status is not Status.OPEN or late(found.deadline, clock()):
        return _too_late(database, found, clock())
    answer = questions.parse(found.shown, form)
    mark = questions.mark(found.key, answer)
    given = MarkedAnswer.of(answer, mark, found.key, key if _KEY.fullmatch(key) else secrets.token_hex(16))
    return database.write_grouped(
        lambda connection: answering.record(connection, found.learner_id, public_id, slot, given, clock())
    )


def keep_draft(
    database: Database, token: str | None, public_id: str, slot: int, form: Form, now: datetime
) -> KeptDraft:
    """Keeps what a page holds before it is handed in, if nothing newer is there. `draft` counts its changes."""
    number = form.get("draft", ("",))[0]
    if not _DRAFT_NUMBER.fullmatch(number) or sum(len(text) for texts in form.values() for text in texts) > 2000:
        raise DraftRefusedError
    fields = {name: list(texts) for name, texts in form.items() if name not in ("draft", "key")}
    with database.write() as session:
        learner_id = _owner(session, token, now)
        return answering.save_draft(session, learner_id, public_id, slot, int(number), fields, now)


def submit(database: Database, token: str | None, public_id: str, now: datetime) -> None:
    """Ends the attempt of whoever holds the token."""
    with database.write() as session:
        finishing.submit(session, _owner(session, token, now), public_id, now)


def _begin(
    database: Database,
    caller: Caller,
    quiz: str,
    policy: EffectivePolicy,
    drawn: Callable[[int], tuple[Resolved, ...]],
    now: datetime,
) -> Begun:
    seed = secrets.randbelow(2**31)
    resolved = drawn(seed)
    with database.write() as session:
        who, token = _taker(session, caller, quiz, policy, now)
        begun = Begun(starting.start(session, who.id, quiz, policy, resolved, seed, now), token)
        untidy = token is not None and erasure.is_tidying_due(session, now)
    if untidy:
        erasure.tidy(database, now)
    return begun


def _taker(
    session: Session, caller: Caller, quiz: str, policy: EffectivePolicy, now: datetime
) -> tuple[Who, str | None]:
    """Who is about to start. Their attempts are counted, for each takes room; in a class its policy bounds them too."""
    who, token = newcomers.known(session, caller, now)
    try:
        rate_limits.take(session, f"starts {who.id} {quiz}", OF_ONE_QUIZ, now)
        rate_limits.take(session, f"starts {who.id}", STARTS, now)
        if policy.section_id is None:
            shared = {f"starts {caller.network}": NETWORK_STARTS}
            rate_limits.take_fairly(session, shared, f"starts reserve {who.id}", now)
    except TooManyError as full:
        raise full.explained(OFTEN, MEANWHILE) from None
    return who, token


def _practise(database: Database, caller: Caller, now: datetime) -> Begun:
    """Starts a practice set of what comes back now, or finds the one that is open."""
    bank = database.bank
    with database.read() as session:
        ready = spacing.plan(session, caller.who.id, now).ready if caller.who else ()
    if not draw.practice("", ready, bank=bank):
        raise NothingMissedError
    return _begin(database, caller, PRACTICE, ALONE, lambda seed: draw.practice(str(seed), ready, bank=bank), now)


def _drawn(bank: Bank, quiz: str, seed: int, past: History) -> tuple[Resolved, ...]:
    return draw.draw(quiz, str(seed), missed=past.missed, seen=past.seen, bank=bank)


def _too_late(database: Database, found: QuestionToMark, now: datetime) -> Receipt:
    """Writes down that the time has run out, if that is what ended the attempt."""
    if found.status is not Status.OPEN:
        return Receipt.CLOSED
    with database.write() as session:
        finishing.expire(session, now, Attempt.learner_id == found.learner_id)
    return Receipt.LATE


def _owner(session: Session, token: str | None, now: datetime) -> int:
    learner_id = _id(session, token, now)
    if learner_id is None:
        raise SignedOutError
    return learner_id


def _id(session: Session, token: str | None, now: datetime) -> int | None:
    who = people.who(session, token, now)
    return who.id if who else None
