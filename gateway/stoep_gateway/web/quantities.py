"""How kinds and quantities are shown: order, decimals, the unit that people write. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from stoep_gateway.web.ports import Device, Reading
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.words import WORDS
from stoep_protocol.profiles import BUILT_IN

KINDS = ("people", "soil", "weather", "air", "other")
_KIND_OF_PROFILE = {
    "people": "people",
    "canary": "people",
    "soil": "soil",
    "soil-rs485": "soil",
    "weather": "weather",
    "air": "air",
}
_COLUMNS = {column.quantity: column for profile in BUILT_IN.values() for column in profile.columns}
_UNITS = {"1": "", "mV": "mV", "Cel": "°C", "%": "%", "uS/cm": "µS/cm", "ug/m3": "µg/m³", "[ppm]": "ppm", "hPa": "hPa"}
_UNIT_WORDS = {"voc_ticks": "unit.ticks", "nox_ticks": "unit.ticks", "rain_tips": "unit.tips"}
_ORDER = {
    profile.name: {column.quantity: place for place, column in enumerate(profile.columns)}
    for profile in BUILT_IN.values()
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A quantity in one reader's language. is_sum: values add up over time, else they are averaged."""

    quantity: str
    label: str
    unit: str
    decimals: int
    is_sum: bool


def kind_of(profile: str) -> str:
    """One of KINDS; "other" for a maker's own profile."""
    return _KIND_OF_PROFILE.get(profile, "other")


def quantities_of(profile: str) -> tuple[str, ...]:
    """In the order of the profile; none for a maker's own."""
    return tuple(_ORDER.get(profile, ()))


def unit_of(quantity: str, *, device: Device) -> str:
    """UCUM code, "" for what nobody knows (any more)."""
    column = {column.quantity: column for column in device.columns}.get(quantity) or _COLUMNS.get(quantity)
    return column.unit if column else ""


def in_order(readings: Iterable[Reading], *, device: Device) -> tuple[Reading, ...]:
    """As in the profile, unknown ones last: the first is what the device was hung up for."""
    own = {column.quantity: place for place, column in enumerate(device.columns)}
    order = own or _ORDER.get(device.profile, {})
    return tuple(sorted(readings, key=lambda reading: (order.get(reading.quantity, len(order)), reading.quantity)))


def shown(quantity: str, *, device: Device, speaker: Speaker) -> Shown:
    """A quantity that nobody named keeps its own name; what a device no longer known measured has no unit."""
    key = f"quantity.{quantity}"
    label = speaker.t(key) if key in WORDS else quantity.replace("_", " ")
    own = {column.quantity: column for column in device.columns}
    column = own.get(quantity) or _COLUMNS.get(quantity)
    if column is None:
        return Shown(quantity, label, "", 2, is_sum=False)
    unit = speaker.t(_UNIT_WORDS[quantity]) if quantity in _UNIT_WORDS else _UNITS.get(column.unit, column.unit)
    return Shown(quantity, label, unit, column.decimals, is_sum=column.aggregate == "sum")
