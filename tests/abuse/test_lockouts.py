"""Nobody shuts out somebody else, and guessing stays hopeless: laws over generated attackers, and the figures."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from app.accounts import authentication, devices, passwords, people, rate_limits
from app.accounts.authentication import Caller, WrongPasswordError
from app.accounts.rate_limits import Limit, TooManyError
from app.classes import enrolment
from app.database.sessions import Database
from app.models import Bucket
from app.taking import quiz_taking
from tests.abuse.conftest import NewTaker, NewTeacher
from tests.abuse.test_guessing import from_address
from tests.sampling import examples
from tests.takers import NOW, Taker

ADA = "ada@example.org"
CAMPUS = "203.0.113.9"
SECURITY = Path(__file__).parent.parent.parent / "docs" / "security.md"
YEAR = timedelta(days=365)


class Try(NamedTuple):
    """A wrong password: how long after the one before, and from which network."""

    seconds: int
    network: int


TRIES = st.lists(st.builds(Try, st.integers(0, 40), st.integers(0, 14)), max_size=70)


@pytest.fixture
def records(sqlite: Database) -> Iterator[Database]:
    """Ada's account, in a site that compares passwords as they are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "hashed", lambda password: password)
        patch.setattr(passwords, "outdated", lambda _: False)
        patch.setattr(passwords, "matches", lambda password, kept: kept is not None and password == kept)
        with sqlite.write() as session:
            people.sign_up(session, None, "Ada", ADA, "the right one", NOW)
        yield sqlite


def outcome(database: Database, caller: Caller, password: str, now: datetime) -> str:
    try:
        authentication.sign_in(database, caller, ADA, password, now)
    except WrongPasswordError:
        return "judged"
    except TooManyError:
        return "refused"
    return "in"


def attack(database: Database, tries: list[Try], now: datetime) -> tuple[list[str], datetime]:
    """What became of each try, and when the last one was."""
    with database.write() as session:
        session.execute(delete(Bucket))
    outcomes = []
    for each in tries:
        now += timedelta(seconds=each.seconds)
        outcomes.append(outcome(database, Caller(None, None, f"network {each.network}"), "a guess", now))
    return outcomes, now


@settings(max_examples=examples(12))
@given(tries=TRIES)
def test_whoever_tries_the_owner_is_let_in_where_they_signed_in_before(records: Database, tries: list[Try]) -> None:
    """And elsewhere from every network that nobody tried from."""
    cookie = devices.remembered(records.key, "", ADA)
    _, now = attack(records, tries, NOW)
    for network in {each.network for each in tries}:
        assert outcome(records, Caller(None, None, f"network {network}", cookie), "the right one", now) == "in"
    attack(records, tries, NOW)
    assert outcome(records, Caller(None, None, "the owner's"), "the right one", now) == "in"


@settings(max_examples=examples(6))
@given(tries=TRIES)
def test_half_a_minute_after_the_last_try_nobody_is_shut_out_any_more(records: Database, tries: list[Try]) -> None:
    """In a browser that never was signed in, on the very networks that were tried from."""
    _, last = attack(records, tries, NOW)
    for network in {each.network for each in tries}:
        with records.write() as session:
            kept = [(row.key_hash, row.level, row.filled_at) for row in session.scalars(select(Bucket))]
        now = last + authentication.GUESSES_HERE.interval
        assert outcome(records, Caller(None, None, f"network {network}"), "the right one", now) == "in"
        with records.write() as session:  # each network is asked about as the attack has left it
            session.execute(delete(Bucket))
            session.add_all(Bucket(key_hash=key, level=level, filled_at=at) for key, level, at in kept)


@settings(max_examples=examples(12))
@given(tries=TRIES)
def test_no_more_guesses_are_judged_than_the_figures_say(records: Database, tries: list[Try]) -> None:
    outcomes, now = attack(records, tries, NOW)
    judged = [each.network for each, found in zip(tries, outcomes, strict=True) if found == "judged"]
    for network in {*judged}:
        assert judged.count(network) <= authentication.GUESSES_HERE.most(now - NOW)
    reserves = len({*judged}) * rate_limits.RESERVE.most(now - NOW)
    assert len(judged) <= authentication.GUESSES.most(now - NOW) + reserves


