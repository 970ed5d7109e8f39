"""What became of the frames and rows of this gateway start, for the accounts."""

from stoep_gateway.journal.records import StartRow


class Counters:
    """received = duplicate + not_taken + rejected + open + kept, in rows of opened frames."""

    __slots__ = (
        "changed",
        "duplicate",
        "kept",
        "not_taken",
        "open",
        "received",
        "refused_last",
        "rejected",
        "unopened",
    )

    def __init__(self) -> None:
        self.received = self.duplicate = self.not_taken = self.rejected = self.open = self.kept = 0
        self.unopened: dict[str, int] = {}
        self.refused_last: str | None = None
        self.changed = False

    def refuse(self, reason: str) -> None:
        """One frame did not open, decode or introduce itself, or is beyond its device's quota."""
        self.unopened[reason] = self.unopened.get(reason, 0) + 1
        self.refused_last = reason
        self.changed = True

    def row(self) -> StartRow:
        """The counters now."""
        return StartRow(
            received=self.received,
            duplicate=self.duplicate,
            not_taken=self.not_taken,
            rejected=self.rejected,
            open=self.open,
            kept=self.kept,
            unopened=dict(self.unopened),
        )
