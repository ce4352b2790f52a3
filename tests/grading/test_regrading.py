"""A question is corrected: a dry run tells whose marks change, applying appends them, and learners are told."""

import json
import re
import secrets
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import insert, select

from app.commands.regrade import command
from app.database.sessions import Database
from app.grading import manual_marks, regrading, verification
from app.models import Attempt, AttemptItem, Grade, Learner, QuestionVersion, Source
from app.web.context import site_of
from quizzes import bank, draw
from quizzes.source import Question
from tests.takers import NOW, Taker
from tests.teachers import NewTaker, Teacher, enrol

QUIZ, QUESTION = "gradient-descent", "descent-one-step"
Swap = tuple[str, str]
Correct = Callable[..., None]


@pytest.fixture
def correct(tmp_path: Path, site: Flask, monkeypatch: pytest.MonkeyPatch) -> Correct:
    """Replaces something in the bank on gradient descent, once; the operator's BANKS names the corrected folder."""

    def correct(*swaps: Swap) -> None:
        folder = tmp_path / f"banks-{len(list(tmp_path.glob('banks-*')))}"
        copytree(bank.FOLDER, folder)
        file = folder / "gradient-descent.toml"
        text = file.read_text("utf-8")
        for old, new in swaps:
            assert old in text
            text = text.replace(old, new, 1)
        file.write_text(text, "utf-8")
        monkeypatch.setenv("BANKS", str(folder))
        site_of(site).database.bank = bank.load(folder)

    return correct


OTHER_KEY = ('key = "key"', 'key = "theta + 20"')
"""Sound, as far as a program can tell: nothing that was right before is right now."""


@pytest.fixture
def learner(teacher: Teacher, new_taker: NewTaker) -> Taker:
    """Somebody who answered the question, and every other one of the quiz, as it was right then."""
    return answerer(teacher, new_taker, "ada@example.org")


@pytest.fixture(autouse=True)
def _drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everybody's first quiz has the question."""
    seeds = (each for each in range(99) if QUESTION in {one.question for one in draw.draw(QUIZ, str(each))})
    seed = next(seeds)
    monkeypatch.setattr(secrets, "randbelow", lambda _: seed)


def answerer(teacher: Teacher, new_taker: NewTaker, email: str) -> Taker:
    taker = new_taker()
    taker.sign_up(email)
    enrol(teacher.database, teacher.section, email)
    taker.finish(taker.start(QUIZ))
    return taker


def items(database: Database) -> list[int]:
    with database.read() as session:
        statement = select(AttemptItem.id).join(QuestionVersion).where(QuestionVersion.question == QUESTION)
        return list(session.scalars(statement))


def grades(database: Database) -> list[tuple[float | None, Source]]:
    with database.read() as session:
        statement = select(Grade.fraction, Grade.source).where(Grade.item_id == items(database)[0]).order_by(Grade.seq)
        return [(fraction, source) for fraction, source in session.execute(statement)]


@pytest.mark.usefixtures("learner")
def test_without_a_correction_there_is_nothing_to_tell(teacher: Teacher) -> None:
    page = teacher.get(f"{teacher.home}/errata")
    assert page.status == 200
    assert "No question" in page.text


def test_a_dry_run_tells_whose_mark_changes_and_changes_nothing(
    teacher: Teacher, learner: Taker, correct: Correct
) -> None:
    correct(OTHER_KEY)
    page = teacher.get(f"{teacher.home}/errata").text
    assert "would change 1 mark" in page
    assert QUESTION in page
    assert "Ada" in page
    assert grades(teacher.database) == [(1.0, Source.AUTO)]
    assert learner.get("/me").status == 200


def test_applying_appends_grades_and_tells_the_learner(teacher: Teacher, learner: Taker, correct: Correct) -> None:
    correct(OTHER_KEY)
    page = teacher.post(f"{teacher.home}/errata")
    assert page.location.endswith("?changed=1")
    assert "1 mark changed" in teacher.get(page.location).text
    assert grades(teacher.database) == [(1.0, Source.AUTO), (0.0, Source.REGRADE)]
    with teacher.database.read() as session:
        assert {(each.points, each.out_of) for each in session.query(Attempt)} >= {(3.0, 4)}
        assert list(verification.differences(session)) == []
        numbers = session.query(QuestionVersion.number).filter_by(question=QUESTION).all()
        assert sorted(number for (number,) in numbers) == [1, 2]
    assert "Questions were corrected after you answered them" in learner.get("/me").text


