"""Questions from a folder of the operator's own: copied, corrected, proved, and refused where they are not sound."""

from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.challenges import judging, tasks
from app.cli import main
from app.config import ConfigError
from app.taking import question_bank
from optimizers.networks import figures
from quizzes import bank
from tests.sampling import Sample


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped questions."""
    question_bank.copy(tmp_path / "banks")
    return tmp_path / "banks"


def course(tmp_path: Path, *arguments: str, folder: Path) -> Result:
    environment = {"INSTANCE": str(tmp_path / "instance"), "BANKS": str(folder), "PORT": "0", "DATABASE_URL": ""}
    return CliRunner().invoke(main, arguments, env=environment, prog_name="course")


def correct(folder: Path, old: str, new: str) -> None:
    file = folder / "gradient-descent.toml"
    assert old in file.read_text("utf-8")
    file.write_text(file.read_text("utf-8").replace(old, new, 1), "utf-8")


@pytest.fixture
def quicker(monkeypatch: pytest.MonkeyPatch, sample: Sample) -> None:
    """`course check` tries a few of the challenges and of the networks' figures, which are dear, and all questions."""
    few, names = tuple(sample(tasks.catalogue(), 2)), tuple(sample(figures.every(), 1))
    monkeypatch.setattr(judging, "problems", partial(judging.problems, few))
    monkeypatch.setattr(figures, "broken", partial(figures.broken, names))


@pytest.mark.usefixtures("quicker")
def test_a_copy_is_the_same_bank_and_course_check_finds_all_content_sound(folder: Path, tmp_path: Path) -> None:
    assert question_bank.prove(folder) == bank.load(bank.FOLDER)
    told = course(tmp_path, "check", folder=folder)
    assert told.exit_code == 0, told.output
    assert f"{len(bank.load().questions)} questions" in told.output
    assert "challenges and 6 lessons are sound" in told.output


def test_what_is_corrected_in_the_copy_is_what_the_site_asks(folder: Path) -> None:
    correct(folder, "Compute one step of gradient descent by hand.", "Take one step by hand.")
    assert question_bank.prove(folder).question("descent-one-step").objective == "Take one step by hand."
    assert bank.load(folder).question("descent-one-step").objective == "Take one step by hand."


@pytest.mark.usefixtures("quicker")
@pytest.mark.parametrize("command", ["run", "regrade", "demo", "check"])
def test_a_question_that_is_not_sound_is_named_before_anything_starts(
    folder: Path, tmp_path: Path, command: str
) -> None:
    correct(folder, 'key = "key"', 'key = "theta + lr * g"')
    told = course(tmp_path, command, folder=folder)
    assert told.exit_code == 1
    assert "descent-one-step: the tolerance all but admits the mistake" in told.output


@pytest.mark.parametrize("command", ["run", "regrade", "check"])
def test_a_file_that_cannot_be_read_is_named(folder: Path, tmp_path: Path, command: str) -> None:
    correct(folder, 'kind = "numeric"', "kind = numeric")
    told = course(tmp_path, command, folder=folder)
    assert told.exit_code == 1
    assert told.output.startswith(f"Error: the questions in {folder} cannot be read: gradient-descent.toml: ")


def test_a_folder_that_lacks_a_lesson_is_refused(folder: Path) -> None:
    (folder / "adam.toml").unlink()
    with pytest.raises(ConfigError, match="adam: this lesson has no bank"):
        question_bank.prove(folder)


def test_the_command_copies_once_and_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    told = course(tmp_path, "banks", str(target), folder=bank.FOLDER)
    assert f"BANKS={target}" in told.output
    assert {file.name for file in target.iterdir()} == {file.name for file in bank.FOLDER.glob("*.toml")}
    again = course(tmp_path, "banks", str(target), folder=bank.FOLDER)
    assert again.exit_code == 1
    assert f"cannot make {target}: File exists" in again.output
