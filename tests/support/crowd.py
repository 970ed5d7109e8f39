"""A device in this process and what it sees: its rows tell 1, 2, 3 … in their first column."""

from support.due_windows import WINDOW_S, CountedRow
from support.ring_device import RingDevice


class Crowd:
    """Nobody leaves."""

    def __init__(self, ring: RingDevice) -> None:
        self.ring = ring
        self._rows: list[CountedRow] = []

    @property
    def rows(self) -> list[CountedRow]:
        """All that it has taken so far."""
        return list(self._rows)

    @property
    def values(self) -> list[int]:
        """Of the first column."""
        return [row.entered for row in self._rows]

    def sample(self, count: int) -> None:
        width = len(self.ring.profile.columns)
        for _ in range(count):
            value = len(self._rows) + 1
            self.ring.sample((value, *[0] * (width - 1)))
            self._rows.append(CountedRow(end_s=self.ring.now_s, entered=value, left=0))

    def sample_until_window_ends(self) -> None:
        while self.ring.now_s % WINDOW_S:
            self.sample(1)

    def set_clock(self, *, by_s: int) -> None:
        self.ring.set_clock(by_s=by_s)
