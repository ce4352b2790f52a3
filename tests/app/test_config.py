"""Settings come from the environment, and say so when they make no sense."""

import re
from pathlib import Path
from typing import Any

import pytest

from app import paths
from app.config import Config, ConfigError
from quizzes import bank

KEY = "a secret of more than sixteen characters"


def read(tmp_path: Path, **settings: str) -> Config:
    return Config.from_environment({"INSTANCE": str(tmp_path), **settings})


def test_a_first_run_needs_no_settings(tmp_path: Path) -> None:
    config = read(tmp_path)

    assert (config.host, config.port) == ("127.0.0.1", 8000)
    assert config.database_url == f"sqlite:///{tmp_path.resolve()}/downhill.sqlite3"


def test_the_secret_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    assert read(tmp_path).secret_key == read(tmp_path).secret_key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600


def test_two_sites_have_different_keys(tmp_path: Path) -> None:
    assert read(tmp_path / "one").secret_key != read(tmp_path / "two").secret_key


@pytest.mark.parametrize(
    "settings", [{"HOST": "0.0.0.0"}, {"HOST": "::"}, {"HOST": "example.org"}, {"PRODUCTION": "1"}]
)
def test_a_site_that_others_can_reach_must_be_given_its_key(tmp_path: Path, settings: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY is required"):
        read(tmp_path, **settings)
    assert read(tmp_path, SECRET_KEY=KEY, **settings).secret_key == KEY


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_a_site_on_this_machine_alone_makes_its_own(tmp_path: Path, host: str) -> None:
    assert read(tmp_path, HOST=host).secret_key


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "８０"),
        ("PROXIES", "10"),
        ("THREADS", "0"),
        ("SECRET_KEY", "short"),
        ("PRODUCTION", "perhaps"),
        ("METRICS", "2"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, name: str, text: str) -> None:
    with pytest.raises(ConfigError, match=name):
        read(tmp_path, **{name: text})


def test_a_usual_postgresql_address_finds_the_driver(tmp_path: Path) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+psycopg"):
        assert read(tmp_path, DATABASE_URL=f"{scheme}://u:p@h/d").database_url == "postgresql+psycopg://u:p@h/d"


def test_the_questions_are_the_shipped_ones_unless_a_folder_is_named(tmp_path: Path) -> None:
    assert read(tmp_path).banks == bank.FOLDER
    assert read(tmp_path, BANKS=str(tmp_path)).banks == tmp_path.resolve()


def test_a_folder_of_questions_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"BANKS takes the folder .* none at {tmp_path}/nowhere"):
        read(tmp_path, BANKS=str(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("localhost", "http://localhost:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
        ("fe80::2", "http://[fe80::2]:8000"),
    ],
)
def test_its_address_can_be_opened_on_this_machine(tmp_path: Path, host: str, address: str) -> None:
    assert read(tmp_path, HOST=host, SECRET_KEY=KEY).address == address


def test_several_processes_want_postgresql(tmp_path: Path) -> None:
    environment = {"INSTANCE": str(tmp_path), "WORKERS": "2"}
    with pytest.raises(ConfigError, match="WORKERS takes 1 on SQLite"):
        Config.from_environment(environment)

    config = Config.from_environment({**environment, "DATABASE_URL": "postgresql://host/database"})
    assert config.workers == 2


README = Path(__file__).parent.parent.parent / "README.md"


def told_settings() -> dict[str, str]:
    """Each setting of the README's table, with the default that stands beside it."""
    table = README.read_text().partition("| name | default |")[2].partition("\n\n")[0]
    rows = [row.split(" | ") for row in table.splitlines() if "`" in row]
    pairs = ((names, [default] if names.count("`") == 2 else default.split(", ")) for names, default, *_ in rows)
    return {
        name: default.strip("`")
        for names, defaults in pairs
        for name, default in zip(re.findall(r"`([A-Z_]+)`", names), defaults, strict=True)
    }


def test_one_table_holds_every_setting(tmp_path: Path) -> None:
    asked = set[str]()

    class Environment(dict[str, str]):
        def get(self, name: str, default: object = None) -> Any:
            asked.add(name)
            return super().get(name, default)

    Config.from_environment(Environment(INSTANCE=str(tmp_path)))
    assert told_settings().keys() == asked


def test_the_table_tells_the_defaults_as_they_are(tmp_path: Path) -> None:
    """A default that is no number, word or switch is told in words, each of which is looked at here."""
    config = read(tmp_path)
    words = {
        "INSTANCE": "`instance/` in a checkout, else the user's data folder".strip("`"),
        "DATABASE_URL": "a SQLite file in the instance folder",
        "SECRET_KEY": "made and kept on a first run on this machine",
        "HOSTS": "any",
        "BANKS": "the shipped questions",
    }
    told = told_settings()
    assert {name: told[name] for name in words} == words
    assert (config.hosts, config.banks, config.database_url.partition(":")[0]) == ((), bank.FOLDER, "sqlite")
    assert paths.instance() == README.parent / "instance"
    switches = {True: "on", False: "off"}
    for name in told.keys() - words.keys():
        value = getattr(config, name.lower())
        assert told[name] == (switches[value] if isinstance(value, bool) else str(value)), name