def test_eleven_networks_keep_nobody_out_elsewhere(records: Database) -> None:
    _, now = attack(records, [Try(0, network) for network in range(11) for _ in range(6)], NOW)
    assert outcome(records, Caller(None, None, "network 12"), "the right one", now) == "in"


def test_a_whole_campus_of_guesses_leaves_everybody_a_try(records: Database) -> None:
    """A hundred wrong passwords at other accounts use up what the campus shares, not what is Ada's there."""
    for number in range(authentication.FAILURES.burst + 5):
        with pytest.raises((WrongPasswordError, TooManyError)):
            authentication.sign_in(records, Caller(None, None, CAMPUS), f"bob{number}@example.org", "a guess", NOW)
    assert outcome(records, Caller(None, None, CAMPUS), "the right one", NOW) == "in"


def test_somebody_s_own_mistakes_are_forgiven_by_the_right_password(records: Database) -> None:
    cookie = devices.remembered(records.key, "", ADA)
    owner = Caller(None, None, CAMPUS, cookie)
    for _ in range(3):
        found = [outcome(records, owner, "mistyped", NOW) for _ in range(authentication.OWN_GUESSES.burst - 1)]
        assert {*found} == {"judged"}
        assert outcome(records, owner, "the right one", NOW) == "in"


@given(texts=st.lists(st.text("0123456789abcdef.-", max_size=120), max_size=3), email=st.emails())
def test_no_cookie_that_the_site_did_not_make_names_a_browser(texts: list[str], email: str) -> None:
    assert devices.known(b"the key", "-".join(texts), email) is None
    made = devices.remembered(b"the key", "-".join(texts), email)
    assert devices.known(b"the key", made, email)
    assert devices.known(b"another key", made, email) is None
    assert devices.known(b"the key", made, "x" + email) is None


def test_a_browser_remembers_a_few_accounts_and_each_once() -> None:
    cookie = ""
    for number in [*range(devices.MOST + 2), devices.MOST + 1]:
        cookie = devices.remembered(b"the key", cookie, f"ada{number}@example.org")
    known = [bool(devices.known(b"the key", cookie, f"ada{number}@example.org")) for number in range(devices.MOST + 2)]
    assert known == [False] * 2 + [True] * devices.MOST


def test_five_wrong_passwords_and_a_poll_leave_the_owner_s_browser_free(taker: NewTaker) -> None:
    owner, stranger = taker(), taker()
    owner.sign_up(ADA)
    owner.post("/sign-out")
    answers = [stranger.sign_in(ADA, f"guess number {n}").status for n in range(9)]
    assert answers == [400] * 5 + [429] * 4
    assert owner.sign_in(ADA).status == 303


def test_a_refused_sign_in_says_what_to_do_and_keeps_what_was_typed(taker: NewTaker) -> None:
    stranger = taker()
    refused = [stranger.sign_in(ADA, "a guess") for _ in range(6)][-1]
    assert refused.status == 429
    assert f'value="{ADA}"' in refused.text
    assert "a link that lets you in" in refused.text
    assert int(refused.headers["Retry-After"]) <= 30


@pytest.fixture
def campus(new_taker: NewTaker) -> Taker:
    return from_address(new_taker(), CAMPUS)


def test_forty_wrong_codes_of_one_campus_keep_nobody_from_joining(
    new_teacher: NewTeacher, new_taker: NewTaker, campus: Taker
) -> None:
    """Even as pictures on a foreign page, which send no cookie and take every look that the network has."""
    teacher = new_teacher("emmy@example.org")
    for number in range(enrolment.LOOKS.burst + 10):
        campus.get(f"/join/AAAAAA{number + 20:02}".replace("0", "B").replace("1", "C"))
    student = from_address(new_taker(), CAMPUS)
    page = student.get(f"/join/{teacher.code}")
    assert page.status == 200
    assert "Many wrong codes" in page.text
    student.browser.ask("POST", "/sign-up", {"name": "Ada", "email": ADA, "password": "a long enough one"})
    assert student.post(f"/join/{teacher.code}").location == "/quizzes"
    assert "Join a class" in campus.get("/join/BBBBBBBB").text, "whether a code is right is not told either"


