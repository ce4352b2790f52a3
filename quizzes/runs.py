"""Runs as banks and records name them: read by the core's reader of addresses, an author told what is wrong."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from optimizers.addresses import AddressError, fields, read_landscape, read_run
from optimizers.descent import Descent
from optimizers.landscape import Landscape
from optimizers.numbers import decimal, plain
from optimizers.run import Run


class RunError(ValueError):
    """A query that names no run: the query, and each field that is wrong."""


@lru_cache(4096)
def parse_run(query: str) -> Run:
    """The run that `query` asks for. Raises RunError."""
    with _told(query):
        return read_run(fields(query))


def reads_run(query: str) -> bool:
    """Whether `query` asks for a run."""
    try:
        parse_run(query)
    except RunError:
        return False
    return True


@lru_cache(1024)
def descend_run(query: str) -> Descent:
    """The descent of a bank's run; cached, for a bank asks for few runs, and for each of them often."""
    return parse_run(query).descend()


def parse_landscape(query: str) -> Landscape:
    """The landscape of a query that names nothing else, as a bank or any record has it. Raises RunError."""
    with _told(query):
        return read_landscape(dict(_as_written_now(name, text) for name, text in parse_qsl(query)))[0]


def landscape_query(query: str) -> str:
    """Of a run query, the part that tells the landscape and nothing of the rule."""
    return urlencode([pair for pair in parse_qsl(query) if _is_landscapes(pair[0])], safe=",")


def _is_landscapes(name: str) -> bool:
    return name.partition(".")[0] in ("landscape", "loss")


def _as_written_now(name: str, text: str) -> tuple[str, list[str]]:
    """A field of a record's picture as addresses write it.

    The quizzes once took any prefix, and whatever Python reads as a number; nothing else read a bank's pictures, so
    records may hold such. It changes nothing in a picture.
    """
    if "." not in name:
        return name, [text]
    own = name.partition(".")[2]
    if own == "batch_size":
        return f"loss.{own}", [_number_written_now(text).partition(".")[0]]
    return f"landscape.{own}", [_number_written_now(text)]


def _number_written_now(text: str) -> str:
    try:
        return text if math.isfinite(decimal(text)) else plain(float(text))
    except ValueError:
        return text


@contextmanager
def _told(query: str) -> Iterator[None]:
    try:
        yield
    except AddressError as refused:
        raise RunError(f"{query}: {refused}") from None
