"""Predicting: tries in their order, a few at each question, each with the first reason that was given for it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text
from sqlalchemy.exc import IntegrityError

from app.accounts import people
from app.database.sessions import Database
from app.learning import predicting
from app.models import Learner, PredictionMade
from tests.takers import NOW

SEEN = "diverges"


def learner(database: Database) -> int:
    with database.write() as session:
        return people.welcome(session, NOW)[0].id


def say(database: Database, learner_id: int, said: str, reason: str | None = None, minutes: int = 0) -> None:
    now = NOW + timedelta(minutes=minutes)
    with database.write() as session:
        predicting.predict(session, learner_id, "momentum", "opening", said, SEEN, now)
        if reason:
            predicting.give_reason(session, learner_id, "momentum", "opening", reason, "overshoots", now)


def tries(database: Database, learner_id: int) -> list[tuple[int, str, str | None, bool, bool]]:
    with database.read() as session:
        made = predicting.predictions(session, learner_id)
    return [(each.number, each.said, each.reason, each.is_right, each.is_sound) for each in made]


def test_a_try_is_right_by_what_was_seen_and_sound_by_the_reason_that_decides(database: Database) -> None:
    ada = learner(database)
    say(database, ada, "faster", "overshoots")
    say(database, ada, SEEN, "luck", minutes=1)
    say(database, ada, SEEN, "overshoots", minutes=2)
    say(database, ada, "slower", minutes=3)
    say(database, ada, SEEN, "overshoots", minutes=4)

    assert tries(database, ada) == [
        (1, "faster", "overshoots", False, False),
        (2, SEEN, "luck", True, False),
        (3, "slower", None, False, False),
        (4, SEEN, "overshoots", True, True),
    ]


def test_the_same_said_twice_is_one_try_and_few_are_kept(database: Database) -> None:
    ada = learner(database)
    for number in range(3 * predicting.MOST):
        for _ in range(2):
            say(database, ada, ("faster", "slower")[number % 2], minutes=number)

    assert [number for number, *_ in tries(database, ada)] == [*range(1, predicting.MOST + 1)]


def test_a_reason_without_a_prediction_is_nobodys(database: Database) -> None:
    ada = learner(database)
    with database.write() as session:
        predicting.give_reason(session, ada, "momentum", "opening", "luck", "overshoots", NOW)

    assert tries(database, ada) == []


def test_a_visitors_tries_follow_the_accounts_as_many_as_are_kept(database: Database) -> None:
    account, visitor = learner(database), learner(database)
    for number, said in enumerate(("faster", "slower", SEEN)):
        say(database, account, said, minutes=number)
        say(database, visitor, said, "luck", minutes=10 + number)
    with database.write() as session:
        predicting.hand_over(session, visitor, account)
        session.execute(delete(Learner).where(Learner.id == visitor))

    assert [said for _, said, *_ in tries(database, account)] == ["faster", "slower", SEEN, "faster", "slower"]
    assert [number for number, *_ in tries(database, account)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM prediction",
        "DELETE FROM prediction_reason",
        "UPDATE prediction SET said = 'diverges'",
        "UPDATE prediction SET seen = 'faster'",
        "UPDATE prediction_reason SET said = 'overshoots'",
    ],
)
def test_what_was_said_stays_said(database: Database, change: str) -> None:
    say(database, learner(database), "faster", "luck")
    with pytest.raises(IntegrityError, match="append-only"), database.write() as session:
        session.execute(text(change))


@pytest.mark.parametrize("number", [0, 6])
def test_the_database_keeps_few_tries(database: Database, number: int) -> None:
    made = PredictionMade(
        learner_id=learner(database), page="adam", question="opening", number=number, said="a", seen="b", made_at=NOW
    )
    with pytest.raises(IntegrityError), database.write() as session:
        session.add(made)
