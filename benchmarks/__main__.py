"""`python -m benchmarks [NAME …]`: runs every benchmark, or the ones named, and prints one table. It never fails."""

import importlib
import pkgutil
import sys
import traceback
from collections.abc import Iterator

import benchmarks
from benchmarks.report import Row, machine, table, unmeasured


def main(names: list[str]) -> None:
    rows = [row for name in _chosen(names) for row in _measured(name)]
    print(f"\n{machine()}\n\n{table(rows)}")


def _chosen(names: list[str]) -> list[str]:
    there = [found.name for found in pkgutil.iter_modules(benchmarks.__path__) if found.name != "__main__"]
    return [name for name in there if name in names] if names else there


def _measured(name: str) -> Iterator[Row]:
    """The rows of one module, if it measures anything; what goes wrong becomes a row of its own."""
    measure = getattr(importlib.import_module(f"benchmarks.{name}"), "rows", None)
    if measure is None:
        return
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    try:
        yield from measure()
    except Exception as problem:  # a benchmark reports; it never stops the others
        traceback.print_exc()
        yield unmeasured(name, "–", f"{name}: {problem!r}"[:200].replace("\n", " "))


main(sys.argv[1:])
