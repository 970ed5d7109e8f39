"""A device's newest values in words, as its tile and its own page show them."""

from dataclasses import dataclass

from stoep_gateway.web.exact import count_words, within_words
from stoep_gateway.web.hidden import blank_words
from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Closed, Device, Reading
from stoep_gateway.web.quantities import KINDS, in_order, kind_of, quantities_of, shown
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.windows import verdict_of

_MISSED_SENDS = 2
_DELAY_S = 60  # joining Wi-Fi and the gateway's own writing take their time


@dataclass(frozen=True, slots=True)
class Value:
    """One line of a tile."""

    label: str
    amount: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One device. span: "14:15 – 14:30" of a window, else empty. within: how exact its counts are, empty if they are.

    silence: how long nothing came, empty if that is fine.
    time_s: the end of the newest measurement, None when nothing came or its time is not known.
    """

    name: str
    kind: str
    values: tuple[Value, ...]
    time_s: int | None
    age: str
    span: str
    within: str
    silence: str


def tile(visit: Visit, device: Device, *, latest: tuple[Reading, ...]) -> Tile:
    """The newest values in the order of the profile; of a counting place those of one window, the newest closed one."""
    speaker = visit.speaker
    kind = kind_of(device.profile)
    readings = in_order(latest, device=device)
    newest = max((reading for reading in readings if reading.time_s is not None), key=_end_s, default=None)
    time_s = _end_s(newest) if newest else None
    values = tuple(value(reading, device=device, speaker=speaker) for reading in readings)
    closed = visit.archive.closed(device.name) if kind == "people" else None
    window = _newest_window(visit, newest, closed) if kind == "people" else None
    if window:
        time_s = window[1]
        values = tuple(
            _counted(visit, device, quantity, latest, window, closed) for quantity in quantities_of(device.profile)
        )
    return Tile(
        name=device.name,
        kind=kind,
        values=values,
        time_s=time_s,
        age=speaker.age(time_s),
        span=speaker.between(*window) if window else "",
        within=within_words(speaker, [one.made for one in latest if (one.time_s, _end_s(one)) == window]),
        silence=speaker.age(device.seen_s) if is_silent(device, now_s=speaker.now_s) else "",
    )


def is_silent(device: Device, *, now_s: int) -> bool:
    """Whether a device misses its second announced send; one may get lost on the way."""
    return device.seen_s is not None and now_s > device.seen_s + _MISSED_SENDS * device.send_s + _DELAY_S


def value(reading: Reading, *, device: Device, speaker: Speaker) -> Value:
    quantity = shown(reading.quantity, device=device, speaker=speaker)
    return Value(quantity.label, speaker.amount(reading.value, decimals=quantity.decimals, unit=quantity.unit))


def by_kind(devices: tuple[Device, ...]) -> dict[str, tuple[Device, ...]]:
    """Devices under their kinds, in the order of KINDS; kinds without devices are left out."""
    groups = {kind: tuple(device for device in devices if kind_of(device.profile) == kind) for kind in KINDS}
    return {kind: group for kind, group in groups.items() if group}


def _end_s(reading: Reading) -> int:
    return (reading.time_s or 0) + reading.window_s


def _newest_window(visit: Visit, newest: Reading | None, closed: Closed | None) -> tuple[int, int] | None:
    """Start and end of the newest closed window of a place, as far as anybody told."""
    if closed and (newest is None or closed.until_s > _end_s(newest)):
        return visit.window_of(closed.until_s - 1)
    return (newest.time_s or 0, _end_s(newest)) if newest and newest.window_s else None


def _counted(
    visit: Visit,
    device: Device,
    quantity: str,
    latest: tuple[Reading, ...],
    window: tuple[int, int],
    closed: Closed | None,
) -> Value:
    """The released value of that very window, or the words for a hidden one: never an older window's value."""
    for reading in latest:
        if reading.quantity == quantity and (reading.time_s, _end_s(reading)) == window:
            label = shown(quantity, device=device, speaker=visit.speaker).label
            return Value(label, count_words(visit.speaker, round(reading.value), made=reading.made))
    verdict = verdict_of(closed, start_s=window[0])
    return Value(
        shown(quantity, device=device, speaker=visit.speaker).label, blank_words(visit, verdict, time_s=window[0])
    )
