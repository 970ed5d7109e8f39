"""What hangs on each kind of node and how it is wired, unless the maker says otherwise: `sensors` of stoep.json."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

SENSORS: Mapping[str, tuple[dict[str, Any], ...]] = MappingProxyType(
    {
        "soil": (
            {"type": "probe", "pin": 34, "power": 25},
            {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0, "deep_soil_temperature": 1}},
            {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity"}},
        ),
        "soil-rs485": (
            {"type": "soil_rs485", "model": "7-in-1"},
            {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity"}},
        ),
        "air": (
            {"type": "pms5003"},
            {"type": "scd41", "as": {"co2": "co2"}},
            {"type": "bme280"},
            {"type": "sgp41"},
        ),
        "people": ({"type": "breakbeam", "outside": 14, "inside": 27},),
        "weather": ({"type": "bucket", "pin": 26}, {"type": "bme280"}),
    }
)

# What a maker may hang there instead, or besides.
OTHERS: Mapping[str, tuple[dict[str, Any], ...]] = MappingProxyType(
    {
        "air": ({"type": "sps30"},),
        "people": ({"type": "ld2450"}, {"type": "vl53l1x"}),
    }
)
