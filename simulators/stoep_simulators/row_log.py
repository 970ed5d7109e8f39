"""Read what a simulated device itself says it kept: the oracle that deliveries are held against. Host only."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRow:
    """time_s: what the row carried, None before the device knew the time; at_s: when it really was.

    values: by column, None = not measured.
    Row numbers begin again at 1 when a wiped board draws a new life; the log goes on below.
    """

    row: int
    time_s: int | None
    at_s: int
    values: tuple[int | None, ...]


def read_rows(path: Path) -> tuple[KeptRow, ...]:
    """All rows in order; a last line that a killed device did not finish is left out. No file: no rows."""
    if not path.exists():
        return ()
    rows = []
    for line in path.read_text().split("\n")[:-1]:
        fields = json.loads(line)
        rows.append(
            KeptRow(row=fields["row"], time_s=fields["time"], at_s=fields["at"], values=tuple(fields["values"]))
        )
    return tuple(rows)
