"""Have the files of a CSV back-end go when their day was kept long enough, a few at a time."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from stoep_gateway.backends.csv_rows import UNDATED

_FILES = 4  # that one look takes: a clock that is a year ahead for a night costs some days, not everything
_LOOK_S = 3_600
_PREFIX = "observations-"


class Term:
    """keep_days: how long a day stays after it is over; 0: for ever."""

    def __init__(self, folder: Path, *, keep_days: int) -> None:
        self._folder = folder
        self._keep_days = keep_days
        self._looked_s: int | None = None

    def forget(self, *, now_s: int) -> bool:
        """now_s: Unix. Whether a file went. OSError. Rows without a time go when none came for so long."""
        if not self._keep_days or (self._looked_s is not None and 0 <= now_s - self._looked_s < _LOOK_S):
            return False
        self._looked_s = now_s
        first = datetime.fromtimestamp(now_s, UTC).date() - timedelta(days=self._keep_days)
        old = sorted(path for path in self._folder.glob(f"{_PREFIX}*.csv") if _is_before(path, first))[:_FILES]
        undated = self._folder / UNDATED
        if undated.exists() and datetime.fromtimestamp(undated.stat().st_mtime, UTC).date() < first:
            old.append(undated)
        for path in old:
            path.unlink()
        return bool(old)


def day_of(path: Path) -> date | None:
    """Of a file of one day; None for others."""
    try:
        return date.fromisoformat(path.stem.removeprefix(_PREFIX)) if path.stem.startswith(_PREFIX) else None
    except ValueError:
        return None


def _is_before(path: Path, first: date) -> bool:
    day = day_of(path)
    return day is not None and day < first
