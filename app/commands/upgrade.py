"""`course upgrade`: bring the database to what this version of the program expects."""

import os
from pathlib import Path

import click
from sqlalchemy.exc import SQLAlchemyError

import migrations
from app.config import Config, ConfigError
from app.database.sessions import Database


@click.command()
def command() -> None:
    """Make or migrate the database; safe to repeat."""
    migrated()
    click.echo(f"The database is at revision {migrations.head()}.")


def keep_private(instance: Path) -> None:
    """The instance folder is its owner's alone, and so is everything that this process puts there from now on."""
    os.umask(0o077)
    instance.mkdir(parents=True, exist_ok=True)
    instance.chmod(0o700)
    for file in instance.glob("*.sqlite3*"):
        file.chmod(0o600)


def migrated() -> Config:
    """The settings in the environment, once their database is migrated; ConfigError if it cannot be."""
    config = Config.from_environment()
    keep_private(config.instance)
    database = Database(config.database_url)
    try:
        migrations.upgrade(database.writer)
    except (SQLAlchemyError, migrations.MigrationError) as error:
        where = database.url.render_as_string(hide_password=True)
        raise ConfigError(f"the database at {where} cannot be used: {getattr(error, 'orig', None) or error}") from error
    database.dispose()
    return config
