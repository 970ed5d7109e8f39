"""Two-point readings of a soil probe, in air and in water, and what may be wrong with them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

_RESTLESS_MV = 100  # a connected probe that nobody moves stays within some ten
_ALIKE_MV = 300  # capacitive probes of this kind differ by about a volt


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One medium. readings: mV, at least one."""

    medium: str
    readings: Sequence[int]

    @property
    def mean_mv(self) -> int:
        return round(fmean(self.readings))

    @property
    def spread_mv(self) -> int:
        return max(self.readings) - min(self.readings)

    def __str__(self) -> str:
        return f"in {self.medium} {self.mean_mv} mV (n = {len(self.readings)}, spread {self.spread_mv} mV)"


def warnings(air: Point, water: Point) -> Sequence[str]:
    """One line each: why the two are no calibration yet. () if they are."""
    found = [
        f"in {point.medium} it is restless (spread {point.spread_mv} mV): signal wire loose, or the probe was moved"
        for point in (air, water)
        if point.spread_mv > _RESTLESS_MV
    ]
    if water.mean_mv - air.mean_mv > _ALIKE_MV:
        found.append("water reads higher than air: were they swapped, or is it a resistive probe?")
    elif air.mean_mv - water.mean_mv < _ALIKE_MV:
        found.append("air and water read much alike: is it in the water up to its line, is it the right pin?")
    return found
