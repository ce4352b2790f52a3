"""The command line takes away what it gave: the right to make courses and to invite instructors."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.remove_instructor import command
from app.demo import simulated_class
from tests.takers import NOW
from tests.teachers import NewTaker, Teacher


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")}


def remove(environment: dict[str, str], email: str) -> Result:
    return CliRunner().invoke(command, [email], env=environment)


def test_somebody_removed_signs_in_again_makes_no_course_and_keeps_their_section(
    environment: dict[str, str], teacher: Teacher
) -> None:
    told = remove(environment, " Emmy@Example.org ")

    assert told.exit_code == 0
    assert f"They still teach Monday (Optimisation): {teacher.home}" in told.output
    assert teacher.get(teacher.home).location.startswith("/sign-in")
    teacher.sign_in("emmy@example.org")
    assert teacher.get(teacher.home).status == 200
    assert teacher.make().status == teacher.get("/instructor/colleagues").status == 404


def test_links_that_they_made_for_colleagues_stop_working(
    environment: dict[str, str], teacher: Teacher, new_taker: NewTaker
) -> None:
    teacher.post("/instructor/colleagues", {"name": "Sofia"})
    link = re.search(r"/invitations/[\w-]{22}", teacher.get("/instructor/colleagues").text)
    assert link
    remove(environment, "emmy@example.org")
    colleague = new_taker()
    colleague.sign_up("sofia@example.org")

    assert colleague.post(link[0]).status == 404


def test_they_teach_the_demo_class_no_more_until_they_are_instructors_again(
    environment: dict[str, str], teacher: Teacher
) -> None:
    section = simulated_class.make(teacher.database, NOW, 1)
    address = f"/instructor/sections/{section}"
    assert teacher.get(address).status == 200
    remove(environment, "emmy@example.org")
    teacher.sign_in("emmy@example.org")
    assert teacher.get(address).status == 404

    with teacher.database.write() as session:
        emmy = teacher.learner("emmy@example.org")
        assert emmy is not None
        session.merge(emmy).instructor = True
    assert simulated_class.welcome(teacher.database, NOW) == 1
    assert teacher.get(address).status == 200


@pytest.mark.parametrize(
    ("email", "told"), [("nobody", "e-mail address"), ("ada@example.org", "no instructor with this address")]
)
def test_an_address_of_nobody_removes_nobody(environment: dict[str, str], email: str, told: str) -> None:
    result = remove(environment, email)

    assert result.exit_code == 1
    assert told in result.output