@pytest.mark.usefixtures("learner")
def test_a_learner_and_their_instructor_are_told_what_is_right_now(
    teacher: Teacher, learner: Taker, correct: Correct
) -> None:
    """The answer that was right is told to be wrong, by the corrected question."""
    correct(OTHER_KEY)
    regrading.apply(teacher.database, NOW)
    (note,) = re.findall(r"/attempts/[\w-]+/items/\d", learner.get("/me").text)
    page = learner.get(note).text
    assert "it is 0 of 1 now" in page
    assert "Not right" in page
    attempt = teacher.get(f"{teacher.home}/attempts/{note.split('/')[2]}").text
    assert "is by the corrected question" in attempt


@pytest.mark.usefixtures("learner")
def test_the_audit_holds_a_regrade_against_the_version_that_it_names(teacher: Teacher, correct: Correct) -> None:
    correct(OTHER_KEY)
    regrading.apply(teacher.database, NOW)
    teacher.database.bank = bank.load()
    with teacher.database.read() as session:
        assert list(verification.differences(session)) == []
    with teacher.database.write() as session:
        kept = session.scalars(select(Grade).where(Grade.source == Source.REGRADE)).one()
        values = {"seq": kept.seq + 1, "fraction": 0.25, "source": Source.REGRADE, "created_at": NOW}
        session.execute(
            insert(Grade).values(item_id=kept.item_id, question_version_id=kept.question_version_id, **values)
        )
        manual_marks.score(session, session.get_one(AttemptItem, kept.item_id).attempt_id)
    with teacher.database.read() as session:
        assert [(each.recorded, each.follows) for each in verification.differences(session)] == [(0.25, 0.0)]


def test_a_mark_is_explained_by_the_version_that_it_goes_by_whatever_became_of_the_question(
    teacher: Teacher, learner: Taker, correct: Correct
) -> None:
    correct(OTHER_KEY)
    regrading.apply(teacher.database, NOW)
    teacher.database.bank = bank.load()
    (note,) = re.findall(r"/attempts/[\w-]+/items/\d", learner.get("/me").text)
    page = learner.get(note).text
    assert "it is 0 of 1 now" in page
    assert "Not right" in page


@pytest.mark.usefixtures("learner")
def test_marking_again_lets_others_write_in_between(
    teacher: Teacher, new_taker: NewTaker, correct: Correct, monkeypatch: pytest.MonkeyPatch
) -> None:
    answerer(teacher, new_taker, "bob@example.org")
    assert len(items(teacher.database)) == 2
    correct(OTHER_KEY)
    monkeypatch.setattr(regrading, "PORTION", 1)
    append, safe = regrading._append, []

    def noting(*given: Any) -> None:
        safe.append(len(regrades(teacher.database)))
        append(*given)

    monkeypatch.setattr(regrading, "_append", noting)
    regrading.apply(teacher.database, NOW)
    assert safe == [0, 1]


def regrades(database: Database) -> list[int]:
    with database.read() as session:
        return list(session.scalars(select(Grade.id).where(Grade.source == Source.REGRADE)))


@pytest.mark.usefixtures("learner")
def test_applying_twice_changes_nothing_more_and_undoing_the_correction_restores(
    teacher: Teacher, correct: Correct
) -> None:
    correct(OTHER_KEY)
    regrading.apply(teacher.database, NOW)
    assert [each.changes for each in regrading.apply(teacher.database, NOW)] == [()]
    teacher.database.bank = bank.load()
    regrading.apply(teacher.database, NOW)
    assert [fraction for fraction, _ in grades(teacher.database)] == [1.0, 0.0, 1.0]


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("source", [Source.OVERRIDE, Source.EXCUSE])
def test_a_mark_set_by_hand_stays(teacher: Teacher, correct: Correct, source: Source) -> None:
    fraction = None if source is Source.EXCUSE else 0.5
    with teacher.database.write() as session:
        actor = session.query(Learner.id).filter_by(email="emmy@example.org").scalar()
        session.execute(
            insert(Grade).values(
                item_id=items(teacher.database)[0], seq=2, fraction=fraction, source=source, actor_id=actor,
                reason="An honest slip", created_at=NOW,
            )
        )  # fmt: skip
    correct(OTHER_KEY)
    (found,) = regrading.apply(teacher.database, NOW)
    assert (found.kept, found.changes) == (1, ())
    assert grades(teacher.database)[-1] == (fraction, source)


