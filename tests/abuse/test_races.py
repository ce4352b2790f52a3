"""Many requests at once, through a real server: what the database decides stays decided."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.accounts import people
from app.clock import present
from app.models import (
    Attempt,
    AttemptItem,
    Browser,
    Course,
    Grade,
    Learner,
    Membership,
    Policy,
    Response,
    Role,
    Section,
    Status,
)
from tests.abuse.conftest import NewTaker
from tests.abuse.crowd import at_once
from tests.conftest import Server
from tests.takers import NOW, PASSWORD, HttpBrowser, Page, Taker

MANY = 12


def again(taker: Taker) -> Taker:
    """The same person in another tab, on a connection of its own."""
    assert isinstance(taker.browser, HttpBrowser)
    browser = HttpBrowser(taker.browser.url)
    browser.session.cookies.set("learner", taker.browser.token or "")
    return Taker(browser, taker.database)


def attempts_of(taker: Taker) -> list[Attempt]:
    with taker.database.read() as session:
        sealed = people.seal(taker.database.key, taker.browser.token or "")
        learner = select(Browser.learner_id).where(Browser.token_hash == sealed)
        return list(session.scalars(select(Attempt).where(Attempt.learner_id == learner.scalar_subquery())))


def test_parallel_starts_leave_one_open_attempt(visitor: NewTaker) -> None:
    somebody = visitor()
    somebody.finish(somebody.start("momentum"))
    tabs = [again(somebody) for _ in range(MANY)]
    opened = at_once(*(tab.start for tab in tabs))
    assert len(set(opened)) == 1
    assert [each.status for each in attempts_of(somebody)] == [Status.SUBMITTED, Status.OPEN]


def test_parallel_submits_give_one_score_and_everybody_sees_it(visitor: NewTaker) -> None:
    somebody = visitor()
    attempt = somebody.start()
    somebody.answer(attempt, 1)
    tabs = [again(somebody) for _ in range(MANY)]
    answers = at_once(*(lambda tab=tab: tab.post(f"/attempts/{attempt}/submission") for tab in tabs))
    assert {page.status for page in answers} == {303}
    results = {tab.get(f"/attempts/{attempt}").text for tab in tabs}
    assert len(results) == 1
    assert "1/4" in results.pop()
    assert [(each.status, each.points) for each in attempts_of(somebody)] == [(Status.SUBMITTED, 1.0)]


def test_parallel_answers_to_one_question_leave_one_response(visitor: NewTaker) -> None:
    somebody = visitor()
    attempt = somebody.start()
    right, wrong = somebody.right(attempt, 1), somebody.wrong(attempt, 1)
    tabs = [(again(somebody), right if n % 2 else wrong) for n in range(MANY)]

    def give(n: int) -> Page:
        tab, form = tabs[n]
        return tab.answer(attempt, 1, form, key=f"tab-number-{n}")

    answers = at_once(*(lambda n=n: give(n) for n in range(MANY)))
    assert sorted(page.status for page in answers) == [303] + [409] * (MANY - 1)
    (kept,) = attempts_of(somebody)
    with somebody.database.read() as session:
        of_attempt = select(Grade.fraction).join(AttemptItem).where(AttemptItem.attempt_id == kept.id)
        responses = select(Response.id).join(AttemptItem).where(AttemptItem.attempt_id == kept.id)
        assert session.scalars(of_attempt).all() == [kept.points]
        assert len(session.scalars(responses).all()) == 1


def test_parallel_attempts_never_exceed_those_allowed(visitor: NewTaker) -> None:
    somebody = visitor()
    somebody.sign_up("grace@example.org")
    _join_section(somebody, attempts=2)
    tabs = [again(somebody) for _ in range(MANY)]

    def take_one(tab: Taker) -> int:
        page = tab.post("/quizzes/momentum/attempts")
        if page.status == 303:
            tab.post(f"{page.location}/submission")
        return page.status

    for _ in range(2):
        at_once(*(lambda tab=tab: take_one(tab) for tab in tabs))
    assert len(attempts_of(somebody)) == 2
    assert take_one(somebody) == 409


def _join_section(taker: Taker, **policy: int) -> None:
    with taker.database.write() as session:
        course = Course(title="Optimization", created_at=NOW)
        session.add(course)
        session.flush()
        section = Section(course_id=course.id, name="Monday", created_at=NOW)
        session.add(section)
        session.flush()
        learner_id = session.scalars(select(Learner.id).where(Learner.email == "grace@example.org")).one()
        session.add_all(
            [
                Membership(section_id=section.id, learner_id=learner_id, role=Role.LEARNER, joined_at=NOW),
                Policy(section_id=section.id, quiz="momentum", **policy),
            ]
        )


def test_failures_are_counted_correctly_in_parallel(visitor: NewTaker) -> None:
    visitor().sign_up("emmy@example.org")
    strangers = [visitor() for _ in range(MANY)]
    answers = at_once(*(lambda who=who: who.sign_in("emmy@example.org", "not this one") for who in strangers))
    assert sorted(page.status for page in answers) == [400] * 5 + [429] * (MANY - 5)


def test_parallel_sign_ups_from_one_visitor_keep_the_work_in_one_account(visitor: NewTaker) -> None:
    somebody = visitor()
    attempt = somebody.start()
    tabs = [again(somebody) for _ in range(4)]
    at_once(*(lambda n=n, tab=tab: tab.sign_up(f"sofia{n}@example.org") for n, tab in enumerate(tabs)))
    with somebody.database.read() as session:
        owner = select(Learner.email).join(Attempt).where(Attempt.public_id == attempt)
        assert (session.scalars(owner).one() or "").startswith("sofia")


def test_a_link_used_in_parallel_sets_one_password(visitor: NewTaker) -> None:
    somebody = visitor()
    somebody.sign_up("ada@example.org")
    with somebody.database.write() as session:
        kept = people.kept_password(session, "ada@example.org")
        assert kept
        token = people.issue_link(session, kept[0], present())
    tabs = [visitor() for _ in range(4)]
    jobs = (
        lambda n=n, who=who: who.post(f"/reset/{token}", {"password": f"pass word {n}"}) for n, who in enumerate(tabs)
    )
    answers = at_once(*jobs)
    assert sorted(page.status for page in answers) == [303, 404, 404, 404]
    winner = next(n for n, page in enumerate(answers) if page.status == 303)
    assert visitor().sign_in("ada@example.org", f"pass word {winner}").status == 303


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="reads the memory of processes from /proc")
def test_four_sign_ins_at_once_keep_the_worker_under_150_megabytes(lone_server: Server) -> None:
    first, *others = (HttpBrowser(lone_server.url) for _ in range(5))
    account = {"name": "Hedy", "email": "hedy@example.org", "password": PASSWORD}
    assert first.ask("POST", "/sign-up", account).status == 303
    for pid in _processes(lone_server.process.pid):
        Path(f"/proc/{pid}/clear_refs").write_text("5")  # forgets the peak of starting up
    pages = at_once(*(lambda who=who: who.ask("POST", "/sign-in", account) for who in others))
    assert [page.status for page in pages] == [303] * 4
    assert max(_most_memory(pid) for pid in _processes(lone_server.process.pid)) < 150_000


def _processes(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(child for each in listed for child in _processes(int(each)))]


def _most_memory(pid: int) -> int:
    """The most memory that a process has had since then, in kilobytes."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1])
