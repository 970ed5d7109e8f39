"""The operator's files of [crowd], for `stoep check`: what is wrong with each, and whether they fit this gateway."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import CrowdSettings
from stoep_gateway.crowd.calendar import holidays, parse_calendar
from stoep_gateway.crowd.events import parse_events
from stoep_gateway.crowd.places import Places
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.crowd.weather import parse_weather_csv, stale_note
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device

_AHEAD = timedelta(days=14)  # school holidays should be known so far


def crowd_findings(settings: CrowdSettings, *, devices: Mapping[str, Device], now_s: float) -> Iterator[str]:
    """One line each; nothing without a places file. devices: of this gateway, by name."""
    if settings.places_file is None:
        return
    try:
        places = parse_places(_text(settings.places_file), file=settings.places_file)
    except ConfigError as error:
        yield str(error)
        return
    yield from _lines(places, file=settings.places_file, devices=devices)
    zone = ZoneInfo(places.zone)

    def calendar() -> tuple[str, ...]:
        file, today = settings.calendar_file, datetime.fromtimestamp(now_s, zone).date()
        own = parse_calendar(_text(file), file=file) if file else None
        found = holidays(today, last=today + _AHEAD, region=settings.school_region, own=own)
        return tuple(f"[crowd] school_region: {note}" for note in found.notes)

    def events() -> tuple[str, ...]:
        if file := settings.events_file:
            parse_events(_text(file), file=file, zone=zone, places=[place.name for place in places.places])
        return ()

    def weather() -> tuple[str, ...]:
        file = settings.weather_file
        note = stale_note(parse_weather_csv(_text(file), file=file, zone=zone), now_s=int(now_s)) if file else None
        return (f"{file}: {note}",) if note else ()

    for look in (calendar, events, weather):
        try:
            yield from look()
        except ConfigError as error:
            yield str(error)


def _lines(places: Places, *, file: Path, devices: Mapping[str, Device]) -> Iterator[str]:
    for place in places.places:
        for line in place.lines:
            device = devices.get(line)
            if device is None or device.revoked:
                yield f'{file}: place "{place.name}": line "{line}" is no device here: enrol it, or mend its name'
            elif device.profile.name != "people":
                yield f'{file}: place "{place.name}": line "{line}" counts no people (profile {device.profile.name})'


def _text(file: Path) -> str:
    try:
        return operator_text(file, name=str(file))
    except OSError as error:
        raise ConfigError(
            f"{file}: cannot be read ({error.strerror}): is it there, and readable for the gateway?"
        ) from error