@pytest.mark.usefixtures("learner")
def test_a_mark_changed_while_the_answers_were_marked_again_stays(
    teacher: Teacher, correct: Correct, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(OTHER_KEY)
    with teacher.database.read() as session:
        (found,) = regrading.errata(session)
    stale = replace(found, changes=tuple(each._replace(grades=0) for each in found.changes))
    monkeypatch.setattr(regrading, "errata", lambda *_: (stale,))
    regrading.apply(teacher.database, NOW)
    assert grades(teacher.database) == [(1.0, Source.AUTO)]


@pytest.mark.usefixtures("learner")
def test_answers_to_other_numbers_are_not_marked_again(teacher: Teacher, correct: Correct) -> None:
    correct(('{ name = "theta", among = [2, 3, -1, -2] }', '{ name = "theta", among = [12, 13, -11, -12] }'))
    (found,) = regrading.apply(teacher.database, NOW)
    assert (found.unlike, found.changes) == (1, ())
    assert "cannot be marked again" in teacher.get(f"{teacher.home}/errata").text


@pytest.mark.usefixtures("learner")
def test_a_section_changes_nothing_elsewhere(
    teacher: Teacher, new_teacher: Callable[[str], Teacher], correct: Correct
) -> None:
    other = new_teacher("noether@example.org")
    other.make()
    correct(OTHER_KEY)
    assert "No question that anybody here answered" in other.get(f"{other.home}/errata").text
    assert other.post(f"{other.home}/errata").location.endswith("?changed=0")
    assert len(grades(teacher.database)) == 1


@pytest.mark.usefixtures("learner")
def test_the_command_shows_first_and_changes_when_told(
    teacher: Teacher, database_url: str, correct: Correct, tmp_path: Path
) -> None:
    correct(OTHER_KEY)
    environment = {"DATABASE_URL": database_url, "INSTANCE": str(tmp_path / "instance")}
    shown = CliRunner().invoke(command, env=environment)
    assert shown.exit_code == 0, shown.output
    assert "1 mark would change." in shown.output
    assert len(grades(teacher.database)) == 1
    done = CliRunner().invoke(command, ["--apply"], env=environment)
    assert "1 mark changed." in done.output
    assert len(grades(teacher.database)) == 2


def test_options_that_change_places_change_no_mark(teacher: Teacher, new_taker: NewTaker) -> None:
    """Somebody sorted the options of two questions and improved a word; nobody's mark may move by that."""
    learner = new_taker()
    learner.sign_up("ada@example.org")
    enrol(teacher.database, teacher.section, "ada@example.org")
    for _ in range(4):
        learner.finish(learner.start("adam"))
    sorted_anew = replace(bank.load(), quizzes=tuple(_turned(quiz) for quiz in bank.load().quizzes))
    teacher.database.bank = sorted_anew
    with teacher.database.read() as session:
        found = regrading.errata(session)
    assert found
    assert [(each.question, each.unlike, each.changes) for each in found] == [(each.question, 0, ()) for each in found]


def _turned(quiz: bank.Quiz) -> bank.Quiz:
    """The quiz with the options of its questions the other way round, where their order is not the key."""
    return replace(quiz, questions=tuple(_turned_question(each) for each in quiz.questions))


def _turned_question(question: Question) -> Question:
    body = json.loads(question.source)
    if question.kind != "order" or question.options[0].value is not None:
        body["options"] = body.get("options", [])[::-1]
    return bank.recall(body)
