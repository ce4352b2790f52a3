"""`course run`: migrate, then serve until told to stop."""

import os
import socket
import sys
from dataclasses import replace
from pathlib import Path

import click

from app.commands.upgrade import migrated
from app.config import Config, is_loopback
from app.taking import question_bank
from app.web.server import serving


@click.command()
@click.option("--host", help="Address to listen on; HOST, else 127.0.0.1.")
@click.option("--port", type=click.IntRange(0, 65535), help="Port to listen on; PORT, else 8000. 0 takes a free one.")
def command(host: str | None, port: int | None) -> None:
    """Serve the site; the database is made or migrated first."""
    for name, given in (("HOST", host), ("PORT", port)):
        if given is not None:
            os.environ[name] = str(given)  # the worker process reads its settings from the environment too
    config = migrated()
    question_bank.prove(config.banks)
    config = replace(config, port=config.port or _free_port(config.host))
    _refuse_taken(config.host, config.port)
    _allow_files()
    _greet(config)
    serving.serve(config)


def _allow_files() -> None:
    """Raise the number of files that may be open as far as this process may; say so where that is few."""
    connections = serving.allow_connections()
    if connections < serving.CONNECTIONS:
        click.echo(
            f"This machine lets the server keep about {connections} connections open, a class of {connections // 6}. "
            "For more, raise the limit on open files (ulimit -n)."
        )


def _greet(config: Config) -> None:
    click.echo(f"Downhill is at {config.address}/ (stop it with Ctrl-C).")
    click.echo(f"To look at a class's scores, make the first instructor:  {_course()} add-instructor you@example.org")
    if not is_loopback(config.host) and not config.production:
        click.echo("Others can reach this server. Behind HTTPS, set PRODUCTION=1 as well.")


def _course() -> str:
    """How this very command is called: by its name where it is installed, by its module in a checkout."""
    if Path(sys.argv[0]).name == "course":
        return "course"
    python = Path(sys.executable)
    here = Path.cwd()
    return f"{python.relative_to(here) if python.is_relative_to(here) else python} -m app.cli"


def _free_port(host: str) -> int:
    with socket.socket(_family(host)) as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port


def _refuse_taken(host: str, port: int) -> None:
    with socket.socket(_family(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(f"cannot listen on {host} port {port}: {error.strerror}; try --port") from error


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET
