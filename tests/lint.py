"""What `make lint` runs: the rules and the types of Python, templates, scripts and styles."""

import os
import subprocess
import sys

from tests.machine import ROOT, has_node

PYTHON = [sys.executable, "-m"]
CHECKS = {
    "rules of Python": [*PYTHON, "ruff", "check"],
    "format of Python": [*PYTHON, "ruff", "format", "--check"],
    "types of Python": [*PYTHON, "mypy"],
    "templates": [*PYTHON, "djlint", "--lint", "--quiet", "templates"],
}
NODES = {"scripts": "scripts", "styles": "styles", "types of scripts": "types"}
"""What `package.json` checks, and its command for it."""
LACKING = "what npm installs is not there: Node 20.19 or newer, with npm, is needed, and its registry"


def main() -> int:
    """0 if all is well; what cannot run here is named, and fails the run under CI."""
    results = checked()
    tell(results)
    unfinished = None in results.values() and os.environ.get("CI") == "true"
    return int(False in results.values() or unfinished)


def checked() -> dict[str, bool | None]:
    """Whether each check passed; None where it could not run."""
    results: dict[str, bool | None] = {name: _passes(command) for name, command in CHECKS.items()}
    node = has_node()
    for name, script in NODES.items():
        results[name] = _passes(["npm", "run", "--silent", script]) if node else None
    return results


def tell(results: dict[str, bool | None]) -> None:
    words = {True: "passed", False: "FAILED"}
    for name, passed in results.items():
        print(f"not run: {name}: {LACKING}" if passed is None else f"{name}: {words[passed]}")


def _passes(command: list[str]) -> bool:
    print("—", *(word for word in command if word not in PYTHON), flush=True)
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    sys.exit(main())
