"""The pages' look at the real archive: what its readers give, as the pages' own records."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.status import read_beginning, read_status, status_path
from stoep_gateway.errors import RetryableError
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.web.ports import Archive, ArchiveAwayError, Closed, Device, Point, Reading, Status
from stoep_gateway.web.quantities import kind_of
from stoep_gateway.web.status import Told, is_disk_full, parse

T = TypeVar("T")
_Key = tuple[int, int, int]


def opener(path: Path) -> Callable[[], Archive]:
    """A function that opens the archive for one page. It raises ArchiveAwayError while there is none to read."""
    reader = ArchiveReader(path)
    news = _News(path)
    return lambda: StoredArchive(reader, news=news)


class StoredArchive:
    """One snapshot of the archive, and the status as it was before that was taken: a page does not change while it is
    built. Both are read when somebody asks for more than the version.
    """

    def __init__(self, reader: ArchiveReader, *, news: "_News") -> None:
        self._opener = reader
        self._news = news
        self._look: tuple[Told | None, ArchiveReader] | None = None
        # A full disk is told at once, though nothing that was measured is new.
        self._version = 2 * _asked(reader.version) + news.is_disk_full()

    def version(self) -> int:
        return self._version

    def devices(self) -> tuple[Device, ...]:
        """Those that the gateway knows, and those that it no longer knows but that once delivered something."""
        told = self._told()
        known = {device.name: device for device in told.devices} if told else {}
        for name in _asked(self._reader().names) - known.keys():
            found = self._archived(name)
            if found:
                known[name] = found
        return tuple(known[name] for name in sorted(known) if self._is_public(known[name]))

    def device(self, name: str) -> Device | None:
        found = self._known(name)
        return found if found and self._is_public(found) else None

    def gardens(self) -> tuple[str, ...]:
        told = self._told()
        return tuple(sorted(told.gardens.devices)) if told and told.gardens else ()

    def garden(self, name: str) -> tuple[Device, ...]:
        told = self._told()
        names = told.gardens.devices.get(name, ()) if told and told.gardens else ()
        return tuple(device for each in names if (device := self._known(each)))

    def latest(self, device: str) -> tuple[Reading, ...]:
        """One value a quantity: the newest, when a quantity was measured in more than one way."""
        newest: dict[str, Reading] = {}
        for found in sorted(_asked(lambda: self._reader().latest(device)), key=lambda found: found.time_s):
            newest[found.quantity] = Reading(
                quantity=found.quantity,
                value=found.value,
                time_s=found.time_s,
                window_s=found.window_s,
                made=found.provenance,
            )
        return tuple(newest.values())

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        found = _asked(lambda: self._reader().series(device, quantity=quantity, start_s=start_s, end_s=end_s))
        return tuple(
            Point(point.time_s, point.value, point.window_s, point.provenance)
            for point in found
            if point.time_s is not None
        )

    def mark(self, device: str, *, start_s: int) -> tuple[object, ...]:
        return (self.closed(device), *_asked(lambda: self._reader().mark(device, start_s=start_s)))

    def closed(self, device: str) -> Closed | None:
        self._told()
        return self._news.closed(device)

    def status(self, *, age_max_s: int = 0) -> Status | None:
        if self._look is None and age_max_s:
            held = self._news.held(age_max_s=age_max_s)
            if held:
                return held.status
        told = self._told()
        return told.status if told else None

    def close(self) -> None:
        if self._look:
            self._look[1].close()

    def _known(self, name: str) -> Device | None:
        told = self._told()
        return (told.device(name) if told else None) or self._archived(name)

    def _is_public(self, device: Device) -> bool:
        """While nobody has told which devices are gardens', all but counters of people may be: those are released."""
        told = self._told()
        if told is None or told.gardens is None:
            return kind_of(device.profile) == "people"
        return device.name not in told.gardens.hidden and device.profile not in SOIL_PROFILES

    def _archived(self, name: str) -> Device | None:
        found = _asked(lambda: self._reader().home(name))
        return Device(name=name, profile=found.profile, cell=found.cell, send_s=0) if found else None

    def _told(self) -> Told | None:
        return self._looked()[0]

    def _reader(self) -> ArchiveReader:
        return self._looked()[1]

    def _looked(self) -> tuple[Told | None, ArchiveReader]:
        """The status first: values that it calls delivered are in the snapshot then."""
        if self._look is None:
            told = self._news.told()
            self._look = (told, _asked(self._opener.hold))
        return self._look


class _News:
    """What the gateway wrote beside the archive, parsed once for all pages."""

    def __init__(self, archive: Path) -> None:
        self._path = status_path(archive)
        self._held: tuple[_Key, Told | None] | None = None
        self._disk: tuple[_Key, bool] | None = None
        self._closed: dict[str, Mapping[str, Closed]] = {}  # by place, where its own are

    def closed(self, device: str) -> Closed | None:
        """Kept from page to page. A window that is closed while its value is still on its way to the archive looks just
        like one below k, so news of closed windows counts only when nothing was on its way.
        """
        return self._closed[device].get(device) if device in self._closed else None

    def held(self, *, age_max_s: int) -> Told | None:
        """What was parsed last, if the newest status was written no later than so many seconds after it and says the
        same of the disk.
        """
        if self._held is None or self._held[1] is None or self._held[1].status.is_disk_full != self.is_disk_full():
            return None
        try:
            later_ns = self._path.stat().st_mtime_ns - self._held[0][1]
        except OSError:
            return None
        return self._held[1] if later_ns <= age_max_s * 1_000_000_000 else None

    def is_disk_full(self) -> bool:
        """As the newest status says, without parsing all of it for each page."""
        key = self._key()
        if key is None:
            return False
        held = self._disk
        if held is None or held[0] != key:
            held = self._disk = (key, is_disk_full(read_beginning(self._path)))
        return held[1]

    def told(self) -> Told | None:
        """Two threads may parse the same text at once: that does no harm."""
        key = self._key()
        if key is None:
            return None
        if self._held is None or self._held[0] != key:
            text = read_status(self._path)
            told = parse(text) if text else None
            if told and told.archive_pending == 0:
                self._closed.update(dict.fromkeys(told.closed, told.closed))
            self._held = (key, told)
        return self._held[1]

    def _key(self) -> "_Key | None":
        try:
            file = self._path.stat()
        except OSError:
            return None
        return file.st_ino, file.st_mtime_ns, file.st_size  # each status is a file of its own, moved into place


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except RetryableError as error:
        raise ArchiveAwayError(str(error)) from error
