"""`course verify`: do the grades follow from the records?"""

import click

from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.grading import verification


@click.command()
def command() -> None:
    """Compute every automatic grade and every score again, and report differences."""
    database = Database(migrated().database_url)
    with database.read() as session:
        found = 0
        for difference in verification.differences(session):
            click.echo(str(difference))
            found += 1
    database.dispose()
    if found:
        raise click.ClickException(f"{found} differences")
    click.echo("Every grade and every score follows from the records.")
