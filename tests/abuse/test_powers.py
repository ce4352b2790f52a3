"""Every power of an instructor ends at their own sections: all addresses of the desk that change something, each tried.

The table of what each came to stands in docs/security.md; the laws hold for powers that are yet to come.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.routing import Rule

from app import create_app
from app.accounts import event_log
from app.config import Config
from app.models import Attempt, Happening, Invitation, Learner
from app.web import instructors
from app.web.context import site_of
from tests.abuse.test_instructor_access import records
from tests.takers import ClientBrowser, Taker, Teacher, enrol

SECURITY = Path(__file__).parent.parent.parent / "docs" / "security.md"
ADA = "ada@example.org"
PLAN = {"course": "Optimisation", "name": "Renamed", "time_zone": "UTC"}
FORMS: dict[str, dict[str, str]] = {
    "admission.decide": {"sign_in": "required"},
    "attempts.change": {"mark": "0.5", "reason": "A fair reason.", "seen": "1"},
    "errata.apply": {},
    "invitations.invite_colleague": {"name": "Grace Hopper"},
    "invitations.withdraw": {},
    "invitations.withdraw_all": {},
    "invitations.withdraw_colleague": {},
    "lists.decide": {},
    "lists.make": {},
    "lists.read_again": {},
    "lists.remove_leavers": {},
    "lists.upload": {"names": "Grace Hopper"},
    "lists.withdraw": {},
    "policies.change": {"feedback": "now", "counting": "best", "revision": "1"},
    "policies.release": {},
    "roster.appoint": {"role": "assistant"},
    "roster.grant": {},
    "roster.make_link": {},
    "roster.move": {"to": "{other}"},
    "roster.remove": {},
    "sections.archive": {},
    "sections.change": PLAN,
    "sections.change_code": {"days": "7"},
    "sections.copy": {"copy_name": "Copied"},
    "sections.make": PLAN,
    "sections.restore": {},
}
"""What is sent to each power; a new one is named here, and stands in the document's table."""
GONE_ALREADY = {"invitations.withdraw", "invitations.withdraw_colleague"}
"""What takes away something that is not there is done, and takes nothing away: a second click is no error."""
KEPT_OPEN = {"sections.copy", "sections.restore"}
"""What may be done with a section that is archived."""
OF_THE_SITE = {"admission.decide", "invitations.invite_colleague", "invitations.withdraw_colleague", "sections.make"}
"""Powers over no section: every instructor has them."""


@dataclass
class Hall:
    """A section with a learner in it, its instructor, one of another section, and how all of it was to begin with."""

    site: Flask
    emmy: Teacher
    mallory: Teacher
    things: dict[str, str]
    theirs: dict[str, str]
    file: Path

    def powers(self) -> list[Rule]:
        rules = [rule for rule in self.site.url_map.iter_rules() if rule.rule.startswith("/instructor")]
        return sorted((rule for rule in rules if "POST" in (rule.methods or ())), key=lambda rule: name(rule))

    def use(self, who: Teacher, rule: Rule, parts: dict[str, str], to: str = "") -> int:
        """What the power comes to, in a hall that is as it was."""
        self._put_back()
        with self.site.test_request_context():
            adapter = self.site.url_map.bind("localhost")
            values = {part: int(parts[part]) if part == "slot" else parts[part] for part in rule.arguments}
            path = adapter.build(rule.endpoint, values, method="POST")
        form = {key: value.format(other=to) for key, value in FORMS[name(rule)].items()}
        return who.post(path, form).status

    def archive(self) -> None:
        self.sql(f"UPDATE section SET archived_at = '2026-11-01 12:00:00' WHERE public_id = '{self.emmy.section}'")

    def remove_ada(self) -> None:
        self.sql(
            "UPDATE membership SET left_at = '2026-11-01 12:00:00' "
            f"WHERE learner_id = (SELECT id FROM learner WHERE email = '{ADA}')"
        )

    def sql(self, statement: str) -> None:
        with self.emmy.database.writer.begin() as connection:
            connection.execute(text(statement))
        self.keep()

    def keep(self) -> None:
        """From now on this is how it was."""
        self.emmy.database.dispose()
        shutil.copytree(self.file.parent, self.file.parent.with_suffix(".kept"), dirs_exist_ok=True)

    def _put_back(self) -> None:
        self.emmy.database.dispose()
        shutil.rmtree(self.file.parent)
        shutil.copytree(self.file.parent.with_suffix(".kept"), self.file.parent)


