"""Read the entries that a journal still holds, beside the gateway that writes them."""

from collections.abc import Iterator
from pathlib import Path

from stoep_gateway.journal.entry_rows import entry_of, select
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import Entry


def read_entries(path: Path) -> Iterator[Entry]:
    """Oldest first, one transaction's view. ConfigError: there is no journal, or it cannot be read."""
    with read_only(path) as connection:
        for row in select(connection):
            yield entry_of(*row)
