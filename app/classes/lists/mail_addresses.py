"""Mail addresses by their grammar, as far as lists of people use it (RFC 5321 and 5322, with letters of any script)."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 254
_ATOM: Final = r"[^\s\x00-\x1f\x7f()<>\[\]:;@\\,.\"]+"
_LABEL: Final = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
LOCAL_AND_DOMAIN: Final = rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+{_LABEL}"
_ADDRESS: Final = re.compile(LOCAL_AND_DOMAIN)
_AROUND: Final = " \t<>\"'`,;:()[]\u200b\ufeff\u00a0"


def address_of(cell: str) -> str | None:
    """The one address that a cell holds, without brackets, `mailto:` and blanks; None where it holds none."""
    text = unicodedata.normalize("NFC", cell).strip(_AROUND)
    text = re.sub(r"(?i)^mailto:", "", text).partition("?")[0]
    return text if len(text) <= LONGEST and _ADDRESS.fullmatch(text) else None


def is_address(cell: str) -> bool:
    return address_of(cell) is not None


def identity(address: str) -> str:
    """What two spellings of one address share."""
    return unicodedata.normalize("NFKC", address).casefold()
