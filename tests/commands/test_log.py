"""`course log` and `course sign-ins`: what the operator reads and ends, over the records of a site that people use."""

import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from app.commands import log, sign_ins
from tests.takers import PASSWORD, Taker
from tests.teachers import NewTaker

ADA = "ada@example.org"


@pytest.fixture
def environment(database_url: str, tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")}


@pytest.fixture
def ada(new_taker: NewTaker) -> Taker:
    """Signed in twice, with a wrong password between."""
    other, taker = new_taker(), new_taker()
    taker.sign_up(ADA)
    other.sign_in(ADA, "a wrong password")
    other.sign_in(ADA)
    return taker


def course(command: click.Command, environment: dict[str, str], *arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, env=environment)


@pytest.mark.usefixtures("ada")
def test_the_log_tells_everybody_s_lines_or_one_account_s_and_nothing_that_was_typed(
    environment: dict[str, str], new_taker: NewTaker
) -> None:
    new_taker().sign_up("bob@example.org")
    everybody, hers = course(log.command, environment).output, course(log.command, environment, ADA).output

    assert [line.split("  ")[1:3] for line in reversed(hers.splitlines())] == [
        ["signed up", ADA],
        ["wrong password", ADA],
        ["signed in", ADA],
    ]
    assert set(hers.splitlines()) < set(everybody.splitlines())
    assert "bob@example.org" in everybody
    assert "wrong password" in everybody
    assert not re.search(f"{re.escape(PASSWORD)}|a wrong password", everybody)
    assert all(re.match(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\dZ  ", line) for line in everybody.splitlines())


@pytest.mark.usefixtures("ada")
def test_the_newest_lines_come_first_and_no_more_than_asked_for(environment: dict[str, str]) -> None:
    assert course(log.command, environment, ADA, "--most", "1").output.count("\n") == 1
    assert "signed in" in course(log.command, environment, "--most", "1").output
    for most in ("0", "-1", "many"):
        refused = course(log.command, environment, "--most", most)
        assert refused.exit_code == 2
        assert "--most" in refused.output


def test_sign_ins_are_listed_ended_and_logged(environment: dict[str, str], ada: Taker) -> None:
    listed = course(sign_ins.command, environment, " Ada@Example.org ")
    assert len(listed.output.splitlines()) == 2
    assert ada.get("/me/sign-ins").status == 200, "looking ends nothing"

    ended = course(sign_ins.command, environment, ADA, "--end")
    assert ended.output.endswith("Signed out of all of them.\n")
    assert ada.get("/me/sign-ins").location.startswith("/sign-in")
    assert "sign-in ended" in course(log.command, environment, ADA).output
    assert course(sign_ins.command, environment, ADA).output == "Signed in nowhere.\n"


@pytest.mark.usefixtures("ada")
def test_a_second_factor_that_is_not_there_is_said_and_not_logged(environment: dict[str, str]) -> None:
    told = course(sign_ins.command, environment, ADA, "--without-factor").output
    assert told.endswith("There is no second factor.\n")
    assert "factor removed" not in course(log.command, environment, ADA).output


@pytest.mark.parametrize("command", [log.command, sign_ins.command], ids=["log", "sign-ins"])
@pytest.mark.parametrize("email", ["nobody@example.org", "no address"])
def test_an_address_that_is_nobody_s_is_said_in_a_sentence(
    environment: dict[str, str], command: click.Command, email: str
) -> None:
    refused = course(command, environment, email)

    assert refused.exit_code == 1
    assert re.fullmatch(r"Error: .+\n", refused.output)
