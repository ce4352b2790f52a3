"""`course log`: what the log has of sign-ins, failures, refusals and powers used."""

import click

from app.accounts import event_log, people
from app.accounts.event_log import LogLine
from app.accounts.people import InvalidEmailError
from app.commands.upgrade import migrated
from app.database.sessions import Database


@click.command()
@click.argument("email", default="")
@click.option(
    "--most", default=200, type=click.IntRange(1, 100_000), help="How many lines at most; the newest come first."
)
def command(email: str, most: int) -> None:
    """Print the log: of the account EMAIL and of what its owner did, or of everybody."""
    database = Database(migrated().database_url)
    try:
        with database.read() as session:
            if not email:
                entries = event_log.latest(session, most)
            elif (found := people.kept_password(session, people.normal_email(email))) is not None:
                entries = event_log.of(session, found[0], most)
            else:
                raise click.ClickException("there is no account with this address")
    except InvalidEmailError as error:
        raise click.ClickException(str(error)) from error
    finally:
        database.dispose()
    for entry in entries:
        click.echo(_line(entry))


def _line(entry: LogLine) -> str:
    parts = (entry.happening.value, entry.whose, entry.by and f"by {entry.by}", entry.network, entry.detail)
    return "  ".join((f"{entry.at:%Y-%m-%d %H:%M:%S}Z", *filter(None, parts)))
