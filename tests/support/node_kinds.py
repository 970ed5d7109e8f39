"""Device kinds with their sensors, and a tape for each: what the tests of nodes share."""

import random
from typing import Any

from stoep_simulators.tape import TapeWriter

START_S = 200_000_000  # wire time, a whole quarter of an hour
DAY_S = 86_400

SENSORS: dict[str, list[dict[str, Any]]] = {
    "soil": [
        {"type": "probe", "pin": 34},
        {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0, "deep_soil_temperature": 1}},
        {"type": "bme280", "as": {"air_temperature": "temperature", "air_humidity": "humidity"}},
    ],
    "air": [{"type": "pms5003"}, {"type": "scd41", "as": {"co2": "co2"}}, {"type": "bme280"}, {"type": "sgp41"}],
    "people": [{"type": "breakbeam", "outside": 25, "inside": 26}],
    "weather": [{"type": "bucket", "pin": 27}, {"type": "bme280"}],
}
RATES = {"soil": (600, 3_600), "air": (300, 1_800), "people": (60, 60), "weather": (600, 3_600)}
_LEVELS = {
    "soil": {
        "probe_mv": 1_500,
        "soil_temperature": 120,
        "deep_soil_temperature": 110,
        "air_temperature": 90,
        "air_humidity": 800,
    },
    "air": {
        "pm2_5": 90,
        "pm10": 140,
        "co2": 430,
        "voc_ticks": 30_100,
        "nox_ticks": 15_600,
        "temperature": 90,
        "humidity": 800,
        "pressure": 10_100,
    },
    "people": {},
    "weather": {"temperature": 90, "humidity": 800, "pressure": 10_100},
}  # fmt: skip


def tape(kind: str, *, seed: int, days: int, start_s: int = START_S) -> TapeWriter:
    """Levels that wander every ten minutes; people and tips at random moments."""
    source = random.Random(seed)
    writer = TapeWriter()
    for name, level in _LEVELS[kind].items():
        knots = []
        for time_s in range(start_s, start_s + days * DAY_S + 1, 600):
            level = max(50, level + source.randint(-4, 4))
            knots.append((time_s, min(level, 1_000) if "humidity" in name else level))
        writer.level(name, knots)
    for name, count in {"people": {"in": 3_000, "out": 2_500}, "weather": {"rain_tips": 40}}.get(kind, {}).items():
        writer.events(name, moments_ms(source, count=count * days, start_s=start_s, days=days))
    return writer


def moments_ms(source: random.Random, *, count: int, start_s: int, days: int) -> list[int]:
    """Random moments, none in a day's last minute: who begins to pass then would end in the next."""
    day_ms = DAY_S * 1_000 - 60_000
    return sorted(
        start_s * 1_000 + source.randrange(days) * DAY_S * 1_000 + source.randrange(day_ms) for _ in range(count)
    )
