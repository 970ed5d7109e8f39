"""What really lies in the folder of a CSV back-end, line by line."""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from stoep_gateway.backends.csv_term import day_of
from stoep_gateway.inspection.stock import Stored


class CsvFlawError(Exception):
    """A file that is not one of the back-end's. The message names file and line."""


def rows_of(folder: Path) -> Iterator[Stored]:
    """Of every file, oldest first. CsvFlawError; OSError."""
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8", errors="replace") as file:
            reader = csv.DictReader(file)
            if not {"device", "quantity", "window_s", "value"} <= set(reader.fieldnames or ()):
                raise CsvFlawError(f"{path.name}:1: not a file of this back-end")
            for line in reader:
                try:
                    yield _row(line, where=f"{path.name}:{reader.line_num}")
                except (ValueError, TypeError) as error:
                    raise CsvFlawError(
                        f"{path.name}:{reader.line_num}: a line that this back-end does not write"
                    ) from error


def oldest_file(folder: Path) -> date | None:
    """The day of the oldest file that has one; None while there is none."""
    return min(filter(None, map(day_of, folder.glob("*.csv"))), default=None)


def _row(line: dict[str, str | None], *, where: str) -> Stored:
    place = [line.get(name) or "" for name in ("cell_x_m", "cell_y_m", "cell_size_m")]
    time, k = line.get("time") or "", line.get("k") or ""
    return Stored(
        where=where,
        device=line["device"] or "",
        profile=line.get("profile") or "",
        quantity=line["quantity"] or "",
        time_s=int(datetime.fromisoformat(time).astimezone(UTC).timestamp()) if time else None,
        window_s=int(line["window_s"] or 0),
        value=float(line["value"] or "nan"),
        k=int(k) if k else None,
        place=(float(place[0]), float(place[1]), float(place[2] or 0)) if place[0] and place[1] else None,
    )
