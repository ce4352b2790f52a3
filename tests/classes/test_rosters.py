"""The roster finds, moves, removes and appoints people, and helps one who forgot a password."""

from collections.abc import Callable

import pytest
from sqlalchemy import update

from app.models import Attempt, Learner, Membership, ResetLink, Role, Section
from tests.takers import NOW, PASSWORD, Taker
from tests.teachers import NewTaker, Teacher, enrol

NewTeacher = Callable[[str], Teacher]


@pytest.fixture
def learner(teacher: Teacher, new_taker: NewTaker) -> Taker:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    return learner


def of(teacher: Teacher, email: str = "ada@example.org") -> str:
    """Where the member with this address is on the roster."""
    found = teacher.learner(email)
    assert found is not None
    return f"{teacher.home}/roster/{found.public_id}"


@pytest.mark.usefixtures("learner")
def test_the_roster_is_searched_by_name_and_address_and_percent_signs_find_themselves(
    teacher: Teacher,
) -> None:
    roster = f"{teacher.home}/roster"
    assert "ada@example.org" in teacher.get(roster).text
    assert "ada@example.org" in teacher.get(f"{roster}?q=AD").text
    for nobody in ("%25", "_", "zz"):
        assert "ada@example.org" not in teacher.get(f"{roster}?q={nobody}").text
    assert teacher.get(f"{roster}?page=99").status == teacher.get(f"{roster}?page=x").status == 200


def test_names_beyond_ascii_are_found_in_either_case_and_stand_where_one_looks_for_them(teacher: Teacher) -> None:
    with teacher.database.write() as session:
        section_id = session.query(Section.id).filter_by(public_id=teacher.section).scalar()
        for name in ("Zoe", "Ørsted", "\u00d6zil", "adam", "Ольга"):
            row = Learner(name=name, created_at=NOW, seen_at=NOW)
            session.add(row)
            session.flush()
            session.add(Membership(section_id=section_id, learner_id=row.id, joined_at=NOW))
    for page in ("roster?q=", "gradebook?text="):
        for asked, found in (("öz", "Özil"), ("OZ", "Özil"), ("o\u0308ZI", "Özil"), ("ОЛЬ", "Ольга")):
            text = teacher.get(f"{teacher.home}/{page}{asked}").text
            assert found in text, (page, asked)
            assert "Zoe" not in text
        everybody = teacher.get(f"{teacher.home}/{page}").text
        places = [everybody.index(f">{name}<") for name in ("adam", "Özil", "Zoe")]
        assert places == sorted(places)


def test_somebody_removed_is_gone_and_their_attempts_stay(teacher: Teacher, learner: Taker) -> None:
    learner.finish(learner.start())
    assert teacher.post(f"{of(teacher)}/removal").status == 303
    assert "ada@example.org" not in teacher.get(f"{teacher.home}/roster").text
    assert teacher.get(of(teacher)).status == teacher.post(f"{of(teacher)}/removal").status == 404
    with teacher.database.read() as session:
        assert session.query(Attempt).filter(Attempt.section_id.is_not(None)).count() == 1
    learner.post(f"/join/{teacher.code}")
    assert "ada@example.org" in teacher.get(f"{teacher.home}/roster").text


def test_moving_somebody_takes_their_attempts_along(teacher: Teacher, learner: Taker) -> None:
    for _ in range(2):
        learner.finish(learner.start())
    here, home = teacher.section, teacher.home
    where = of(teacher)
    teacher.make(name="Tuesday")
    assert "Tuesday" in teacher.get(where).text
    assert teacher.post(f"{where}/move", {"to": teacher.section}).status == 303
    with teacher.database.read() as session:
        there = session.query(Section.id).filter_by(public_id=teacher.section).scalar()
        moved = session.query(Attempt.section_id, Attempt.number).order_by(Attempt.id).all()
        assert [tuple(row) for row in moved] == [(there, 1), (there, 2)]
    assert "ada@example.org" not in teacher.get(f"{home}/roster").text
    assert here != teacher.section


@pytest.mark.usefixtures("learner")
def test_nobody_is_moved_to_a_section_of_somebody_else(teacher: Teacher, new_teacher: NewTeacher) -> None:
    other = new_teacher("noether@example.org")
    other.make()
    assert teacher.post(f"{of(teacher)}/move", {"to": other.section}).status == 404
    assert "ada@example.org" in teacher.get(f"{teacher.home}/roster").text


def test_a_new_role_ends_the_sessions_that_had_another(teacher: Teacher, learner: Taker) -> None:
    assert teacher.post(f"{of(teacher)}/role", {"role": "owner"}).status == 400  # there is no such role
    assert teacher.post(f"{teacher.home}/join-code", {"days": "8"}).status == 400  # nor such a code
    teacher.post(f"{of(teacher)}/role", {"role": "assistant"})
    assert learner.get(teacher.home).location.startswith("/sign-in")
    learner.sign_in("ada@example.org")
    assert learner.get(teacher.home).status == 200
    assert learner.post(f"{teacher.home}/archive").status == 403


