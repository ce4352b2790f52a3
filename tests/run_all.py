"""What `make test` and `make prove` run: `make lint` and all tests. What cannot run is named, and fails it under CI."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tests import lint
from tests.machine import ROOT, Tool, missing_tools

LISTED = 10
"""Modules that are named as the least covered."""


class Counts(NamedTuple):
    passed: int
    failed: int
    skipped: tuple[str, ...]


def main() -> int:
    """Run everything, even after a failure; the exit code is pytest's, or 1 if only another check failed."""
    os.chdir(ROOT)
    checks = lint.checked()
    missing = missing_tools()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = _pytest(report, missing)
        counts = _counted(report)
        least = _least_covered(report.with_suffix(".json"))
    failed = counts.failed + [*checks.values()].count(False)
    lint.tell(checks)
    print(*least, sep="\n")
    for reason in [*map(_absence, missing), *counts.skipped]:
        print(f"not run: {reason}")
    print(f"{counts.passed + [*checks.values()].count(True)} passed, {failed} failed")
    unfinished = (missing or None in checks.values()) and os.environ.get("CI") == "true"
    return code or int(failed > 0 or bool(unfinished))


def _pytest(report: Path, missing: list[Tool]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal"]
    command += [f"--junitxml={report}", "--cov", f"--cov-report=json:{report.with_suffix('.json')}", *sys.argv[1:]]
    if missing:
        command += ["-m", " and ".join(sorted({f"not {tool.marker}" for tool in missing}))]
    print("— pytest", flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _absence(tool: Tool) -> str:
    return f"tests marked {tool.marker}: there is no {tool.name}, and it could not be installed"


def _counted(report: Path) -> Counts:
    """What pytest reported; a run that broke off before its report counts as one failure."""
    if not report.exists():
        return Counts(0, 1, ())
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    broken = sum(case.find("failure") is not None or case.find("error") is not None for case in cases)
    skips = {case: case.find("skipped") for case in cases}
    skipped = {case: skip for case, skip in skips.items() if skip is not None}
    reasons = sorted({f"{case.get('classname')}: {skip.get('message')}" for case, skip in skipped.items()})
    return Counts(len(cases) - broken - len(skipped), broken, tuple(reasons))


def _least_covered(report: Path) -> list[str]:
    """The coverage of all modules together, and of the ten whose lines are run least."""
    if not report.exists():
        return ["coverage: not measured"]
    told = json.loads(report.read_text())
    shares = {name: file["summary"]["percent_covered"] for name, file in told["files"].items()}
    least = sorted(shares, key=shares.__getitem__)[:LISTED]
    together = f"coverage: {told['totals']['percent_covered']:.1f} %, least in:"
    return [together, *(f"  {shares[name]:.1f} % {name}" for name in least)]


if __name__ == "__main__":
    sys.exit(main())
