"""What `make test` counts: real runs over a project of three tests, one of which fails the first time only."""

import subprocess
import sys
from pathlib import Path

from tests.machine import ROOT

CASES = """
from pathlib import Path

def test_sound(): ...

def test_of_a_busy_machine():
    tried = Path(__file__).with_suffix(".tried")
    before = tried.exists()
    tried.touch()
    assert before

{more}
"""
TRY = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from tests.run_all import _tried
code, counts, unsteady = _tried(Path("reports"), [])
print(code, counts.passed, *counts.failed, *unsteady)
"""


def test_a_failure_that_passes_alone_is_named_and_counts_as_passed(tmp_path: Path) -> None:
    assert tried(tmp_path, "") == "0 2 test_cases::test_of_a_busy_machine"


def test_what_fails_twice_has_failed(tmp_path: Path) -> None:
    told = tried(tmp_path, "def test_wrong(): assert False")

    assert told == "1 2 test_cases::test_wrong test_cases::test_of_a_busy_machine"


def test_many_failures_are_not_tried_again(tmp_path: Path) -> None:
    told = tried(tmp_path, "\n".join(f"def test_wrong_{number}(): assert False" for number in range(8)))

    assert told.startswith("1 1 ")
    assert len(told.split()) == 2 + 9


def tried(project: Path, more: str) -> str:
    (project / "test_cases.py").write_text(CASES.format(more=more))
    (project / "pytest.ini").write_text("[pytest]\n")
    (project / "reports").mkdir()
    command = [sys.executable, "-c", TRY]
    told = subprocess.run(command, cwd=project, capture_output=True, text=True, check=True).stdout
    return told.splitlines()[-1]
