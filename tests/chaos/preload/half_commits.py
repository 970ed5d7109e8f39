"""The half of a journal's commit that keeps entries, for mutants that leave the other half for later, or out."""

from dataclasses import replace

from stoep_gateway.journal import seals, start_rows
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.entry_rows import insert
from stoep_gateway.journal.records import CommitBatch


def keep_entries(journal: Journal, batch: CommitBatch) -> int:
    """In a transaction of its own, without floors, places and ledger. The newest position."""
    with journal._transaction() as connection:
        start = start_rows.load(connection, journal._start)
        insert(connection, batch.entries, first=start.head + 1)
        released = sum(count for count, _ in batch.entries)
        connection.execute("UPDATE backends SET released = released + ?1, pending = pending + ?1", (released,))
        seals.reseal(connection, "backends")
        start = replace(start, commits=batch.number, head=start.head + len(batch.entries))
        start_rows.store(connection, start, counts=batch.start)
    return start.head
