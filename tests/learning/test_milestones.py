"""Milestones: noted once, passed on to the account of the same person, and never taken back."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError

from app.accounts import people
from app.database.sessions import Database
from app.learning import milestones
from app.learning.milestones import Reached
from app.models import Learner, Milestone, MilestoneKind
from tests.takers import NOW

READ, TRIED = MilestoneKind.READ, MilestoneKind.TRIED


def learner(database: Database) -> int:
    with database.write() as session:
        return people.welcome(session, NOW)[0].id


def reach(
    database: Database, learner_id: int, page: str, kind: MilestoneKind, subject: str = "", days: int = 0
) -> None:
    with database.write() as session:
        milestones.reach(session, learner_id, page, kind, subject, NOW + timedelta(days=days))


def reached(database: Database, learner_id: int) -> list[Reached]:
    with database.read() as session:
        return [*milestones.milestones(session, learner_id)]


def test_what_is_done_again_is_noted_once_with_its_first_moment(database: Database) -> None:
    ada = learner(database)
    reach(database, ada, "momentum", TRIED, "a-bowl", days=1)
    reach(database, ada, "momentum", READ)
    reach(database, ada, "momentum", READ, days=2)

    assert reached(database, ada) == [
        Reached("momentum", READ, "", NOW),
        Reached("momentum", TRIED, "a-bowl", NOW + timedelta(days=1)),
    ]


def test_an_account_gets_what_its_owner_did_as_a_visitor_and_keeps_its_own(database: Database) -> None:
    account, visitor = learner(database), learner(database)
    reach(database, account, "momentum", READ)
    reach(database, visitor, "momentum", READ, days=-1)
    reach(database, visitor, "adam", READ, days=1)
    with database.write() as session:
        milestones.hand_over(session, visitor, account)
        session.execute(delete(Learner).where(Learner.id == visitor))

    assert [(each.page, each.reached_at) for each in reached(database, account)] == [
        ("momentum", NOW),
        ("adam", NOW + timedelta(days=1)),
    ]


@pytest.mark.parametrize("change", ["DELETE FROM milestone", "UPDATE milestone SET page = 'adam'"])
def test_a_milestone_is_taken_back_by_nobody(database: Database, change: str) -> None:
    reach(database, learner(database), "momentum", READ)
    with pytest.raises(IntegrityError, match="append-only"), database.write() as session:
        session.execute(text(change))


def test_a_milestone_goes_with_its_learner(database: Database) -> None:
    ada = learner(database)
    reach(database, ada, "momentum", READ)
    with database.write() as session:
        session.execute(update(Learner).where(Learner.id == ada).values(erased_at=NOW))
        session.execute(delete(Milestone))

    assert reached(database, ada) == []
