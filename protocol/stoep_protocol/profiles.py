"""What a row's integers mean, and the built-in profiles (SPEC §8). Ids are for ever once released."""

import hashlib
from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.limits import PROFILE_ID_BYTES

if TYPE_CHECKING:
    from typing import NamedTuple

    class Column(NamedTuple):
        """One quantity of a row. low, high: wire integers; value in `unit` (UCUM) = integer / 10^decimals."""

        quantity: str
        unit: str
        decimals: int
        low: int
        high: int
        aggregate: str  # sum | mean | last

    class Profile(NamedTuple):
        """The columns of a row, in wire order. is_people: frames are padded and echo the epoch (SPEC §5).

        id: a number of a built-in profile, 4 bytes of a maker's own.
        """

        id: "int | bytes"
        name: str
        is_people: bool
        columns: tuple[Column, ...]
else:
    Column = namedtuple("Column", ("quantity", "unit", "decimals", "low", "high", "aggregate"))
    Profile = namedtuple("Profile", ("id", "name", "is_people", "columns"))


def _temperature(quantity: str, low_c: int) -> Column:
    return Column(quantity, "Cel", 1, low_c * 10, 600, "mean")


def _count(quantity: str, high: int) -> Column:
    return Column(quantity, "1", 0, 0, high, "sum")


_AIR_TEMPERATURE = _temperature("air_temperature", -40)
_AIR_HUMIDITY = Column("air_humidity", "%", 1, 0, 1000, "mean")
_SOIL_TEMPERATURE = _temperature("soil_temperature", -30)
_TEMPERATURE = _temperature("temperature", -40)
_HUMIDITY = Column("humidity", "%", 1, 0, 1000, "mean")
_PRESSURE = Column("pressure", "hPa", 1, 3000, 11000, "mean")

_SOIL = (
    Column("probe_mv", "mV", 0, 0, 3300, "mean"),
    _SOIL_TEMPERATURE,
    _temperature("deep_soil_temperature", -30),
    _AIR_TEMPERATURE,
    _AIR_HUMIDITY,
)
_SOIL_RS485 = (
    Column("water_content", "%", 1, 0, 1000, "mean"),
    _SOIL_TEMPERATURE,
    Column("conductivity", "uS/cm", 0, 0, 20000, "mean"),
    _AIR_TEMPERATURE,
    _AIR_HUMIDITY,
)
_AIR = (
    Column("pm2_5", "ug/m3", 1, 0, 10000, "mean"),
    Column("pm10", "ug/m3", 1, 0, 10000, "mean"),
    Column("co2", "[ppm]", 0, 0, 10000, "mean"),
    Column("voc_ticks", "1", 0, 0, 65535, "mean"),
    Column("nox_ticks", "1", 0, 0, 65535, "mean"),
    _TEMPERATURE,
    _HUMIDITY,
    _PRESSURE,
)
_PEOPLE = (_count("in", 60000), _count("out", 60000))
_WEATHER = (_count("rain_tips", 1000), _TEMPERATURE, _HUMIDITY, _PRESSURE)
_CANARY = (_count("canary", 2**24),)  # wide enough for values that a disk scan recognises

BUILT_IN = {
    1: Profile(1, "soil", is_people=False, columns=_SOIL),
    2: Profile(2, "soil-rs485", is_people=False, columns=_SOIL_RS485),
    3: Profile(3, "air", is_people=False, columns=_AIR),
    4: Profile(4, "people", is_people=True, columns=_PEOPLE),
    5: Profile(5, "weather", is_people=False, columns=_WEATHER),
    23: Profile(23, "canary", is_people=True, columns=_CANARY),
}
_BY_NAME = {profile.name: profile for profile in BUILT_IN.values()}


def by_name(name: str) -> Profile:
    """The built-in profile of that name. KeyError else."""
    return _BY_NAME[name]


def is_built_in(name: str) -> bool:
    """Whether a built-in profile has that name."""
    return name in _BY_NAME


def id_of(description: bytes) -> bytes:
    """How rows name a maker's own profile."""
    return hashlib.sha256(description).digest()[:PROFILE_ID_BYTES]
