"""Probes in the ground: no two alike, none of them right, some of them broken. From true water to what is reported."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import numpy.typing as npt

from stoep_simulators.ground.profile import Numbers

FLAT, PULLED_OUT, SILENT, AIR_GAP = "flat", "pulled-out", "silent", "air-gap"
FAULTS = (FLAT, PULLED_OUT, SILENT, AIR_GAP)
_HOURS = 24
_TAKEN_AT_C = 18.0  # indoors, where probes are calibrated
_SURFACE_HOURS = 7.0  # by which warmth lags at 10 cm: plausible, not measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Two pots of the garden's own soil: mV, and the vol % that the maker believes is in them."""

    dry_mv: int
    wet_mv: int
    dry_percent: float
    wet_percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """Straight between air and water, but for its own gain, offset, warmth (vol % a °C), drift (vol % a year), and the
    spot that it stands in, which holds more or less than the garden. Volumes as shares, 0 to 1, except where named."""

    air_mv: float
    water_mv: float
    gain: float
    offset: float
    warmth_percent: float
    drift_percent: float
    spot: float
    noise_percent: float

    def millivolts(
        self, content: Numbers | float, *, soil_c: Numbers | float, share_of_year: Numbers | float
    ) -> Numbers:
        """What it puts out in soil with that water by volume."""
        felt = self.gain * np.asarray(content) + self.offset
        felt = felt + (self.warmth_percent * (soil_c - _TAKEN_AT_C) + self.drift_percent * share_of_year) / 100
        return np.asarray(self.air_mv - (self.air_mv - self.water_mv) * felt)

    def reads(self, contents: Sequence[float], *, soil_c: Sequence[float]) -> list[float]:
        """mV where it stands, while it is new."""
        mv = self.millivolts(np.array(contents) * self.spot, soil_c=np.array(soil_c), share_of_year=0.0)
        return [float(value) for value in mv]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """kind: of FAULTS. Days of the year, 0 first; end is the first day without it."""

    kind: str
    start: int
    end: int


def probe(seed: str) -> Probe:
    """A probe as it comes from the shop, and where it was put."""
    random = Random(f"{seed}/probe")
    return Probe(
        air_mv=random.gauss(2_700.0, 60.0),
        water_mv=random.gauss(1_150.0, 50.0),
        gain=random.gauss(1.0, 0.08),
        offset=random.gauss(0.0, 0.03),
        warmth_percent=random.gauss(0.10, 0.04),
        drift_percent=random.gauss(0.0, 1.0),
        spot=random.gauss(1.0, 0.04),
        noise_percent=random.uniform(0.05, 0.2),
    )


def calibration(probe: Probe, *, saturated: float, seed: str) -> Calibration | None:
    """None in one garden of ten. The maker misjudges the water in each pot by some 1.5 vol %."""
    random = Random(f"{seed}/calibration")
    if random.random() < 0.1:
        return None
    dry, wet = 0.05, 0.9 * saturated
    felt = [content + random.gauss(0.0, 0.015) for content in (dry, wet)]
    dry_mv, wet_mv = (
        round(float(probe.millivolts(max(0.0, content), soil_c=_TAKEN_AT_C, share_of_year=0.0))) for content in felt
    )
    return Calibration(dry_mv=dry_mv, wet_mv=wet_mv, dry_percent=5.0, wet_percent=round(100 * wet, 1))


def soil_temperatures(air_c: Numbers) -> Numbers:
    """At probe depth, from the air's, by hour."""
    soil, warm = np.empty_like(air_c), float(air_c[:_HOURS].mean())
    slow = warm
    for hour, now_c in enumerate(air_c):
        slow += (float(now_c) - slow) / (5 * _HOURS)
        warm += (0.5 * float(now_c) + 0.5 * slow - warm) / _SURFACE_HOURS
        soil[hour] = warm
    return soil


def fault(seed: str, *, dryness: Numbers, rain_mm: Numbers) -> Fault | None:
    """One garden of five gets one; a gap only opens where it became dry, and only rain closes it.

    dryness: depletion at probe depth as a share of what is available there, by day; rain by day.
    """
    random = Random(f"{seed}/fault")
    if random.random() >= 0.2:
        return None
    kind, days = random.choice(FAULTS), len(dryness)
    if kind != AIR_GAP:
        start = random.randint(40, 300)
        return Fault(kind=kind, start=start, end=min(days, start + random.randint(10, 60)))
    begins = np.flatnonzero((dryness > 0.6) & (np.arange(days) >= 90) & (np.arange(days) < 270))
    if not len(begins):
        return None
    start = int(begins[0])
    fallen = np.cumsum(rain_mm[start:])
    closed = np.flatnonzero(fallen > random.uniform(12.0, 40.0))
    return Fault(kind=kind, start=start, end=max(start + 5, start + int(closed[0])) if len(closed) else days)


def readings(
    probe: Probe, *, content: Numbers, soil_c: Numbers, fault: Fault | None, seed: str
) -> npt.NDArray[np.float64]:
    """mV by hour; NaN where the probe is silent. Now and then a value that is none, as loose contacts give."""
    random = np.random.default_rng(list(seed.encode()))
    hours = len(content)
    share = np.arange(hours) / (365.0 * _HOURS)
    mv = probe.millivolts(content * probe.spot, soil_c=soil_c, share_of_year=share)
    noise = (probe.air_mv - probe.water_mv) * probe.noise_percent / 100
    mv += random.normal(0.0, noise, hours)
    if fault is not None:
        _broken(mv, probe=probe, fault=fault, soil_c=soil_c, share=share, random=random)
    mv[(random.random(hours) < 0.0005) & ~np.isnan(mv)] = random.uniform(300.0, 3_000.0)
    mv[random.random(hours) < 0.01] = np.nan  # a message that was lost
    return np.asarray(np.round(mv, 1))


def _broken(
    mv: Numbers, *, probe: Probe, fault: Fault, soil_c: Numbers, share: Numbers, random: np.random.Generator
) -> None:
    """Change mv in place during the fault."""
    span = slice(fault.start * _HOURS, fault.end * _HOURS)
    if fault.kind == SILENT:
        mv[span] = np.nan
    elif fault.kind == FLAT:
        mv[span] = mv[span.start]
    elif fault.kind == PULLED_OUT:
        air = probe.millivolts(random.uniform(0.0, 0.01), soil_c=soil_c[span], share_of_year=share[span])
        mv[span] = air + random.normal(0.0, 3.0, len(air))
    else:
        gap = random.uniform(0.4, 0.8) * np.minimum(1.0, np.arange(span.stop - span.start) / (3 * _HOURS))
        mv[span] += gap[: len(mv[span])] * (probe.air_mv - mv[span])
