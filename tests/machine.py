"""What the checks need of the machine besides Python: looked for, and installed where that can be done."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 300
"""Seconds that an installation may take."""

Command = list[str]


@dataclass(frozen=True)
class Tool:
    """A program of the machine: the tests that its absence leaves out, and how it is found and installed."""

    name: str
    marker: str
    is_there: Callable[[], bool]
    package: str
    otherwise: Command
    """What installs it where Debian's package cannot be; may be empty."""

    @property
    def ways(self) -> list[Command]:
        if os.geteuid() == 0 and shutil.which("apt-get"):
            return [["apt-get", "update", "-qq"], ["apt-get", "install", "-qq", "-y", self.package]]
        return [self.otherwise] if self.otherwise else []


def tools() -> list[Tool]:
    """What the tests drive; a tool that is missing leaves out the tests with its marker."""
    playwright = [sys.executable, "-m", "playwright", "install", "chromium"]
    return [
        Tool("Chromium", "browser", _has_chromium, "chromium", playwright),
        Tool("Firefox", "firefox", lambda: _has("firefox-esr", "firefox"), "firefox-esr", []),
        Tool("WebKitGTK's driver", "webkit", lambda: _has("WebKitWebDriver"), "webkit2gtk-driver", []),
        Tool("Xvfb", "webkit", lambda: _has("Xvfb"), "xvfb", []),
    ]


def missing_tools() -> list[Tool]:
    """What is not there, after trying to install it."""
    return [tool for tool in tools() if not _set_up(tool)]


def has_node() -> bool:
    """Whether what `package.json` names is there, after installing it exactly as locked if npm is there."""
    lock, installed = ROOT / "package-lock.json", ROOT / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return _has("node")
    print("— installing what package-lock.json names", flush=True)
    return _has("npm") and _succeeds(["npm", "ci", "--no-audit", "--no-fund", "--silent"])


def _set_up(tool: Tool) -> bool:
    if tool.is_there():
        return True
    print(f"— installing {tool.name}", flush=True)
    for way in tool.ways:
        _succeeds(way)
    return tool.is_there()


def _succeeds(command: Command) -> bool:
    try:
        subprocess.run(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(f"  {' '.join(command)}: {error}", flush=True)
        return False
    return True


def _has(*programs: str) -> bool:
    return any(shutil.which(program) for program in programs)


def _has_chromium() -> bool:
    if _has("chromium"):
        return True
    ask = "from playwright.sync_api import sync_playwright as s\nwith s() as p: print(p.chromium.executable_path)"
    told = subprocess.run([sys.executable, "-c", ask], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    return told.returncode == 0 and Path(told.stdout.strip()).exists()
