"""What the operator says about the places and what is going to happen there: files, read again when they change."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.crowd.calendar import Holidays, OwnCalendar, holidays, parse_calendar
from stoep_gateway.crowd.events import Event, parse_events
from stoep_gateway.crowd.places import Places
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.crowd.weather import WeatherHour, parse_weather_csv
from stoep_gateway.errors import ConfigError

_BEFORE_DAYS, _AHEAD_DAYS = 400, 14
_LOG = logging.getLogger("stoep.analyst")
_Parsed = TypeVar("_Parsed")


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
        self._places = _File(settings.places_file, places)
        self._calendar: _File[OwnCalendar | None] = _File(settings.calendar_file, None)
        self._events: _File[tuple[Event, ...] | None] = _File(settings.events_file, None)
        self._weather: _File[tuple[WeatherHour, ...] | None] = _File(settings.weather_file, None)
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


class _File(Generic[_Parsed]):
    """One file, or none. parsed: what it said last when it made sense; wrong: why it does not now, "" if it does."""

    def __init__(self, path: Path | None, parsed: _Parsed) -> None:
        self.path = path
        self.parsed = parsed
        self.wrong = ""
        self._stamp: tuple[int, ...] | None = None

    def forget(self) -> None:
        """Read it again even if it is the same."""
        self._stamp = None

    def look(self, parse: Callable[[str, Path], _Parsed]) -> bool:
        """Whether it was read again. Messages name the file without its folder: the board shows them."""
        if self.path is None:
            return False
        try:
            found = self.path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp == self._stamp:
                return False
            self._stamp = stamp
            text = operator_text(self.path, name=self.path.name)
            self.parsed = parse(text, Path(self.path.name))
            self.wrong = ""
        except OSError as error:
            wrong = f"{self.path.name}: cannot be read ({error.strerror}): is it there, and readable for the gateway?"
            is_news = self.wrong != wrong
            self.wrong = wrong
            self._stamp = None
            return is_news
        except ConfigError as error:
            self.wrong = str(error)
        return True
