"""Feedback is the policy's, now: a mark is told where the policy as it is allows it, and nowhere else."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from app.accounts import export
from app.attempts import due_dates, effective_policy, feedback, progress, reading, starting
from app.attempts.answering import Receipt
from app.clock import end_of
from app.database.sessions import Database
from app.models import Attempt, Feedback, Learner, Policy, PolicyException, Section, Status
from quizzes import draw
from tests.attempts.test_attempts import QUIZ, give, learner, section
from tests.classes.test_policies import policy, wall
from tests.takers import NOW, Taker
from tests.teachers import NewTaker, Teacher, enrol

MINUTES = st.integers(-3, 3).map(lambda count: timedelta(minutes=count))
SECONDS = st.sampled_from([timedelta(0), timedelta(seconds=1), timedelta(seconds=59, microseconds=999_999)])
MOMENTS = st.builds(lambda minutes, seconds: NOW + minutes + seconds, MINUTES, SECONDS)


class Case(NamedTuple):
    """A policy as it may become, and an attempt as it may stand."""

    feedback: Feedback
    due_at: datetime
    own_due: datetime | None
    released: bool
    examination: bool
    ended: bool
    now: datetime

    @property
    def told(self) -> bool:
        """What assessment.md says, in other words than the code's."""
        due = self.own_due or self.due_at
        passed = (self.now - due.replace(second=0, microsecond=0)) >= timedelta(minutes=1)
        allowed = self.feedback is Feedback.NOW or self.released or passed
        return allowed and not (self.examination and not self.ended)


CASES = st.builds(
    Case,
    st.sampled_from(Feedback),
    MOMENTS,
    st.none() | MOMENTS,
    st.booleans(),
    st.booleans(),
    st.booleans(),
    MOMENTS,
)


@settings(max_examples=40)
@given(case=CASES)
def test_everything_that_tells_asks_the_policy_as_it_is(database: Database, case: Case) -> None:
    """One attempt, wrongly answered; the policy, the exception, the way of sitting, the end and the moment vary."""
    who, attempt = _attempt(database)
    _become(database, who, case)
    with database.read() as session:
        mine = feedback.joined(select(feedback.told(case.now))).where(Attempt.learner_id == who)
        told = session.scalars(mine).one()
        found = reading.attempt_state(session, who, attempt)
        past = progress.progress(session, who, case.now)
        held = effective_policy.held_back(session, who, [QUIZ], case.now)
        (duty,) = due_dates.duties(session, who, QUIZ, "", effective_policy.policies(session, who, QUIZ), case.now)
        (kept,) = export.export(session, who, case.now).attempts
    assert bool(told) is case.told
    assert found.tells(case.now) is case.told
    assert (past.results[0].points is not None) is case.told
    assert (kept.points is not None) is case.told
    assert any(item.marks for item in kept.items) is case.told
    practised = case.told and not held
    assert bool(past.missed) is practised
    if case.ended:
        assert duty.held is not case.told


def _attempt(database: Database) -> tuple[int, str]:
    who = learner(database)
    section(database, who, due_at=NOW + timedelta(days=1))
    with database.write() as session:
        policy = effective_policy.chosen(effective_policy.policies(session, who, QUIZ), "")
        attempt = starting.start(session, who, QUIZ, policy, draw.draw(QUIZ, "1"), 1, NOW - timedelta(hours=1))
    assert give(database, who, attempt, 1, right=False) is Receipt.SAVED
    return who, attempt


def _become(database: Database, who: int, case: Case) -> None:
    with database.write() as session:
        here = session.scalars(select(Attempt.section_id).where(Attempt.learner_id == who)).one()
        rules = {"feedback": case.feedback, "due_at": case.due_at, "released_at": NOW if case.released else None}
        session.execute(update(Policy).where(Policy.section_id == here).values(**rules))
        if case.own_due:
            session.add(PolicyException(section_id=here, learner_id=who, quiz=QUIZ, due_at=case.own_due))
        ended = {"status": Status.SUBMITTED, "closed_at": NOW} if case.ended else {"deadline": None}
        mine = update(Attempt).where(Attempt.learner_id == who)
        session.execute(mine.values(examination=case.examination, **ended))


