"""The rows of one life: how far they are taken, which have their final verdict, and what the verdicts were."""

from collections.abc import Mapping

from stoep_gateway.journal.records import LifeRow


class Tally:
    """Verdicts on consecutive rows."""

    __slots__ = ("gone", "kept", "rejected", "restore")

    def __init__(
        self, *, kept: int = 0, gone: int = 0, restore: int = 0, rejected: Mapping[str, int] | None = None
    ) -> None:
        self.kept = kept
        self.gone = gone
        self.restore = restore
        self.rejected = dict(rejected or {})

    def add(self, other: "Tally") -> None:
        self.kept += other.kept
        self.gone += other.gone
        self.restore += other.restore
        for reason, rows in other.rejected.items():
            self.rejected[reason] = self.rejected.get(reason, 0) + rows


class Life:
    """taken: the last row taken. floor: the last with a final verdict. settled: the last whose verdict is durable.

    From the first row held in an open window on, verdicts wait in `held` and the floor stands still.
    """

    __slots__ = (
        "counter",
        "device",
        "device_dropped",
        "final",
        "floor",
        "held",
        "last_end_s",
        "life",
        "settled",
        "taken",
    )

    def __init__(self, row: LifeRow) -> None:
        self.device = row.device
        self.life = row.life
        self.taken = self.floor = self.settled = row.floor
        self.final = Tally(kept=row.kept, gone=row.gone, restore=row.restore, rejected=row.rejected)
        self.held: Tally | None = None
        self.device_dropped = row.device_dropped
        self.counter = row.counter
        self.last_end_s: int | None = None  # when the last row taken ended, if it had a time

    def lose(self, *, until: int) -> None:
        """Rows up to `until` will never come."""
        (self.held or self.final).gone += until - self.taken
        self._take(until)

    def forget(self, *, until: int) -> None:
        """The device has heard that rows up to `until` are settled, by a gateway that this one does not remember."""
        (self.held or self.final).restore += until - self.taken
        self._take(until)

    def reject(self, reason: str, *, row: int) -> None:
        """The next row has its verdict, whatever becomes of those before it."""
        rejected = (self.held or self.final).rejected
        rejected[reason] = rejected.get(reason, 0) + 1
        self._take(row)

    def keep(self, *, rows: int, until: int) -> None:
        """The next rows, up to `until`, are on their way into the journal."""
        self.final.kept += rows
        self._take(until)

    def hold(self, *, row: int) -> None:
        """The next row is in an open window."""
        if self.held is None:
            self.held = Tally()
        self.held.kept += 1
        self.taken = row

    def release(self) -> int:
        """The open window has closed: all verdicts so far are final. Returns how many rows were in it."""
        if self.held is None:
            return 0
        held, self.held = self.held, None
        self.final.add(held)
        self.floor = self.taken
        return held.kept

    def row(self) -> LifeRow:
        """What the journal keeps of it now."""
        return LifeRow(
            device=self.device,
            life=self.life,
            floor=self.floor,
            kept=self.final.kept,
            gone=self.final.gone,
            device_dropped=self.device_dropped,
            restore=self.final.restore,
            counter=self.counter,
            rejected=dict(self.final.rejected),
        )

    def _take(self, row: int) -> None:
        self.taken = row
        if self.held is None:
            self.floor = row
