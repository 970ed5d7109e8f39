"""Collect people counts into windows on a fixed grid, one open window a place. Raw sums live here and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass

from stoep_gateway.anonymise.policy import Schedule
from stoep_gateway.journal.records import LedgerState, PlaceRow
from stoep_gateway.records import Cell

AHEAD_MAX_S = 120  # a row further ahead of the gateway's clock enters no window (SPEC §7)

Quantity = tuple[int, int]  # (profile id, column)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedWindow:
    """A window that takes no more rows. sums: None where nothing was measured. repr hides the sums.

    covered_s: seconds of it that rows counted.
    """

    start_s: int
    window_s: int
    cell: Cell | None
    covered_s: int
    sums: tuple[tuple[Quantity, int | None], ...]

    def __repr__(self) -> str:
        return f"ClosedWindow(start_s={self.start_s}, window_s={self.window_s})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """What a row's progress closed. skipped: windows of one quantity that no row ever entered."""

    window: ClosedWindow | None
    skipped: int


class Windows:
    """The windows of one place. Times are wire seconds and only move forward; nothing enters a window twice.

    watermark_s: the end of the last row that entered a window. closed_until_s: what starts before it is closed.
    barred: (start, end) of ranges ahead that are closed already and counted.
    """

    def __init__(
        self,
        schedule: Schedule,
        *,
        watermark_s: int = 0,
        closed_until_s: int = 0,
        barred: Sequence[tuple[int, int]] = (),
    ) -> None:
        self._schedule = schedule
        self._barred = _merged(barred)
        self.watermark_s = watermark_s
        self.closed_until_s = closed_until_s
        self._start_s: int | None = None
        self._cell: Cell | None = None
        self._covered_s = 0
        self._sums: dict[Quantity, int | None] = {}

    @property
    def is_open(self) -> bool:
        """Whether rows are held in memory."""
        return self._start_s is not None

    def accepts(self, *, start_s: int, end_s: int) -> bool:
        """Whether a row over this interval comes after all that entered, and its window is not closed."""
        begin_s = self._grid(start_s)
        if self._is_barred(begin_s):
            return False
        return end_s > self.watermark_s and begin_s >= max(self.closed_until_s, self._start_s or 0)

    def pass_start(self, start_s: int, *, quantities: int) -> Closing:
        """Close what lies before the window of a row that starts here."""
        return self._close_until(self._grid(start_s), quantities=quantities)

    def pass_end(self, end_s: int, *, quantities: int) -> Closing:
        """Close every window that ends at or before a row's end."""
        return self._close_until(self._grid(end_s), quantities=quantities)

    def enter(self, profile: int, *, start_s: int, end_s: int, cell: Cell | None, values: Sequence[int | None]) -> None:
        """Add a row that is accepted, after `pass_start`. values: one a column of the profile."""
        if self._start_s is None:
            self._start_s = self._grid(start_s)
            self._cell = cell
        for column, value in enumerate(values):
            sum_before = self._sums.get((profile, column))
            self._sums[profile, column] = sum_before if value is None else value + (sum_before or 0)
        self._covered_s += end_s - start_s
        self.watermark_s = end_s

    def close(self) -> Closing:
        """Close the open window with what there is: the device will bring no more."""
        if self._start_s is None:
            return Closing(window=None, skipped=0)
        return self._close_until(self._schedule.window_of(self._start_s)[1], quantities=0)

    def _grid(self, time_s: int) -> int:
        return self._schedule.window_of(time_s)[0]

    def _close_until(self, until_s: int, *, quantities: int) -> Closing:
        """Close everything that starts before until_s, which lies on the grid."""
        window = None
        begun_s = self.closed_until_s
        if self._start_s is not None and self._start_s < until_s:
            window_s = self._schedule.window_of(self._start_s)[1] - self._start_s
            window = ClosedWindow(
                start_s=self._start_s,
                window_s=window_s,
                cell=self._cell,
                covered_s=min(self._covered_s, window_s),
                sums=tuple(sorted(self._sums.items())),
            )
            skipped = self._count(begun_s, self._start_s) * quantities
            begun_s = self._start_s + window_s
            self._start_s, self._cell, self._covered_s, self._sums = None, None, 0, {}
        else:
            skipped = 0
        if self._start_s is None and until_s > self.closed_until_s:
            skipped += self._count(begun_s, until_s) * quantities
            self.closed_until_s = until_s
            self.watermark_s = max(self.watermark_s, until_s)
        return Closing(window=window, skipped=skipped)

    def _is_barred(self, begin_s: int) -> bool:
        if not self._barred:
            return False
        window_end_s = self._schedule.window_of(begin_s)[1]
        return any(begin_s < end_s and start_s < window_end_s for start_s, end_s in self._barred)

    def _count(self, begun_s: int, until_s: int) -> int:
        """Whole windows between two times that are not barred; none before the first that the place ever had."""
        if not begun_s:
            return 0
        counted = 0
        for start_s, end_s in self._barred:
            if begun_s < end_s and start_s < until_s:
                counted += self._schedule.count(begun_s, start_s)
                begun_s = end_s
        return counted + self._schedule.count(begun_s, until_s)


def windows_of(row: PlaceRow, *, ledger: LedgerState, schedule: Schedule) -> Windows:
    """The windows of a place as the journal has it."""
    return Windows(
        schedule,
        watermark_s=row.watermark_s,
        closed_until_s=row.closed_until_s,
        barred=[(start_s, end_s) for place, start_s, end_s in ledger.barred if place == row.place],
    )


def _merged(ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Without overlap: a clock that is wrong twice may bar a range twice."""
    merged: list[tuple[int, int]] = []
    for start_s, end_s in sorted(ranges):
        if merged and start_s <= merged[-1][1]:
            start_s, end_s = merged[-1][0], max(merged.pop()[1], end_s)
        merged.append((start_s, end_s))
    return tuple(merged)
