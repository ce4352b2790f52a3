"""What `make test` and `make prove` run: `make lint` and all tests. What cannot run is named, and fails it under CI.

A commit draws its samples by a seed of its own, so that every machine tries the same ones. A few tests that failed are
tried once more, each alone on a machine that has nothing else to do; one that passes then is named.
"""

import json
import os
import subprocess
import sys
import tempfile
from functools import reduce
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from tests import lint
from tests.machine import ROOT, Tool, missing_tools

LISTED = 10
"""Modules that are named as the least covered."""
FEW = 8
"""Failures that may be a busy machine's; more are not tried again."""
FAILED = 1
"""pytest's exit code where everything ran and something failed."""


class Counts(NamedTuple):
    passed: int
    failed: tuple[str, ...]
    skipped: tuple[str, ...]


class Outcome(NamedTuple):
    code: int
    counts: Counts
    unsteady: tuple[str, ...]
    """What passed only when it was tried again."""


def main() -> int:
    """Run everything, even after a failure; the exit code is pytest's, or 1 if only another check failed."""
    os.chdir(ROOT)
    checks = lint.checked()
    missing = missing_tools()
    with tempfile.TemporaryDirectory() as folder:
        outcome = _tried(Path(folder), missing)
        least = _least_covered(Path(folder))
    failed = len(outcome.counts.failed) + [*checks.values()].count(False)
    lint.tell(checks)
    print(*least, sep="\n")
    for reason in [*map(_absence, missing), *outcome.counts.skipped]:
        print(f"not run: {reason}")
    for name in outcome.unsteady:
        print(f"passed only when tried again, alone: {name}")
    print(f"{outcome.counts.passed + [*checks.values()].count(True)} passed, {failed} failed")
    unfinished = (missing or None in checks.values()) and os.environ.get("CI") == "true"
    return outcome.code or int(failed > 0 or bool(unfinished))


def _tried(folder: Path, missing: list[Tool]) -> Outcome:
    """All tests, side by side; then the few that failed, one after another."""
    chosen = [*_seeds(), *_present(missing), *sys.argv[1:]]
    first = folder / "first.xml"
    code = _pytest(first, ["-n", "2", "--dist", "worksteal", *_watching(folder), *chosen])
    counts = _counted(first)
    if code != FAILED or not 0 < len(counts.failed) <= FEW:
        return Outcome(code, counts, ())
    again = folder / "again.xml"
    code = _pytest(again, ["--last-failed", "--last-failed-no-failures=none", *chosen])
    still = _counted(again).failed
    unsteady = tuple(name for name in counts.failed if name not in still)
    return Outcome(code, Counts(counts.passed + len(unsteady), still, counts.skipped), unsteady)


def _seeds() -> list[str]:
    """A seed for samples and properties that is the commit's own; none, which draws one, outside a checkout."""
    told = subprocess.run(["git", "rev-parse", "--short=5", "HEAD"], capture_output=True, text=True)
    seed = int(told.stdout, 16) if told.returncode == 0 else None
    return [] if seed is None else [f"--sample-seed={seed}", f"--hypothesis-seed={seed}"]


def _watching(folder: Path) -> list[str]:
    """Each process writes there which lines it ran, where SlipCover could be installed."""
    return ["-p", "tests.line_coverage", f"--lines-into={folder}"] if find_spec("slipcover") else []


def _present(missing: list[Tool]) -> list[str]:
    return ["-m", " and ".join(sorted({f"not {tool.marker}" for tool in missing}))] if missing else []


def _pytest(report: Path, options: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *options]
    print("— pytest", *options, flush=True)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}  # for the plugins among the options
    return subprocess.run(command, stdin=subprocess.DEVNULL, env=environment).returncode


def _absence(tool: Tool) -> str:
    return f"tests marked {tool.marker}: there is no {tool.name}, and it could not be installed"


def _counted(report: Path) -> Counts:
    """What pytest reported; a run that broke off before its report counts as one failure."""
    if not report.exists():
        return Counts(0, ("the run broke off",), ())
    cases = list(ElementTree.parse(report).getroot().iter("testcase"))
    broken = {_name(case) for case in cases if case.find("failure") is not None or case.find("error") is not None}
    skips = {case: case.find("skipped") for case in cases}
    skipped = {case: skip for case, skip in skips.items() if skip is not None}
    reasons = sorted({f"{case.get('classname')}: {skip.get('message')}" for case, skip in skipped.items()})
    return Counts(len(cases) - len(broken) - len(skipped), tuple(sorted(broken)), tuple(reasons))


def _name(case: ElementTree.Element) -> str:
    return f"{case.get('classname')}::{case.get('name')}"


def _least_covered(folder: Path) -> list[str]:
    """The share of lines that the tests ran, of all modules together, and of the ten whose lines are run least."""
    seen = [json.loads(path.read_text()) for path in folder.glob("lines-*.json")]
    if not seen:
        return ["coverage: not measured"]
    from slipcover import merge_coverage

    told = reduce(merge_coverage, seen)
    shares = {name: file["summary"]["percent_covered"] for name, file in told["files"].items()}
    least = sorted(shares, key=shares.__getitem__)[:LISTED]
    together = f"coverage: {told['summary']['percent_covered']:.1f} %, least in:"
    return [together, *(f"  {shares[name]:.1f} % {name}" for name in least)]


if __name__ == "__main__":
    sys.exit(main())
