"""The questions that this site asks: those it ships with, or those in a folder of the operator's own."""

from functools import lru_cache
from pathlib import Path
from shutil import copytree

from app.config import ConfigError
from app.drawing import formulas
from app.lessons import catalogue
from app.lessons.lesson_page import query_args
from app.runs.address import parse_run
from quizzes import bank, checks
from quizzes.bank import Bank, BankError

TOLD = 5
"""How many faults a start names before it refuses; `course check` lists them all."""


def read(folder: Path) -> Bank:
    """The banks in this folder; ConfigError if they cannot be read."""
    try:
        return bank.load(folder)
    except BankError as error:
        raise ConfigError(f"the questions in {folder} cannot be read: {error}") from error


def prove(folder: Path) -> Bank:
    """The same, and ConfigError if anything is wrong with a folder of the operator's own.

    The shipped questions need no proof at a start: the tests prove them.
    """
    chosen = read(folder)
    found = problems(chosen) if folder != bank.FOLDER else ()
    if found:
        more = f", and {len(found) - TOLD} more" if len(found) > TOLD else ""
        raise ConfigError(f"the questions in {folder} are not sound: {'; '.join(found[:TOLD])}{more} (course check)")
    return chosen


@lru_cache(4)
def problems(of: Bank, seeds: int = checks.SEEDS) -> tuple[str, ...]:
    """Everything that is wrong with these questions, a sentence each; a process proves a bank once."""
    return tuple(f"{each.where}: {each.message}" for each in checks.check(of, site(), seeds=seeds))


def site() -> checks.Site:
    """This site, as far as its questions refer to it."""
    return checks.Site(tuple(each.slug for each in catalogue.catalogue()), formulas.formula, _opens)


@lru_cache(4096)
def _opens(query: str) -> None:
    """FieldErrors where a page would refuse the run."""
    parse_run(query_args(query))


def copy(to: Path) -> int:
    """Copies the shipped banks into a new folder, to be corrected there; how many. ConfigError if it is there."""
    try:
        copytree(bank.FOLDER, to, ignore=lambda _folder, names: [name for name in names if not name.endswith(".toml")])
    except OSError as error:
        raise ConfigError(f"cannot make {to}: {error.strerror or error}") from error
    return len(list(to.glob("*.toml")))
