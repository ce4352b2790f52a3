"""The process that reads one spreadsheet: bytes in, rows as JSON out, within a bound of memory and processor time."""

import datetime
import io
import json
import resource
import sys

MOST_MEMORY = 768 * 1024 * 1024
MOST_SECONDS = 10
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELL = 1000
MOST_CHARACTERS = 8_000_000


def main() -> int:
    """Writes the rows of the first sheet that holds any; 1 where there is none or it cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from python_calamine import CalamineError, CalamineWorkbook  # after the bounds, so that they hold for it too

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MOST_ROWS)
            if any(cell not in ("", None) for row in rows for cell in row):
                return _write([[_text(cell) for cell in row[:MOST_COLUMNS]] for row in rows])
    except (CalamineError, MemoryError, ValueError, KeyError):
        return 1
    return 1


def _write(rows: list[list[str]]) -> int:
    """Writes the rows as JSON, or nothing and 1 where they are longer than any class list."""
    if sum(len(cell) for row in rows for cell in row) > MOST_CHARACTERS:
        return 1
    json.dump(rows, sys.stdout)
    return 0


def _text(cell: object) -> str:
    """A cell as it would be typed: whole numbers without a point, moments by their ISO form."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.date | datetime.time):
        return cell.isoformat()
    return "" if cell is None else str(cell)[:MOST_CELL]


if __name__ == "__main__":
    sys.exit(main())
