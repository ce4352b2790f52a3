"""`course upgrade`: bring the database to what this version of the program expects."""

import click

import migrations
from app.config import Config
from app.db import Database


@click.command()
def command() -> None:
    """Make or migrate the database; safe to repeat."""
    migrated()
    click.echo(f"The database is at revision {migrations.head()}.")


def migrated() -> Config:
    """The settings in the environment, once their database is migrated."""
    config = Config.from_environment()
    config.instance.mkdir(parents=True, exist_ok=True)
    database = Database(config.database_url)
    migrations.upgrade(database.writer)
    database.dispose()
    return config
