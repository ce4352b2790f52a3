"""What one account can multiply is bounded, in words that lead on; a class goes by its policy alone."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from flask import Flask

from app.accounts import newcomers, rate_limits
from app.accounts.rate_limits import Limit
from app.database.sessions import Database
from app.taking import learner_page, quiz_taking
from app.web.server.server_adapter import ServerAdapter
from tests.abuse.conftest import NewTaker
from tests.takers import Page, Taker, Teacher, enrol


@pytest.fixture
def somebody(new_taker: NewTaker) -> Taker:
    taker = new_taker()
    taker.sign_up("ada@example.org")
    return taker


def once_more(taker: Taker, quiz: str = "adam") -> Page:
    """Starts the quiz and hands it in at once."""
    begun = taker.post(f"/quizzes/{quiz}/attempts")
    if begun.status == 303:
        taker.post(f"{begun.location}/submission")
    return begun


def test_one_account_begins_a_quiz_so_often_at_once_and_then_once_a_minute(somebody: Taker) -> None:
    begun = [once_more(somebody) for _ in range(quiz_taking.OF_ONE_QUIZ.burst + 1)]
    assert [each.status for each in begun] == [303] * quiz_taking.OF_ONE_QUIZ.burst + [429]
    refused = begun[-1]
    assert 0 < int(refused.headers["Retry-After"]) <= quiz_taking.OF_ONE_QUIZ.interval.total_seconds()
    assert "Everything that you began and answered is kept" in refused.text
    assert somebody.get(begun[0].location).status == 200, "what was begun can be looked at"
    assert once_more(somebody, "momentum").status == 303, "and another quiz begun"


def test_an_attempt_that_is_open_is_gone_on_with_however_often_it_is_asked_for(somebody: Taker) -> None:
    begun = {somebody.start("adam") for _ in range(quiz_taking.OF_ONE_QUIZ.burst + 5)}
    assert len(begun) == 1


def test_all_quizzes_together_are_bounded_too(somebody: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz_taking, "STARTS", Limit(2, timedelta(minutes=1)))
    assert [once_more(somebody, quiz).status for quiz in ("adam", "momentum", "nesterov")] == [303, 303, 429]


def test_a_network_that_starts_without_end_leaves_each_learner_and_every_class_its_own(
    somebody: Taker, new_taker: NewTaker, teacher: Teacher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quiz_taking, "NETWORK_STARTS", Limit(0, timedelta(hours=1)))
    alone = [once_more(somebody).status for _ in range(rate_limits.RESERVE.burst + 1)]
    assert alone == [303] * rate_limits.RESERVE.burst + [429]
    member = new_taker()
    member.sign_up("grace@example.org")
    enrol(member.database, teacher.section, "grace@example.org")
    page = member.post("/quizzes/adam/attempts", {"section": teacher.section})
    assert page.status == 303, page.text


def test_class_after_class_begins_as_visitors_of_one_campus(database: Database) -> None:
    """500 at once and 500 more every ten minutes of an hour; but nobody fills the disk so."""
    begin, hall, halls = datetime(2026, 12, 1, 9, tzinfo=UTC), 500, 6
    with database.write() as session:
        for number, _ in product(range(halls), range(hall)):
            rate_limits.take(session, "visitors campus", newcomers.VISITORS, begin + number * timedelta(minutes=10))
    assert newcomers.VISITORS.most(timedelta(days=1)) < 50_000


def test_a_download_is_made_a_few_times_in_a_row_and_not_by_another_site(somebody: Taker) -> None:
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    for _ in range(learner_page.EXPORTS.burst + 1):
        assert somebody.browser.ask("GET", "/me/export.json", headers=elsewhere).location == "/me"
    statuses = [somebody.get("/me/export.json").status for _ in range(learner_page.EXPORTS.burst + 1)]
    assert statuses == [200] * learner_page.EXPORTS.burst + [429]


def test_whole_tables_and_records_have_a_lane_of_their_own(app: Flask) -> None:
    """Every address that gives one, so that a new table is not forgotten."""
    adapter = ServerAdapter(app, 4)
    tables = [rule.rule for rule in app.url_map.iter_rules() if rule.rule.endswith((".csv", ".txt", "/export.json"))]
    mine = [each for each in tables if not each.startswith("/playground")]
    assert len(mine) >= 5
    lanes = {
        path: adapter._lane({"PATH_INFO": path, "REQUEST_METHOD": "GET", "QUERY_STRING": ""})
        for path in [*mine, "/me", "/instructor"]
    }
    assert {path for path, lane in lanes.items() if lane is adapter._exports} == {*mine}
