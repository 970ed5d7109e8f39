"""The archive as one keeper may see it: whatever is asked for, no other garden's device answers."""

from stoep_gateway.web.ports import Archive, Device, Point, Reading, Status


class GardenArchive:
    """One look at one garden. Every call may raise ArchiveAwayError."""

    def __init__(self, archive: Archive, *, garden: str) -> None:
        self._archive = archive
        self._devices = {device.name: device for device in archive.garden(garden)}

    def devices(self) -> tuple[Device, ...]:
        """Of this garden, by name; () while it takes no part."""
        return tuple(self._devices.values())

    def latest(self, device: str) -> tuple[Reading, ...]:
        """The newest value of each quantity; () of a device that is not this garden's."""
        return self._archive.latest(device) if device in self._devices else ()

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        """As in ports.Archive; () of a device that is not this garden's."""
        if device not in self._devices:
            return ()
        return self._archive.series(device, quantity=quantity, start_s=start_s, end_s=end_s)

    def status(self) -> Status | None:
        """Of the gateway; its accounts are not shown on own pages."""
        return self._archive.status()
