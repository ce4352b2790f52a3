"""The settings, read once from the environment and never changed."""

import ipaddress
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from app import paths
from quizzes import bank

SHORTEST_KEY = 16
ON, OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


class ConfigError(Exception):
    """A setting is missing or makes no sense; the message names it and says what it takes."""


@dataclass(frozen=True)
class Config:
    """What can differ from one site to the next.

    database_url: SQLAlchemy's form; SQLite or PostgreSQL (psycopg). production: cookies go over HTTPS only.
    hsts_subdomains: whether browsers are told, in production, that all hosts below this one have HTTPS as well.
    proxies: how many reverse proxies stand in front, whose X-Forwarded headers are believed.
    workers: processes that serve; on SQLite one. threads: requests that each of them answers at once.
    hosts: the names under which the site may be asked for; any where none is given.
    warm_up: whether each process makes the pages that everybody asks for first, beside its first requests.
    access_log: whether each request leaves a line in the log. metrics: whether /metrics is open to whoever asks.
    banks: the folder with the quizzes' questions.
    compressed: whether static files are served from a copy with .br and .gz beside each file.
    second_factor: whether those who teach must have one.
    bundled: whether pages load one script and one style sheet, where these are made of the sources as they are.
    """

    instance: Path
    database_url: str
    secret_key: str
    host: str = "127.0.0.1"
    port: int = 8000
    production: bool = False
    hsts_subdomains: bool = False
    proxies: int = 0
    workers: int = 1
    threads: int = 4
    hosts: tuple[str, ...] = ()
    banks: Path = bank.FOLDER
    compressed: bool = True
    bundled: bool = True
    second_factor: bool = False
    warm_up: bool = True
    access_log: bool = True
    metrics: bool = False

    @property
    def address(self) -> str:
        """Where this machine's browser finds the site, without a slash at its end."""
        here = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"http://[{here}]:{self.port}" if ":" in here else f"http://{here}:{self.port}"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> Self:
        """The settings under their names in capitals; README has the table of them."""
        host = environ.get("HOST") or cls.host
        production = _switch(environ, "PRODUCTION", cls.production)
        instance = Path(environ.get("INSTANCE") or paths.instance()).expanduser().resolve()
        database_url = _database_url(environ.get("DATABASE_URL"), instance)
        return cls(
            instance=instance,
            database_url=database_url,
            secret_key=_secret_key(environ.get("SECRET_KEY"), instance, private=is_loopback(host) and not production),
            host=host,
            port=_whole(environ, "PORT", cls.port, 0, 65535),
            production=production,
            hsts_subdomains=_switch(environ, "HSTS_SUBDOMAINS", cls.hsts_subdomains),
            hosts=tuple(environ.get("HOSTS", "").replace(",", " ").split()),
            bundled=_switch(environ, "BUNDLED", cls.bundled),
            second_factor=_switch(environ, "SECOND_FACTOR", cls.second_factor),
            warm_up=_switch(environ, "WARM_UP", cls.warm_up),
            access_log=_switch(environ, "ACCESS_LOG", cls.access_log),
            metrics=_switch(environ, "METRICS", cls.metrics),
            proxies=_whole(environ, "PROXIES", cls.proxies, 0, 9),
            workers=_workers(environ, database_url),
            threads=_whole(environ, "THREADS", cls.threads, 1, 64),
            banks=banks_folder(environ),
        )


def _workers(environ: Mapping[str, str], database_url: str) -> int:
    workers = _whole(environ, "WORKERS", Config.workers, 1, 64)
    if workers > 1 and database_url.startswith("sqlite"):
        raise ConfigError(
            "WORKERS takes 1 on SQLite, where one process writes at a time; several processes, or several hosts, "
            "share a PostgreSQL database (DATABASE_URL)"
        )
    return workers


def banks_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """The folder that BANKS names, else the one with the shipped questions; ConfigError if there is no such folder."""
    given = environ.get("BANKS")
    if not given:
        return bank.FOLDER
    folder = Path(given).expanduser().resolve()
    if not folder.is_dir():
        raise ConfigError(f"BANKS takes the folder with the questions, and there is none at {folder}")
    return folder


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach a server that listens there."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _database_url(given: str | None, instance: Path) -> str:
    if not given:
        return f"sqlite:///{instance / 'downhill.sqlite3'}"
    scheme, separator, rest = given.partition("://")
    if not separator:
        raise ConfigError("DATABASE_URL takes an address such as postgresql://user:password@host/database")
    return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else given


def _secret_key(given: str | None, instance: Path, *, private: bool) -> str:
    if given:
        if len(given) < SHORTEST_KEY:
            raise ConfigError(f"SECRET_KEY takes at least {SHORTEST_KEY} characters")
        return given
    if not private:
        raise ConfigError(
            "SECRET_KEY is required when others can reach this server; "
            'make one with: python3 -c "import secrets; print(secrets.token_hex(32))"'
        )
    return _kept_key(instance / "secret-key")


def _kept_key(file: Path) -> str:
    """The key in that file; made on the first run, readable by its owner alone."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = file.read_text()
        if len(key) < SHORTEST_KEY:
            raise ConfigError(f"{file} is damaged; delete it, and everybody signs in again") from None
        return key
    with os.fdopen(descriptor, "w") as opened:
        key = secrets.token_hex(32)
        opened.write(key)
    return key


def _switch(environ: Mapping[str, str], name: str, default: bool) -> bool:
    given = environ.get(name, "").lower()
    if given not in ("", *ON, *OFF):
        raise ConfigError(f"{name} takes 1 or 0")
    return given in ON if given else default


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise ConfigError(f"{name} takes a whole number from {low} to {high}")
    return int(text)
