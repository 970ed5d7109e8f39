"""The pages' look at the real archive: what its readers give, as the pages' own records."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.errors import RetryableError
from stoep_gateway.web.ports import Archive, ArchiveAwayError, Closed, Device, Point, Reading, Status
from stoep_gateway.web.status import Told, parse

T = TypeVar("T")


def opener(path: Path) -> Callable[[], Archive]:
    """A function that opens the archive for one page. It raises ArchiveAwayError while there is none to read."""
    reader = ArchiveReader(path)
    closed: dict[str, Closed] = {}
    return lambda: StoredArchive(reader, closed=closed)


class StoredArchive:
    """Reads the status once, when it is opened: a page does not change while it is built.

    closed: kept from page to page. A window that is closed while its value is still on its way to the archive looks
    just like one below k, so news of closed windows counts only when nothing was on its way.
    """

    def __init__(self, reader: ArchiveReader, *, closed: dict[str, Closed]) -> None:
        self._reader = reader
        self._closed = closed
        text = reader.status()  # before anything else is read: values that it calls delivered are there then
        _asked(reader.version)
        self._told: Told | None = parse(text) if text else None
        if self._told and self._told.archive_pending == 0:
            closed.update(self._told.closed)

    def version(self) -> int:
        return _asked(self._reader.version)

    def devices(self) -> tuple[Device, ...]:
        """Those that the gateway knows, and those that it no longer knows but that once delivered something."""
        known = {device.name: device for device in self._told.devices} if self._told else {}
        for found in _asked(self._reader.devices):
            if found.name not in known:
                known[found.name] = Device(name=found.name, profile=found.profile, cell=found.cell, send_s=0)
        return tuple(known[name] for name in sorted(known))

    def latest(self, device: str) -> tuple[Reading, ...]:
        """One value a quantity: the newest, when a quantity was measured in more than one way."""
        newest: dict[str, Reading] = {}
        for found in sorted(_asked(lambda: self._reader.latest(device)), key=lambda found: found.time_s):
            newest[found.quantity] = Reading(
                quantity=found.quantity,
                value=found.value,
                time_s=found.time_s,
                window_s=found.window_s,
                made=found.provenance,
            )
        return tuple(newest.values())

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        found = _asked(lambda: self._reader.series(device, quantity=quantity, start_s=start_s, end_s=end_s))
        return tuple(
            Point(point.time_s, point.value, point.window_s, point.provenance)
            for point in found
            if point.time_s is not None
        )

    def closed(self, device: str) -> Closed | None:
        return self._closed.get(device)

    def status(self) -> Status | None:
        return self._told.status if self._told else None

    def close(self) -> None:
        """The reader keeps nothing open between two calls."""


def _asked(call: Callable[[], T]) -> T:
    try:
        return call()
    except RetryableError as error:
        raise ArchiveAwayError(str(error)) from error
