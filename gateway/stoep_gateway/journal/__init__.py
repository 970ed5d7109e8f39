"""What the gateway keeps: released observations, row floors and cursors in one SQLite database."""

from stoep_gateway.journal.commit_loop import CommitLoop
from stoep_gateway.journal.database import Journal
from stoep_gateway.journal.errors import JournalError
from stoep_gateway.journal.writer import Writer

__all__ = ["CommitLoop", "Journal", "JournalError", "Writer"]
