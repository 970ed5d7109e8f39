"""Sensors by the type that the configuration names, each imported only when used.

A driver fills the quantities in COLUMNS. `start()` prepares it once a wake, `read()` returns quantity → wire integer
(the profile's steps) or raises SensorError, `stop()`, plain or async, lets it sleep. `problem`, if it has one, is the
SensorError of what is missing in the last reading. `compensate(reading)`, if it has one, hears before `read()` what the
row has so far. `counts = True`: it counts between reads, so the board must stay awake. Its configuration is
{"type": …} and what it adds; "as": {quantity on the wire: the sensor's own name for it} renames, leaves out the rest.
"""

from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from typing import Any, Protocol

    from stoep_firmware.board import Board

    class SensorDriver(Protocol):
        """What the sampler uses."""

        COLUMNS: "tuple[str, ...]"
        counts: bool

        async def start(self) -> None: ...

        async def read(self) -> "dict[str, int]": ...

        def stop(self) -> "Awaitable[None] | None": ...


TYPES = (
    "bme280",
    "breakbeam",
    "bucket",
    "ds18b20",
    "ld2450",
    "pir",
    "pms5003",
    "probe",
    "scd41",
    "sgp41",
    "soil_rs485",
    "sps30",
    "vl53l1x",
)


def create(board: "Board", config: "dict[str, Any]") -> "SensorDriver":
    """The driver for one entry of `sensors` in stoep.json.

    A type with a dot is a module of the maker's own, with a class Driver.
    """
    kind = config.get("type", "")
    if "." in kind:
        name = kind
    elif kind in TYPES:
        name = "stoep_firmware.drivers." + kind
    else:
        raise SensorError(kind or "sensor", "unknown type in stoep.json; known are " + ", ".join(TYPES))
    try:
        module = __import__(name, None, None, ("Driver",))
    except ImportError:
        raise SensorError(kind, "no such module on the board; copy it there or correct the type in stoep.json")
    driver: "SensorDriver" = module.Driver(board, config)
    return driver
