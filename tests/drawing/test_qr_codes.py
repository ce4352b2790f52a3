"""The picture of a QR code holds exactly the dark modules, inside a quiet zone."""

import re

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from app.drawing import qr_codes
from tests.sampling import examples


@settings(max_examples=examples(30))
@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=80))
def test_the_path_covers_the_dark_modules_and_no_others(text: str) -> None:
    made = qr_codes.code(f"https://course.example/join/{text}")
    modules = [list(row) for row in segno.make_qr(f"https://course.example/join/{text}", error="m").matrix]
    dark = {
        (x + qr_codes.QUIET, y + qr_codes.QUIET) for y, row in enumerate(modules) for x, each in enumerate(row) if each
    }
    covered = set()
    for x, y, length in re.findall(r"M(\d+),(\d+)h(\d+)v1h-\3z", made.path):
        covered |= {(int(x) + each, int(y)) for each in range(int(length))}
    assert covered == dark
    assert made.size == len(modules) + 2 * qr_codes.QUIET
