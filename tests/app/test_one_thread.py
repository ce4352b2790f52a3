"""One thread: NumPy's OpenBLAS starts none of its own beside the site's, unless somebody asks for them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.one_thread import VARIABLES
from tests.machine import ROOT

ASK_FOR_THREADS = """
import app, numpy, os
matrix = numpy.ones((300, 300))
matrix @ matrix
print(len(os.listdir("/proc/self/task")))
"""


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="threads are counted in /proc")
@pytest.mark.parametrize(("given", "threads"), [({}, 1), (dict.fromkeys(VARIABLES, "2"), 2)])
def test_the_site_multiplies_matrices_by_one_thread_unless_told(given: dict[str, str], threads: int) -> None:
    environment = {name: text for name, text in os.environ.items() if name not in VARIABLES}
    command = [sys.executable, "-c", ASK_FOR_THREADS]
    told = subprocess.run(command, cwd=ROOT, env=environment | given, capture_output=True, text=True, check=True)
    assert int(told.stdout) == min(threads, os.cpu_count() or 1)
