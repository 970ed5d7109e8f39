"""Which wire goes where on each kind of node: one table, from which drawings and tables of pins are made.

Pins are those of firmware/stoep_maker/usual_sensors.py and hal.py; a test compares them. Colours are a proposal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

LANGUAGES = ("nl", "en")
Text = tuple[str, str]  # in the order of LANGUAGES


def said(text: Text, language: str) -> str:
    """In one of LANGUAGES."""
    return text[LANGUAGES.index(language)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Net:
    """A pin of the board with all that hangs on it. gpio: None is a supply. colour: a key of COLOURS."""

    label: str
    colour: str
    gpio: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Of a part. setting: what names the board's pin in an entry of `sensors` or in `pins`; "" for a supply."""

    label: Text
    net: Net
    setting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """type: of the driver that reads it; "" for a part that none reads."""

    name: Text
    pins: Sequence[Pin]
    type: str = ""
    is_resistor: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Wiring:
    """nets: in the order in which the board shows them."""

    nets: Sequence[Net]
    parts: Sequence[Part]


COLOURS: Mapping[str, Text] = MappingProxyType(
    {
        "red": ("rood", "red"),
        "orange": ("oranje", "orange"),
        "black": ("zwart", "black"),
        "yellow": ("geel", "yellow"),
        "blue": ("blauw", "blue"),
        "green": ("groen", "green"),
        "purple": ("paars", "purple"),
        "grey": ("grijs", "grey"),
    }
)


def _same(label: str) -> Text:
    return (label, label)


_V3 = Net(label="3V3", colour="red")
_V5 = Net(label="5V", colour="orange")
_GROUND = Net(label="GND", colour="black")
_SCL = Net(label="GPIO 22", colour="yellow", gpio=22)
_SDA = Net(label="GPIO 21", colour="blue", gpio=21)


def _gpio(number: int, colour: str) -> Net:
    return Net(label=f"GPIO {number}", colour=colour, gpio=number)


def _i2c(kind: str, *, power: str) -> Part:
    pins = (
        Pin(label=_same(power), net=_V3),
        Pin(label=_same("GND"), net=_GROUND),
        Pin(label=_same("SCL"), net=_SCL, setting="scl"),
        Pin(label=_same("SDA"), net=_SDA, setting="sda"),
    )
    return Part(name=_same(kind.upper()), pins=pins, type=kind)


_BME280 = _i2c("bme280", power="VIN")


def _soil() -> Wiring:
    power, moisture, thermometer = _gpio(25, "purple"), _gpio(34, "green"), _gpio(4, "grey")
    probe = Part(
        name=("vochtvoeler", "soil probe"),
        pins=(
            Pin(label=_same("VCC"), net=power, setting="power"),
            Pin(label=_same("GND"), net=_GROUND),
            Pin(label=_same("AOUT"), net=moisture, setting="pin"),
        ),
        type="probe",
    )
    thermometers = Part(
        name=("DS18B20, twee stuks", "DS18B20, two of them"),
        pins=(
            Pin(label=_same("VDD"), net=_V3),
            Pin(label=_same("GND"), net=_GROUND),
            Pin(label=_same("DATA"), net=thermometer, setting="pin"),
        ),
        type="ds18b20",
    )
    pull_up = Part(
        name=("weerstand 4,7 kΩ", "resistor 4.7 kΩ"),
        pins=(
            Pin(label=("ene kant", "one end"), net=_V3),
            Pin(label=("andere kant", "other end"), net=thermometer),
        ),
        is_resistor=True,
    )
    return Wiring(
        nets=(power, moisture, _V3, _GROUND, thermometer, _SCL, _SDA), parts=(probe, thermometers, pull_up, _BME280)
    )


def _air() -> Wiring:
    send, receive = _gpio(17, "green"), _gpio(16, "purple")
    dust = Part(
        name=_same("PMS5003"),
        pins=(
            Pin(label=_same("VCC"), net=_V5),
            Pin(label=_same("GND"), net=_GROUND),
            Pin(label=_same("RX"), net=send, setting="tx"),
            Pin(label=_same("TX"), net=receive, setting="rx"),
        ),
        type="pms5003",
    )
    return Wiring(
        nets=(_V5, send, receive, _GROUND, _V3, _SCL, _SDA),
        parts=(dust, _i2c("scd41", power="VDD"), _BME280, _i2c("sgp41", power="VIN")),
    )


def _beam(net: Net, *, place: Text, setting: str) -> tuple[Part, Part]:
    lamp = Part(
        name=(f"lamp {place[0]}", f"lamp {place[1]}"),
        pins=(Pin(label=_same("+"), net=_V5), Pin(label=_same("−"), net=_GROUND)),
    )
    eye = Part(
        name=(f"ontvanger {place[0]}", f"receiver {place[1]}"),
        pins=(
            Pin(label=_same("+"), net=_V3),
            Pin(label=_same("−"), net=_GROUND),
            Pin(label=_same("OUT"), net=net, setting=setting),
        ),
        type="breakbeam",
    )
    return lamp, eye


def _people() -> Wiring:
    outside, inside = _gpio(14, "green"), _gpio(27, "blue")
    return Wiring(
        nets=(_V5, _V3, _GROUND, outside, inside),
        parts=(
            *_beam(outside, place=("buiten", "outside"), setting="outside"),
            *_beam(inside, place=("binnen", "inside"), setting="inside"),
        ),
    )


def _weather() -> Wiring:
    rain = _gpio(26, "green")
    bucket = Part(
        name=("regenmeter", "rain gauge"),
        pins=(
            Pin(label=("ene draad", "one wire"), net=rain, setting="pin"),
            Pin(label=("andere draad", "other wire"), net=_GROUND),
        ),
        type="bucket",
    )
    return Wiring(nets=(rain, _GROUND, _V3, _SCL, _SDA), parts=(bucket, _BME280))


WIRINGS: Mapping[str, Wiring] = MappingProxyType(
    {"soil": _soil(), "air": _air(), "people": _people(), "weather": _weather()}
)
NAMES: Mapping[str, Text] = MappingProxyType(
    {
        "soil": ("bodem", "soil"),
        "air": ("lucht", "air"),
        "people": ("mensen", "people"),
        "weather": ("weer", "weather"),
    }
)
