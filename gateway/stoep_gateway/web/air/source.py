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
    """A survey and when it was made: the same key means the same survey."""

    key: tuple[object, ...]
    survey: Survey


class AirSource:
    """One for the life of the process. A thousand sensors are looked at once in ten minutes, not for each reader."""

    def __init__(self, settings: AirSettings) -> None:
        self.settings = settings
        self._lock = Lock()
        self._kept: Kept | None = None
        self._official = _OfficialFile(settings.official_file)

    def look(self, archive: Archive, *, devices: tuple[Device, ...], now_s: int) -> Kept:
        """devices: the air meters that may be shown now. ArchiveAwayError."""
        key = (now_s // _EVERY_S, tuple((device.name, device.cell) for device in devices))
        with self._lock:
            if self._kept is None or self._kept.key != key:
                end_s = now_s - now_s % HOUR_S
                found = [self._station(archive, device, end_s=end_s) for device in devices]
                self._kept = Kept(key, survey(found, end_s=end_s))
            return self._kept

    def official(self, *, now_s: int) -> tuple[OfficialHour, ...]:
        """Of each station the newest hour of the last two days that has a value; by station."""
        with self._lock:
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
