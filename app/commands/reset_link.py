"""`course reset-link`: a link that sets somebody's password once."""

from datetime import UTC, datetime

import click

from app.accounts import people
from app.accounts.people import InvalidEmailError
from app.commands.upgrade import migrated
from app.database.sessions import Database


@click.command()
@click.argument("email")
@click.option("--site", default="", help="What the link begins with, as https://course.example.org; else this machine")
def command(email: str, site: str) -> None:
    """Print a link with which the account EMAIL sets a new password, once, within two days."""
    config = migrated()
    database = Database(config.database_url)
    now = datetime.now(UTC)
    try:
        with database.write() as session:
            found = people.kept_password(session, people.normal_email(email))
            if found is None:
                raise click.ClickException("there is no account with this address")
            token = people.issue_link(session, found[0], now)
    except InvalidEmailError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()
    click.echo(f"{(site or config.address).rstrip('/')}/reset/{token}")
