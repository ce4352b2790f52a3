"""`course restore`: the way back from a copy."""

from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

import migrations
from app.commands.upgrade import keep_private
from app.config import Config
from app.database import backup
from app.database.backup import BackupError
from app.database.sessions import Database
from app.grading import verification


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Put the copy FILE where there are no records yet, at the newest revision, once every mark follows from it."""
    config = Config.from_environment()
    keep_private(config.instance)
    try:
        restored = backup.restore(file, config.database_url, _prove)
    except (backup.BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{restored}: restored from {file}; every grade and every score follows from the records.")


def _prove(url: str) -> None:
    """Migrates the copy and computes every mark again; BackupError if it is none of ours, or does not hold."""
    database = Database(url)
    try:
        with database.read() as session:
            if migrations.current(session.connection()) is None:
                raise BackupError("this is no copy of the site's records")
        migrations.upgrade(database.writer)
        with database.read() as session:
            found = sum(1 for _ in verification.differences(session))
    except (SQLAlchemyError, migrations.MigrationError) as error:
        raise BackupError(f"the copy cannot be used: {getattr(error, 'orig', None) or error}") from error
    finally:
        database.dispose()
    if found:
        raise BackupError(f"{found} marks do not follow from the copy's records, so it was not restored")
