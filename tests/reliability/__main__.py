"""Runs all of it, or what is named, and prints the table that docs/reliability.md keeps."""

import argparse
import sys

from tests.reliability.audits import audits
from tests.reliability.beside import beside
from tests.reliability.crowds import crowds
from tests.reliability.finding import Finding, table
from tests.reliability.fuzz import fuzzed
from tests.reliability.kills import killed
from tests.reliability.nights import nights


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.reliability", description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--requests", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1, help="of the kills and the odd requests; other seeds, others")
    parser.add_argument(
        "--share", type=float, default=1, help="of a class, and of what the commands beside a site have to do"
    )
    parser.add_argument("--only", choices=("kills", "fuzz", "nights", "crowds", "beside", "audits"))
    asked = parser.parse_args()
    parts = {
        "kills": lambda: [killed(asked.kills, asked.seed)],
        "fuzz": lambda: [fuzzed(asked.requests, asked.seed)],
        "nights": nights,
        "crowds": lambda: crowds(asked.share),
        "beside": lambda: beside(asked.share),
        "audits": audits,
    }
    found: list[Finding] = []
    for name, part in parts.items():
        if asked.only in (None, name):
            found += part()
    print(table(found, " ".join(("python -m tests.reliability", *sys.argv[1:]))))
    return int(any(finding.holds is False for finding in found))


if __name__ == "__main__":
    sys.exit(main())
