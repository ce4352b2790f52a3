"""People who join, accept and save at the same moment: the database lets one pass, and tells the others."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from app.models import Invitation, Learner, Membership, Policy, Role
from tests.abuse.conftest import NewTaker
from tests.takers import PASSWORD, ClientBrowser, Taker
from tests.teachers import Teacher, enrol

RULES = {"opens_at": "", "due_at": "", "attempts": "", "counting": "best", "feedback": "now"}


def together(calls: list[Callable[[], int]]) -> Counter[int]:
    """How often each status was answered when all asked at once."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return Counter(found.result() for found in [pool.submit(call) for call in calls])


def posting(person: Taker, path: str, data: dict[str, str] | None = None) -> Callable[[], int]:
    """To be called: the status with which this is answered."""
    return lambda: person.post(path, data).status


def tabs(site: Flask, taker: Taker, count: int) -> list[Taker]:
    """The same person in several tabs."""
    found = []
    for _ in range(count):
        browser = ClientBrowser(site)
        browser.client.set_cookie("learner", taker.browser.token or "")
        found.append(Taker(browser, taker.database))
    return found


def test_joining_from_many_tabs_makes_one_member(site: Flask, teacher: Teacher, taker: NewTaker) -> None:
    learner = taker()
    learner.sign_up("bob@example.org", "Bob")
    code = teacher.code
    asked = [posting(tab, f"/join/{code}") for tab in tabs(site, learner, 6)]
    assert together(asked) == {303: 6}
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(role=Role.LEARNER).count() == 1


def test_an_invitation_followed_by_many_lets_one_in(teacher: Teacher, taker: NewTaker) -> None:
    teacher.invite("Ada")
    with teacher.database.read() as session:
        code = session.query(Invitation.code).scalar()
    people = [taker() for _ in range(4)]
    for number, person in enumerate(people):
        person.sign_up(f"p{number}@example.org")
    asked = [posting(person, f"/invitations/{code}") for person in people]
    assert together(asked) == {303: 1, 404: 3}
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(role=Role.LEARNER).count() == 1


@pytest.mark.parametrize("revision", [0, 1])
def test_of_many_who_save_a_policy_one_wins_and_the_others_are_told(
    site: Flask, teacher: Teacher, revision: int
) -> None:
    path = f"{teacher.home}/policies/adam"
    for each in range(revision):
        teacher.post(path, {**RULES, "revision": str(each), "minutes": "5"})
    asked = [
        posting(tab, path, {**RULES, "revision": str(revision), "minutes": str(minutes)})
        for minutes, tab in enumerate(tabs(site, teacher, 5), 10)
    ]
    assert together(asked) == {303: 1, 409: 4}
    with teacher.database.read() as session:
        assert session.query(Policy).one().revision == revision + 1


def test_two_instructors_who_delete_their_accounts_leave_one(teacher: Teacher, taker: NewTaker) -> None:
    other = taker()
    other.sign_up("noether@example.org", "Noether")
    enrol(teacher.database, teacher.section, "noether@example.org", Role.INSTRUCTOR)
    asked = [posting(person, "/me/deletion", {"current": PASSWORD}) for person in (teacher, other)]
    assert together(asked) == {303: 1, 409: 1}
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(role=Role.INSTRUCTOR, left_at=None).count() == 1


def test_two_instructors_who_remove_each_other_leave_one(teacher: Teacher, taker: NewTaker) -> None:
    other = taker()
    other.sign_up("noether@example.org", "Noether")
    enrol(teacher.database, teacher.section, "noether@example.org", Role.INSTRUCTOR)
    with teacher.database.read() as session:
        ids = {each.email: each.public_id for each in session.query(Learner)}
    asked = [
        posting(teacher, f"{teacher.home}/roster/{ids['noether@example.org']}/removal"),
        posting(other, f"{teacher.home}/roster/{ids['emmy@example.org']}/removal"),
    ]
    found = together(asked)
    assert found[303] == 1, found
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(role=Role.INSTRUCTOR, left_at=None).count() == 1
