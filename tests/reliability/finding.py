"""A finding: what was tried, how much of it, what came of it, and whether that is what was promised."""

import os
import platform
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

HEADINGS = ("what was tried", "how much", "what came of it", "")


class Finding(NamedTuple):
    """`holds` is None where it could not be tried here."""

    what: str
    extent: str
    outcome: str
    holds: bool | None

    @property
    def cells(self) -> tuple[str, ...]:
        return self.what, self.extent, self.outcome, {None: "not run", True: "holds", False: "BROKEN"}[self.holds]


def table(findings: Sequence[Finding], command: str) -> str:
    """The findings in Markdown, with the day, the machine and the command."""
    lines = [HEADINGS, tuple("---" for _ in HEADINGS), *(finding.cells for finding in findings)]
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    rows = (f"| {' | '.join(line)} |" for line in lines)
    return "\n".join((f"{date.today():%d %B %Y}, {machine}, `{command}`:", "", *rows))
