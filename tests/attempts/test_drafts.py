"""What the server confirmed counts: a draft is marked at every ending, and never in the place of an answer."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.accounts import erasure
from app.attempts import adoption, answering, effective_policy, finishing, marked_answers, reading, starting
from app.attempts.answering import DraftReceipt, Receipt
from app.attempts.effective_policy import ALONE
from app.attempts.marked_answers import MarkedAnswer
from app.database.sessions import Database
from app.grading import verification
from app.models import Attempt, AttemptItem, Draft, Grade, Response, Source, Status
from quizzes import bank, questions
from quizzes.kind import AnswerError
from quizzes.questions import Form, Resolved, resolve
from tests.attempts.test_attempts import QUIZ, learner, section
from tests.takers import NOW, form, wrong_form

BY_KIND = {kind: [each for each in bank.load().questions if each.kind == kind] for kind in
           sorted({each.kind for each in bank.load().questions})}  # fmt: skip
SAVED = NOW + timedelta(minutes=3)
LATER = NOW + timedelta(minutes=20)


class Held(NamedTuple):
    """An attempt of three questions: the first answered, the second with a draft, the third untouched."""

    learner: int
    attempt: str
    resolved: Resolved


def _hold(database: Database, resolved: Resolved, draft: Form | None, in_section: bool) -> Held:
    who = learner(database)
    if in_section:
        section(database, who, minutes=15)
    others = [resolve(each, "1") for each in BY_KIND["single"] if each.id != resolved.question][:2]
    with database.write() as session:
        policy = effective_policy.policies(session, who, QUIZ)[0]
        drawn = [others[0], resolved, others[1]]
        attempt = starting.start(session, who, QUIZ, policy, drawn, 1, NOW)
        first = others[0].key
        model = questions.model(first)
        answer = MarkedAnswer.of(model, questions.mark(first, model), first, "key-first")
        answering.record(session.connection(), who, attempt, 1, answer, NOW)
        if draft is not None:
            kept = answering.save_draft(session, who, attempt, 2, 1, form(draft), SAVED)
            assert kept.receipt is DraftReceipt.KEPT
    return Held(who, attempt, resolved)


def _hand_in(database: Database, held: Held) -> None:
    with database.write() as session:
        finishing.submit(session, held.learner, held.attempt, SAVED)


def _run_out(database: Database, held: Held) -> None:
    _shorten(database, held)
    with database.write() as session:
        finishing.submit(session, held.learner, held.attempt, LATER)


def _answer_late(database: Database, held: Held) -> None:
    _shorten(database, held)
    model = questions.model(held.resolved.key)
    given_late = MarkedAnswer.of(model, questions.mark(held.resolved.key, model), held.resolved.key, "key-late")
    with database.write() as session:
        receipt = answering.record(session.connection(), held.learner, held.attempt, 2, given_late, LATER)
    assert receipt is Receipt.LATE


def _be_looked_at(database: Database, held: Held) -> None:
    _shorten(database, held)
    finishing.settle(database, LATER, learner_id=held.learner)


def _start_anew(database: Database, held: Held) -> None:
    """What `start` finds overdue, it closes first."""
    _shorten(database, held)
    with database.write() as session:
        policy = effective_policy.policies(session, held.learner, QUIZ)[0]
        starting.start(session, held.learner, QUIZ, policy, [held.resolved], 2, LATER)


def _be_archived(database: Database, held: Held) -> None:
    with database.write() as session:
        here = session.scalars(select(Attempt.section_id).where(Attempt.public_id == held.attempt)).one()
        finishing.end(session, SAVED, Attempt.section_id == here, Attempt.learner_id == held.learner)


def _be_adopted(database: Database, held: Held) -> None:
    """Both the visitor and the account have the quiz open: one of the two is handed in."""
    account = learner(database, email=f"{held.attempt[:12].lower()}@example.org")
    with database.write() as session:
        session.execute(update(Attempt).where(Attempt.public_id == held.attempt).values(section_id=None))
        starting.start(session, account, QUIZ, ALONE, [held.resolved], 2, LATER)
        adoption.adopt(session, held.learner, account, SAVED)


def _leave(database: Database, held: Held) -> None:
    with database.write() as session:
        erasure.erase(session, held.learner, SAVED)


def _join_and_start(database: Database, held: Held) -> None:
    section(database, held.learner)
    with database.write() as session:
        (policy,) = effective_policy.policies(session, held.learner, QUIZ)
        starting.start(session, held.learner, QUIZ, policy, [held.resolved], 2, SAVED)


def _shorten(database: Database, held: Held) -> None:
    with database.write() as session:
        deadline = NOW + timedelta(minutes=10)
        session.execute(update(Attempt).where(Attempt.public_id == held.attempt).values(deadline=deadline))


Ending = Callable[[Database, Held], None]
IN_SECTION: Sequence[Ending] = (_be_archived, _leave)
ANYWHERE: Sequence[Ending] = (_hand_in, _run_out, _answer_late, _be_looked_at, _start_anew)
ALONE_ONLY: Sequence[Ending] = (_be_adopted, _join_and_start)
ENDINGS = [*((each, True) for each in (*IN_SECTION, *ANYWHERE)), *((each, False) for each in (*ANYWHERE, *ALONE_ONLY))]


def right(resolved: Resolved) -> Form:
    return questions.format_answer(resolved.shown, questions.model(resolved.key))


def unreadable(resolved: Resolved) -> Form:
    """Typed, and no answer: half a form, words where a number belongs, an option that is not there."""
    fields = right(resolved)
    if "choice" in fields:
        return {"choice": ["nothing-of-the-kind"]}
    if resolved.kind == "order":
        return {name: ["1"] for name in fields}
    return {name: ["a third of it"] for name in fields}


def untouched(resolved: Resolved) -> Form:
    return marked_answers.first_values(resolved.shown)


CONTENTS: Sequence[Callable[[Resolved], Form | None]] = (right, wrong_form, unreadable, untouched, lambda _: None)


@st.composite
def drawn(draw: st.DrawFn) -> Resolved:
    kind = draw(st.sampled_from(sorted(BY_KIND)))
    return resolve(draw(st.sampled_from(BY_KIND[kind])), str(draw(st.integers(0, 5))))


@settings(max_examples=60)
@given(resolved=drawn(), content=st.sampled_from(CONTENTS), ending=st.sampled_from(ENDINGS))
def test_at_every_ending_the_draft_counts_as_what_it_is(
    database: Database,
    resolved: Resolved,
    content: Callable[[Resolved], Form | None],
    ending: tuple[Ending, bool],
) -> None:
    end, in_section = ending
    draft = content(resolved)
    held = _hold(database, resolved, draft, in_section)
    end(database, held)
    expected = _expected(resolved, draft)
    with database.read() as session:
        attempt = session.scalars(select(Attempt).where(Attempt.public_id == held.attempt)).one()
        first, second, third = reading.items(session, attempt.id)
        typed = session.scalars(select(Draft.value).join(AttemptItem).where(AttemptItem.attempt_id == attempt.id)).all()
        wrong = [str(each) for each in verification.differences(session)]
    assert attempt.status is not Status.OPEN
    assert (first.idempotency_key, first.fraction, third.answer) == ("key-first", 1.0, None)
    assert second.answer == expected
    assert second.fraction == (questions.mark(resolved.key, expected).fraction if expected else None)
    assert attempt.points == pytest.approx(1.0 + (second.fraction or 0.0))
    assert second.given_at == (SAVED if expected else None)
    is_kept = content is unreadable and end is not _leave
    assert typed == ([form(draft)] if is_kept and draft else [])
    assert wrong == []


def _expected(resolved: Resolved, draft: Form | None) -> questions.Answer | None:
    if draft is None or form(draft) == form(untouched(resolved)):
        return None
    try:
        return questions.parse(resolved.shown, draft)
    except AnswerError:
        return None


def test_a_draft_never_takes_the_place_of_an_answer(database: Database) -> None:
    """Whatever its number and whenever it comes."""
    resolved = resolve(BY_KIND["numeric"][0], "1")
    held = _hold(database, resolved, wrong_form(resolved), in_section=False)
    model = questions.model(resolved.key)
    answer = MarkedAnswer.of(model, questions.mark(resolved.key, model), resolved.key, "key-second")
    with database.write() as session:
        answering.record(session.connection(), held.learner, held.attempt, 2, answer, LATER)
        late = answering.save_draft(session, held.learner, held.attempt, 2, 99, form(wrong_form(resolved)), LATER)
        assert late == (DraftReceipt.ANSWERED, 0)
        item = session.scalars(select(AttemptItem.id).join(Response).where(Response.idempotency_key == "key-second"))
        session.add(Draft(item_id=item.one(), number=99, value=form(wrong_form(resolved)), saved_at=LATER))
    _hand_in(database, held)
    with database.read() as session:
        found = reading.attempt_state(session, held.learner, held.attempt)
        assert reading.item(session, found.id, 2).answer == model
        assert found.points == 2.0


def test_a_draft_of_a_question_marked_by_hand_leaves_that_mark(database: Database) -> None:
    resolved = resolve(BY_KIND["numeric"][0], "1")
    held = _hold(database, resolved, right(resolved), in_section=True)
    with database.write() as session:
        found = reading.attempt_state(session, held.learner, held.attempt)
        item = session.scalars(select(AttemptItem.id).where(AttemptItem.attempt_id == found.id, AttemptItem.slot == 2))
        who = {"actor_id": held.learner, "reason": "Ill.", "created_at": SAVED}
        session.add(Grade(item_id=item.one(), seq=1, fraction=None, source=Source.EXCUSE, **who))
    _hand_in(database, held)
    with database.read() as session:
        found = reading.attempt_state(session, held.learner, held.attempt)
        assert reading.item(session, found.id, 2).source is Source.EXCUSE
        assert session.query(Grade).count() == 2


@pytest.mark.parametrize("kind", sorted(BY_KIND))
def test_a_form_as_it_came_is_no_draft_and_a_changed_one_is(kind: str) -> None:
    for question in BY_KIND[kind]:
        resolved = resolve(question, "1")
        assert marked_answers.is_untouched(resolved.shown, untouched(resolved))
        assert marked_answers.is_untouched(resolved.shown, {**untouched(resolved), "number": [" "], "x": [""]})
        assert not marked_answers.is_untouched(resolved.shown, unreadable(resolved))


def test_attempts_beyond_a_portion_are_all_settled(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finishing, "PORTION", 2)
    resolved = resolve(BY_KIND["numeric"][0], "1")
    all_held = [_hold(database, resolved, right(resolved), in_section=False) for _ in range(5)]
    for held in all_held:
        _shorten(database, held)
    finishing.settle(database, LATER)
    with database.read() as session:
        assert [(each.status, each.points) for each in session.query(Attempt)] == [(Status.EXPIRED, 2.0)] * 5
