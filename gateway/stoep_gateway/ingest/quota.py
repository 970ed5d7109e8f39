"""How many new rows a device may bring: some full rings at once, then twice what it measures. Pure."""

ROWS_MAX = 20_000  # four full rings: a device has room for 5,000 rows at most (firmware, outbox.capacity_rows)
QUOTA = "quota"

_FASTER = 2  # than its own rate, so that an honest device that once brought all this may do so again


class Quota:
    """A bucket of rows, full when the gateway starts. mono_s: a clock that never goes back."""

    __slots__ = ("_at_s", "_left", "sample_s")

    def __init__(self, *, sample_s: int) -> None:
        self.sample_s = sample_s  # by this gateway's settings, never the device's own word
        self._left = float(ROWS_MAX)
        self._at_s = 0.0

    def allows(self, rows: int, *, mono_s: float) -> bool:
        """Whether so many new rows may be taken now."""
        if mono_s != self._at_s:  # what arrived together has one time
            self._left = min(ROWS_MAX, self._left + (mono_s - self._at_s) * _FASTER / self.sample_s)
            self._at_s = mono_s
        return rows <= self._left

    def spend(self, rows: int) -> None:
        """They are taken."""
        self._left -= rows
