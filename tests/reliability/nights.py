"""The tests of bad nights, run whole and each told as a finding."""

import subprocess
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from tests.machine import ROOT
from tests.reliability.finding import Finding

NIGHTS = {
    "tests/abuse/test_bad_night.py": "the records out of reach",
    "tests/abuse/test_several_processes.py": "two hosts and three processes on one PostgreSQL, one killed",
    "tests/abuse/test_crashes.py": "killed between answer and score",
    "tests/web/test_serving.py": "worker and parent killed, stopped in the middle of a body",
    "tests/web/test_silence.py": "silent connections",
    "tests/web/test_request_bodies.py": "bodies that are held",
    "tests/database/test_backup.py": "copies under load, and restored",
    "tests/test_deployment.py": "behind nginx, at the root and below a path; the units",
}


def nights() -> list[Finding]:
    return [_finding(module, what) for module, what in NIGHTS.items()]


def _finding(module: str, what: str) -> Finding:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--extent=whole"]
        command += [f"--junitxml={report}", module]
        code = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True).returncode
        cases = list(ElementTree.parse(report).getroot().iter("testcase")) if report.exists() else []
    skipped = sum(case.find("skipped") is not None for case in cases)
    seconds = sum(float(case.get("time", 0)) for case in cases)
    passed = len(cases) - skipped
    return Finding(what, f"{passed} tests, {skipped} not run", f"{seconds:.0f} s", code == 0 if passed else None)
