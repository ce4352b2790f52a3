"""The TOML comment that opens a template, read into frozen dataclasses."""

import re
import tomllib
from typing import Any, TypeVar

from quizzes.plain import MisfitError, from_plain

Content = TypeVar("Content")

_COMMENT = re.compile(r"\A\{#---\n(.*?)\n---#\}\n", re.DOTALL)


class FrontMatterError(ValueError):
    """A template's front matter says something that cannot be: which file, which field, and what is wrong."""

    def __init__(self, file: str, field: str, message: str) -> None:
        super().__init__(f"{file}: {field}: {message}" if field else f"{file}: {message}")
        self.file, self.field, self.message = file, field, message


def read(text: str, content: type[Content], file: str, **known: object) -> Content:
    """The front matter of a template as a `content`.

    text: the template's source. file: its name, for errors. known: fields that the file does not say itself.
    Raises FrontMatterError for a missing comment, TOML that does not parse, and fields that are unknown, missing or
    of another type.
    """
    table = _table(text, file)
    if said := table.keys() & known.keys():
        raise FrontMatterError(file, min(said), "is not a field here: the file's name says it")
    try:
        return from_plain(content, table | known)
    except MisfitError as misfit:
        raise FrontMatterError(file, misfit.place, misfit.message) from None


def _table(text: str, file: str) -> dict[str, Any]:
    comment = _COMMENT.match(text)
    if comment is None:
        raise FrontMatterError(file, "", "does not open with a {#--- … ---#} comment")
    try:
        return tomllib.loads(comment[1])
    except tomllib.TOMLDecodeError as error:
        raise FrontMatterError(file, "", f"is not TOML: {error}") from None