@pytest.mark.usefixtures("learner")
def test_the_last_instructor_stays(
    teacher: Teacher,
) -> None:
    me = of(teacher, "emmy@example.org")
    assert teacher.post(f"{me}/removal").status == teacher.post(f"{me}/role", {"role": "learner"}).status == 409
    teacher.post(f"{of(teacher)}/role", {"role": "instructor"})
    assert teacher.post(f"{me}/removal").status == 303
    assert teacher.get(teacher.home).status == 404


@pytest.mark.usefixtures("learner")
def test_a_reset_link_sets_a_password_once(teacher: Teacher, new_taker: NewTaker) -> None:
    page = teacher.post(f"{of(teacher)}/reset-links")
    assert page.status == 303
    token = page.location.rpartition("/")[2]
    assert f"http://localhost/reset/{token}" in teacher.get(page.location).text
    browser = new_taker()
    assert browser.post(f"/reset/{token}", {"password": "another long one"}).status == 303
    assert teacher.get(page.location).status == browser.get(f"/reset/{token}").status == 404
    assert new_taker().sign_in("ada@example.org", PASSWORD).status == 400
    with teacher.database.read() as session:
        assert (
            session.query(ResetLink.issuer_id).scalar()
            == session.query(Membership.learner_id).order_by(Membership.id).limit(1).scalar()
        )


def test_no_link_opens_the_account_of_somebody_who_teaches(
    teacher: Teacher, new_taker: NewTaker, new_teacher: NewTeacher
) -> None:
    other = new_teacher("noether@example.org")
    other.post(f"/join/{teacher.code}")
    helper = new_taker()
    helper.sign_up("grace@example.org")
    helper.post(f"/join/{teacher.code}")
    other.make()
    enrol(teacher.database, other.section, "grace@example.org", Role.ASSISTANT)
    for email in ("noether@example.org", "grace@example.org", "emmy@example.org"):
        assert teacher.post(f"{of(teacher, email)}/reset-links").status == 409, email


def test_no_link_opens_the_account_of_somebody_with_anything_outside_the_issuers_sections(
    teacher: Teacher, new_taker: NewTaker, new_teacher: NewTeacher
) -> None:
    other = new_teacher("noether@example.org")
    other.make()
    for email in ("in-both@example.org", "left-the-other@example.org", "alone@example.org", "here@example.org"):
        learner = new_taker()
        learner.sign_up(email)
        if email.startswith("alone"):
            learner.start()
        if email.startswith(("in", "left")):
            enrol(teacher.database, other.section, email)
        if email.startswith("left"):
            with teacher.database.write() as session:
                session.execute(update(Membership).where(Membership.role == Role.LEARNER).values(left_at=NOW))
        enrol(teacher.database, teacher.section, email)
        expected = 303 if email.startswith("here") else 409
        assert teacher.post(f"{of(teacher, email)}/reset-links").status == expected, email


@pytest.mark.usefixtures("learner")
def test_a_link_says_who_made_it(teacher: Teacher, new_taker: NewTaker) -> None:
    token = teacher.post(f"{of(teacher)}/reset-links").location.rpartition("/")[2]
    assert "Emmy made this link" in new_taker().get(f"/reset/{token}").text


@pytest.mark.usefixtures("learner")
def test_exceptions_that_make_no_sense_are_named(
    teacher: Teacher,
) -> None:
    page = teacher.post(f"{of(teacher)}/exceptions", {"minutes-adam": "-5", "due-adam": "never"})
    assert page.status == 400
    assert "Write a whole number from 0 to 600" in page.text
    assert "Write a date and a time" in page.text
    teacher.post(f"{of(teacher)}/exceptions", {"minutes-adam": "20", "attempts-final": "1"})
    assert 'value="20"' in teacher.get(of(teacher)).text
    teacher.post(f"{of(teacher)}/exceptions", {})
    assert 'value="20"' not in teacher.get(of(teacher)).text


def test_a_long_roster_comes_in_pages_staff_first(teacher: Teacher) -> None:
    with teacher.database.write() as session:
        section_id = session.query(Section.id).filter_by(public_id=teacher.section).scalar()
        people = [
            Learner(name=f"N{each:03}", email=f"n{each}@example.org", created_at=NOW, seen_at=NOW) for each in range(60)
        ]
        session.add_all(people)
        session.flush()
        session.add_all(Membership(section_id=section_id, learner_id=each.id, joined_at=NOW) for each in people)
    first, second = (teacher.get(f"{teacher.home}/roster?page={page}").text for page in (1, 2))
    assert "page 1 of 2" in first
    assert first.index("Emmy") < first.index("N000") < first.index("N048")
    assert "N049" not in first
    assert second.index("N049") < second.index("N059")
    assert "1 found" in teacher.get(f"{teacher.home}/roster?q=n050").text
