"""What stands in the files of the `csv` back-end."""

import csv
from datetime import datetime
from pathlib import Path

from stoep_testing.stored import Stored, by_identity


def csv_rows(folder: Path) -> list[Stored]:
    """All days together, by identity; [] while the folder is not there."""
    rows = []
    for path in folder.glob("*.csv"):
        with path.open(newline="") as file:
            rows += [_stored(row) for row in csv.DictReader(file)]
    return by_identity(rows)


def _stored(row: dict[str, str]) -> Stored:
    time_s = int(datetime.fromisoformat(row["time"]).timestamp()) if row["time"] else None
    return Stored(row["identity"], time_s, int(row["window_s"]), float(row["value"]), row["unit"])
