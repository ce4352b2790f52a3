"""What `make test` runs: lint, types and every test; what cannot run here is named, and fails the run under CI."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).parent.parent
SYSTEM_CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 300
"""Seconds that an installation may take."""


class Counts(NamedTuple):
    passed: int
    failed: int
    skipped: tuple[str, ...]


def main() -> int:
    """Run everything, even after a failure; the exit code is pytest's, or 1 if only another check failed."""
    os.chdir(ROOT)
    checks = {"lint": _succeeds("ruff", "check"), "types": _succeeds("mypy")}
    missing = [] if _chromium() else ["browser tests: there is no Chromium, and it could not be installed"]
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        code = _pytest(report, browser=not missing)
        counts = _counted(report)
    failed = counts.failed + [*checks.values()].count(False)
    _tell(checks, [*missing, *counts.skipped])
    print(f"{counts.passed + [*checks.values()].count(True)} passed, {failed} failed")
    unfinished = bool(missing) and os.environ.get("CI") == "true"
    return code or int(failed > 0 or unfinished)


def _succeeds(*module: str) -> bool:
    print(f"— {' '.join(module)}", flush=True)
    return subprocess.run([sys.executable, "-m", *module], stdin=subprocess.DEVNULL).returncode == 0


def _pytest(report: Path, *, browser: bool) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "--dist", "worksteal", f"--junitxml={report}"]
    if not browser:
        command += ["-m", "not browser"]
    print("— pytest", flush=True)
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode


def _chromium() -> bool:
    """Whether there is a Chromium, after trying to install one where there was none."""
    if _has_chromium():
        return True
    print("— installing Chromium", flush=True)
    for command in _ways_to_install():
        try:
            subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"  {' '.join(command)}: {error}")
    return _has_chromium()


def _ways_to_install() -> list[list[str]]:
    if os.geteuid() == 0 and shutil.which("apt-get"):
        return [["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", "chromium"]]
    return [[sys.executable, "-m", "playwright", "install", "chromium"]]


def _has_chromium() -> bool:
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    if SYSTEM_CHROMIUM.exists():
        return True
    told = subprocess.run([sys.executable, "-c", ask], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return told.returncode == 0 and Path(told.stdout.strip()).exists()


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


def _tell(checks: dict[str, bool], missing: list[str]) -> None:
    for name, passed in checks.items():
        print(f"{name}: {'passed' if passed else 'FAILED'}")
    for each in missing:
        print(f"not run: {each}")


if __name__ == "__main__":
    sys.exit(main())
