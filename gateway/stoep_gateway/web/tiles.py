"""A device's newest values in words, as its tile and its own page show them. Pure."""

from dataclasses import dataclass

from stoep_gateway.web.ports import Device, Reading
from stoep_gateway.web.quantities import KINDS, in_order, kind_of, shown
from stoep_gateway.web.speech import Speaker

_MISSED_SENDS = 2
_DELAY_S = 60  # joining Wi-Fi and the gateway's own writing take their time


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a tile."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One device. span: "14:15 – 14:30" of a window, else empty. silence: how long nothing came, empty if that is fine.

    time_s: the end of the newest measurement, None when nothing came or its time is not known.
    """

    name: str
    kind: str
    values: tuple[Value, ...]
    time_s: int | None
    age: str
    span: str
    silence: str


def tile(device: Device, *, latest: tuple[Reading, ...], speaker: Speaker) -> Tile:
    """The newest values in the order of the profile."""
    readings = in_order(latest, profile=device.profile)
    newest = max((reading for reading in readings if reading.time_s is not None), key=_end_s, default=None)
    time_s = _end_s(newest) if newest else None
    return Tile(
        name=device.name,
        kind=kind_of(device.profile),
        values=tuple(value(reading, speaker=speaker) for reading in readings),
        time_s=time_s,
        age=speaker.age(time_s),
        span=span(newest, speaker=speaker) if newest and newest.window_s else "",
        silence=speaker.age(device.seen_s) if is_silent(device, now_s=speaker.now_s) else "",
    )


def is_silent(device: Device, *, now_s: int) -> bool:
    """Whether a device misses its second announced send; one may get lost on the way."""
    return device.seen_s is not None and now_s > device.seen_s + _MISSED_SENDS * device.send_s + _DELAY_S


def value(reading: Reading, *, speaker: Speaker) -> Value:
    quantity = shown(reading.quantity, speaker=speaker)
    return Value(quantity.label, speaker.amount(reading.value, decimals=quantity.decimals, unit=quantity.unit))


def span(window: Reading, *, speaker: Speaker) -> str:
    """14:15 – 14:30."""
    start_s = window.time_s or 0
    return f"{speaker.clock(start_s)} \u2013 {speaker.clock(start_s + window.window_s)}"


def by_kind(devices: tuple[Device, ...]) -> dict[str, tuple[Device, ...]]:
    """Devices under their kinds, in the order of KINDS; kinds without devices are left out."""
    groups = {kind: tuple(device for device in devices if kind_of(device.profile) == kind) for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


def _end_s(reading: Reading) -> int:
    return (reading.time_s or 0) + reading.window_s
