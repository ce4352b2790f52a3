"""The text of a file, whatever encoding a spreadsheet saved it in."""

import codecs
import re
from typing import Final

from app.classes.lists import headings

LEGACY: Final = {
    "cp1252": "Western European",
    "cp1250": "Central European",
    "cp1254": "Turkish",
    "cp1257": "Baltic",
    "cp1251": "Cyrillic",
    "cp1253": "Greek",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "mac_roman": "Western European (Macintosh)",
    "cp850": "Western European (DOS)",
    "gb18030": "Chinese, simplified",
    "big5": "Chinese, traditional",
    "cp932": "Japanese",
    "cp949": "Korean",
}
"""Encodings that say nothing of themselves, the commoner first: of two as good readings the earlier is taken."""

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_ODD: Final = re.compile(
    r"[\x80-\x9f\ufffd\ue000-\uf8ff]"  # controls and private letters
    r"|[a-zà-öø-ÿ][A-ZÀ-ÖØ-Þ]{2}"  # capitals inside a word
    r"|(?<=[^\W\d_])[^\w\s.,;:'’`´\"“”()&/@|<>\[\]+*#=!?-]|[^\w\s.,;:'’`´\"“”()&/@|<>\[\]+*#=!?-](?=[^\W\d_])"
    r"|(?<=[^\W\d_A-Z])(?=[^\W\d_a-zA-Z])[^\W\d_a-zß-öø-ÿ](?<=[À-ÖØ-ÞΑ-ΩА-Я])"  # a foreign capital inside a word
    r"|[\u2500-\u25ff]"  # lines and blocks
)
_SCRIPTS: Final = tuple(
    re.compile(f"[{letters}]") for letters in ("A-Za-zÀ-ɏḀ-ỿ", "Ͱ-Ͽ", "Ѐ-ӿ", "֐-׿", "؀-ۿ", "぀-ヿ一-鿿㐀-䶿", "가-힯")
)
_WORD: Final = re.compile(r"[^\W\d_]+")
_COMMON: Final = re.compile(
    "[éèêëàâáãäåæçíîïñóôõöøœúùûüßÉÈÀÁÄÅÆÇÍÑÓÖØÜ]|[ąćęłńśźżčďěňřšťůžőűășț]|[ğışİŞ]|[а-яёіїєА-Я]|[α-ωάέήίόύώΑ-Ω]|[א-ת]|[ء-ي]"
    "|[\u4e00-\u9fff\u3040-\u30ff\uac00-\ud7af]"
)


class NotTextError(ValueError):
    """The bytes are no text that anybody would have saved."""


def decoded(file: bytes, encoding: str | None = None) -> str:
    """The file's text: as its mark says, as UTF-8, or in the likeliest of the older encodings.

    encoding: one of LEGACY, where somebody chose it by hand. Raises NotTextError for what is none, such as a picture.
    """
    if encoding:
        return file.decode(encoding, "replace").replace("\0", "")
    for mark, encoding in _MARKS:
        if file.startswith(mark):
            return _strict(file, encoding)
    if (unmarked := _utf_16(file)) is not None:
        return _strict(file, unmarked)
    if b"\0" in file or file.startswith((b"PK\3\4", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf")):
        raise NotTextError
    try:
        return file.decode("utf-8")
    except UnicodeDecodeError:
        return _legacy(file)


def _strict(file: bytes, encoding: str) -> str:
    try:
        text = file.decode(encoding)
    except UnicodeDecodeError:
        raise NotTextError from None
    if "\0" in text:
        raise NotTextError
    return text


def _utf_16(file: bytes) -> str | None:
    """UTF-16 without a mark shows in the zero bytes of its spaces and marks."""
    head = file[:2000]
    if len(head) < 4 or len(file) % 2:
        return None
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        others = head[::2] if encoding == "utf-16-le" else head[1::2]
        if zeros.count(0) > len(zeros) // 3 and not others.count(0):
            return encoding
    return None


def _legacy(file: bytes) -> str:
    """Lines that are UTF-8 stay so; the rest is read in the one encoding that makes the likeliest words of it."""
    lines = file.split(b"\n")
    strange = [line for line in lines if not _is_utf_8(line)]
    encoding = _likeliest(b"\n".join(strange)[:20_000])
    return "\n".join(_line(line, encoding) for line in lines)


def _line(line: bytes, encoding: str) -> str:
    return line.decode("utf-8") if _is_utf_8(line) else line.decode(encoding, "replace")


def _is_utf_8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _likeliest(sample: bytes) -> str:
    scores = {encoding: _oddness(sample, encoding) for encoding in LEGACY}
    best = min(scores, key=lambda encoding: scores[encoding])
    if scores[best] > len(sample) / 4:
        raise NotTextError
    return best


def _oddness(sample: bytes, encoding: str) -> float:
    """How unlike words the reading is: odd signs, words of two scripts, letters that hardly any language uses."""
    try:
        text = sample.decode(encoding)
    except UnicodeDecodeError:
        return float("inf")
    foreign = [c for c in text if ord(c) > 127]
    rare = sum(1 for c in foreign if not _COMMON.match(c) and not c.isspace() and c not in "’‘“”–—«»°ºª…·")
    mixed = sum(1 for word in _WORD.findall(text) if sum(bool(each.search(word)) for each in _SCRIPTS) > 1)
    return 4 * len(_ODD.findall(text)) + 3 * mixed + rare - 5 * _known(text)


def _known(text: str) -> int:
    """How many of the first lines' words are headings that class lists have."""
    lines = [re.split(r"[,;\t|]", line) for line in text.split("\n")[:5]]
    return max(headings.known([cell.strip(' "') for cell in line]) for line in lines)
