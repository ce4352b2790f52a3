"""The first instructor comes from the command line, with a link that sets the password once."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app.commands.add_instructor import command
from tests.teachers import NewTaker, Teacher


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")}


def add(environment: dict[str, str], *arguments: str) -> str:
    told = CliRunner().invoke(command, arguments, env=environment)
    assert told.exit_code == 0, told.output
    return told.output.strip()


def test_the_printed_link_sets_a_password_once_and_leads_to_the_first_class(
    environment: dict[str, str], new_taker: NewTaker
) -> None:
    link = add(environment, " Emmy@Example.org ", "--name", "Emmy Noether", "--site", "https://course.example/")
    assert link.startswith("https://course.example/reset/")
    path = link.removeprefix("https://course.example")
    emmy = new_taker()
    assert "Emmy Noether" in emmy.get(path).text
    done = emmy.post(path.partition("?")[0], {"password": "a long enough one", "next": "/instructor"})
    assert (done.status, done.location) == (303, "/instructor")
    assert "Make your first class" in emmy.get("/instructor").text
    assert emmy.get(path).status == 404


def test_an_account_that_there_is_becomes_an_instructors_and_signs_in_again(
    environment: dict[str, str], new_taker: NewTaker
) -> None:
    ada = new_taker()
    ada.sign_up("ada@example.org")
    assert add(environment | {"PORT": "8123"}, "ada@example.org").startswith("http://127.0.0.1:8123/reset/")
    assert ada.get("/instructor").location.startswith("/sign-in")
    ada.sign_in("ada@example.org")
    assert ada.get("/instructor").status == 200


@pytest.mark.parametrize("email", ["nobody", "a@b@c", "а@example.org"])
def test_what_is_no_address_makes_nobody(environment: dict[str, str], teacher: Teacher, email: str) -> None:
    told = CliRunner().invoke(command, [email], env=environment)
    assert told.exit_code == 1
    assert "e-mail address" in told.output
    assert teacher.learner(email) is None
