"""Reads the banks of questions, banks/*.toml, one a quiz."""

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from quizzes.plain import Shape, from_plain
from quizzes.source import Question

FOLDER = Path(__file__).parent / "banks"
FINAL = "final"
MISCONCEPTIONS = "misconceptions"


class BankError(ValueError):
    """A bank that cannot be read; the message names the file and the entry."""


@dataclass(frozen=True)
class Misconception:
    """A mistaken idea: a sentence that tells it kindly, and the lesson and run query that show otherwise."""

    id: str
    sentence: str
    lesson: str
    show: str


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
        return _questions(self)[question_id]

    def misconception(self, misconception_id: str) -> Misconception:
        """Raises KeyError."""
        return {each.id: each for each in self.misconceptions}[misconception_id]


@cache
def load(folder: Path = FOLDER) -> Bank:
    """The banks of a folder. Raises BankError where one has the wrong shape; `checks` finds everything else."""
    tables = {path.stem: _read(path) for path in sorted(folder.glob("*.toml"))}
    named = tables.pop(MISCONCEPTIONS, {"misconceptions": []})
    quizzes = sorted(((table.get("order", 0), name) for name, table in tables.items()))
    return Bank(
        tuple(_quiz(name, tables[name]) for _, name in quizzes),
        tuple(_entry(Misconception, MISCONCEPTIONS, entry) for entry in named["misconceptions"]),
    )


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BankError(f"{path.name}: {error}") from None


def _quiz(name: str, table: dict[str, Any]) -> Quiz:
    known = {"title", "order", "questions"}
    if table.keys() != known:
        raise BankError(f"{name}: a bank has {', '.join(sorted(known))}")
    return Quiz(name, table["title"], tuple(_question(name, entry) for entry in table["questions"]))


def _question(quiz: str, entry: dict[str, Any]) -> Question:
    whole = entry if quiz == FINAL else {"lesson": quiz, **entry}
    source = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _entry(Question, quiz, {**whole, "version": sha256(source.encode()).hexdigest(), "source": source})


def _entry(shape: type[Shape], file: str, entry: dict[str, Any]) -> Shape:
    try:
        return from_plain(shape, entry)
    except (TypeError, ValueError) as error:
        raise BankError(f"{file}, {entry.get('id', 'an entry without id')}: {error}") from None


@cache
def _questions(bank: Bank) -> Mapping[str, Question]:
    return MappingProxyType({question.id: question for question in bank.questions})
