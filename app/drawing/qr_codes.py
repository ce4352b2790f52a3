"""QR codes as pictures that a page holds inline, for phones to read from a projected screen."""

from typing import NamedTuple

import segno

QUIET = 4
"""Modules of empty space around the code, which readers need."""


class Code(NamedTuple):
    """A code as an SVG path over a square of `size` units, quiet zone included."""

    size: int
    path: str


def code(text: str) -> Code:
    """The QR code of a text; a fifth of it may be hidden and it still reads."""
    made = segno.make_qr(text, error="m")
    rows = list(made.matrix)
    runs = [
        f"M{start + QUIET},{y + QUIET}h{length}v1h-{length}z"
        for y, row in enumerate(rows)
        for start, length in _runs(row)
    ]
    return Code(len(rows) + 2 * QUIET, "".join(runs))


def _runs(row: bytearray) -> list[tuple[int, int]]:
    """Where dark modules begin, and how many follow one another."""
    found: list[tuple[int, int]] = []
    for x, dark in enumerate(row):
        if not dark:
            continue
        if found and sum(found[-1]) == x:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((x, 1))
    return found