@settings(max_examples=60)
@given(due=MOMENTS, now=MOMENTS)
def test_a_due_time_holds_to_the_end_of_the_minute_that_it_names(due: datetime, now: datetime) -> None:
    policy = effective_policy.EffectivePolicy(due_at=due, opens_at=due)
    named = due.replace(second=0, microsecond=0)
    assert policy.over(now) is (now >= named + timedelta(minutes=1))
    assert policy.early(now) is (now < named)
    assert policy.deadline(now) == end_of(due) == named + timedelta(minutes=1)
    assert f"{named:%H:%M} (UTC)" in effective_policy.end_in_words(end_of(due), "UTC")


@pytest.fixture
def member(teacher: Teacher, new_taker: NewTaker) -> Taker:
    member = new_taker()
    member.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return member


def ago(**span: float) -> str:
    return wall(datetime.now(UTC) - timedelta(**span))


def pages(taker: Taker, attempt: str) -> dict[str, str]:
    """Everywhere that a mark could be told."""
    paths = (f"/attempts/{attempt}", f"/attempts/{attempt}/items/1", "/me", "/quizzes", f"/quizzes/{QUIZ}")
    found = {path: taker.get(path) for path in (*paths, "/quizzes/practice", "/me/export.json")}
    assert {page.status for page in found.values()} == {200}
    return {path: page.text for path, page in found.items()}


TELLING = ("★", "✕", "quiz-score", "Not right", "50&nbsp;%", "2 questions that you missed", '"fraction": ')


def is_silent(found: dict[str, str]) -> bool:
    return not [(path, sign) for path, text in found.items() for sign in TELLING if sign in text]


def test_a_due_time_put_off_hides_the_keys_again_everywhere(teacher: Teacher, member: Taker) -> None:
    """The leak of issue 8: who handed in early saw the keys at the due time that no longer held."""
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    attempt = member.start(QUIZ)
    member.finish(attempt, right=2)
    assert is_silent(pages(member, attempt))
    policy(teacher, 1, due_at=ago(minutes=5), feedback="after_due")
    told = pages(member, attempt)
    assert all(any(sign in told[path] for sign in TELLING) for path in told if path != f"/quizzes/{QUIZ}")
    policy(teacher, 2, due_at=ago(days=-2), feedback="after_due")
    assert is_silent(pages(member, attempt))


def test_release_now_shows_them_and_can_be_taken_back(teacher: Teacher, member: Taker) -> None:
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    attempt = member.start(QUIZ)
    member.finish(attempt, right=2)
    form = f"{teacher.home}/policies/{QUIZ}"
    assert "Release now" in teacher.get(form).text
    assert teacher.post(f"{form}/release").status == 303
    assert "2/4" in member.get(f"/attempts/{attempt}").text
    assert "released" in teacher.get(f"{teacher.home}/policies").text
    assert teacher.post(f"{form}/release", {"back": "1"}).status == 303
    assert is_silent(pages(member, attempt))


def test_a_release_is_taken_back_by_a_later_due_time_and_by_that_alone(teacher: Teacher, member: Taker) -> None:
    policy(teacher, 0, due_at="2090-01-01T10:00", feedback="after_due")
    attempt = member.start(QUIZ)
    member.finish(attempt, right=2)
    teacher.post(f"{teacher.home}/policies/{QUIZ}/release")
    policy(teacher, 2, due_at="2090-01-01T09:00", feedback="after_due")
    assert not is_silent(pages(member, attempt))
    policy(teacher, 3, due_at="2090-01-01T09:01", feedback="after_due")
    assert is_silent(pages(member, attempt))


def test_at_once_shows_what_was_held_back(teacher: Teacher, member: Taker) -> None:
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    attempt = member.start(QUIZ)
    member.finish(attempt, right=2)
    policy(teacher, 1, due_at=ago(days=-1), feedback="now")
    assert "2/4" in member.get(f"/attempts/{attempt}").text


