"""What pages and metrics may know of a device: no key, no count, no signal strength."""

from dataclasses import dataclass

from stoep_gateway.ingest.device import DeviceState
from stoep_gateway.records import WIRE_EPOCH_S, Cell
from stoep_protocol.profiles import Profile


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceStatus:
    """seen_s: Unix seconds of the last authentic frame since the start, None before it or without a trusted clock.

    send_s: announced; taken, settled: rows of the present life. clone: another board spoke under this device's key.
    """

    device: str
    place: str
    profile: Profile
    cell: Cell | None
    send_s: int
    seen_s: int | None
    seen_mono_s: float | None
    firmware: str
    battery_mv: int | None
    waiting: int | None
    taken: int
    settled: int
    clone: bool


def status_of(device: DeviceState) -> DeviceStatus:
    life = device.life
    return DeviceStatus(
        device=device.name,
        place=device.place.row.place,
        profile=device.device.profile,
        cell=device.device.cell,
        send_s=device.device.send_s,
        seen_s=None if device.seen_s is None else device.seen_s + WIRE_EPOCH_S,
        seen_mono_s=device.seen_mono_s,
        firmware=device.firmware,
        battery_mv=device.battery_mv,
        waiting=device.waiting,
        taken=life.taken if life else 0,
        settled=life.settled if life else 0,
        clone=device.refused_clone,
    )
