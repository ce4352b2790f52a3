"""Accounts and the page of one's own: progress, what is open, practice, purge and the command line."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select, update

from app.accounts import erasure, passwords, people, sign_ins
from app.attempts import progress, starting
from app.attempts.effective_policy import ALONE, EffectivePolicy
from app.attempts.reading import late
from app.cli import main
from app.clock import present
from app.database.sessions import Database
from app.models import Attempt, Browser, Learner, Status
from app.taking import quiz_catalogue, result_page
from app.web.context import site_of
from quizzes import draw
from tests.takers import NOW, PASSWORD, ClientBrowser, Taker


@pytest.fixture
def taker(app: Flask) -> Callable[[], Taker]:
    return lambda: Taker(ClientBrowser(app), site_of(app).database)


NewTaker = Callable[[], Taker]


def past(taker: Taker) -> progress.Progress:
    with taker.database.read() as session:
        learner = session.scalars(select(Learner.id)).one()
        return progress.progress(session, learner, present())


def test_progress_knows_the_best_of_several_attempts(taker: NewTaker) -> None:
    somebody = taker()
    for right in (1, 3, 2):
        somebody.finish(somebody.start("adam"), right)
    best = past(somebody).best("adam")
    assert best is not None
    assert best.points is not None
    assert best.points >= 3
    assert past(somebody).best("momentum") is None


def test_what_was_missed_is_missed_until_it_is_answered_right(taker: NewTaker) -> None:
    somebody = taker()
    first = somebody.start("adam")
    somebody.answer(first, 1, somebody.wrong(first, 1))
    question = somebody.item(first, 1).resolved.question
    assert past(somebody).missed == (question,)
    somebody.post(f"/attempts/{first}/submission")
    practice = somebody.start("practice")
    assert somebody.item(practice, 1).resolved.question == question
    somebody.finish(practice)
    assert past(somebody).missed == ()


def test_a_misconception_is_open_while_the_last_answer_shows_it(taker: NewTaker) -> None:
    somebody = taker()
    shown: set[str] = set()
    while not shown:
        attempt = somebody.start("adam")
        somebody.finish(attempt, right=0)
        shown = {name for name, _ in past(somebody).misconceptions}
    page = somebody.get("/me")
    assert "Still open" in page.text
    while past(somebody).missed:
        somebody.finish(somebody.start("practice"))
    assert past(somebody).misconceptions == ()


def test_practice_without_anything_missed_says_so(taker: NewTaker) -> None:
    page = taker().post("/quizzes/practice/attempts")
    assert page.status == 409
    assert "nothing to practise" in page.text


def test_a_second_attempt_is_another_quiz(taker: NewTaker) -> None:
    somebody = taker()
    drawn = []
    for _ in range(2):
        attempt = somebody.start("adam")
        drawn.append({somebody.item(attempt, slot).resolved.question for slot in range(1, 5)})
        somebody.post(f"/attempts/{attempt}/submission")
    assert not drawn[0] & drawn[1]


def test_words_for_scores_and_points_without_needless_digits() -> None:
    assert [result_page.word(share) for share in (1, 0.8, 0.6, 0.4, 0)] == [text for _, text in result_page.WORDS]
    assert [result_page.points(value) for value in (4.0, 3.5, 2 + 2 / 3)] == ["4", "3.5", "2.7"]


def test_the_desk_offers_every_quiz_to_a_stranger(database: Database) -> None:
    entries = quiz_catalogue.overview(database, None, NOW).entries
    assert [entry.quiz for entry in entries][-1] == "final"
    assert len(entries) == 7
    assert quiz_catalogue.entrance(database, None, "final", NOW).size >= 10


def test_visitors_idle_for_a_year_are_purged_and_accounts_are_not(database: Database) -> None:
    later = NOW + erasure.IDLE + timedelta(days=1)
    with database.write() as session:
        idle, _ = people.welcome(session, NOW)
        active, _ = people.welcome(session, NOW)
        owner, _ = people.welcome(session, NOW)
        people.sign_up(session, owner, "Ada", "ada@example.org", "x", NOW)
        for who in (idle, active, owner):
            starting.start(session, who.id, "adam", ALONE, draw.draw("adam", "1"), 1, NOW)
        session.execute(update(Learner).where(Learner.id == active.id).values(seen_at=later))
    assert erasure.purge(database, later) == 1
    assert erasure.purge(database, later) == 0
    with database.read() as session:
        assert set(session.scalars(select(Learner.id))) == {active.id, owner.id}
        assert session.scalar(select(func.count(Attempt.id))) == 2


def test_visitors_are_purged_a_few_at_a_time(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """So whoever answers meanwhile waits for a few, not for all."""
    with database.write() as session:
        for _ in range(5):
            people.welcome(session, NOW)
    monkeypatch.setattr(erasure, "PORTION", 2)
    erase, left = erasure.erase, []

    def noting(*given: Any) -> None:
        with database.read() as other:
            left.append(other.scalar(select(func.count(Learner.id))))
        erase(*given)

    monkeypatch.setattr(erasure, "erase", noting)
    assert erasure.purge(database, NOW + erasure.IDLE + timedelta(days=1)) == 5
    assert left == [5, 5, 3, 3, 1]


def test_a_forgotten_browser_s_token_opens_nothing(database: Database) -> None:
    with database.write() as session:
        who, token = people.welcome(session, NOW)
        assert people.who(session, token, NOW) == who
        assert people.who(session, token, NOW + sign_ins.REMEMBERED) is None
        erasure.sweep(session, NOW + sign_ins.REMEMBERED)
        assert session.scalar(select(func.count()).select_from(Browser)) == 0
        assert people.who(session, token, NOW) is None


@pytest.mark.parametrize("password", ["password", "12345678", "PassWord", "downhill", "Downhill1", "1qaz2wsx"])
def test_a_password_that_is_tried_first_is_refused(password: str) -> None:
    with pytest.raises(passwords.WeakPasswordError, match="tried first"):
        passwords.accepted(password)


def test_a_password_matches_itself_in_every_keyboard_s_spelling() -> None:
    kept = passwords.hashed("pässwörter 12")
    assert passwords.matches("pässwörter 12", kept)
    assert not passwords.matches("passworter 12", kept)
    assert not passwords.matches("pässwörter 12", None)
    assert not passwords.matches("pässwörter 12", "no hash")
    assert not passwords.outdated(kept)


def test_a_hash_with_yesterday_s_parameters_is_renewed_at_sign_in(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    with somebody.database.write() as session:
        session.execute(update(Learner).values(password_hash=old))
    assert somebody.sign_in("ada@example.org").status == 303
    learner = somebody.learner("ada@example.org")
    assert learner is not None
    assert not passwords.outdated(learner.password_hash or "")


@pytest.fixture
def sqlite(sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Database:
    """A database as the command line finds it."""
    monkeypatch.setenv("DATABASE_URL", str(sqlite.url))
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    return sqlite


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, words)
    return result.exit_code, result.output


def test_course_reset_link_prints_a_link_that_sets_the_password(sqlite: Database) -> None:
    with sqlite.write() as session:
        people.sign_up(session, None, "Ada", "ada@example.org", "x", NOW)
    code, printed = run("reset-link", " ADA@example.org", "--site", "https://course.example.org/")
    assert code == 0
    token = printed.strip().removeprefix("https://course.example.org/reset/")
    with sqlite.read() as session:
        assert people.link_owner(session, token, present()).email == "ada@example.org"
    assert run("reset-link", "eve@example.org")[0] == 1
    sqlite.dispose()


def test_course_sign_ins_ends_all_of_somebody_s_and_nobody_else_s(sqlite: Database) -> None:
    with sqlite.write() as session:
        _, hers = people.sign_up(session, None, "Ada", "ada@example.org", "x", present())
        _, other = people.sign_up(session, None, "Bob", "bob@example.org", "x", present())
    assert run("sign-ins", "ada@example.org")[0] == 0
    with sqlite.read() as session:
        assert people.who(session, hers, present())
    code, printed = run("sign-ins", " ADA@example.org", "--end")
    assert code == 0
    assert "Signed out of all of them." in printed
    with sqlite.read() as session:
        assert people.who(session, hers, present()) is None
        assert people.who(session, other, present())
    assert run("sign-ins", "eve@example.org")[0] == 1
    sqlite.dispose()


def test_course_verify_reports_what_does_not_follow(sqlite: Database) -> None:
    with sqlite.write() as session:
        who, _ = people.welcome(session, NOW)
        starting.start(session, who.id, "adam", ALONE, draw.draw("adam", "1"), 1, NOW)
    assert run("verify")[0] == 0
    with sqlite.write() as session:
        session.execute(update(Attempt).values(points=2.0))
    code, printed = run("verify")
    assert code == 1
    assert "2 is recorded, 0 follows" in printed
    sqlite.dispose()


def test_course_purge_closes_what_ran_out_and_says_how_many_left(sqlite: Database) -> None:
    with sqlite.write() as session:
        who, _ = people.welcome(session, present())
        begun = present() - timedelta(minutes=2)
        starting.start(session, who.id, "adam", EffectivePolicy(minutes=1), draw.draw("adam", "1"), 1, begun)
    assert run("purge") == (0, "0 visitors erased.\n")
    with sqlite.read() as session:
        status, deadline = session.execute(select(Attempt.status, Attempt.deadline)).one()
    assert status is Status.EXPIRED
    assert late(deadline, present())
    sqlite.dispose()
