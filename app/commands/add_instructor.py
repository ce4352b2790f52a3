"""`course add-instructor`: the first of those who may make courses; they invite the others."""

from datetime import UTC, datetime

import click

from app import names
from app.accounts import people
from app.accounts.people import InvalidEmailError
from app.commands.upgrade import migrated
from app.database.sessions import Database
from app.names import InvalidNameError


@click.command()
@click.argument("email")
@click.option("--name", default="", help="What pages call them; their address up to the @ if left out")
@click.option("--site", default="", help="What the link begins with, as https://course.example.org; else this machine")
def command(email: str, name: str, site: str) -> None:
    """Make EMAIL an instructor, and print a link that sets the password once, within two days.

    An account that there is already keeps its password until the link is used, and signs in again.
    """
    config = migrated()
    database = Database(config.database_url)
    try:
        address = people.normal_email(email)
        called = names.clean_name(name or address.partition("@")[0])
        with database.write() as session:
            token = people.appoint(session, address, called, datetime.now(UTC))
    except (InvalidEmailError, InvalidNameError) as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()
    click.echo(f"{(site or config.address).rstrip('/')}/reset/{token}?next=/instructor")
