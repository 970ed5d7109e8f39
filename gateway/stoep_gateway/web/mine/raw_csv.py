"""A keeper's own readings as CSV, a month at a time: never more of it in memory, however old the garden is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from stoep_gateway.grid import DAY_S
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.ports import Archive, Device, Point
from stoep_gateway.web.quantities import quantities_of, unit_of

HEAD = "time,device,kind,quantity,unit,value\n"
_SLICE_S = 31 * DAY_S
_BLOCK_LINES = 500


def blocks(open_archive: Callable[[], Archive], *, garden: str, now_s: int) -> Iterator[str]:
    """Some hundred lines each: by month, then device, quantity and time. Readings of a device that never knew the time
    are not in it. ArchiveAwayError.

    The archive is opened anew for each month: a reader on a slow line holds nothing.
    """
    held = [HEAD]
    for start_s in range(WIRE_EPOCH_S, now_s + DAY_S, _SLICE_S):
        for line in _month(open_archive, garden=garden, start_s=start_s):
            held.append(line)
            if len(held) >= _BLOCK_LINES:
                yield "".join(held)
                held.clear()
    yield "".join(held)


def _month(open_archive: Callable[[], Archive], *, garden: str, start_s: int) -> Iterator[str]:
    for device, quantity, unit, points in _series(open_archive, garden=garden, start_s=start_s):
        for point in points:
            moment = f"{datetime.fromtimestamp(point.time_s, UTC):%Y-%m-%dT%H:%M:%SZ}"
            yield f"{moment},{device.name},{device.profile},{quantity},{unit},{point.value:.10g}\n"


def _series(
    open_archive: Callable[[], Archive], *, garden: str, start_s: int
) -> list[tuple[Device, str, str, tuple[Point, ...]]]:
    """With its points, what has any."""
    archive = open_archive()
    try:
        own = GardenArchive(archive, garden=garden)
        found = [
            (
                device,
                quantity,
                unit_of(quantity, device=device),
                own.series(device.name, quantity=quantity, start_s=start_s, end_s=start_s + _SLICE_S),
            )
            for device in own.devices()
            for quantity in _quantities(own, device)
        ]
    finally:
        archive.close()
    return [each for each in found if each[-1]]


def _quantities(own: GardenArchive, device: Device) -> tuple[str, ...]:
    """Of its kind, and those that a maker's own profile has."""
    return tuple(dict.fromkeys((*quantities_of(device.profile), *(each.quantity for each in own.latest(device.name)))))
