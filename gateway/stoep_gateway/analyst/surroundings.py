"""What the operator says about the places and what is going to happen there: files, read again when they change."""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.analyst.operator_file import OperatorFile
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.crowd.calendar import Holidays, OwnCalendar, holidays, parse_calendar
from stoep_gateway.crowd.events import Event, parse_events
from stoep_gateway.crowd.places import Places
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.crowd.weather import WeatherHour, parse_weather_csv

_BEFORE_DAYS, _AHEAD_DAYS = 400, 14
_LOG = logging.getLogger("stoep.analyst")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """weather: None without any, in order. notes: (about what, why) of what is not as the operator meant it."""

    places: Places
    zone: ZoneInfo
    holidays: Holidays
    events: tuple[Event, ...] | None
    weather: tuple[WeatherHour, ...] | None
    notes: tuple[tuple[str, str], ...] = ()


class Surroundings:
    """`look` before each round. A file that is wrong is told of once, and what it said before goes on holding."""

    def __init__(self, settings: CrowdSettings, *, places: Places | None) -> None:
        """places: those that held when the analyst ended."""
        self._settings = settings
        self._places = OperatorFile(settings.places_file, places)
        self._calendar: OperatorFile[OwnCalendar | None] = OperatorFile(settings.calendar_file, None)
        self._events: OperatorFile[tuple[Event, ...] | None] = OperatorFile(settings.events_file, None)
        self._weather: OperatorFile[tuple[WeatherHour, ...] | None] = OperatorFile(settings.weather_file, None)
        self._told: set[tuple[str, str]] = set()
        self._sight: Sight | None = None
        self._day = date.min

    def files(self) -> tuple[Path, ...]:
        """Those that are looked at."""
        files = (self._places.path, self._calendar.path, self._events.path, self._weather.path)
        return tuple(file for file in files if file)

    def look(self, *, now_s: float) -> Sight | None:
        """The same object while nothing has changed. None: no places file could be read, now or ever before."""
        new = self._places.look(lambda text, file: parse_places(text, file=file))
        places = self._places.parsed
        today = datetime.fromtimestamp(now_s, UTC).date()
        if places is not None:
            zone, names = ZoneInfo(places.zone), tuple(place.name for place in places.places)
            if new:  # their names stand in other files
                self._events.forget()
                self._weather.forget()
            new |= self._calendar.look(lambda text, file: parse_calendar(text, file=file))
            new |= self._events.look(lambda text, file: parse_events(text, file=file, zone=zone, places=names))
            new |= self._weather.look(lambda text, file: parse_weather_csv(text, file=file, zone=zone))
            if new or today != self._day or self._sight is None:
                self._day = today
                days = holidays(
                    today - timedelta(days=_BEFORE_DAYS),
                    last=today + timedelta(days=_AHEAD_DAYS),
                    region=self._settings.school_region,
                    own=self._calendar.parsed,
                )
                self._sight = Sight(
                    places=places,
                    zone=zone,
                    holidays=days,
                    events=self._events.parsed,
                    weather=self._weather.parsed,
                    notes=(*self._notes(), *(("calendar", note) for note in days.notes)),
                )
        self._tell(self._sight.notes if self._sight else self._notes())
        return self._sight

    def _notes(self) -> tuple[tuple[str, str], ...]:
        wrong = {
            "places": self._places.wrong,
            "calendar": self._calendar.wrong,
            "events": self._events.wrong,
            "weather": self._weather.wrong,
        }
        return tuple((about, why) for about, why in wrong.items() if why)

    def _tell(self, notes: tuple[tuple[str, str], ...]) -> None:
        for about, why in set(notes) - self._told:
            _LOG.warning("%s: %s", about, why)
        self._told = set(notes)


def with_weather(sight: Sight, fetched: tuple[WeatherHour, ...], *, note: str) -> Sight:
    """The file's weather and what was fetched beside it, which is newer. note: "" or why none could be fetched."""
    if not fetched and not note:
        return sight
    hours = {hour.start_s: hour for hour in (*(sight.weather or ()), *fetched)}
    notes = (*sight.notes, ("weather", note)) if note else sight.notes
    return replace(sight, weather=tuple(hours[start_s] for start_s in sorted(hours)) or None, notes=notes)
