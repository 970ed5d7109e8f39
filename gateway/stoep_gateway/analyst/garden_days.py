"""A garden's days out of the archive: the last ones anew each time, those before from the almanac while they hold."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from math import inf
from zoneinfo import ZoneInfo

from stoep_gateway.almanac.codec import Past
from stoep_gateway.analyst.daily_weather import DailyWeather
from stoep_gateway.analyst.garden_map import Plot
from stoep_gateway.analyst.gauges import Gauges, near
from stoep_gateway.analyst.local_days import bounds, day_at, days
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.garden.days import Points, Readings, day_of
from stoep_gateway.garden.records import FILE, NEIGHBOUR, OWN, Day
from stoep_gateway.grid import DAY_S
from stoep_gateway.records import Cell

DAYS_MAX = 400
_AGAIN_DAYS = 3  # before today: a device that was away still has rows of them
_LATE_DAYS = 60  # before those: rows that come later still are not looked for
_SLICE_DAYS = 31  # of the archive, unpacked at a time
# Quantities by profile of the probe: what is read in which unit.
_UNITS = {"soil": ("probe_mv", "mV"), "soil-rs485": ("water_content", "%")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """days: oldest first up to today, without a gap; () before the first reading. unit: of the probe.

    stamp: of what days before recent_from were made from. reading: the probe's newest of the last days, at reading_s.
    """

    days: tuple[Day, ...]
    unit: str
    recent_from: date
    stamp: str
    reading: float | None = None
    reading_s: int | None = None


class GardenDays:
    """keep_days: of the archive, 0: for ever: what it has thrown away is not kept here either."""

    def __init__(
        self, archive: ArchiveReader, *, gauges: Gauges, weather: DailyWeather, keep_days: int, zone: ZoneInfo
    ) -> None:
        self._archive = archive
        self._gauges = gauges
        self._weather = weather
        self._days_max = min(DAYS_MAX, keep_days or DAYS_MAX)
        self._zone = zone

    def look(
        self,
        plot: Plot,
        *,
        past: Past,
        stamp: str,
        gauges: Mapping[str, Cell],
        newest: Mapping[str, int],
        now_s: float,
    ) -> Found:
        """past, stamp: as the almanac has them. gauges: in no garden; newest: row by device. RetryableError."""
        today = day_at(now_s, zone=self._zone)
        first = today - timedelta(days=self._days_max - 1)
        recent_from = max(first, today - timedelta(days=_AGAIN_DAYS))
        held = [day for day in past.days if first <= day.date < recent_from]
        if not self._holds(plot, stamp):
            held = []
        begin = held[-1].date + timedelta(days=1) if held else first
        made = list(self._made(plot, begin=begin, today=today, has_begun=bool(held)))
        reading_s, reading = self._newest(plot, today=today)
        return Found(
            days=tuple(self._with_weather([*held, *made], plot=plot, gauges=gauges, newest=newest, now_s=now_s)),
            unit=_UNITS[plot.probe.profile][1],
            recent_from=recent_from,
            stamp=self._stamp(plot, until=recent_from),
            reading=reading,
            reading_s=reading_s,
        )

    def _made(self, plot: Plot, *, begin: date, today: date, has_begun: bool) -> Iterator[Day]:
        """has_begun: else days before the first reading are none of the garden's."""
        quantity, _ = _UNITS[plot.probe.profile]
        at = begin
        while at <= today:
            last = min(today, at + timedelta(days=_SLICE_DAYS - 1))
            start_s, end_s = bounds(at, zone=self._zone)[0], bounds(last, zone=self._zone)[1]
            soil = self._archive.readings(plot.probe.name, start_s=start_s, end_s=end_s)
            slice_days = days(at, last) if has_begun or soil.get(quantity) else ()
            air = soil.get("air_temperature") or [
                point
                for gauge in plot.gauges
                for point in self._archive.readings(gauge, start_s=start_s, end_s=end_s).get("temperature", ())
            ]
            for day in slice_days:
                start_s, end_s = bounds(day, zone=self._zone)
                made = day_of(
                    Readings(
                        probe=_between(soil.get(quantity, ()), start_s, end_s),
                        soil_c=_between(soil.get("soil_temperature", ()), start_s, end_s),
                        deep_c=_between(soil.get("deep_soil_temperature", ()), start_s, end_s),
                        air_c=_between(air, start_s, end_s),
                    ),
                    date=day,
                    start_s=start_s,
                    end_s=end_s,
                )
                has_begun = has_begun or made.hours > 0
                if has_begun:
                    yield made
            at = last + timedelta(days=1)

    def _with_weather(
        self,
        found: Sequence[Day],
        *,
        plot: Plot,
        gauges: Mapping[str, Cell],
        newest: Mapping[str, int],
        now_s: float,
    ) -> Iterator[Day]:
        """Of all days, each time: a station near by and the operator's weather may know more by now."""
        if not found:
            return
        others = near(plot.cell, gauges=gauges)
        for gauge in chain(plot.gauges, others):
            self._gauges.refresh(gauge, newest=newest, now_s=now_s)
        for day in found:
            evaporation_mm, evaporation_from = self._weather.evaporation(day.date, now_s=now_s)
            rain_mm, rain_from = self._rain(day.date, own=plot.gauges, others=others, now_s=now_s)
            yield replace(
                day,
                rain_mm=rain_mm,
                rain_from=rain_from,
                evaporation_mm=evaporation_mm,
                evaporation_from=evaporation_from,
            )

    def _rain(self, day: date, *, own: Sequence[str], others: Sequence[str], now_s: float) -> tuple[float | None, str]:
        """Of the own gauge, else the nearest that knows the day, else the operator's weather; (None, "") else."""
        for names, rain_from in ((own, OWN), (others, NEIGHBOUR)):
            for name in names:
                if (mm := self._gauges.rain_mm(name, on=day, now_s=now_s)) is not None:
                    return mm, rain_from
        mm = self._weather.rain_mm(day, now_s=now_s)
        return mm, FILE if mm is not None else ""

    def _newest(self, plot: Plot, *, today: date) -> tuple[int | None, float | None]:
        quantity, _ = _UNITS[plot.probe.profile]
        start_s, end_s = (
            bounds(today - timedelta(days=_AGAIN_DAYS), zone=self._zone)[0],
            bounds(today, zone=self._zone)[1],
        )
        points = self._archive.readings(plot.probe.name, start_s=start_s, end_s=end_s).get(quantity)
        return points[-1] if points else (None, None)

    def _stamp(self, plot: Plot, *, until: date) -> str:
        """Of the probe's days before that one."""
        end_s = bounds(until, zone=self._zone)[0] // DAY_S * DAY_S
        count, size = self._archive.extent(plot.probe.name, start_s=end_s - _LATE_DAYS * DAY_S, end_s=end_s)
        return f"{plot.probe.name}|{until.toordinal()}|{count}|{size}"

    def _holds(self, plot: Plot, stamp: str) -> bool:
        """Whether no row of the past came in since."""
        try:
            until = date.fromordinal(int(stamp.split("|")[1]))
        except (IndexError, ValueError, OverflowError):
            return False
        return stamp == self._stamp(plot, until=until)


def _between(points: Sequence[tuple[int, float]], start_s: int, end_s: int) -> Points:
    return points[bisect_left(points, (start_s, -inf)) : bisect_left(points, (end_s, -inf))]
