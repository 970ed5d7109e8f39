"""What stands in the files of the `csv` back-end."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO
from pathlib import Path

from stoep_testing.stored import Stored, by_identity


def csv_rows(folder: Path) -> list[Stored]:
    """All days together, by identity; [] while the folder is not there."""
    return by_identity([_stored(line) for line in csv_lines(folder)])


def csv_lines(folder: Path) -> Iterator[dict[str, str]]:
    """Of all days, by column. A gateway may be writing: of the last line as much may be there as it is not yet."""
    for path in folder.glob("*.csv"):
        text = path.read_bytes()
        whole = text[: text.rfind(b"\n") + 1].decode()
        yield from csv.DictReader(StringIO(whole, newline=""))


def _stored(line: dict[str, str]) -> Stored:
    time_s = int(datetime.fromisoformat(line["time"]).timestamp()) if line["time"] else None
    return Stored(line["identity"], time_s, int(line["window_s"]), float(line["value"]), line["unit"])
