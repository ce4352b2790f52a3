"""The demo class: made through the engine, the same every time, marked, and gone with one command."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select

from app.accounts.people import NOBODYS
from app.commands.demo import command
from app.database.sessions import Database
from app.demo import simulated_class
from app.demo.simulated_class import DemoThereError, StrangersError
from app.demo.simulated_learners import CONTRARY, Simulated
from app.grading import verification
from app.models import Attempt, Base, Course, Grade, Learner, Membership, Role, Section
from app.web.context import site_of
from tests.demo_classes import NOW, Class
from tests.takers import NewTaker, NewTeacher


def test_what_it_records_is_what_the_engine_would(small_demo: Class) -> None:
    with small_demo.database.read() as session:
        assert list(verification.differences(session)) == []
        assert session.scalar(select(func.count()).select_from(Attempt)) or 0 > 10


def test_it_is_marked_wherever_it_is_seen(small_demo: Class) -> None:
    with small_demo.database.read() as session:
        section = session.scalars(select(Section)).one()
        simulated = session.scalars(select(Learner).where(~Learner.instructor)).all()

    assert section.demo
    assert section.join_code is None
    assert all(each.name.endswith("(demo)") and (each.email or "").endswith(NOBODYS) for each in simulated)


def test_the_same_seed_gives_the_same_answers(database: Database) -> None:
    def marks() -> list[float | None]:
        with database.read() as session:
            return list(session.scalars(select(Grade.fraction).order_by(Grade.id)))

    simulated_class.make(database, NOW, 2)
    first = marks()
    simulated_class.remove(database, NOW)
    simulated_class.make(database, NOW, 2)

    assert marks() == first != []


def test_removing_it_leaves_no_row_behind(small_demo: Class) -> None:
    simulated_class.remove(small_demo.database, NOW)

    kept = {"learner", "question_version", "alembic_version", "heartbeat"}
    with small_demo.database.read() as session:
        assert session.scalars(select(Learner.name)).all() == ["Ida"]
        for table in Base.metadata.sorted_tables:
            if table.name not in kept:
                assert session.scalar(select(func.count()).select_from(table)) == 0, table.name


def test_there_is_one_demo_at_a_time(small_demo: Class) -> None:
    with pytest.raises(DemoThereError):
        simulated_class.make(small_demo.database, NOW)


def test_peoples_attempts_are_not_deleted_with_it(small_demo: Class) -> None:
    with small_demo.database.write() as session:
        values = {"quiz": "final", "seed": 1, "out_of": 0, "points": 0.0, "opened_at": NOW, "number": 1}
        session.add(Attempt(learner_id=small_demo.instructor_id, section_id=small_demo.section_id, **values))

    with pytest.raises(StrangersError):
        simulated_class.remove(small_demo.database, NOW)
    with small_demo.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Course)) == 1


def test_every_instructor_teaches_it(small_demo: Class) -> None:
    with small_demo.database.read() as session:
        teaching = session.scalars(select(Membership.learner_id).where(Membership.role == Role.INSTRUCTOR)).all()

    assert teaching == [small_demo.instructor_id]


def test_an_instructor_who_comes_later_teaches_it_after_the_command_runs_again(small_demo: Class) -> None:
    with small_demo.database.write() as session:
        session.add(Learner(name="Emmy", email="emmy@example.org", instructor=True, created_at=NOW, seen_at=NOW))

    assert simulated_class.welcome(small_demo.database, NOW) == 1
    assert simulated_class.welcome(small_demo.database, NOW) == 0


def test_the_able_answer_better_but_for_the_contrary_question() -> None:
    weak, able = Simulated("a", -1.5), Simulated("b", 1.5)

    assert able.chance("adam-formula", 1) > weak.chance("adam-formula", 1)
    assert able.chance("adam-formula", 2) > able.chance("adam-formula", 1)
    assert able.chance(CONTRARY, 1) < weak.chance(CONTRARY, 1)


def test_the_command_makes_it_and_removes_it(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("INSTANCE", str(tmp_path))
    run = CliRunner().invoke

    made, again = run(command, ["--learners", "1"]), run(command, [])
    removed = run(command, ["--remove"])

    assert "/instructor/sections/" in made.output
    assert again.exit_code == 1
    assert "1 simulated learners are gone" in removed.output


def test_nobody_becomes_a_simulated_learner(site: Flask, new_teacher: NewTeacher, new_taker: NewTaker) -> None:
    """Neither by signing up with such an address, nor by a link from the desk."""
    refused = new_taker().sign_up(f"learner-001{NOBODYS}")
    teacher = new_teacher("emmy@example.org")
    section = simulated_class.make(site_of(site).database, NOW, 1)
    made_up = teacher.learner(f"learner-001{NOBODYS}")
    assert made_up is not None
    page = f"/instructor/sections/{section}/roster/{made_up.public_id}"

    assert refused.status == 400
    assert "belongs to a simulated learner" in refused.text
    assert teacher.post(f"{page}/reset-links").status == 409
    assert "reset-links" not in teacher.get(page).text


def test_whatever_became_of_its_learners_the_demo_is_removed(small_demo: Class) -> None:
    """One has a password from before that was refused, and one was moved to a class of people."""
    with small_demo.database.write() as session:
        simulated = session.scalars(select(Learner).where(Learner.simulated)).all()
        simulated[0].password_hash = "a hash"
        course = Course(title="Optimisation", created_at=NOW)
        session.add(course)
        session.flush()
        section = Section(course_id=course.id, name="Monday", created_at=NOW)
        session.add(section)
        session.flush()
        session.add(Membership(section_id=section.id, learner_id=simulated[1].id, role=Role.LEARNER, joined_at=NOW))

    assert simulated_class.remove(small_demo.database, NOW) == 3
    with small_demo.database.read() as session:
        assert session.scalars(select(Section.name)).all() == ["Monday"]


def test_a_person_is_never_taken_for_a_simulated_learner(small_demo: Class) -> None:
    """Though an address from before such ones were refused looks like theirs."""
    with small_demo.database.write() as session:
        session.add(Learner(name="Ada", email=f"ada{NOBODYS}", created_at=NOW, seen_at=NOW))

    simulated_class.remove(small_demo.database, NOW)
    with small_demo.database.read() as session:
        assert sorted(session.scalars(select(Learner.name))) == ["Ada", "Ida"]
