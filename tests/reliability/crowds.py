"""A class and strangers, as `make bench` measures them: each row is a finding."""

from benchmarks import crowded
from tests.reliability.finding import Finding


def crowds(share: float = 1) -> list[Finding]:
    """share: of those who come, for a try."""
    return [Finding(row.what, row.goal, f"{row.figure} ({row.note})", row.met) for row in crowded.rows(share)]
