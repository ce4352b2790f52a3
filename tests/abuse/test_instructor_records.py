"""Deleting somebody leaves a class's figures, and what is recorded for a class does not change by SQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.accounts import export
from app.models import Attempt, Invitation, Learner, Membership, PolicyException
from tests.takers import NOW, PASSWORD, Taker
from tests.teachers import Teacher


def grant(teacher: Teacher) -> None:
    with teacher.database.read() as session:
        ada = session.query(Learner.public_id).filter_by(email="ada@example.org").scalar()
    teacher.post(f"{teacher.home}/roster/{ada}/exceptions", {"minutes-adam": "20"})


def test_deleting_a_learner_leaves_the_figures_and_nothing_that_says_who_it_was(
    teacher: Teacher, learner: Taker
) -> None:
    teacher.invite("Ada Secret;ada@example.org")
    with teacher.database.read() as session:
        code = session.query(Invitation.code).scalar()
    learner.post(f"/invitations/{code}")
    grant(teacher)
    assert learner.post("/me/deletion", {"current": PASSWORD}).status == 303
    with teacher.database.read() as session:
        attempt = session.query(Attempt).filter(Attempt.section_id.is_not(None)).one()
        assert (attempt.points, attempt.out_of) == (4.0, 4)
        assert session.query(PolicyException).count() == session.query(Invitation).count() == 0
        assert session.query(Membership.left_at).filter_by(learner_id=attempt.learner_id).scalar() is not None
    for page in ("", "/roster", "/invitations", "/errata"):
        assert "Ada Secret" not in teacher.get(f"{teacher.home}{page}").text, page


def test_an_export_tells_the_sections_of_a_learner_and_what_they_were_granted(teacher: Teacher, learner: Taker) -> None:
    grant(teacher)
    found = learner.learner("ada@example.org")
    assert found is not None
    with teacher.database.read() as session:
        held = export.export(session, found.id, NOW)
    assert [each.section for each in held.sections] == ["Secret section"]
    assert [(each.quiz, each.extra_minutes) for each in held.exceptions] == [("adam", 20)]


@pytest.mark.usefixtures("learner")
@pytest.mark.parametrize("table", ["response", "grade", "question_version", "attempt_item"])
def test_what_a_class_has_recorded_does_not_change_by_sql(teacher: Teacher, table: str) -> None:
    for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):
        with pytest.raises(DBAPIError, match="append-only"), teacher.database.write() as session:
            session.execute(text(statement))


def test_a_list_that_names_files_or_formulas_is_a_list_of_names(teacher: Teacher) -> None:
    names = "file:///etc/passwd\n=cmd|' /C calc'!A0\n!include /etc/passwd\n&xxe\n"
    assert teacher.invite(names).status == 303
    page = teacher.get(f"{teacher.home}/invitations").text
    assert "root:" not in page
    assert "&amp;xxe" in page
