"""What fell into the rain gauges, day by day: kept in memory, and from the archive what is new."""

from collections.abc import Mapping
from datetime import date, timedelta
from math import hypot
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.local_days import bounds, day_at, is_known
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.grid import HOUR_S
from stoep_gateway.records import Cell

NEAR_M = 5_000.0
QUANTITY = "rain_tips"
_AGAIN_DAYS = 4  # rows come up to three days late from a device that was away


class Gauges:
    """tip_mm: of one tip. days_max: no older day is asked for."""

    def __init__(self, archive: ArchiveReader, *, tip_mm: float, days_max: int, zone: ZoneInfo) -> None:
        self._archive = archive
        self._tip_mm = tip_mm
        self._days_max = days_max
        self._zone = zone
        self._known: dict[str, dict[date, tuple[float, int]]] = {}  # mm, and in how many hours there was a row
        self._read: dict[str, int] = {}  # by gauge: its newest row when it was read last
        self._stamps: dict[str, object] = {}  # by gauge: of that

    def rain_mm(self, gauge: str, *, on: date, now_s: float) -> float | None:
        """None: too little of the day is known. `refresh` before."""
        mm, hours = self._known.get(gauge, {}).get(on, (0.0, 0))
        return mm if is_known(hours, day=on, now_s=now_s, zone=self._zone) else None

    def refresh(self, gauge: str, *, newest: Mapping[str, int], now_s: float) -> None:
        """newest: by device, when its newest row was measured. RetryableError: the archive cannot be read now."""
        newest_s = newest.get(gauge)
        stamp = stamp_of(newest_s, now_s=now_s)
        if newest_s is None or self._stamps.get(gauge) == stamp:
            return
        days = self._known.setdefault(gauge, {})
        today = day_at(now_s, zone=self._zone)
        first = today - timedelta(days=self._days_max - 1)
        begin = min(day_at(self._read[gauge], zone=self._zone), today) if gauge in self._read else first
        begin = max(first, begin - timedelta(days=_AGAIN_DAYS))
        start_s, end_s = bounds(begin, zone=self._zone)[0], bounds(today, zone=self._zone)[1]
        tips: dict[date, float] = {}
        hours: dict[date, set[int]] = {}
        for time_s, value in self._archive.readings(gauge, start_s=start_s, end_s=end_s).get(QUANTITY, ()):
            day = day_at(time_s, zone=self._zone)
            tips[day] = tips.get(day, 0.0) + value
            hours.setdefault(day, set()).add(time_s // HOUR_S)
        for day in [each for each in days if each < first or each >= begin]:
            del days[day]
        days.update({day: (tips[day] * self._tip_mm, len(hours[day])) for day in tips})
        self._read[gauge], self._stamps[gauge] = newest_s, stamp


def stamp_of(newest_s: int | None, *, now_s: float) -> tuple[int | None, int]:
    """Another one when a device may have news. A row of a day to come, of a clock that was ahead, would hide all others
    until that day: then every hour may have some.
    """
    return newest_s, int(now_s // HOUR_S) if newest_s is not None and newest_s > now_s + HOUR_S else 0


def near(cell: Cell | None, *, gauges: Mapping[str, Cell]) -> tuple[str, ...]:
    """Those within NEAR_M of the cell, the nearest first; () for a garden of which nobody said where it is."""
    if cell is None:
        return ()
    away = {name: hypot(each.x_m - cell.x_m, each.y_m - cell.y_m) for name, each in gauges.items()}
    return tuple(sorted((name for name in away if away[name] <= NEAR_M), key=lambda name: (away[name], name)))
