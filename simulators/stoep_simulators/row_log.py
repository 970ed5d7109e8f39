"""Read what a simulated device itself says it kept: the oracle that deliveries are held against. Host only."""

import hashlib
import json
from collections.abc import Iterable, Mapping
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


def rows_sha256(logs: Mapping[str, Iterable[KeptRow]], *, start_s: int) -> str:
    """One digest over the rows of many devices: names, row numbers, seconds since start_s, values.

    Lives, sessions and what a gateway dated later are not in it. The order of the mapping does not matter.
    """
    digest = hashlib.sha256()
    for name in sorted(logs):
        digest.update(f"{name}\n".encode())
        for row in logs[name]:
            digest.update((json.dumps([row.row, row.at_s - start_s, *row.values]) + "\n").encode())
    return digest.hexdigest()


class GrowingFile:
    """What was added to a file that another one writes, piece by piece. It need not be there yet."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read_bytes = 0

    def more(self) -> bytes:
        """Everything since the last call."""
        if not self._path.exists():
            return b""
        with self._path.open("rb") as file:
            file.seek(self._read_bytes)
            new = file.read()
        self._read_bytes += len(new)
        return new
