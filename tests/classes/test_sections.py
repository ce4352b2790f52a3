"""A class is made, joined by its code, renamed, copied, archived and restored."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.models import Attempt, Course, Membership, Policy, Role, Section
from tests.takers import NOW
from tests.teachers import NewTaker, Teacher, enrol

NewTeacher = Callable[[str], Teacher]


def test_a_first_visit_leads_to_a_class_with_a_code(new_teacher: NewTeacher) -> None:
    teacher = new_teacher("emmy@example.org")

    assert "Make your first class" in teacher.get("/instructor").text
    assert teacher.make(time_zone="Europe/Berlin").status == 303
    page = teacher.get(teacher.home)
    assert teacher.code[:4] in page.text
    assert "Europe/Berlin" in page.text
    assert "Monday" in teacher.get("/instructor").text


def test_a_form_with_faults_names_each_and_makes_nothing(new_teacher: NewTeacher) -> None:
    teacher = new_teacher("emmy@example.org")
    page = teacher.make(course="   ", name="x" * 121, time_zone="Mars/Olympus")

    assert page.status == 400
    for message in ("Write a name for the course.", "Use at most 120 characters.", "Choose a time zone"):
        assert message in page.text
    with teacher.database.read() as session:
        assert session.query(Section).count() == session.query(Course).count() == 0


def test_two_sections_of_a_title_share_a_course_and_strangers_have_their_own(
    teacher: Teacher, new_teacher: NewTeacher
) -> None:
    teacher.make(name="Tuesday")
    new_teacher("other@example.org").make()
    with teacher.database.read() as session:
        assert (session.query(Course).count(), session.query(Section).count()) == (2, 3)


def test_a_learner_joins_by_the_code_however_it_is_typed(teacher: Teacher, new_taker: NewTaker) -> None:
    code = teacher.code
    learner = new_taker()
    asked = learner.get(f"/join?code=+{code[:4].lower()}-{code[4:]}")
    assert asked.location == f"/join/{code}"
    assert f"/sign-up?next=/join/{code}" in learner.get(asked.location).text

    learner.sign_up("ada@example.org")
    assert "Join as Ada" in learner.get(f"/join/{code}").text
    assert learner.post(f"/join/{code}").location == "/quizzes"
    assert learner.post(f"/join/{code}").status == 303
    with teacher.database.read() as session:
        assert session.query(Membership).filter_by(role=Role.LEARNER).count() == 1


def test_what_was_done_alone_stays_out_of_the_section(teacher: Teacher, new_taker: NewTaker) -> None:
    learner = new_taker()
    learner.finish(learner.start())
    learner.sign_up("ada@example.org")
    learner.post(f"/join/{teacher.code}")
    learner.start()
    with teacher.database.read() as session:
        sections = [each.section_id is None for each in session.query(Attempt).order_by(Attempt.id)]
    assert sections == [True, False]


def test_a_visitor_who_posts_is_asked_to_sign_up(teacher: Teacher, new_taker: NewTaker) -> None:
    page = new_taker().post(f"/join/{teacher.code}")
    assert (page.status, page.location) == (303, f"/sign-up?next=/join/{teacher.code}")
    with teacher.database.read() as session:
        assert session.query(Membership).count() == 1


@pytest.mark.parametrize("how", ["rotated", "closed", "expired", "archived"])
def test_a_code_that_no_longer_holds_lets_nobody_in(teacher: Teacher, new_taker: NewTaker, how: str) -> None:
    code = teacher.code
    match how:
        case "rotated":
            teacher.post(f"{teacher.home}/join-code", {"days": "7"})
            assert teacher.code not in ("", code)
        case "closed":
            teacher.post(f"{teacher.home}/join-code", {"close": "1"})
        case "archived":
            teacher.post(f"{teacher.home}/archive")
        case _:
            with teacher.database.write() as session:
                session.execute(update(Section).values(join_code_expires_at=datetime.now(UTC)))
    learner = new_taker()
    learner.sign_up("ada@example.org")
    assert learner.get(f"/join/{code}").status == learner.post(f"/join/{code}").status == 404


def test_a_new_code_expires_when_the_form_said(teacher: Teacher) -> None:
    teacher.post(f"{teacher.home}/join-code", {"days": "7"})
    with teacher.database.read() as session:
        expires = session.query(Section.join_code_expires_at).scalar()
    assert expires is not None
    assert abs(expires - datetime.now(UTC) - timedelta(days=7)) < timedelta(minutes=1)


def test_wrong_codes_are_slowed_down_and_right_ones_cost_nothing(teacher: Teacher, new_taker: NewTaker) -> None:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    assert {learner.get(f"/join/{teacher.code}").status for _ in range(60)} == {200}
    statuses = [learner.get("/join/AAAAAAAA").status for _ in range(45)]
    assert statuses[0] == 404
    assert statuses[-1] == 200, "it says no more whether there is such a class"
    assert "Monday" not in learner.get(f"/join/{teacher.code}").text
    assert learner.post(f"/join/{teacher.code}").location == "/quizzes"


def test_the_projector_shows_a_code_that_says_the_link(teacher: Teacher) -> None:
    page = teacher.get(f"{teacher.home}/projector").text
    assert f"localhost/join/{teacher.code}" in page
    assert re.search(r'<path class="qr-ink" d="M4,4h7v1h-7z', page)


def test_who_teaches_a_section_does_not_join_it(teacher: Teacher) -> None:
    assert teacher.post(f"/join/{teacher.code}").status == 409


def test_settings_rename_and_set_the_clock(teacher: Teacher) -> None:
    page = teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "Asia/Tokyo"})
    assert page.status == 303
    assert "Asia/Tokyo" in teacher.get(teacher.home).text
    assert teacher.post(f"{teacher.home}/settings", {"name": "S"}).status == 400


def test_a_course_keeps_its_title_where_others_teach_a_section_of_it(teacher: Teacher, new_taker: NewTaker) -> None:
    """A co-instructor of one section retitles that one alone."""
    shared = teacher.section
    colleague = new_taker()
    colleague.sign_up("grace@example.org", "Grace")
    enrol(teacher.database, shared, "grace@example.org", Role.INSTRUCTOR)
    teacher.make(name="Tuesday")
    renamed = {"course": "Descent", "name": "Monday", "time_zone": "UTC"}
    assert colleague.post(f"/instructor/sections/{shared}/settings", renamed).status == 303
    assert titles(teacher) == {"Monday": "Descent", "Tuesday": "Optimisation"}


def test_who_teaches_all_of_a_course_gives_it_another_title(teacher: Teacher) -> None:
    teacher.make(name="Tuesday")
    teacher.post(f"{teacher.home}/settings", {"course": "Descent", "name": "Tuesday", "time_zone": "UTC"})
    assert titles(teacher) == {"Monday": "Descent", "Tuesday": "Descent"}
    with teacher.database.read() as session:
        assert session.query(Course).count() == 1


def test_a_section_retitled_like_another_course_joins_it_and_leaves_no_empty_course(teacher: Teacher) -> None:
    teacher.make(course="Descent", name="Tuesday")
    teacher.post(f"{teacher.home}/settings", {"course": "Optimisation", "name": "Tuesday", "time_zone": "UTC"})
    with teacher.database.read() as session:
        assert session.query(Course.title).all() == [("Optimisation",)]
        assert session.query(Section).count() == 2


def test_a_copy_stays_in_its_course_whatever_other_courses_are_called(
    teacher: Teacher, new_teacher: NewTeacher
) -> None:
    """Her own course of the same title is older than the one that the copied section belongs to."""
    other = new_teacher("other@example.org")
    other.make()
    enrol(teacher.database, other.section, "emmy@example.org", Role.INSTRUCTOR)
    teacher.post(f"/instructor/sections/{other.section}/copies", {"copy_name": "Next term", "days": "0"})
    with teacher.database.read() as session:
        here = session.query(Section).filter_by(name="Next term").one()
        source = session.query(Section).filter_by(public_id=other.section).one()
        assert here.course_id == source.course_id


def titles(teacher: Teacher) -> dict[str, str]:
    """The course of each section."""
    with teacher.database.read() as session:
        rows = session.execute(select(Section.name, Course.title).join(Course)).all()
    return {row.name: row.title for row in rows}


def test_a_copy_has_the_policies_later_by_the_clock_on_the_wall_and_nobody_in_it(teacher: Teacher) -> None:
    teacher.post(f"{teacher.home}/settings", {"course": "C", "name": "S", "time_zone": "Europe/Berlin"})
    due = datetime(2026, 10, 20, 21, 59, tzinfo=UTC)  # one minute to midnight, in summer
    with teacher.database.write() as session:
        section_id = session.query(Section.id).scalar()
        session.add(Policy(section_id=section_id, quiz="adam", due_at=due, attempts=2))
    page = teacher.post(f"{teacher.home}/copies", {"copy_name": "Next term", "days": "14"})
    assert page.status == 303
    with teacher.database.read() as session:
        copied = session.query(Policy).join(Section).filter(Section.name == "Next term").one()
        assert copied.due_at == datetime(2026, 11, 3, 22, 59, tzinfo=UTC)
        assert copied.attempts == 2
        assert session.query(Membership).filter_by(section_id=copied.section_id).count() == 1
    assert teacher.post(f"{teacher.home}/copies", {"copy_name": "x", "days": "1e9"}).status == 400


def test_an_archived_section_changes_nothing_until_it_is_restored(teacher: Teacher) -> None:
    assert teacher.post(f"{teacher.home}/archive").location == "/instructor"
    assert "Archived" in teacher.get(teacher.home).text
    assert teacher.post(f"{teacher.home}/join-code").status == 409
    assert teacher.post(f"{teacher.home}/restoration").status == 303
    assert teacher.post(f"{teacher.home}/join-code").status == 303


def test_after_thirty_days_an_archived_section_stays_archived(teacher: Teacher) -> None:
    teacher.post(f"{teacher.home}/archive")
    with teacher.database.write() as session:
        session.execute(update(Section).values(archived_at=datetime.now(UTC) - timedelta(days=31)))
    assert teacher.post(f"{teacher.home}/restoration").status == 409


def test_a_section_with_attempts_is_archived_with_all_of_them(teacher: Teacher, new_taker: NewTaker) -> None:
    learner = new_taker()
    learner.sign_up("ada@example.org")
    learner.post(f"/join/{teacher.code}")
    learner.finish(learner.start())
    teacher.post(f"{teacher.home}/archive")
    with teacher.database.read() as session:
        assert session.query(Attempt).filter(Attempt.section_id.is_not(None)).count() == 1


def test_an_assistant_sees_everything_and_changes_nothing(teacher: Teacher, new_taker: NewTaker) -> None:
    helper = new_taker()
    helper.sign_up("grace@example.org", "Grace")
    enrol(teacher.database, teacher.section, "grace@example.org", Role.ASSISTANT)
    code = teacher.code
    assert helper.get(teacher.home).status == 200
    for path in ("join-code", "settings", "archive", "copies", "restoration"):
        assert helper.post(f"{teacher.home}/{path}", {"name": "x"}).status == 403, path
    assert helper.get("/instructor/sections/new").status == 404
    assert teacher.code == code


def test_somebody_without_an_account_is_asked_to_sign_in_and_comes_back(teacher: Teacher, new_taker: NewTaker) -> None:
    stranger = new_taker()
    assert stranger.get(teacher.home).location == f"/sign-in?next={teacher.home}"
    assert stranger.post(f"{teacher.home}/archive").status == 404


def test_those_who_teach_find_their_classes_in_the_header(teacher: Teacher, new_taker: NewTaker) -> None:
    """On lessons and on pages of errors too; learners, visitors and assistants who were removed find none."""
    link = '<a href="/instructor">Classes</a>'
    assistant, learner = new_taker(), new_taker()
    for person, role in ((assistant, Role.ASSISTANT), (learner, Role.LEARNER)):
        person.sign_up(f"{role.value}@example.org")
        enrol(teacher.database, teacher.section, f"{role.value}@example.org", role)
    for address in ("/lessons/adam", "/nowhere"):
        assert [link in person.get(address).text for person in (teacher, assistant)] == [True, True]
        assert [link in person.get(address).text for person in (learner, new_taker())] == [False, False]
    with teacher.database.write() as session:
        session.execute(update(Membership).where(Membership.role == Role.ASSISTANT).values(left_at=NOW))
    assert link not in assistant.get("/").text


def test_a_demo_class_does_not_stand_in_for_a_first_class(teacher: Teacher) -> None:
    """The first visit leads to a class of one's own, and a new section does not take after the demo."""
    with teacher.database.write() as session:
        session.execute(update(Section).values(demo=True))
    page = teacher.get("/instructor").text
    assert "Make your first class" in page
    assert teacher.home in page
    assert 'value="Optimisation"' not in teacher.get("/instructor/sections/new").text
    teacher.make(course="Learning")
    assert "Make your first class" not in teacher.get("/instructor").text
    assert 'value="Learning"' in teacher.get("/instructor/sections/new").text
