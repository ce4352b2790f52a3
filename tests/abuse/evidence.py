"""What tests of abuse look for in the records, and put there."""

from sqlalchemy import func, select

from app.accounts import people
from app.clock import present
from app.models import Base, Course, Learner, Membership, Role, Section
from tests.takers import NOW, Taker


def rows(taker: Taker) -> dict[str, int]:
    """How many there are in each table, but for the row that the site's health is tried on."""
    with taker.database.read() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name != "heartbeat"]
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def dump(taker: Taker) -> str:
    """Everything in the database, as text."""
    with taker.database.read() as session:
        return "\n".join(str(row) for table in Base.metadata.sorted_tables for row in session.execute(select(table)))


def new_link(taker: Taker, email: str) -> str:
    """The token of a link that sets this account's password."""
    with taker.database.write() as session:
        found = people.kept_password(session, email)
        assert found
        return people.issue_link(session, found[0], present())


def join(taker: Taker, email: str, name: str = "Monday") -> int:
    """A new section of which this account is a member; its id."""
    with taker.database.write() as session:
        course = Course(title=name, created_at=NOW)
        session.add(course)
        session.flush()
        section = Section(course_id=course.id, name=name, created_at=NOW)
        session.add(section)
        session.flush()
        learner = session.scalars(select(Learner).where(Learner.email == email)).one()
        session.add(Membership(section_id=section.id, learner_id=learner.id, role=Role.LEARNER, joined_at=NOW))
        return section.id
