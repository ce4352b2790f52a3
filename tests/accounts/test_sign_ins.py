"""Sign-ins end when they are not used, which ends nothing else; a second factor guards them, and the log keeps both."""

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pyotp
import pytest
from flask import Flask
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DatabaseError

from app import create_app
from app.accounts import code_entry, event_log, second_factor, sign_ins
from app.config import Config
from app.database.sessions import Database
from app.models import Browser, Bucket, Happening, Learner, LogEntry, SecondFactor
from app.web.context import site_of
from tests.takers import NOW, PASSWORD, ClientBrowser, Taker, Teacher

ADA = "ada@example.org"
CODE = re.compile(r"<code>([a-z0-9-]{14})</code>")
SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')


class Clock:
    """The site's clock, set by the test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def timed(config: Config, clock: Clock) -> Iterator[Flask]:
    app = create_app(config, clock)
    yield app
    site_of(app).database.dispose()


@pytest.fixture
def new(timed: Flask) -> Callable[[], Taker]:
    return lambda: Taker(ClientBrowser(timed), site_of(timed).database)


@pytest.fixture
def ada(new: Callable[[], Taker]) -> Taker:
    taker = new()
    taker.sign_up(ADA)
    return taker


def make_instructor(taker: Taker) -> None:
    with taker.database.write() as session:
        session.execute(update(Learner).where(Learner.email == ADA).values(instructor=True))
        session.execute(delete(Browser))
    assert taker.sign_in(ADA).status == 303


def is_in(taker: Taker) -> bool:
    return taker.get("/me/sign-ins").status == 200


def happenings(taker: Taker) -> list[Happening]:
    with taker.database.read() as session:
        return [*session.scalars(select(LogEntry.happening).order_by(LogEntry.id))]


def test_whoever_teaches_signs_in_again_after_twelve_idle_hours_and_not_while_working(ada: Taker, clock: Clock) -> None:
    make_instructor(ada)
    for _ in range(10):
        clock.pass_by(hours=11)
        assert is_in(ada)
    clock.pass_by(hours=12, minutes=1)
    assert not is_in(ada)
    assert ada.get("/instructor").location.startswith("/sign-in?next=")


def test_a_learner_signs_in_again_after_thirty_idle_days_and_goes_on_with_what_was_open(
    ada: Taker, clock: Clock
) -> None:
    attempt = ada.start("adam")
    clock.pass_by(days=29)
    assert is_in(ada)
    clock.pass_by(days=30, minutes=1)
    assert not is_in(ada)
    ada.sign_in(ADA)
    assert ada.start("adam") == attempt


def test_a_visitor_s_own_work_stays_theirs_for_a_year(new: Callable[[], Taker], clock: Clock) -> None:
    visitor = new()
    attempt = visitor.start("adam")
    clock.pass_by(days=300)
    assert visitor.get(f"/attempts/{attempt}").status == 200


def test_no_sign_in_lasts_longer_than_a_year_however_it_is_used(ada: Taker, clock: Clock) -> None:
    for _ in range(14):
        clock.pass_by(days=25)
        assert is_in(ada)
    clock.pass_by(days=20)
    assert not is_in(ada)


def test_somebody_sees_where_they_are_signed_in_and_ends_one(ada: Taker, new: Callable[[], Taker]) -> None:
    other = new()
    headers = {"Origin": "http://localhost", "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}
    other.browser.ask("POST", "/sign-in", {"email": ADA, "password": PASSWORD}, headers)
    other.browser.ask("GET", "/me", headers=headers)
    page = ada.get("/me/sign-ins")
    assert "Firefox on Linux" in page.text
    ways = re.findall(r'action="(/me/sign-ins/[0-9a-f]+/end)"', page.text)
    assert len(ways) == 1, "the one in use is ended by signing out"
    assert ada.post(ways[0]).status == 303
    assert is_in(ada)
    assert not is_in(other)
    assert happenings(ada)[-1] is Happening.ENDED


def test_nobody_ends_somebody_else_s_sign_in(ada: Taker, new: Callable[[], Taker]) -> None:
    with ada.database.read() as session:
        theirs = [each.hex() for each in session.scalars(select(Browser.token_hash))]
    other = new()
    other.sign_up("eve@example.org")
    for each in (*theirs, "00", "not a number"):
        assert other.post(f"/me/sign-ins/{each}/end").status == 303
    assert is_in(ada)
    assert new().post(f"/me/sign-ins/{theirs[0]}/end").status == 404


def set_up(taker: Taker, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    """The device and the recovery codes of somebody who has just set up a second factor."""
    assert taker.post("/me/second-factor", {"current": PASSWORD}).location == "/me/second-factor"
    page = taker.get("/me/second-factor").text
    secret = SECRET.search(page)
    assert secret
    device = pyotp.TOTP(secret[1].replace(" ", ""))
    assert taker.post("/me/second-factor/confirmation", {"code": "000000"}).status == 400
    assert taker.post("/me/second-factor/confirmation", {"code": device.at(clock.now)}).location == "/me/sign-ins"
    clock.pass_by(seconds=60)
    return device, CODE.findall(page)


def test_a_second_factor_is_asked_for_after_the_password_and_each_code_is_taken_once(
    ada: Taker, new: Callable[[], Taker], clock: Clock
) -> None:
    device, recovery = set_up(ada, clock)
    assert len({*recovery}) == second_factor.CODES
    other = new()
    asked = other.post("/sign-in", {"email": ADA, "password": PASSWORD, "next": "/quizzes"})
    assert asked.location == "/sign-in/code?next=/quizzes"
    assert not is_in(other)
    code = device.at(clock.now)
    wrong = other.post("/sign-in/code", {"code": "12345"})
    assert wrong.status == 400
    assert "This code is not right" in wrong.text
    assert other.post("/sign-in/code", {"code": f"{code[:3]} {code[3:]}", "next": "/quizzes"}).location == "/quizzes"
    assert is_in(other)
    for used, status in ((code, 400), (recovery[3].upper(), 303), (recovery[3], 400), (recovery[0], 303)):
        third = new()
        third.sign_in(ADA)
        assert third.post("/sign-in/code", {"code": used}).status == status, used
    assert "8 recovery codes left" in other.get("/me/sign-ins").text
    assert [each for each in happenings(ada) if each is Happening.WRONG_CODE] == [Happening.WRONG_CODE] * 3


def test_the_password_alone_holds_for_ten_minutes_and_only_until_it_is_changed(
    ada: Taker, new: Callable[[], Taker], clock: Clock
) -> None:
    device, _ = set_up(ada, clock)
    late, changed, forged = new(), new(), new()
    late.sign_in(ADA)
    clock.pass_by(minutes=11)
    assert late.post("/sign-in/code", {"code": device.at(clock.now)}).location == "/sign-in"
    changed.sign_in(ADA)
    ada.post("/me/password", {"current": PASSWORD, "password": "another good one"})
    assert changed.post("/sign-in/code", {"code": device.at(clock.now)}).location == "/sign-in"
    assert isinstance(forged.browser, ClientBrowser)
    for value in ("1.99999999999." + "0" * 32, "1", "", "9999999999.99999999999." + "0" * 32, "x" * 300):
        forged.browser.client.set_cookie("pending", value, path="/sign-in")
        assert forged.post("/sign-in/code", {"code": device.at(clock.now)}).location == "/sign-in"


def test_codes_cannot_be_tried_for_long_and_the_owner_s_browser_is_not_kept_out(
    ada: Taker, new: Callable[[], Taker], clock: Clock
) -> None:
    device, _ = set_up(ada, clock)
    thief = new()
    thief.sign_in(ADA)
    statuses = [thief.post("/sign-in/code", {"code": f"{n:06}"}).status for n in range(code_entry.CODES.burst + 1)]
    assert statuses == [400] * code_entry.CODES.burst + [429]
    ada.post("/sign-out")
    ada.sign_in(ADA)
    assert ada.post("/sign-in/code", {"code": device.at(clock.now)}).status == 303
    year = timedelta(days=365)
    assert 3e-6 * code_entry.CODES.most(year) < 0.06, "for a year, by somebody who knows the password"


def test_a_link_that_sets_a_password_stands_for_no_code(ada: Taker, new: Callable[[], Taker], clock: Clock) -> None:
    from app.accounts import people

    set_up(ada, clock)
    with ada.database.write() as session:
        found = people.kept_password(session, ADA)
        assert found
        link = people.issue_link(session, found[0], clock.now)
    other = new()
    assert other.post(f"/reset/{link}", {"password": "another good one"}).location == "/sign-in/code"
    assert not is_in(other)


def test_a_copy_of_the_records_holds_neither_secret_nor_recovery_codes(ada: Taker, clock: Clock) -> None:
    device, recovery = set_up(ada, clock)
    with ada.database.read() as session:
        kept = str([*session.execute(select(SecondFactor.__table__))])
    assert device.secret not in kept
    assert not any(code in kept or code.replace("-", "") in kept for code in recovery)


def test_removing_the_factor_takes_the_password(ada: Taker, new: Callable[[], Taker], clock: Clock) -> None:
    set_up(ada, clock)
    refused = ada.post("/me/second-factor/removal", {"current": "not this"})
    assert refused.status == 400
    assert "not your password" in refused.text
    assert ada.post("/me/second-factor/removal", {"current": PASSWORD}).status == 303
    assert new().sign_in(ADA).location == "/me"


def test_where_the_settings_ask_for_it_those_who_teach_set_it_up_first(ada: Taker, timed: Flask, clock: Clock) -> None:
    make_instructor(ada)
    assert ada.get("/instructor").status == 200
    object.__setattr__(site_of(timed).config, "second_factor", True)
    assert ada.get("/instructor").location == "/me/sign-ins#second-factor"
    refused = ada.post("/instructor/sections", {"course": "A", "name": "B", "time_zone": "UTC"})
    assert refused.status == 403
    assert "second factor" in refused.text
    set_up(ada, clock)
    assert ada.get("/instructor").status == 200
    assert ada.get("/lessons/adam").status == 200


def test_the_log_tells_an_owner_what_happened_and_forgets_in_time(
    ada: Taker, new: Callable[[], Taker], clock: Clock
) -> None:
    stranger = new()
    for _ in range(8):
        stranger.sign_in(ADA, "a guess")
    assert happenings(ada) == [Happening.SIGNED_UP, *[Happening.WRONG_PASSWORD] * 5, Happening.REFUSED]
    page = ada.get("/me/sign-ins").text
    assert "wrong password" in page
    assert "127.0.0.0/24" in page
    assert "wrong password" in ada.get("/me/export.json").text
    with ada.database.write() as session:
        event_log.forget(session, clock.now + event_log.KEPT + timedelta(seconds=1))
    assert happenings(ada) == []


def test_what_is_typed_at_a_wrong_address_is_not_kept(ada: Taker, new: Callable[[], Taker]) -> None:
    new().sign_in("my secret password@example.org", "a guess")
    new().sign_in("nobody@example.org", "a guess")
    with ada.database.read() as session:
        line = session.scalars(select(LogEntry).order_by(LogEntry.id.desc())).first()
        assert line is not None
        assert (line.happening, line.learner_id, line.detail) == (Happening.WRONG_PASSWORD, None, "")


def test_no_line_of_the_log_changes(database: Database) -> None:
    with database.write() as session:
        learner = Learner(name="Ada", email=ADA, created_at=NOW, seen_at=NOW)
        session.add(learner)
        session.flush()
        event_log.write(session, Happening.POWER, NOW, actor_id=learner.id, network="203.0.113.77", detail="release")
    for change in ("happening = 'refused'", "detail = ''", f"actor_id = {learner.id}", "network = 'x'", "id = 7"):
        with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
            session.execute(text(f"UPDATE log_entry SET {change}"))
    if database.is_sqlite:
        with pytest.raises(DatabaseError, match="append-only"), database.write() as session:
            session.execute(text("INSERT OR REPLACE INTO log_entry SELECT * FROM log_entry"))
    with database.write() as session:
        session.execute(delete(Learner))
    with database.read() as session:
        line = session.scalars(select(LogEntry)).one()
        assert (line.actor_id, line.detail, line.network) == (None, "release", "203.0.113.0/24")


def test_whoever_uses_a_power_stands_in_the_log(teacher: Teacher) -> None:
    teacher.post(f"{teacher.home}/join-code", {"days": "7"})
    teacher.get(f"{teacher.home}/roster")
    with teacher.database.read() as session:
        lines = event_log.latest(session, 10)
    powers = [(each.by, each.detail) for each in lines if each.happening is Happening.POWER]
    assert powers[0] == ("emmy@example.org", f"sections.change_code section={teacher.section}")
    assert powers[1][1].startswith("sections.make")
    assert len(powers) == 2


def test_what_is_erased_takes_its_part_of_the_log_along(ada: Taker, clock: Clock) -> None:
    set_up(ada, clock)
    with ada.database.write() as session:
        session.execute(delete(Bucket))
    assert ada.post("/me/deletion", {"current": PASSWORD}).status == 303
    with ada.database.read() as session:
        assert [
            session.scalar(select(each)) for each in (LogEntry.id, SecondFactor.learner_id, Browser.learner_id)
        ] == [None] * 3


@pytest.mark.parametrize(
    ("agent", "told"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/142.0 Safari/537.36 Edg/142.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Version/18.1 Mobile Safari/604.1", "Safari on iPhone"),
        ("curl/8", "A browser"),
        ("", "A browser"),
    ],
)  # fmt: skip
def test_a_browser_is_told_in_a_few_words(agent: str, told: str) -> None:
    assert sign_ins.described(agent) == told
