"""Guessing: it slows down, counts right, and learns nothing about who has an account."""

import re

import pytest

from app.accounts import authentication, passwords, rate_limits
from app.accounts.views import accounts as views
from app.clock import present
from tests.abuse.conftest import NewTaker
from tests.abuse.evidence import new_link
from tests.takers import PASSWORD, ClientBrowser, Taker


def from_address(taker: Taker, address: str) -> Taker:
    assert isinstance(taker.browser, ClientBrowser)
    taker.browser.client.environ_base["REMOTE_ADDR"] = address
    return taker


def stop_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries leak away with time, and a busy machine takes some."""
    moment = present()
    monkeypatch.setattr(views, "present", lambda: moment)


def test_sign_in_slows_down_for_an_account_after_failures(taker: NewTaker) -> None:
    taker().sign_up("ada@example.org")
    stranger = taker()
    answers = [stranger.sign_in("ada@example.org", f"guess number {n}").status for n in range(8)]
    assert answers == [400] * 5 + [429] * 3
    refused = stranger.sign_in("ada@example.org")
    assert refused.status == 429
    wait = refused.headers["Retry-After"]
    assert f"Wait {wait} seconds" in refused.text


def test_the_owner_elsewhere_is_not_shut_out_by_somebody_s_guesses(taker: NewTaker) -> None:
    taker().sign_up("ada@example.org")
    stranger, owner = from_address(taker(), "203.0.113.9"), from_address(taker(), "198.51.100.7")
    for n in range(8):
        stranger.sign_in("ada@example.org", f"guess number {n}")
    assert owner.sign_in("ada@example.org").status == 303


def test_sign_in_slows_down_for_an_address_that_tries_many_accounts(
    taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "matches", lambda *_: False)
    stop_the_clock(monkeypatch)
    stranger = from_address(taker(), "203.0.113.9")
    answers = [stranger.sign_in(f"ada{n}@example.org", "a guess").status for n in range(100)]
    assert answers == [400] * 100
    more = [stranger.sign_in("ada1@example.org", "a guess").status for _ in range(4)]
    assert more[:2] == [400] * 2, "each account keeps a reserve"
    assert more[-1] == 429
    assert from_address(taker(), "198.51.100.7").sign_in("ada1@example.org", "a guess").status == 400


def test_a_campus_behind_one_address_is_not_locked_out(taker: NewTaker, monkeypatch: pytest.MonkeyPatch) -> None:
    taker().sign_up("ada@example.org")
    monkeypatch.setattr(passwords, "matches", lambda password, _: password == PASSWORD)
    answers = {taker().sign_in("ada@example.org").status for _ in range(150)}
    assert answers == {303}


def test_failures_leak_away_with_time(taker: NewTaker, monkeypatch: pytest.MonkeyPatch) -> None:
    taker().sign_up("ada@example.org")
    somebody = taker()
    for n in range(6):
        somebody.sign_in("ada@example.org", f"guess number {n}")
    later = present() + 2 * authentication.GUESSES_HERE.interval
    monkeypatch.setattr(views, "present", lambda: later)
    assert somebody.sign_in("ada@example.org").status == 303


def test_sign_in_says_the_same_whether_or_not_there_is_an_account(taker: NewTaker) -> None:
    taker().sign_up("ada@example.org")
    pages = [taker().sign_in(email, "not this one") for email in ("ada@example.org", "eve@example.org")]
    texts = {re.sub(r"(ada|eve)@example\.org", "", page.text) for page in pages}
    assert [page.status for page in pages] == [400, 400]
    assert len(texts) == 1


def test_sign_in_does_the_same_work_whether_or_not_there_is_an_account(
    taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker().sign_up("ada@example.org")
    verified: list[str] = []
    hasher = passwords._HASHER

    class Counting:
        def verify(self, kept: str, password: str) -> bool:
            verified.append(kept)
            return bool(hasher.verify(kept, password))

        def check_needs_rehash(self, kept: str) -> bool:
            return bool(hasher.check_needs_rehash(kept))

    monkeypatch.setattr(passwords, "_HASHER", Counting())
    for email in ("ada@example.org", "eve@example.org"):
        taker().sign_in(email, "not this one")
    settings = [kept.split("$")[1:4] for kept in verified]
    assert len(settings) == 2
    assert settings[0] == settings[1]


def test_a_link_that_is_unknown_says_the_same_as_one_that_is_used(taker: NewTaker) -> None:
    somebody = taker()
    somebody.sign_up("ada@example.org")
    link = new_link(somebody, "ada@example.org")
    assert taker().post(f"/reset/{link}", {"password": "another long one"}).status == 303
    pages = [taker().get(f"/reset/{each}") for each in (link, "x" * 43)]
    assert [page.status for page in pages] == [404, 404]
    assert pages[0].text == pages[1].text


def test_sign_up_is_throttled_where_it_tells_that_an_account_exists(
    taker: NewTaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "hashed", lambda password: password)
    taker().sign_up("ada@example.org")
    free = authentication.ADDRESSES_TRIED.burst
    answers = [taker().sign_up("ada@example.org").status for _ in range(free + 2)]
    assert answers == [409] * free + [429] * 2


def test_an_ipv6_customer_is_counted_as_one() -> None:
    assert rate_limits.network("2001:db8::1") == rate_limits.network("2001:db8::ffff:2")
    assert rate_limits.network("2001:db8:0:1::1") != rate_limits.network("2001:db8::1")
    assert rate_limits.network("::ffff:192.0.2.1") == "192.0.2.1"
    assert rate_limits.network("no address") == rate_limits.network(None) == "unknown"
