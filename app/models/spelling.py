"""How names are found and put in order: by a key without case and accents, the same on every database."""

import re
import unicodedata
from typing import Any

from sqlalchemy import Text
from sqlalchemy.engine.default import DefaultExecutionContext
from sqlalchemy.orm import Mapped, mapped_column, validates

_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """The text as it is compared: Özil is found by "oz" as by "ÖZ", and stands before Zoe.

    Letters are taken apart, so that accents go and half a Korean syllable finds the whole.
    """
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()))


def _inserted(context: DefaultExecutionContext) -> str:
    values: dict[str, Any] = context.get_current_parameters()  # type: ignore[no-untyped-call]
    return fold(values.get("name") or "")


class Named:
    """A row with a name, and what it is found by. Whoever changes the name by an UPDATE in SQL sets both."""

    name_key: Mapped[str] = mapped_column(Text, default=_inserted, server_default="", sort_order=1)

    @validates("name")
    def _set_key(self, _attribute: str, name: str) -> str:
        self.name_key = fold(name)
        return name
