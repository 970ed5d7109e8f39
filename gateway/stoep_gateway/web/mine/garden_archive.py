"""The archive as one keeper may see it: whatever is asked for, no other garden's device answers."""

from stoep_gateway.garden.probe import probe_of
from stoep_gateway.records import SOIL_PROFILES
from stoep_gateway.web.ports import Archive, Device, Point, Reading, Status


class GardenArchive:
    """One look at one garden. Every call may raise ArchiveAwayError."""

    def __init__(self, archive: Archive, *, garden: str) -> None:
        self._archive = archive
        self._devices = {device.name: device for device in archive.garden(garden)}

    def devices(self) -> tuple[Device, ...]:
        """Of this garden, by name; () while it takes no part."""
        return tuple(self._devices.values())

    def probe(self, *, now_s: int) -> str:
        """Name of the one that the garden's water is estimated from; "" without any."""
        soil = [device for device in self._devices.values() if device.profile in SOIL_PROFILES]
        told = [device for device in soil if device.send_s] or soil  # of a revoked one the gateway tells nothing
        if len(told) <= 1:
            return told[0].name if told else ""
        newest = {
            device.name: max(
                (each.time_s for each in self.latest(device.name) if each.time_s is not None), default=None
            )
            for device in told
        }
        return probe_of(newest, now_s=now_s)

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
