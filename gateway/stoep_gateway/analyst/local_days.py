"""Local days of gardens: where each begins and ends in Unix time. Pure."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from stoep_gateway.grid import HOUR_S

_KNOWN_SHARE = 0.8  # of the hours of a day, before its sum is believed: rain in the rest would be missed


def day_at(time_s: float, *, zone: ZoneInfo) -> date:
    """The local day of that moment."""
    return datetime.fromtimestamp(time_s, zone).date()


def bounds(day: date, *, zone: ZoneInfo) -> tuple[int, int]:
    """Local midnight and the next one, 23 to 25 hours later."""
    begin, end = (datetime(each.year, each.month, each.day, tzinfo=zone) for each in (day, day + timedelta(days=1)))
    return int(begin.timestamp()), int(end.timestamp())


def days(first: date, last: date) -> Iterator[date]:
    """Both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def is_known(hours: int, *, day: date, now_s: float, zone: ZoneInfo) -> bool:
    """Whether so many hours are enough of the day, or of what has passed of it."""
    start_s, end_s = bounds(day, zone=zone)
    passed_s = min(end_s, now_s) - start_s
    return hours > 0 and hours * HOUR_S >= _KNOWN_SHARE * (passed_s - HOUR_S)
