"""Rain and evaporation of local days, from hourly weather of the operator's. Pure, but for what it remembers."""

from collections.abc import Sequence
from datetime import date
from math import fsum
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.local_days import bounds, day_at, is_known
from stoep_gateway.crowd.weather import WeatherHour
from stoep_gateway.garden.makkink import makkink_mm, usual_mm
from stoep_gateway.garden.records import FILE, USUAL
from stoep_gateway.grid import HOUR_S

_SUN_UP_H, _SUN_HOURS = 6, 14  # local hours that nearly all evaporation of a summer's day falls into


class DailyWeather:
    """Hours are sorted into days once, until others are given."""

    def __init__(self, *, zone: ZoneInfo) -> None:
        self._zone = zone
        self._given: tuple[Sequence[WeatherHour], ...] = ()
        self._days: dict[date, list[WeatherHour]] = {}

    def take(self, *hours: Sequence[WeatherHour]) -> bool:
        """In place of what was given before; of one hour the last word counts. Whether anything is new."""
        if len(hours) == len(self._given) and all(one is other for one, other in zip(hours, self._given, strict=True)):
            return False
        self._given = hours
        by_start = {hour.start_s: hour for part in hours for hour in part}
        self._days = {}
        for start_s in sorted(by_start):
            self._days.setdefault(day_at(start_s, zone=self._zone), []).append(by_start[start_s])
        return True

    def rain_mm(self, day: date, *, now_s: float) -> float | None:
        """What has fallen; None: too little of the day is known."""
        known = [hour.rain_mm for hour in self._past(day, now_s=now_s) if hour.rain_mm is not None]
        return fsum(known) if is_known(len(known), day=day, now_s=now_s, zone=self._zone) else None

    def evaporation(self, day: date, *, now_s: float) -> tuple[float, str]:
        """(mm so far, FILE): Makkink from radiation and temperature; else what is usual of the month, so far, USUAL."""
        past = [hour for hour in self._past(day, now_s=now_s) if hour.radiation_j_cm2 is not None]
        warm = [hour.temperature_c for hour in past if hour.temperature_c is not None]
        if warm and is_known(len(past), day=day, now_s=now_s, zone=self._zone):
            radiation = fsum(hour.radiation_j_cm2 or 0.0 for hour in past)
            return makkink_mm(fsum(warm) / len(warm), radiation_j_cm2=radiation), FILE
        start_s, _ = bounds(day, zone=self._zone)
        share = (now_s - start_s - _SUN_UP_H * HOUR_S) / (_SUN_HOURS * HOUR_S)
        return usual_mm(day) * min(1.0, max(0.0, share)), USUAL

    def _past(self, day: date, *, now_s: float) -> list[WeatherHour]:
        """A forecast for later today has not come true yet."""
        return [hour for hour in self._days.get(day, ()) if hour.start_s + HOUR_S <= now_s]
