"""Values as sensors bring them: a walk per quantity, drawn from a seed, with at least the steps that real ones show."""

import random
from collections.abc import Mapping
from types import MappingProxyType

from stoep_protocol.profiles import Profile

# Standard deviation of the step from row to row, in wire integers; dust steps by a share of its value.
STEPS: Mapping[str, float] = MappingProxyType(
    {
        "probe_mv": 3.0,
        "soil_temperature": 2.0,
        "deep_soil_temperature": 2.0,
        "air_temperature": 2.0,
        "air_humidity": 10.0,
        "co2": 15.0,
        "voc_ticks": 40.0,
        "nox_ticks": 40.0,
        "temperature": 2.0,
        "humidity": 10.0,
        "pressure": 1.0,
        "rain_tips": 1.0,
    }
)
DUST_SHARE = 0.08
# Where a series starts and between which values it stays.
START: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {
        "probe_mv": (1500, 900, 2600),
        "soil_temperature": (120, -50, 300),
        "deep_soil_temperature": (110, 0, 250),
        "air_temperature": (140, -100, 350),
        "air_humidity": (780, 200, 1000),
        "pm2_5": (200, 30, 600),
        "pm10": (300, 30, 600),
        "co2": (520, 400, 2000),
        "voc_ticks": (30_000, 20_000, 40_000),
        "nox_ticks": (16_000, 10_000, 20_000),
        "temperature": (140, -100, 350),
        "humidity": (780, 200, 1000),
        "pressure": (10_130, 9_700, 10_500),
        "rain_tips": (0, 0, 20),
    }
)


class Walk:
    """Endless rows of one profile."""

    def __init__(self, profile: Profile, *, seed: int | str) -> None:
        """KeyError for a profile with quantities of which no steps are known."""
        self._random = random.Random(seed)
        self._now = {column.quantity: START[column.quantity][0] for column in profile.columns}

    def next_row(self) -> list[int]:
        """One value a column."""
        for name, value in self._now.items():
            step = STEPS.get(name, DUST_SHARE * value)
            _, low, high = START[name]
            self._now[name] = min(max(value + round(self._random.gauss(0, step)), low), high)
        return list(self._now.values())
