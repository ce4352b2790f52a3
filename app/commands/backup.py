"""`course backup`: a copy of the records, made while the site goes on."""

from pathlib import Path

import click

from app.config import Config
from app.database import backup


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def command(file: Path) -> None:
    """Copy all records into a new FILE while the site goes on, and prove that the copy is sound."""
    try:
        size = backup.copy(Config.from_environment().database_url, file)
    except (backup.BackupError, OSError) as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {size / 1e6:.1f} MB, checked. The way back, into an empty place: course restore {file}")
