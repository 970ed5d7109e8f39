"""The rows of a CSV file that an operator wrote: by column name, with the line for messages."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from stoep_gateway.errors import ConfigError


def csv_rows(text: str, *, file: Path, needed: Sequence[str], most: int) -> Iterator[tuple[int, Mapping[str, str]]]:
    """(line, cell of each column), in order; columns that nobody asks for come along. ConfigError."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        missing = [name for name in needed if name not in header]
        if missing:
            raise ConfigError(f"{file}:1: column {missing[0]} is missing: the first line must name {', '.join(needed)}")
        for number, row in enumerate(reader):
            if not any(cell.strip() for cell in row):
                continue
            if number >= most:
                raise ConfigError(f"{file}:{reader.line_num}: more than {most} rows: keep what is needed")
            if len(row) != len(header):
                raise ConfigError(f"{file}:{reader.line_num}: {len(row)} cells, the first line has {len(header)}")
            yield reader.line_num, {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    except csv.Error as error:
        raise ConfigError(f"{file}:{reader.line_num}: not CSV: {error}") from error