def test_in_an_examination_nothing_is_told_before_it_is_handed_in(teacher: Teacher, member: Taker) -> None:
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    attempt = member.start(QUIZ)
    member.answer(attempt, 1)
    for change in ("now", "released"):
        if change == "now":
            policy(teacher, 1, due_at=ago(days=-1), feedback="now")
        else:
            policy(teacher, 2, due_at=ago(days=-1), feedback="after_due")
            teacher.post(f"{teacher.home}/policies/{QUIZ}/release")
        page = member.get(f"/attempts/{attempt}/items/1").text
        assert "Saved" in page
        assert "once you have handed in" in page
        assert "★" not in page
    member.post(f"/attempts/{attempt}/submission")
    assert "1/4" in member.get(f"/attempts/{attempt}").text


def test_only_an_instructor_releases_and_only_what_is_held_back(teacher: Teacher, member: Taker) -> None:
    address = f"{teacher.home}/policies/{QUIZ}/release"
    assert teacher.post(address).status == 409
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    assert member.post(address).status == 404
    with teacher.database.read() as session:
        assert session.scalars(select(Policy.released_at)).one() is None
    with teacher.database.write() as session:
        session.execute(update(Section).values(archived_at=NOW))
    assert teacher.post(address).status == 409


PERSONAL = re.compile(r"/(me|quizzes|practice|attempts)\b")


def seen_by(member: Taker, attempt: str) -> dict[str, str]:
    """Every page of their own that somebody comes to by links, own answers, names and moments left out."""
    found: dict[str, str] = {}
    to_see = ["/me", "/quizzes", f"/attempts/{attempt}"]
    while to_see:
        path = to_see.pop()
        text = member.get(path).text.replace(attempt, "their-attempt")
        found[path.replace(attempt, "their-attempt")] = re.sub(
            r"(ada|eva)@example.org|<time [^>]*>[^<]*|[\da-f]{32}", "", text
        )
        links = (unescape(link) for link in re.findall(r'href="(/[^"#]*)', text.replace("their-attempt", attempt)))
        ours = (link for link in links if PERSONAL.match(link) and not link.endswith(".json"))
        to_see += [link for link in ours if link.replace(attempt, "their-attempt") not in found]
    return found


def test_what_is_held_back_changes_nothing_on_any_page(
    teacher: Teacher, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two learners are asked the same; one is right everywhere, the other nowhere: their pages are alike."""
    monkeypatch.setattr("app.taking.quiz_taking.secrets.randbelow", lambda _: 7)
    policy(teacher, 0, due_at=ago(days=-1), feedback="after_due")
    them = [_examined(teacher, new_taker(), name, right) for name, right in (("ada", 4), ("eva", 0))]
    for put_away in (_leave, _archive, _remove):
        put_away(teacher)
        one, other = (seen_by(*each) for each in them)
        assert len(one) > 10
        assert {path: _parts(path, one, other) for path in one.keys() | other.keys()} == dict.fromkeys(one)


def _examined(teacher: Teacher, member: Taker, name: str, right: int) -> tuple[Taker, str]:
    member.sign_up(f"{name}@example.org", "Somebody")
    enrol(teacher.database, teacher.section, f"{name}@example.org")
    attempt = member.start(QUIZ)
    member.finish(attempt, right=right)
    return member, attempt


def _parts(path: str, one: dict[str, str], other: dict[str, str]) -> tuple[str, ...] | None:
    """The lines in which two pages differ."""
    lines = zip(one.get(path, "").split("\n"), other.get(path, "").split("\n"), strict=False)
    return tuple(f"{here} | {there}" for here, there in lines if here != there) or None


def _leave(_: Teacher) -> None:
    """Everybody is in the class."""


def _archive(teacher: Teacher) -> None:
    assert teacher.post(f"{teacher.home}/archive").status == 303


def _remove(teacher: Teacher) -> None:
    """The section is there again, and all that learn in it are removed from it."""
    assert teacher.post(f"{teacher.home}/restoration").status == 303
    with teacher.database.read() as session:
        asked = select(Learner.public_id).join(Attempt, Attempt.learner_id == Learner.id)
        learners = session.scalars(asked).all()
    for each in learners:
        assert teacher.post(f"{teacher.home}/roster/{each}/removal").status == 303
