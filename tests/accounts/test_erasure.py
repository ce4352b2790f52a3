"""Erasure in portions: the person goes at once, their attempts a few at a time, and what was cut off is completed."""

import pytest
from sqlalchemy import func, select

from app.accounts import erasure, people
from app.attempts import finishing, starting
from app.attempts.effective_policy import ALONE
from app.database.sessions import Database
from app.models import Attempt, AttemptItem, Learner
from quizzes import draw
from tests.takers import NOW

ATTEMPTS = 5


@pytest.fixture
def learner(database: Database) -> int:
    """Somebody with an account who has done a few quizzes alone, one of them still open."""
    questions = draw.draw("adam", "1")
    with database.write() as session:
        who, _ = people.sign_up(session, None, "Ada", "ada@example.org", "x", NOW)
        for _ in range(ATTEMPTS):
            attempt = starting.start(session, who.id, "adam", ALONE, questions, 1, NOW)
            finishing.submit(session, who.id, attempt, NOW)
        starting.start(session, who.id, "momentum", ALONE, draw.draw("momentum", "1"), 1, NOW)
    return who.id


def left(database: Database) -> tuple[int, int, int]:
    with database.read() as session:
        counted = [
            session.scalar(select(func.count()).select_from(each)) or 0 for each in (Learner, Attempt, AttemptItem)
        ]
    return counted[0], counted[1], counted[2]


def test_no_transaction_deletes_more_than_a_portion(
    database: Database, learner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasure, "ATTEMPTS_AT_ONCE", 2)
    attempts = []
    drop = erasure._delete_alone

    def noting(*given: object) -> int:
        attempts.append(left(database)[1])
        return drop(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(erasure, "_delete_alone", noting)
    erasure.erase_in_portions(database, learner, NOW)
    assert attempts == [6, 4, 2, 0]
    assert left(database) == (0, 0, 0)


def test_an_erasure_that_is_cut_off_has_taken_the_person_out_and_is_completed_by_a_purge(
    database: Database, learner: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> int:
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(erasure, "_delete_alone", fails)
        with pytest.raises(OSError, match="the power went"):
            erasure.erase_in_portions(database, learner, NOW)
    with database.read() as session:
        row = session.get_one(Learner, learner)
        assert (row.name, row.email, row.erased_at) == ("", None, NOW)
    assert left(database)[1] == ATTEMPTS + 1
    erasure.purge(database, NOW)
    assert left(database) == (0, 0, 0)


def test_all_at_once_leaves_the_same(database: Database, learner: int) -> None:
    with database.write() as session:
        erasure.erase(session, learner, NOW)
    assert left(database) == (0, 0, 0)