def name(rule: Rule) -> str:
    return str(rule.endpoint).removeprefix("instructor.")


@pytest.fixture
def hall(sqlite_template: Path, tmp_path: Path) -> Iterator[Hall]:
    file = tmp_path / "records" / "records.sqlite3"
    file.parent.mkdir()
    shutil.copy(sqlite_template, file)
    config = Config(
        instance=tmp_path, database_url=f"sqlite:///{file}", secret_key="a key for the tests", compressed=False
    )
    site = create_app(config)
    emmy, mallory = (Teacher(ClientBrowser(site), site_of(site).database) for _ in range(2))
    for teacher, address in ((emmy, "emmy@example.org"), (mallory, "mallory@example.org")):
        teacher.sign_up(address, "Teacher")
        with teacher.database.write() as session:
            session.query(Learner).filter_by(email=address).update({"instructor": True})
        teacher.make(name=f"Section of {address}")
    things, theirs = (furnish(site, each, address) for each, address in ((emmy, ADA), (mallory, "eve@example.org")))
    hall = Hall(site, emmy, mallory, things, theirs, file)
    hall.keep()
    yield hall
    site_of(site).database.dispose()


def furnish(site: Flask, teacher: Teacher, address: str) -> dict[str, str]:
    """A member with a finished attempt, and invitations; what the section has, by the names that addresses use."""
    learner = Taker(ClientBrowser(site), teacher.database)
    learner.sign_up(address, "Learner")
    enrol(teacher.database, teacher.section, address)
    learner.finish(learner.start("adam"))
    held = {"feedback": "after_due", "due_at": "2099-01-01T10:00", "counting": "best", "revision": "0"}
    assert teacher.post(f"{teacher.home}/policies/adam", held).status == 303
    teacher.invite("Somebody")
    teacher.post("/instructor/colleagues", {"name": "Somebody"})
    upload = teacher.post(f"{teacher.home}/lists", {"names": "Somebody else"}).location.rpartition("/")[2]
    with teacher.database.read() as session:
        member = session.query(Learner).filter_by(email=address).one()
        attempt = session.query(Attempt.public_id).filter_by(learner_id=member.id).scalar()
        codes = session.query(Invitation).order_by(Invitation.id.desc()).limit(2).all()
    colleague = next(each.code for each in codes if each.section_id is None)
    into = next(each.code for each in codes if each.section_id is not None)
    return {
        "section": teacher.section, "learner": member.public_id, "attempt": attempt, "quiz": "adam", "slot": "1",
        "code": into, "colleague": colleague, "upload": upload,
    }  # fmt: skip


def parts(rule: Rule, things: dict[str, str]) -> dict[str, str]:
    return things | {"code": things["colleague" if "colleague" in rule.rule else "code"]}


def test_every_power_is_named_and_works_in_ones_own_section(hall: Hall) -> None:
    """Else the laws below could hold because nothing works."""
    assert {name(rule) for rule in hall.powers()} == {*FORMS}
    second = Teacher(hall.emmy.browser, hall.emmy.database)
    second.make(name="Another")
    hall.keep()
    done = {name(rule): hall.use(hall.emmy, rule, parts(rule, hall.things), second.section) for rule in hall.powers()}
    assert {each: status for each, status in done.items() if status != 303} == {}


def test_no_power_reaches_into_another_s_section_by_its_address(hall: Hall) -> None:
    before = records(hall.emmy)
    for rule in hall.powers():
        if name(rule) not in OF_THE_SITE:
            assert hall.use(hall.mallory, rule, parts(rule, hall.things), hall.mallory.section) == 404, rule
            assert records(hall.emmy) == before, rule


