"""What hangs on a row is deleted with it, whatever tables there are, and nothing else is."""

import pytest
from sqlalchemy import ForeignKey, func, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.database.dependents import dependents
from app.database.sessions import Database
from app.models import Attempt, Base, Learner, Membership, Section
from tests.demo_classes import Class


class Tree(DeclarativeBase):
    """Tables of these tests."""


class Root(Tree):
    __tablename__ = "root"
    id: Mapped[int] = mapped_column(primary_key=True)


class Branch(Tree):
    __tablename__ = "branch"
    id: Mapped[int] = mapped_column(primary_key=True)
    root_id: Mapped[int] = mapped_column(ForeignKey("root.id"))
    friend_id: Mapped[int | None] = mapped_column(ForeignKey("root.id"))


class Leaf(Tree):
    __tablename__ = "leaf"
    branch_id: Mapped[int] = mapped_column(ForeignKey("branch.id"), primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)


@pytest.fixture
def session(database: Database) -> Session:
    """Two roots with a branch and a leaf each; the second's branch also knows the first root."""
    session = Session(database.writer)
    Tree.metadata.create_all(session.connection())
    for each in (1, 2):
        session.add(Root(id=each))
        session.flush()
        session.add(Branch(id=each, root_id=each, friend_id=1))
        session.flush()
        session.add(Leaf(branch_id=each, word="green"))
    session.flush()
    return session


def left(session: Session) -> list[int]:
    return [session.scalar(select(func.count()).select_from(each)) or 0 for each in (Root, Branch, Leaf)]


def test_what_hangs_on_a_row_goes_leaves_first_and_what_may_be_without_it_stays(session: Session) -> None:
    with session:
        for step in dependents(Root, [1]):
            session.execute(step)
        assert left(session) == [2, 1, 1]
        assert session.scalars(select(Branch.friend_id)).all() == [1]
        for step in dependents(Root, select(Root.id), apart=(Branch,)):
            session.execute(step)
        assert left(session) == [2, 1, 1]


def test_every_table_that_knows_a_learner_goes_with_them_or_is_named_here() -> None:
    """A new table with a reference to a learner is deleted with them, unless that reference may be empty."""
    gone = {step.entity_description["name"] for step in dependents(Learner, [1])}
    keys = (key for table in Base.metadata.sorted_tables for key in table.foreign_keys)
    knowing = {key.parent.table.name for key in keys if key.column.table.name == "learner"}

    # emptied by the database, or by whoever deletes
    assert knowing - gone == {"invitation", "upload", "admission", "log_entry"}


def test_the_records_of_a_class_are_deleted_leaves_first(small_demo: Class) -> None:
    """The database would refuse any other order, but for answers, which it keeps until the learner is erased."""
    with small_demo.database.write() as session:
        session.execute(update(Learner).values(erased_at=func.now(), email=None, name="", name_key=""))
        for step in (*dependents(Learner, select(Learner.id)), *dependents(Section, select(Section.id))):
            session.execute(step)
        found = [session.scalar(select(func.count()).select_from(each)) for each in (Attempt, Membership)]
    assert found == [0, 0]
