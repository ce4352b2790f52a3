"""Reads the banks of questions, one TOML file a quiz: those beside this module, or a folder that was chosen."""

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, partial
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from quizzes.plain import MisfitError, Plain, from_plain
from quizzes.source import Question

T = TypeVar("T")

FOLDER = Path(__file__).parent / "banks"
"""The questions that the course ships with."""
FINAL = "final"
MISCONCEPTIONS = "misconceptions"


class BankError(ValueError):
    """A bank that cannot be read; the message names the file and the entry."""


@dataclass(frozen=True)
class Misconception:
    """A mistaken idea, and the lesson and run query that show otherwise.

    truth: what is so, to follow "In fact, ". belief: what is not, to follow "you answered as if ". sentence: the idea
    itself, where a bank of the first edition has neither.
    """

    id: str
    lesson: str
    show: str
    truth: str = ""
    belief: str = ""
    sentence: str = ""

    @property
    def told(self) -> str:
        """What to say of it to those who show it: first what is true."""
        return self.told_of("you")

    def told_of(self, who: str) -> str:
        """The same of others: `who` answered so."""
        if not self.truth:
            return f"{who.capitalize()} answered as if this were so: {self.sentence}"
        return f"In fact, {self.truth}; {who} answered as if {self.belief}."


@dataclass(frozen=True)
class Quiz:
    """A bank: its id (a lesson's slug, or final), its title, and its questions."""

    id: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class Bank:
    """All quizzes in order of the course, the final last, and the named misconceptions."""

    quizzes: tuple[Quiz, ...]
    misconceptions: tuple[Misconception, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(question for quiz in self.quizzes for question in quiz.questions)

    def quiz(self, quiz_id: str) -> Quiz:
        """Raises KeyError."""
        return {quiz.id: quiz for quiz in self.quizzes}[quiz_id]

    def question(self, question_id: str) -> Question:
        """Raises KeyError."""
        return self._by_id[question_id]

    @cached_property
    def _by_id(self) -> Mapping[str, Question]:
        return MappingProxyType({question.id: question for question in self.questions})

    def misconception(self, misconception_id: str) -> Misconception:
        """Raises KeyError."""
        return {each.id: each for each in self.misconceptions}[misconception_id]


@dataclass(frozen=True)
class _File:
    """A bank as its file has it: its place in the course, and the edition of marking of entries that name none."""

    title: str
    order: int
    questions: tuple[dict[str, Any], ...]
    marking: int | None = None


@dataclass(frozen=True)
class _MisconceptionsFile:
    misconceptions: tuple[dict[str, Any], ...] = ()


def load(folder: Path = FOLDER) -> Bank:
    """The banks of a folder, else the ones that ship with the program, read once.

    Raises BankError where one has the wrong shape; `checks` finds everything else.
    """
    return _load(folder)


def recall(entry: Plain) -> Question:
    """A question from its entry, such as the record of a version keeps. TypeError or ValueError for another shape."""
    source = json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return from_plain(Question, {**entry, "version": sha256(source.encode()).hexdigest(), "source": source})


@cache
def _load(folder: Path) -> Bank:
    tables = {path.stem: _read(path) for path in _files(folder)}
    named = _file(_MisconceptionsFile, MISCONCEPTIONS, tables.pop(MISCONCEPTIONS, {}))
    files = {name: _file(_File, name, table) for name, table in tables.items()}
    quizzes = sorted(files, key=lambda name: (files[name].order, name))
    misconception = partial(from_plain, Misconception)
    return Bank(
        tuple(_quiz(name, files[name]) for name in quizzes),
        tuple(_entry(misconception, MISCONCEPTIONS, each) for each in named.misconceptions),
    )


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise BankError(f"there is no folder {folder}")
    found = sorted(folder.glob("*.toml"))
    if not found:
        raise BankError(f"there is no bank (a file *.toml) in {folder}")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BankError(f"{path.name}: {error}") from None


def _file(shape: type[T], name: str, table: dict[str, Any]) -> T:
    try:
        return from_plain(shape, table)
    except MisfitError as misfit:
        raise BankError(f"{name}: {misfit}") from None


def _quiz(name: str, file: _File) -> Quiz:
    common = {} if file.marking is None else {"marking": file.marking}
    return Quiz(name, file.title, tuple(_question(name, {**common, **entry}) for entry in file.questions))


def _question(quiz: str, entry: dict[str, Any]) -> Question:
    return _entry(recall, quiz, entry if quiz == FINAL else {"lesson": quiz, **entry})


def _entry(read: Callable[[Plain], T], file: str, entry: dict[str, Any]) -> T:
    try:
        return read(entry)
    except (TypeError, ValueError) as error:
        raise BankError(f"{file}, {entry.get('id', 'an entry without id')}: {error}") from None
