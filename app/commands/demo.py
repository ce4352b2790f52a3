"""`course demo`: a class of simulated learners to look around in."""

from datetime import UTC, datetime

import click

from app import banks, demo
from app.commands.upgrade import migrated
from app.db import Database
from app.errors import ConflictError


@click.command()
@click.option("--remove", is_flag=True, help="Delete the demo class with everything in it.")
@click.option("--learners", default=demo.LEARNERS, show_default=True, type=click.IntRange(1, 200))
def command(remove: bool, learners: int) -> None:
    """Make a class of simulated learners, marked as a demo everywhere; every instructor of the site teaches it."""
    config = migrated()
    banks.prove(config.banks)
    database = Database(config.database_url)
    now = datetime.now(UTC)
    try:
        if remove:
            click.echo(f"The demo is removed: {demo.remove(database, now)} simulated learners are gone.")
        else:
            click.echo(_made(database, learners, now))
    except ConflictError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()


def _made(database: Database, learners: int, now: datetime) -> str:
    """What to say about the class that was made, or about those who came after it was."""
    newcomers = demo.welcome(database, now)
    if newcomers:
        return f"The demo class was there already; {newcomers} more instructors teach it now."
    return f"The demo class is at /instructor/sections/{demo.make(database, now, learners)}"
