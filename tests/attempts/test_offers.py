"""What is offered is what is taken: a start under every policy and at every moment, and the time that it has."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.attempts import due_dates, effective_policy, finishing, starting
from app.attempts.effective_policy import EffectivePolicy
from app.clock import end_of
from app.database.sessions import Database
from app.errors import ConflictError
from app.models import Attempt, Status
from quizzes import draw
from tests.attempts.test_attempts import QUIZ, learner, section
from tests.takers import NOW

NEAR = st.integers(-3, 3).map(lambda minutes: NOW + timedelta(minutes=minutes))
SECOND = st.sampled_from([0, 1, 59]).map(lambda seconds: timedelta(seconds=seconds))


@settings(max_examples=25)
@given(
    opens=st.none() | NEAR,
    length=st.none() | st.integers(1, 4),
    allowed=st.none() | st.integers(1, 3),
    used=st.integers(0, 3),
    is_going=st.booleans(),
    second=SECOND,
)
def test_a_start_is_offered_exactly_where_one_is_taken(
    database: Database,
    opens: datetime | None,
    length: int | None,
    allowed: int | None,
    used: int,
    is_going: bool,
    second: timedelta,
) -> None:
    now, who = NOW + second, learner(database)
    due = None if length is None else (opens or NOW - timedelta(minutes=2)) + timedelta(minutes=length)
    section(database, who, opens_at=opens, due_at=due, attempts=allowed)
    with database.write() as session:
        (policy,) = effective_policy.policies(session, who, QUIZ)
        free = EffectivePolicy(policy.section_id)
        for number in range(used):
            made = starting.start(session, who, QUIZ, free, draw.draw(QUIZ, str(number)), number, NOW)
            if number < used - 1 or not is_going:
                finishing.submit(session, who, made, NOW)
        (duty,) = due_dates.duties(session, who, QUIZ, "", [policy], now)
        before = set(session.scalars(select(Attempt.public_id).where(Attempt.learner_id == who)))
    try:
        with database.write() as session:
            started = starting.start(session, who, QUIZ, policy, draw.draw(QUIZ, "9"), 9, now)
    except ConflictError:
        started = ""
    assert duty.can_start(now) is (started not in {"", *before})
    assert (duty.going is not None) is (started in before)
    assert duty.left == (None if allowed is None else max(0, allowed - used))
    with database.read() as session:
        open_ones = select(Attempt).where(Attempt.learner_id == who, Attempt.status == Status.OPEN)
        assert len(session.scalars(open_ones).all()) == bool(started)


@given(
    due=NEAR | st.none(),
    own=NEAR | st.none(),
    minutes=st.none() | st.integers(1, 5),
    extra=st.integers(0, 4),
    second=SECOND,
)
def test_the_end_that_is_said_is_the_end_that_holds(
    due: datetime | None, own: datetime | None, minutes: int | None, extra: int, second: timedelta
) -> None:
    """Minutes are cut exactly where the due time comes first, and what is left of them is said."""
    whole = None if minutes is None else minutes + extra
    policy = EffectivePolicy(
        1, due_at=own or due, minutes=whole, class_due_at=due, extra_minutes=extra if minutes else 0
    )
    start = NOW + second
    ends = [
        each for each in (policy.due_at and end_of(policy.due_at), whole and start + timedelta(minutes=whole)) if each
    ]
    assert policy.deadline(start) == (min(ends) if ends else None)
    cut = policy.cut(start)
    is_cut = bool(whole and policy.due_at and end_of(policy.due_at) < start + timedelta(minutes=whole))
    assert (cut is not None) is is_cut
    if cut is not None and policy.due_at:
        assert cut == max(timedelta(0), end_of(policy.due_at) - start)
        assert cut < timedelta(minutes=whole or 0)
