"""What people write about themselves and their classes, on one line and without characters that hide."""

import unicodedata

LONGEST_NAME = 80


class InvalidNameError(ValueError):
    """The name is empty, too long, or not text."""


def clean_name(text: str) -> str:
    """A name on one line, without characters that hide or turn the text around it."""
    if len(text) > 4 * LONGEST_NAME:
        raise InvalidNameError(f"Use at most {LONGEST_NAME} characters.")
    name = one_line(text)
    if not name:
        raise InvalidNameError("Write your name, or what you would like to be called.")
    if len(name) > LONGEST_NAME:
        raise InvalidNameError(f"Use at most {LONGEST_NAME} characters.")
    return name


def one_line(text: str) -> str:
    """The text without characters that hide or turn what is around them, single spaces between its words."""
    kept = "".join(" " if _hides(c) else c for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split())


def _hides(character: str) -> bool:
    """Control and direction marks; the joiners stay, because Persian and Hindi names are spelt with them."""
    return unicodedata.category(character)[0] == "C" and character not in "\u200c\u200d"
