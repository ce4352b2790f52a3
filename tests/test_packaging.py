"""What pyproject.toml says goes into the wheel is what is in the tree: told at once, as building takes minutes."""

import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]
PACKAGES: list[str] = SETTINGS["packages"]
DATA: dict[str, list[str]] = SETTINGS["package-data"]
FOLDERS: dict[str, str] = SETTINGS["package-dir"]
TOPS = ("app", "migrations", "optimizers", "quizzes", *FOLDERS.values())


@pytest.fixture(scope="module")
def tracked() -> list[PurePosixPath]:
    """What git has, or would have with the next commit; else what is there."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", *TOPS]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if told.returncode == 0:
        return [PurePosixPath(name) for name in told.stdout.split("\0") if name and (ROOT / name).exists()]
    found = [path.relative_to(ROOT) for top in TOPS for path in (ROOT / top).rglob("*") if path.is_file()]
    return [PurePosixPath(path.as_posix()) for path in found if "__pycache__" not in path.parts]


def goes_in(path: PurePosixPath) -> bool:
    """Whether a package that is named takes the file, as its module or by a pattern of package-data."""
    for package in PACKAGES:
        folder = PurePosixPath(FOLDERS.get(package, package.replace(".", "/")))
        if path.parent == folder and path.suffix == ".py":
            return True
        patterns = DATA["*"] + DATA.get(package, [])
        if path.is_relative_to(folder) and any(fits(path.relative_to(folder), pattern) for pattern in patterns):
            return True
    return False


def fits(name: PurePosixPath, pattern: str) -> bool:
    """As glob reads it: a star stays in its folder, two go down, and neither sees a name with a dot before it."""
    if pattern == "**/*":
        return not any(part.startswith(".") for part in name.parts)
    return len(name.parts) == 1 and fnmatch(name.name, pattern)


def test_every_package_is_named_in_pyproject_and_no_other(tracked: list[PurePosixPath]) -> None:
    with_modules = {".".join(path.parent.parts) for path in tracked if path.suffix == ".py"}
    with_files = {".".join(path.parent.parts) for path in tracked}

    assert with_modules <= {*PACKAGES}
    assert {*PACKAGES} - {*FOLDERS} <= with_files
    assert len(PACKAGES) == len({*PACKAGES})


def test_every_file_of_the_site_goes_into_the_wheel(tracked: list[PurePosixPath]) -> None:
    assert len(tracked) > 500
    assert not [str(path) for path in tracked if not goes_in(path)]


def test_every_pattern_of_package_data_finds_something(tracked: list[PurePosixPath]) -> None:
    idle = {
        pattern
        for pattern in DATA["*"]
        if not any(fnmatch(path.name, pattern) for path in tracked if path.parts[0] not in FOLDERS.values())
    }

    assert not idle
