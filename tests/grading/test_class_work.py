"""What a class has worked through, against the raw records, and for whose eyes."""

from sqlalchemy import func, select

from app.grading import class_work, verification
from app.lessons import catalogue
from app.models import Milestone, MilestoneKind, PredictionMade
from tests.demo_classes import Class, counted, members
from tests.takers import NewTaker, NewTeacher, enrol

LESSON = catalogue.catalogue()[0]


def test_counts_follow_from_the_raw_records(demo: Class) -> None:
    with demo.database.read() as session:
        work = class_work.work(session, demo.section_id)
        read = session.execute(select(Milestone.page, Milestone.learner_id).where(Milestone.kind == MilestoneKind.READ))
        readers = {(row.page, row.learner_id) for row in read}
        made = session.scalars(select(PredictionMade)).all()
        experiments = session.scalar(select(func.count()).where(Milestone.kind == MilestoneKind.TRIED))
    assert len(work.learners) == len(members(demo))
    assert [each.read for each in work.lessons] == [
        sum(page == each.lesson.slug for page, _ in readers) for each in work.lessons
    ]
    assert [each.right for each in work.lessons] == [
        sum(one.page == each.lesson.slug and one.said == one.seen for one in made) for each in work.lessons
    ]
    assert sum(each.predicted for each in work.lessons) == len(made) > 0
    assert sum(each.tried for each in work.learners) == experiments
    assert 0 < len(readers) < len(work.lessons) * len(work.learners)


def test_it_takes_three_statements(demo: Class) -> None:
    with demo.database.read() as session, counted(demo.database) as statements:
        class_work.work(session, demo.section_id)
    assert len(statements) == 3


def test_the_demo_class_is_sound(demo: Class) -> None:
    with demo.database.read() as session:
        assert [*verification.differences(session)] == []


def test_those_who_teach_see_counts_and_no_moments_and_nobody_else_sees_anything(
    new_taker: NewTaker, new_teacher: NewTeacher
) -> None:
    teacher, learner, other = new_teacher("emmy@example.org"), new_taker(), new_taker()
    teacher.make()
    learner.sign_up("ada@example.org", "Ada")
    other.sign_up("eve@example.org", "Eve")
    enrol(teacher.database, teacher.section, "ada@example.org")
    learner.post(f"/lessons/{LESSON.slug}/predictions", {"predicted": LESSON.prediction.answer})
    learner.post(f"/lessons/{LESSON.slug}/readings")
    page, table = teacher.get(f"{teacher.home}/lessons"), teacher.get(f"{teacher.home}/lessons.csv")
    assert "1 of 1" in page.text
    assert "<time" not in page.text
    assert table.text.splitlines()[1] == '"Ada","ada@example.org",1,1,1,0'
    for stranger in (learner, other):
        assert stranger.get(f"{teacher.home}/lessons").status == 404
        assert stranger.get(f"{teacher.home}/lessons.csv").status == 404
