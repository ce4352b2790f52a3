"""docs/security.md leaves nothing out: each requirement of ASVS level 2, each abuse case, and the tests it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "security.md").read_text()
SECTIONS = (
    "1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 "
    "4.4:4 5.1:1 5.2:3 5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 "
    "7.6:2 8.1:2 8.2:3 8.3:1 8.4:1 9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 "
    "11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2 12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 "
    "15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1 17.2:4 17.3:2 "
)
LEVEL_2 = {section: int(count) for section, count in (each.split(":") for each in SECTIONS.split())}
"""How many requirements of levels 1 and 2 each section of ASVS 5.0.0 has; their numbers begin at 1 without a gap."""
ABUSE_CASES = 37


def rows(numbers: str) -> list[tuple[str, str]]:
    """The first and the last cell of each row that begins with such a number."""
    return re.findall(rf"^\| ({numbers}) \|.*\| ([^|]+) \|$", TEXT, re.MULTILINE)


def test_every_requirement_of_level_two_is_answered_once() -> None:
    asked = [f"{section}.{number}" for section, count in LEVEL_2.items() for number in range(1, count + 1)]
    assert [number for number, _ in rows(r"\d+\.\d+\.\d+")] == asked
    assert len(asked) == 253


def test_every_abuse_case_names_its_test() -> None:
    named = rows(r"\d+")
    assert [int(number) for number, _ in named] == [*range(1, ABUSE_CASES + 1)]
    assert [number for number, test in named if "::test_" not in test] == []


@pytest.mark.parametrize("name", sorted({*re.findall(r"tests/[\w/]+\.py(?:::\w+)?", TEXT)}))
def test_each_test_that_is_named_is_there(name: str) -> None:
    file, _, function = name.partition("::")
    assert (ROOT / file).exists()
    assert not function or f"def {function}(" in (ROOT / file).read_text()
