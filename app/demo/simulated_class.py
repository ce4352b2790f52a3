"""The demo class: a section of simulated learners whose attempts went through the real engine into the real records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete, delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts.people import NOBODYS
from app.attempts import answering, effective_policy, finishing, progress, reading, starting
from app.attempts.marked_answers import MarkedAnswer
from app.classes import enrolment
from app.database.dependents import dependents
from app.database.sessions import Database, bank_of
from app.demo import simulated_reading
from app.demo.simulated_learners import Simulated, normal
from app.errors import ConflictError
from app.lessons import catalogue
from app.models import (
    Attempt,
    Counting,
    Course,
    Feedback,
    Invitation,
    Learner,
    Membership,
    Policy,
    Role,
    Section,
)
from quizzes import bank, draw, questions
from quizzes.dice import Dice
from quizzes.questions import Answer, Resolved

COURSE, NAME = "Optimizers (demo)", "Demo class"
AT_ONCE = 3
"""Learners whose records one transaction deletes."""
LEARNERS, SEED = 40, "1"
GIVEN = (
    "Amina", "Bao", "Carla", "Dmitri", "Elif", "Farid", "Grace", "Hana", "Ivo", "Jonas", "Keiko", "Lucía", "Mateo",
    "Nour", "Oksana", "Priya", "Quentin", "Rosa", "Samir", "Tomás",
)  # fmt: skip
FAMILY = ("Adler", "Brook", "Castillo", "Dahl", "Eze", "Fischer", "Gupta", "Haddad", "Ito", "Jansen", "Kaya")
WEEK = timedelta(days=7)
MINUTES = 30


class DemoThereError(ConflictError):
    """There is a demo class already."""

    def __init__(self) -> None:
        super().__init__("There is a demo class already: `course demo --remove` removes it.")


class StrangersError(ConflictError):
    """People have taken quizzes in the demo class; their records are not for a program to delete."""

    def __init__(self, people: int) -> None:
        super().__init__(f"{people} learners who are not simulated have attempts in the demo class, so it stays.")


@dataclass(frozen=True)
class Enrolled:
    """A simulated learner and their row."""

    id: int
    who: Simulated


def make(database: Database, now: datetime, learners: int = LEARNERS, seed: str = SEED) -> str:
    """The public id of a new demo class, taught by every instructor of the site; DemoThereError if there is one."""
    with database.write() as session:
        if _sections(session):
            raise DemoThereError
        section = _section(session, now)
        _teach(session, section.id, now)
    for number in range(learners):
        with database.write() as session:
            enrolled = _enrol(session, section.id, number, seed, now)
        _study(database, enrolled, section.id, now)
    with database.write() as session:
        finishing.expire(session, now)
    return section.public_id


def welcome(database: Database, now: datetime) -> int:
    """Lets the instructors who came after the demo class teach it too; how many there were."""
    with database.write() as session:
        return sum(_teach(session, section_id, now) for section_id in _sections(session))


def leave(session: Session, learner_id: int, now: datetime) -> None:
    """Somebody who is no instructor of the site any more does not teach the demo class either."""
    theirs = (Membership.learner_id == learner_id, Membership.section_id.in_(_sections(session)))
    session.execute(update(Membership).where(*theirs, Membership.left_at.is_(None)).values(left_at=now))


def remove(database: Database, now: datetime) -> int:
    """Deletes the demo class with everything in it; how many simulated learners went. StrangersError if not all are."""
    with database.write() as session:
        demos = _sections(session)
        simulated = session.scalars(select(Learner.id).where(Learner.simulated)).all()
        _refuse_strangers(session, demos, simulated)
    for start in range(0, len(simulated), AT_ONCE):
        with database.write() as session:
            _delete_records(session, simulated[start : start + AT_ONCE], now)
    with database.write() as session:
        _delete_sections(session, demos, simulated)
    return len(simulated)


def _sections(session: Session) -> list[int]:
    return list(session.scalars(select(Section.id).where(Section.demo)))


def _section(session: Session, now: datetime) -> Section:
    course = Course(title=COURSE, created_at=now)
    session.add(course)
    session.flush()
    section = Section(course_id=course.id, name=NAME, time_zone="UTC", demo=True, created_at=now)
    session.add(section)
    session.flush()
    for number, quiz in enumerate(bank_of(session).quizzes):
        session.add(_policy(section.id, quiz.id, _due(number, now)))
    return section


def _policy(section_id: int, quiz: str, due_at: datetime) -> Policy:
    final = quiz == bank.FINAL
    return Policy(
        section_id=section_id,
        quiz=quiz,
        due_at=due_at,
        minutes=MINUTES,
        attempts=1 if final else 3,
        counting=Counting.FIRST if final else Counting.BEST,
        feedback=Feedback.NOW,
    )


def _due(number: int, now: datetime) -> datetime:
    """One quiz a week; the final, the seventh, is due in two days."""
    return (now + (number - 6) * WEEK + timedelta(days=2)).replace(hour=21, minute=0, second=0, microsecond=0)


def _enrol(session: Session, section_id: int, number: int, seed: str, now: datetime) -> Enrolled:
    who = Simulated(f"{seed}/{number}", normal(Dice(seed, number, "ability")))
    name = f"{GIVEN[number % len(GIVEN)]} {FAMILY[(number * 7 + number // len(GIVEN)) % len(FAMILY)]} (demo)"
    joined = now - 6 * WEEK
    email = f"learner-{number + 1:03}{NOBODYS}"
    row = Learner(name=name, email=email, simulated=True, created_at=joined, seen_at=joined)
    session.add(row)
    session.flush()
    session.add(Membership(section_id=section_id, learner_id=row.id, role=Role.LEARNER, joined_at=joined))
    return Enrolled(row.id, who)


def _teach(session: Session, section_id: int, now: datetime) -> int:
    """Every instructor of the site teaches the class; how many were new to it."""
    there = select(Membership.learner_id).where(Membership.section_id == section_id, Membership.left_at.is_(None))
    missing = session.scalars(select(Learner.id).where(Learner.instructor, Learner.id.not_in(there))).all()
    for instructor in missing:
        enrolment.enter(session, section_id, instructor, Role.INSTRUCTOR, now)
    return len(missing)


def _study(database: Database, learner: Enrolled, section_id: int, now: datetime) -> None:
    """Everything that one learner has done: some begin late, some stop early, some try again.

    Each attempt is a transaction of its own, so that nobody's answer waits for the whole.
    """
    for number, quiz in enumerate(database.bank.quizzes):
        for attempt, began in enumerate(_visits(learner.who, number, now), 1):
            lesson = catalogue.lesson(quiz.id) if attempt == 1 else None
            with database.write() as session:
                if lesson is not None:
                    simulated_reading.work_through(session, learner.id, learner.who, lesson, began)
                _attempt(session, learner, section_id, quiz.id, attempt, began, now)


def _visits(who: Simulated, number: int, now: datetime) -> Iterator[datetime]:
    """When the learner sits down to a quiz, in the days before it is due; weaker learners skip and repeat more."""
    due, quiz_dice = _due(number, now), who.dice("visits", number)
    if quiz_dice.uniform() > 0.93 + 0.05 * who.ability - 0.015 * number:
        return
    times = 1 + (quiz_dice.uniform() < 0.4) + (quiz_dice.uniform() < 0.12)
    before = due - timedelta(days=6.5)
    for attempt in range(1 if number > 5 else times):
        before += timedelta(hours=3 + 44 * quiz_dice.uniform())
        hour = 8 + round(13 * quiz_dice.uniform())
        began = before.replace(hour=hour, minute=quiz_dice.below(60), second=quiz_dice.below(60)) + attempt * WEEK / 84
        if began < min(now - timedelta(hours=1), due - timedelta(hours=1)):
            yield began


def _attempt(
    session: Session, learner: Enrolled, section_id: int, quiz: str, number: int, began: datetime, now: datetime
) -> None:
    """One attempt from its start to its end, or to where the learner walked away."""
    dice = learner.who.dice("attempt", quiz, number)
    policy = next(
        each for each in effective_policy.policies(session, learner.id, quiz) if each.section_id == section_id
    )
    past = progress.history(session, learner.id, quiz, began)
    drawn = draw.draw(quiz, str(seed := dice.below(2**31)), missed=past.missed, seen=past.seen, bank=bank_of(session))
    public_id = starting.start(session, learner.id, quiz, policy, drawn, seed, began)
    attempt = reading.attempt_state(session, learner.id, public_id)
    stays = len(drawn) if dice.uniform() < 0.96 else dice.below(len(drawn))
    clock = began
    for item in reading.items(session, attempt.id)[:stays]:
        clock += timedelta(seconds=min(learner.who.seconds(item.resolved, number), 140))
        given = _given(learner.who.answer(item.resolved, number), item.resolved, f"demo-{dice.below(2**40)}")
        answering.record(session.connection(), learner.id, public_id, item.slot, given, clock)
    session.execute(update(Learner).where(Learner.id == learner.id).values(seen_at=min(clock, now)))


def _given(answer: Answer, resolved: Resolved, idempotency_key: str) -> MarkedAnswer:
    """The answer as the engine understands it once a form has carried it."""
    read = questions.parse(resolved.shown, questions.format_answer(resolved.shown, answer))
    return MarkedAnswer.of(read, questions.mark(resolved.key, read), resolved.key, idempotency_key)


def _refuse_strangers(session: Session, demos: Sequence[int], simulated: Sequence[int]) -> None:
    strangers = session.scalar(
        select(func.count(Attempt.learner_id.distinct())).where(
            Attempt.section_id.in_(demos), Attempt.learner_id.not_in(simulated)
        )
    )
    if strangers:
        raise StrangersError(strangers)


def _delete_records(session: Session, simulated: Sequence[int], now: datetime) -> None:
    """From the leaves to the root; the database lets answers go only because their learners are erased first."""
    erased = {"name": "", "name_key": "", "email": None, "password_hash": None, "erased_at": now}
    session.execute(update(Learner).where(Learner.id.in_(simulated)).values(**erased))
    _run(session, *dependents(Learner, simulated))


def _delete_sections(session: Session, demos: Sequence[int], simulated: Sequence[int]) -> None:
    courses = session.scalars(select(Section.course_id).where(Section.id.in_(demos))).all()
    others = select(Section.id).where(Section.course_id == Course.id).exists()
    _run(
        session,
        delete(Invitation).where(Invitation.section_id.in_(demos)),
        *dependents(Section, demos),
        delete(Section).where(Section.id.in_(demos)),
        delete(Course).where(Course.id.in_(courses), ~others),
        delete(Learner).where(Learner.id.in_(simulated)),
    )


def _run(session: Session, *steps: Delete) -> None:
    """Each alone, without asking which of the session's objects it touches: there are none."""
    for step in steps:
        session.execute(step.execution_options(synchronize_session=False))
