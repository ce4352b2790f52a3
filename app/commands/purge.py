"""`course purge`: forget the visitors who never came back."""

from datetime import UTC, datetime

import click

from app.accounts import erasure, event_log, rate_limits
from app.attempts import finishing
from app.commands.upgrade import migrated
from app.database.sessions import Database


@click.command()
def command() -> None:
    """Erase visitors without an account who have been idle for a year; close attempts whose time ran out."""
    database = Database(migrated().database_url, courteous=True)
    now = datetime.now(UTC)
    finishing.settle(database, now)
    for forget in (rate_limits.forget, erasure.sweep, event_log.forget):
        with database.write() as session:
            forget(session, now)
    erased = erasure.purge(database, now)
    database.dispose()
    click.echo(f"{erased} visitors erased.")
