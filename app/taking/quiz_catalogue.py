"""The quizzes: which there are, under what policy somebody takes one, and how far they have come."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from app.accounts.people import Who
from app.attempts import due_dates, effective_policy, marked_answers, progress
from app.attempts.due_dates import Agenda, Duty
from app.attempts.effective_policy import ALONE
from app.attempts.progress import NOTHING, PRACTICE, Progress
from app.attempts.quiz_titles import quiz_title
from app.attempts.reading import AttemptState
from app.database.sessions import Database
from app.learning import spacing
from app.lessons.catalogue import Lesson
from app.models import Attempt
from app.taking import quiz_taking
from app.taking.question_page import lesson_of
from app.taking.quiz_taking import EndedAttempt
from quizzes import draw
from quizzes.bank import FINAL, Bank


class Entry(NamedTuple):
    """A quiz in the list: how many questions it asks, and how it has gone so far."""

    quiz: str
    title: str
    lesson: Lesson | None
    size: int
    best: progress.AttemptSummary | None
    going: progress.AttemptSummary | None


@dataclass(frozen=True)
class QuizList:
    entries: tuple[Entry, ...]
    progress: Progress
    agendas: tuple[Agenda, ...] = ()


@dataclass(frozen=True)
class Entrance:
    """A quiz before it begins. duties: how it stands in each section to take it in, or alone.

    alone: an attempt under way that a member of a section began alone.
    """

    quiz: str
    title: str
    lesson: Lesson | None
    size: int
    duties: tuple[Duty, ...]
    alone: str | None
    ready: int

    @property
    def is_final(self) -> bool:
        return self.quiz == FINAL

    @property
    def is_practice(self) -> bool:
        return self.quiz == PRACTICE


class Again(NamedTuple):
    """What somebody may do after an attempt. duty: how the quiz stands where it was made, if they still take it there.

    going: an attempt to go on with. own: the duty, if another attempt can be begun there. elsewhere: whether one can be
    begun in a class of theirs.
    """

    duty: Duty | None
    going: str | None
    own: Duty | None
    elsewhere: bool


@dataclass(frozen=True)
class Parting:
    """An attempt that its learner may hand in unfinished. left: attempts after this one, None for any number."""

    attempt: AttemptState
    left: int | None
    drafted: int | None
    """The question that is not answered but has a draft, which will be marked."""

    @property
    def unanswered(self) -> int:
        """How many questions the server has nothing of."""
        return len(self.attempt.places) - self.attempt.answered - (self.drafted is not None)


def overview(database: Database, who: Who | None, now: datetime) -> QuizList:
    if who is None:
        return QuizList(entries(database.bank, NOTHING), NOTHING)
    with database.read() as session:
        past = progress.progress(session, who.id, now)
        due = due_dates.agendas(session, who.id, now)
    return QuizList(entries(database.bank, past), past, due)


def entries(bank: Bank, past: Progress) -> tuple[Entry, ...]:
    """Every quiz in the course's order, the final last."""
    return tuple(
        Entry(
            quiz.id,
            quiz.title,
            lesson_of(quiz.id),
            draw.composition(quiz.id).questions,
            past.best(quiz.id),
            past.going(quiz.id),
        )
        for quiz in bank.quizzes
    )


def entrance(database: Database, who: Who | None, quiz: str, now: datetime) -> Entrance:
    title = quiz_title(database.bank, quiz)
    if who is None:
        duty = Duty(quiz, title, ALONE, 0, None, held=False, going=None)
        return Entrance(quiz, title, lesson_of(quiz), _size(database.bank, quiz, ()), (duty,), None, 0)
    with database.read() as session:
        offered = (ALONE,) if quiz == PRACTICE else effective_policy.policies(session, who.id, quiz)
        *duties, alone = due_dates.duties(session, who.id, quiz, title, (*offered, ALONE), now)
        ready = spacing.plan(session, who.id, now).ready if quiz == PRACTICE else ()
    aside = None if ALONE in offered else alone.going
    return Entrance(quiz, title, lesson_of(quiz), _size(database.bank, quiz, ready), tuple(duties), aside, len(ready))


def again(database: Database, who: Who | None, attempt: AttemptState, now: datetime) -> Again:
    """Nothing of it leads to a refusal."""
    entry = entrance(database, who, attempt.quiz, now)
    duty = next((each for each in entry.duties if each.policy.section_id == attempt.section_id), None)
    going = next((each.going for each in entry.duties if each.going), None)
    ready = [each for each in entry.duties if entry.size and each.can_start(now)]
    own = duty if duty in ready else None
    return Again(None if entry.is_practice else duty, going, own, bool(ready))


def _size(bank: Bank, quiz: str, ready: tuple[str, ...]) -> int:
    return len(draw.practice("", ready, bank=bank)) if quiz == PRACTICE else draw.composition(quiz).questions


def parting(database: Database, token: str | None, attempt: str, now: datetime) -> Parting | None:
    """What handing in the attempt now would mean; None once it has ended."""
    found = quiz_taking.attempt(database, token, attempt, now)
    if isinstance(found, EndedAttempt):
        return None
    with database.read() as session:
        here = effective_policy.with_policies(session, Attempt.public_id == attempt)
        policies = [policy for _, policy in here] or [ALONE]
        quiz, learner_id = found.attempt.quiz, found.attempt.learner_id
        (duty,) = due_dates.duties(session, learner_id, quiz, quiz_title(database.bank, quiz), policies, now)
    shown, draft = found.item.resolved.shown, found.item.draft
    drafted = found.item.slot if draft and not marked_answers.is_untouched(shown, draft) else None
    return Parting(found.attempt, duty.left, drafted)
