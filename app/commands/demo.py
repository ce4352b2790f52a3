"""`course demo`: a class of simulated learners to look around in."""

from datetime import UTC, datetime

import click

from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.demo import simulated_class
from app.errors import ConflictError
from app.taking import question_bank


@click.command()
@click.option("--remove", is_flag=True, help="Delete the demo class with everything in it.")
@click.option("--learners", default=simulated_class.LEARNERS, show_default=True, type=click.IntRange(1, 200))
def command(remove: bool, learners: int) -> None:
    """Make a class of simulated learners, marked as a demo everywhere; every instructor of the site teaches it."""
    config = migrated()
    database = Database(config.database_url, bank=question_bank.prove(config.banks), courteous=True)
    now = datetime.now(UTC)
    try:
        if remove:
            click.echo(f"The demo is removed: {simulated_class.remove(database, now)} simulated learners are gone.")
        else:
            click.echo(_made(database, learners, now))
    except ConflictError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()


def _made(database: Database, learners: int, now: datetime) -> str:
    """What to say about the class that was made, or about those who came after it was."""
    newcomers = simulated_class.welcome(database, now)
    if newcomers:
        return f"The demo class was there already; {newcomers} more instructors teach it now."
    return f"The demo class is at /instructor/sections/{simulated_class.make(database, now, learners)}"
