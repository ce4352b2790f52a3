"""The power goes, the line goes: what was called saved is there, and nothing is there by half."""

import socket
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.database.sessions import Database
from app.grading import verification
from app.models import Attempt, AttemptItem, Grade, Response
from tests.conftest import Server, kill_server, start_server, stop_server
from tests.sampling import examples
from tests.takers import HttpBrowser, Page, Taker

ROUNDS = examples(1)
"""How often a server is killed; of each kind of database."""
DRAFT = {"number": ["0.123"], "choice": ["0.123"]}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds worker processes through /proc")
def test_a_kill_between_answer_and_score_leaves_both_or_neither_and_a_retry_completes(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    server = start_server(tmp_path, DATABASE_URL=database_url, THREADS="8")
    token: dict[str, str] = {}
    try:
        for _ in range(ROUNDS):
            _answer_until_killed(server, database, token)
            assert_everything_is_whole(database)
            server = start_server(tmp_path, DATABASE_URL=database_url, THREADS="8")
            _retry_completes(server, database, token)
    finally:
        stop_server(server)


def _answer_until_killed(server: Server, database: Database, token: dict[str, str]) -> None:
    """Answers questions on several connections; what was answered 303, and a draft's 204, is remembered as saved."""
    saved: list[tuple[str, int]] = []
    drafting = Taker(HttpBrowser(server.url), database)
    drafted = drafting.start()
    assert _draft(drafting, drafted, 1).status == 204

    def go_on(taker: Taker) -> None:
        try:
            while True:
                attempt = taker.start()
                for slot in range(1, taker.size(attempt) + 1):
                    page = taker.answer(attempt, slot, key=f"first-try-{slot}")
                    if page.status == 303:
                        saved.append((attempt, slot))
        except OSError:
            return

    takers = [Taker(HttpBrowser(server.url), database) for _ in range(4)]
    takers[0].browser.session.cookies.update(token)  # type: ignore[attr-defined]
    threads = [threading.Thread(target=go_on, args=(taker,)) for taker in takers]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 20
    while len(saved) < 10 and time.monotonic() < deadline:
        time.sleep(0.01)
    kill_server(server)
    for thread in threads:
        thread.join(30)
    token["learner"] = takers[0].browser.token or ""
    _all_saved_are_there(database, saved)
    assert drafting.item(drafted, 1).draft == DRAFT


def _all_saved_are_there(database: Database, saved: list[tuple[str, int]]) -> None:
    assert len(saved) >= 10
    with database.read() as session:
        rows = session.execute(
            select(Attempt.public_id, AttemptItem.slot).join(AttemptItem).join(Response)
        ).all()  # fmt: skip
    assert set(saved) <= {(attempt, slot) for attempt, slot in rows}


def assert_everything_is_whole(database: Database) -> None:
    with database.read() as session:
        unmarked = select(func.count(Response.id)).outerjoin(Grade, Grade.item_id == Response.item_id)
        assert session.scalar(unmarked.where(Grade.id.is_(None))) == 0
        unanswered = select(func.count(Grade.id)).outerjoin(Response, Grade.item_id == Response.item_id)
        assert session.scalar(unanswered.where(Response.id.is_(None))) == 0
        assert list(verification.differences(session)) == []


def _retry_completes(server: Server, database: Database, token: dict[str, str]) -> None:
    """The person comes back, goes on, and the last answer, sent again, is taken as a repetition or as new."""
    taker = Taker(HttpBrowser(server.url), database)
    taker.browser.session.cookies.update(token)  # type: ignore[attr-defined]
    attempt = taker.start()
    for slot in range(1, taker.size(attempt) + 1):
        assert taker.answer(attempt, slot, key=f"first-try-{slot}").status == 303
    assert "Perfect" in taker.get(f"/attempts/{attempt}").text


def test_a_connection_lost_in_mid_quiz_loses_nothing_that_the_page_called_saved(server: Server) -> None:
    database = Database(f"sqlite:///{server.instance / 'downhill.sqlite3'}", server.key)
    taker = Taker(HttpBrowser(server.url), database)
    attempt = taker.start()
    assert taker.answer(attempt, 1).status == 303
    assert _draft(taker, attempt, 2).status == 204
    _send_and_hang_up(server, taker, attempt, 2)

    assert taker.start() == attempt
    assert taker.item(attempt, 1).answer is not None
    assert taker.item(attempt, 2).answer is None
    assert taker.item(attempt, 2).draft == DRAFT
    database.dispose()


def _draft(taker: Taker, attempt: str, slot: int) -> Page:
    values = {name: value for name, (value,) in DRAFT.items()}
    return taker.put(f"/attempts/{attempt}/items/{slot}/draft", {"draft": "1", **values})


def _send_and_hang_up(server: Server, taker: Taker, attempt: str, slot: int) -> None:
    """Sends half of an answer and is gone."""
    host, port = server.host.split(":")
    with socket.create_connection((host, int(port)), 10) as line:
        line.sendall(
            f"POST /attempts/{attempt}/items/{slot}/responses HTTP/1.1\r\nHost: {server.host}\r\n"
            f"Origin: {server.url}\r\nCookie: learner={taker.browser.token}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nchoice=".encode()
        )
