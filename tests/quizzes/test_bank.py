"""Banks are read whole, or refused with the name of the file and the entry."""

from pathlib import Path

import pytest

from quizzes import bank
from quizzes.bank import BankError, load

ENTRY = """
title = "A quiz"
order = 1

[[questions]]
id = "why"
kind = "single"
objective = "Ask why."
stem = "Why?"
because = "Because."
show = "optimizer=adam&landscape=bowl"
"""


def test_quizzes_come_in_the_order_of_the_course_with_the_final_last() -> None:
    ids = [quiz.id for quiz in load().quizzes]
    assert ids == ["gradient-descent", "momentum", "nesterov", "adagrad", "adadelta", "adam", "final"]
    assert all(quiz.title for quiz in load().quizzes)


def test_a_question_of_a_lessons_bank_is_about_that_lesson(tmp_path: Path) -> None:
    (tmp_path / "adam.toml").write_text(ENTRY)
    assert load(tmp_path).question("why").lesson == "adam"


def test_the_version_changes_with_the_entry_and_with_nothing_else(tmp_path: Path) -> None:
    versions = []
    for number, text in enumerate((ENTRY, ENTRY + "\n# a remark\n", ENTRY.replace("Because.", "For a reason."))):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "adam.toml").write_text(text)
        versions.append(load(folder).question("why").version)
    assert versions[0] == versions[1] != versions[2]
    assert len(versions[0]) == 64


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (ENTRY.replace('kind = "single"', ""), "adam, why: kind: is missing"),
        (ENTRY.replace('kind = "single"', "kind = 3"), "adam, why: kind: takes a str, not 3"),
        (ENTRY + 'hint = "think"\n', "adam, why: hint: is not a field here"),
        (ENTRY.replace("order = 1", "ordre = 1"), "adam: ordre: is not a field here; there are title, order"),
        (ENTRY.replace("order = 1", "order = '1'"), "adam: order: takes a int, not '1'"),
        ('title = "A quiz"\norder = 1\nquestions = ["why"]', r"adam: questions\[0\]: takes a table, not 'why'"),
        ("title = ", "adam.toml"),
    ],
)
def test_a_bank_of_the_wrong_shape_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "adam.toml").write_text(text)
    with pytest.raises(BankError, match=message):
        load(tmp_path)


def test_a_folder_without_a_bank_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no bank"):
        load(tmp_path)
    with pytest.raises(BankError, match="no folder"):
        load(tmp_path / "nowhere")


def test_one_folder_does_not_change_what_another_holds(tmp_path: Path) -> None:
    (tmp_path / "adam.toml").write_text(ENTRY)

    assert [question.id for question in load(tmp_path).questions] == ["why"]
    assert load(tmp_path) is load(tmp_path)
    assert len(load().questions) > 1


def test_looking_for_what_is_not_there_is_a_key_error() -> None:
    for look in (bank.load().quiz, bank.load().question, bank.load().misconception):
        with pytest.raises(KeyError):
            look("nowhere")
