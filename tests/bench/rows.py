"""Rows to measure sizes with: seeded, at the default rates, with at least the steps that real sensors show."""

import random
from collections.abc import Mapping
from types import MappingProxyType

from stoep_protocol.profiles import Profile
from stoep_protocol.rows import FrameBuffer

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
    }
)
FIRST_ROW = 70_001
T0_S = 216_000_000


class Series:
    """An endless walk of one profile's rows."""

    def __init__(self, profile: Profile, *, seed: int) -> None:
        self._random = random.Random(seed)
        self._names = [column.quantity for column in profile.columns]
        self._now = {name: START[name][0] for name in self._names}

    def next_row(self) -> list[int]:
        for name in self._names:
            step = STEPS.get(name, DUST_SHARE * self._now[name])
            _, low, high = START[name]
            self._now[name] = min(max(self._now[name] + round(self._random.gauss(0, step)), low), high)
        return [self._now[name] for name in self._names]


def fill(frame: FrameBuffer, *, profile: Profile, series: Series, count: int, first_row: int, step_s: int) -> None:
    """Put the next `count` rows of the series into the frame."""
    width = len(profile.columns)
    frame.profile_id, frame.column_count, frame.life = profile.id, width, b"\x0b\xad\xca\xfe"
    frame.first_row, frame.lag, frame.count = first_row, 12, count
    for at in range(count):
        frame.times[at] = T0_S + step_s * (first_row - FIRST_ROW + at)
        for column, value in enumerate(series.next_row()):
            frame.values[at * width + column] = value
