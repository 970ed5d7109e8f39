"""What the air page stands on: the operator's settings, a survey of all air meters, official values. For any thread."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from stoep_gateway.air.hours import HOUR_S, Readings
from stoep_gateway.air.official import OfficialHour, parse_official
from stoep_gateway.air.survey import HOURS, Station, Survey, station, survey
from stoep_gateway.config.operator_text import operator_text
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.web.ports import Archive, Device

_EVERY_S = 600  # hours are means of whole ones: what comes late is in them ten minutes later
_QUANTITIES = ("pm2_5", "pm10", "humidity")


@dataclass(frozen=True, slots=True)
class Kept:
    """A survey, in which stretch of time it was made, and of which devices."""

    number: int
    devices: tuple[Device, ...]
    survey: Survey


class AirSource:
    """One for the life of the process. A thousand sensors are looked at once in ten minutes, not for each reader."""

    def __init__(self, settings: AirSettings) -> None:
        self.settings = settings
        self._looking = Lock()
        self._kept: Kept | None = None
        self._reading = Lock()
        self._official = _OfficialFile(settings.official_file)

    def look(self, archive: Archive, *, devices: tuple[Device, ...], now_s: int) -> Kept:
        """The survey of these ten minutes; while somebody else makes it, the one before.

        devices: the air meters that may be shown now. ArchiveAwayError.
        """
        number, named = now_s // _EVERY_S, tuple(_still(device) for device in devices)
        kept = self._kept
        is_of_these = kept is not None and kept.devices == named
        if kept and is_of_these and kept.number == number:
            return kept
        if not self._looking.acquire(blocking=not is_of_these):
            assert kept  # noqa: S101 - else it would have waited
            return kept
        try:
            kept = self._kept  # somebody may have made it meanwhile
            if kept is None or (kept.number, kept.devices) != (number, named):
                end_s = now_s - now_s % HOUR_S
                found = [self._station(archive, device, end_s=end_s) for device in devices]
                kept = self._kept = Kept(number, named, survey(found, end_s=end_s))
            return kept
        finally:
            self._looking.release()

    def official(self, *, now_s: int) -> tuple[OfficialHour, ...]:
        """Of each station the newest hour of the last two days that has a value; by station."""
        with self._reading:
            hours = self._official.hours()
        newest: dict[str, OfficialHour] = {}
        for hour in hours:  # by time
            if hour.values and now_s - HOURS * HOUR_S <= hour.start_s < now_s:
                newest[hour.station] = hour
        return tuple(newest[name] for name in sorted(newest))

    def _station(self, archive: Archive, device: Device, *, end_s: int) -> Station:
        start_s = end_s - HOURS * HOUR_S
        readings = {
            quantity: _readings(archive, device, quantity, start_s=start_s, end_s=end_s) for quantity in _QUANTITIES
        }
        return station(
            device.name,
            sensor=self.settings.sensor_of(device.name),
            place=(device.cell.x_m, device.cell.y_m) if device.cell else None,
            pm2_5=readings["pm2_5"],
            pm10=readings["pm10"],
            humidity=readings["humidity"],
            kappa=self.settings.kappa,
            end_s=end_s,
        )


def _still(device: Device) -> Device:
    """What a survey depends on."""
    return Device(name=device.name, profile=device.profile, cell=device.cell, send_s=0)


def _readings(archive: Archive, device: Device, quantity: str, *, start_s: int, end_s: int) -> Readings:
    points = archive.series(device.name, quantity=quantity, start_s=start_s, end_s=end_s)
    return [(point.time_s, point.value) for point in points]


class _OfficialFile:
    """Read again when it changes. While it cannot be read or makes no sense, nothing of it is shown: it may be old."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._stamp: tuple[int, ...] | None = None
        self._hours: tuple[OfficialHour, ...] = ()

    def hours(self) -> tuple[OfficialHour, ...]:
        if self._path is None:
            return ()
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
            if stamp != self._stamp:
                self._stamp, self._hours = stamp, ()
                text = operator_text(self._path, name=self._path.name)
                self._hours = parse_official(text, file=Path(self._path.name))
        except OSError:
            self._stamp, self._hours = None, ()
        except ConfigError:  # `stoep check` says what is wrong with it
            self._hours = ()
        return self._hours
