"""`course banks`: a copy of the questions, to correct them without touching the program."""

from pathlib import Path

import click

from app.taking import question_bank


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def command(folder: Path) -> None:
    """Copy the shipped questions into a new FOLDER; with BANKS set to it, the site asks from there."""
    copied = question_bank.copy(folder)
    click.echo(f"{copied} files copied. Correct them there, prove them with `course check`, and serve them:")
    click.echo(f"BANKS={folder.resolve()}")
