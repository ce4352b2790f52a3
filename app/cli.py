"""The `course` command: each module in app/commands that has a `command` is a sub-command by being there."""

import importlib
import pkgutil

import click

from app import commands
from app.config import ConfigError


class CourseCommands(click.Group):
    """Sub-commands are looked up when they are asked for, so that none waits for another's imports."""

    def list_commands(self, _context: click.Context) -> list[str]:
        return sorted(found.name.replace("_", "-") for found in pkgutil.iter_modules(commands.__path__))

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(context):
            return None
        module = importlib.import_module(f"app.commands.{name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except ConfigError as error:
            raise click.ClickException(str(error)) from error


@click.command(cls=CourseCommands)
@click.version_option(package_name="downhill", message="%(version)s")
def main() -> None:
    """Downhill, a course on the optimizers of deep learning."""


if __name__ == "__main__":
    main(prog_name="course")