def test_no_power_over_one_s_own_section_acts_on_what_belongs_to_another(hall: Hall) -> None:
    """Its learners, attempts and invitations, each named from one's own section: the kind of the reset link."""
    before, tried = records(hall.emmy), 0
    for rule in hall.powers():
        own, foreign = parts(rule, hall.theirs), parts(rule, hall.things)
        for part in rule.arguments & {"learner", "attempt", "code", "upload"}:
            mixed = own | {part: foreign[part]}
            done = 303 if name(rule) in GONE_ALREADY else 404
            assert hall.use(hall.mallory, rule, mixed, hall.mallory.section) == done, (rule, part)
            assert records(hall.emmy) == before, (rule, part)
            tried += 1
    assert tried >= 8
    move = next(rule for rule in hall.powers() if name(rule) == "roster.move")
    assert hall.use(hall.mallory, move, parts(move, hall.theirs), hall.emmy.section) == 404
    assert records(hall.emmy) == before


def test_nothing_changes_in_a_section_that_is_archived(hall: Hall) -> None:
    hall.archive()
    before = records(hall.emmy)
    for rule in hall.powers():
        if name(rule) not in OF_THE_SITE | KEPT_OPEN:
            assert hall.use(hall.emmy, rule, parts(rule, hall.things), hall.mallory.section) in (404, 409), rule
            assert records(hall.emmy) == before, rule


def test_no_power_is_left_over_a_member_who_was_removed(hall: Hall) -> None:
    """Marks of what they did there apart: that is the class's."""
    hall.remove_ada()
    before = records(hall.emmy)
    for rule in hall.powers():
        if "learner" in rule.arguments:
            assert hall.use(hall.emmy, rule, parts(rule, hall.things), hall.emmy.section) == 404, rule
            assert records(hall.emmy) == before, rule


def test_an_account_with_anything_elsewhere_gets_no_link_from_an_instructor(hall: Hall) -> None:
    enrol(hall.emmy.database, hall.mallory.section, ADA)
    hall.keep()
    rule = next(rule for rule in hall.powers() if name(rule) == "roster.make_link")
    assert hall.use(hall.emmy, rule, parts(rule, hall.things)) in (403, 409)


def test_a_power_that_was_refused_stands_in_the_log_and_many_take_few_lines(hall: Hall) -> None:
    """By whom and what was asked for; pages of another's section too."""
    for _ in range(instructors.REFUSALS_NOTED.burst + 5):
        assert hall.mallory.get(hall.emmy.home).status == 404
    with hall.emmy.database.read() as session:
        lines = [line for line in event_log.latest(session, 100) if line.happening is Happening.REFUSED]
    assert len(lines) == instructors.REFUSALS_NOTED.burst
    assert {(line.by, hall.emmy.section in line.detail) for line in lines} == {("mallory@example.org", True)}


def table(hall: Hall) -> list[str]:
    """The lines of the document: what each power answers in one's own section, in another's, and so on."""
    second = Teacher(hall.emmy.browser, hall.emmy.database)
    second.make(name="Another")
    hall.keep()
    to, cells = second.section, {}
    for rule in hall.powers():
        own = hall.use(hall.emmy, rule, parts(rule, hall.things), to)
        site = name(rule) in OF_THE_SITE
        other = "the site’s" if site else hall.use(hall.mallory, rule, parts(rule, hall.things), hall.mallory.section)
        named = rule.arguments & {"learner", "attempt", "code", "upload"}
        mixed = parts(rule, hall.theirs) | {part: parts(rule, hall.things)[part] for part in named}
        foreign = hall.use(hall.mallory, rule, mixed, hall.mallory.section) if named else "–"
        cells[name(rule)] = [own, other, foreign]
    hall.archive()
    for rule in hall.powers():
        cells[name(rule)].append(
            "–" if name(rule) in OF_THE_SITE else hall.use(hall.emmy, rule, parts(rule, hall.things), to)
        )
    hall.sql(f"UPDATE section SET archived_at = NULL WHERE public_id = '{hall.emmy.section}'")
    hall.remove_ada()
    for rule in hall.powers():
        has = "learner" in rule.arguments
        cells[name(rule)].append(hall.use(hall.emmy, rule, parts(rule, hall.things), to) if has else "–")
    return [f"| `{each}` | {' | '.join(map(str, row))} |" for each, row in cells.items()]


def test_the_document_s_table_of_powers_is_what_they_come_to(hall: Hall) -> None:
    told = re.findall(r"^\| `[a-z]+\.[a-z_]+` \|.*\|$", SECURITY.read_text(), re.MULTILINE)
    assert told == table(hall)
