"""The European Air Quality Index: which level an hour's mean concentration has. Pure.

Bands: European Environment Agency, ETC HE Report 2024/17, table 5.2, in use since 2025, for hourly means of all
pollutants. The report itself was not seen; seen were two copies of the table, which agree (pull request 2045 of
open-meteo/open-meteo, which also quotes airindex.eea.europa.eu: "hourly concentrations of all five pollutants are
used"). The agency prints whole numbers (0-5, 6-15, …), and no rule was found for what lies between 5 and 6. Here
nothing is rounded and a bound belongs to the better level: 5 is good, 5.1 is fair. To round first could only give a
better one.
"""

import math
from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

NAME = "European Air Quality Index"
VERSION = "2024/17"  # of the report that sets the bands; it stands beside every level


class Level(IntEnum):
    """From the best to the worst."""

    GOOD = 1
    FAIR = 2
    MODERATE = 3
    POOR = 4
    VERY_POOR = 5
    EXTREMELY_POOR = 6


POLLUTANTS = ("pm2_5", "pm10", "no2", "o3")
# Upper bounds in µg/m³ of all levels but the last, which has none.
BOUNDS: Mapping[str, tuple[float, float, float, float, float]] = MappingProxyType(
    {
        "pm2_5": (5, 15, 50, 90, 140),
        "pm10": (15, 45, 120, 195, 270),
        "no2": (10, 25, 60, 100, 150),
        "o3": (60, 100, 120, 160, 180),
    }
)


def level_of(pollutant: str, hourly_ug_m3: float) -> Level:
    """pollutant: one of POLLUTANTS; an hour's mean. KeyError, ValueError for what is no concentration."""
    if not math.isfinite(hourly_ug_m3) or hourly_ug_m3 < 0:
        raise ValueError(f"{hourly_ug_m3} is no concentration")
    for level, bound in zip(Level, BOUNDS[pollutant], strict=False):
        if hourly_ug_m3 <= bound:
            return level
    return Level.EXTREMELY_POOR


def worst(hourly_ug_m3: Mapping[str, float]) -> tuple[Level, str] | None:
    """The index of an hour: the worst level of those that were measured, and by which pollutant. None without any.

    A pollutant that was not measured could only make it worse.
    """
    levels = [
        (level_of(pollutant, hourly_ug_m3[pollutant]), pollutant)
        for pollutant in POLLUTANTS
        if pollutant in hourly_ug_m3
    ]
    return max(levels, key=lambda found: found[0], default=None)
