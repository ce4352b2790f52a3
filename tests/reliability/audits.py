"""Audits by tools of others: bandit over the sources, and pip-audit over the packages that the site runs with."""

import json
import subprocess
import sys

from tests.machine import ROOT
from tests.reliability.finding import Finding

SOURCES = ("app", "migrations", "optimizers", "quizzes")
KNOWN = {
    "B102": ("optimizers/functions/programs.py", "optimizers/straight_loops.py"),  # made of what was parsed
    "B104": ("app/config.py",),  # an address that is read, not bound
    "B314": ("app/drawing/formulas.py",),  # the XML is our own
    "B608": ("migrations/versions/",),  # triggers are made of names that stand in the migration
    "B704": ("app/drawing/formulas.py", "app/drawing/prose.py"),  # markup of formulas and texts of our own
}
"""What bandit takes for weak, rule by rule, and is not: where, and why."""
NETWORK = ("ConnectionError", "Failed to resolve", "ServiceError")
"""What pip-audit says where it cannot ask its list."""


def audits() -> list[Finding]:
    return [_sources(), _packages()]


def _sources() -> Finding:
    """Everything of medium severity and more, but for what is known."""
    command = ("bandit", "-q", "-r", *SOURCES, "--severity-level", "medium", "-f", "json")
    told = json.loads(_run(*command).stdout)
    found = [each for each in told["results"] if not each["filename"].startswith(KNOWN.get(each["test_id"], "none"))]
    lines = sum(each["loc"] for name, each in told["metrics"].items() if name == "_totals")
    weak = ", ".join(f"{each['test_id']} in {each['filename']}" for each in found) or "nothing new"
    return Finding("bandit over the sources", f"{lines:,} lines", weak, not found and not told["errors"])


def _packages() -> Finding:
    lock = ROOT / "requirements.lock"
    packages = f"{lock.read_text().count('==')} packages"
    ran = _run("pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner=off", "-s", "osv", "-r", str(lock))
    if any(sign in ran.stderr for sign in NETWORK):
        return Finding("pip-audit over requirements.lock", packages, "its list cannot be reached from here", None)
    weak = " ".join(ran.stdout.split()[:40])
    return Finding("pip-audit over requirements.lock", packages, weak or "none is known to be weak", not ran.returncode)


def _run(module: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