def test_wrong_codes_of_other_accounts_leave_each_account_a_try(
    new_teacher: NewTeacher, new_taker: NewTaker, campus: Taker
) -> None:
    teacher = new_teacher("emmy@example.org")
    campus.sign_up("mallory@example.org", "Mallory")
    statuses = [campus.post("/join/AAAAAAAA").status for _ in range(enrolment.OWN_CODES.burst + 1)]
    assert statuses == [404] * enrolment.OWN_CODES.burst + [429]
    refused = campus.post(f"/join/{teacher.code}")
    assert refused.status == 429
    assert "an invitation" in refused.text
    student = from_address(new_taker(), CAMPUS)
    student.sign_up(ADA)
    with student.database.write() as session:
        for _ in range(enrolment.WRONG_CODES.burst - enrolment.OWN_CODES.burst):
            rate_limits.take(session, f"join {CAMPUS}", enrolment.WRONG_CODES, NOW + YEAR)
    assert student.post(f"/join/{teacher.code}").status == 303


def test_a_class_signs_up_though_its_network_has_used_up_what_it_shares(
    new_teacher: NewTeacher, new_taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    teacher = new_teacher("emmy@example.org")
    monkeypatch.setattr(authentication, "SIGN_UPS", Limit(0, timedelta(hours=1)))
    form = {"name": "Ada", "email": ADA, "password": "a long enough one"}
    refused = new_taker().post("/sign-up", {**form, "next": "/join/AAAAAAAA"})
    assert refused.status == 429
    assert f'value="{ADA}"' in refused.text
    assert new_taker().post("/sign-up", {**form, "next": f"/join/{teacher.code}"}).status == 303


def limits() -> dict[str, Limit]:
    modules = (authentication, enrolment, quiz_taking, rate_limits)
    return {name: found for module in modules for name, found in vars(module).items() if isinstance(found, Limit)}


@pytest.mark.parametrize("name", limits())
def test_no_bucket_is_forgotten_before_it_has_run_dry(name: str) -> None:
    limit = limits()[name]
    assert limit.burst * limit.interval <= rate_limits.FORGOTTEN


def figures() -> dict[str, tuple[float, float]]:
    """Of each way to guess: the most guesses in a year, and what they could meet, in tries for one hit on average."""
    password, code = 26.0**8, len(enrolment.LETTERS) ** enrolment.LENGTH / 100
    reserve = rate_limits.RESERVE.most(YEAR)
    accounts = authentication.SIGN_UPS.most(YEAR)
    return {
        "one account, from one network": (authentication.GUESSES_HERE.most(YEAR), password),
        "one account, from a thousand networks": (authentication.GUESSES.most(YEAR) + 1000 * reserve, password),
        "a thousand accounts, from one network": (authentication.FAILURES.most(YEAR) + 1000 * reserve, password),
        "codes of a hundred classes, without an account": (enrolment.LOOKS.most(YEAR), code),
        "the same, with every account that one network can make": (
            enrolment.WRONG_CODES.most(YEAR) + accounts * reserve / 2,
            code,
        ),
    }


@pytest.mark.parametrize("way", figures())
def test_the_figures_of_guessing_stand_in_the_document(way: str) -> None:
    most, space = figures()[way]
    row = re.search(rf"^\| {way} \| ([0-9,]+) \| ([0-9.]+) in a thousand \|$", SECURITY.read_text(), re.MULTILINE)
    assert row, f"| {way} | {most:,.0f} | {1000 * most / space:.3f} in a thousand |"
    assert row[1] == f"{most:,.0f}"
    assert row[2] == f"{1000 * most / space:.3f}"
    assert most / space < 0.05
