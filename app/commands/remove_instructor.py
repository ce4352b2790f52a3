"""`course remove-instructor`: takes away what `add-instructor` and invitations gave."""

from datetime import UTC, datetime

import click

from app.accounts import people
from app.accounts.people import InvalidEmailError
from app.classes import courses, invitations
from app.classes.courses import Outline
from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.demo import simulated_class
from app.models import Role


@click.command()
@click.argument("email")
def command(email: str) -> None:
    """Let EMAIL make no more courses and invite no more instructors, and sign the account out everywhere.

    Links to this site that they made and nobody has followed stop working. Sections that they teach stay theirs.
    """
    database = Database(migrated().database_url)
    try:
        left = _dismissed(database, people.normal_email(email), datetime.now(UTC))
    except InvalidEmailError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()
    click.echo("They make no more courses.")
    for section in (each.section for each in left):
        click.echo(f"They still teach {section.name} ({section.course}): /instructor/sections/{section.public_id}")


def _dismissed(database: Database, email: str, now: datetime) -> list[Outline]:
    """The sections that the person still teaches."""
    with database.write() as session:
        learner_id = people.dismiss(session, email)
        if learner_id is None:
            raise click.ClickException("there is no instructor with this address")
        invitations.withdraw_colleagues(session, learner_id)
        simulated_class.leave(session, learner_id, now)
        session.flush()
        return [each for each in courses.taught(session, learner_id) if each.section.role is Role.INSTRUCTOR]
