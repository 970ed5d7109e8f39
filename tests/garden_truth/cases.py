"""Garden-years: what a gateway would have seen of each, and what was true."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import numpy as np
import numpy.typing as npt

from stoep_gateway.garden.days import Readings, day_of
from stoep_gateway.garden.records import (
    FILE,
    FROM_FINGER,
    FROM_POSTCODE,
    NEIGHBOUR,
    OWN,
    USUAL,
    Calibration,
    Day,
    Setup,
)
from stoep_simulators.ground import climate, probes
from stoep_simulators.ground.climate import WARM_UP_DAYS, Year
from stoep_simulators.ground.plots import Plot, plots
from stoep_simulators.ground.profile import Numbers
from stoep_simulators.ground.season import Truth, season
from stoep_simulators.ground.staring import CURVES

GARDENS = 30
Flags = npt.NDArray[np.bool_]

DRY, WET = "dry", "wet"
FIRST_DAY = date(2027, 1, 1)  # not a leap year
SUMMER = slice(90, 273)  # April to September
# The share of available water that a plant takes without stress at 5 mm a day: FAO-56, table 22.
_SHARES = {"lawn": 0.40, "border": 0.50, "vegetables": 0.35, "tree": 0.50}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One garden-year. Truth, by day: dryness is depletion as a share of what is available, 0 and up; ready is the
    share that is taken without stress; too_wet. fault: days that it lasts, None without one."""

    seed: int
    year: str
    plot: Plot
    setup: Setup
    days: tuple[Day, ...]
    dryness: Numbers
    ready: Numbers
    too_wet: Flags
    fault: probes.Fault | None

    @property
    def calibrated(self) -> bool:
        return self.setup.calibration is not None


def cases(seed: int) -> list[Case]:
    """Thirty gardens, each in a dry and in a wet year. The gardens are the same in both, and so are their probes."""
    gardens = plots(str(seed), count=GARDENS)
    found = []
    for name, year in zip((DRY, WET), climate.dry_and_wet(seed), strict=True):
        truth = season(gardens, years=[year] * GARDENS, seed=f"{seed}/{name}")
        found += [
            _case(index, plot=plot, truth=truth, year=year, seed=seed, name=name) for index, plot in enumerate(gardens)
        ]
    return found


def _case(index: int, *, plot: Plot, truth: Truth, year: Year, seed: int, name: str) -> Case:
    garden = f"{seed}/{index}"
    probe = probes.probe(garden)
    soil_c = probes.soil_temperatures(year.air_c)[WARM_UP_DAYS * 24 :]
    rain_mm = year.rain_mm.reshape(-1, 24).sum(axis=1)[WARM_UP_DAYS:]
    content = truth.probe[:, index]
    fault = probes.fault(f"{garden}/{name}", dryness=_felt_dryness(content, soil=plot.soil), rain_mm=rain_mm)
    mv = probes.readings(probe, content=content, soil_c=soil_c, fault=fault, seed=f"{garden}/{name}")
    points = probes.calibration(probe, saturated=CURVES[plot.soil].saturated, seed=garden)
    setup = Setup(
        soil=plot.told,
        soil_by=Random(f"{garden}/by").choice((FROM_FINGER, FROM_POSTCODE)),
        planting=plot.planting,
        sun=plot.sun,
        paved_percent=40,
        calibration=None
        if points is None
        else Calibration(
            dry_mv=points.dry_mv,
            wet_mv=points.wet_mv,
            dry_percent=points.dry_percent,
            wet_percent=points.wet_percent,
        ),
    )
    return Case(
        seed=seed,
        year=name,
        plot=plot,
        setup=setup,
        days=_days(mv, soil_c=soil_c, year=year, rain_mm=rain_mm, seed=f"{garden}/{name}"),
        dryness=np.maximum(0.0, truth.depletion_mm[:, index] / truth.available_mm[index]),
        ready=np.clip(_SHARES[plot.planting] + 0.04 * (5.0 - truth.crop_mm[:, index]), 0.1, 0.8),
        too_wet=truth.top[:, index] > (truth.top_capacity[index] + truth.top_saturated[index]) / 2,
        fault=fault,
    )


def _felt_dryness(content: Numbers, *, soil: str) -> Numbers:
    """Depletion at probe depth by day, as a share of what the class has there."""
    curve = CURVES[soil]
    capacity, wilting = curve.content(100.0), curve.content(10**4.2)
    return np.asarray((capacity - content.reshape(-1, 24).mean(axis=1)) / (capacity - wilting))


def _days(mv: Numbers, *, soil_c: Numbers, year: Year, rain_mm: Numbers, seed: str) -> tuple[Day, ...]:
    random = Random(f"{seed}/seen")
    seen_rain, rain_from = _rain_seen(rain_mm, random=random)
    air_c = year.air_c[WARM_UP_DAYS * 24 :]
    usual = random.random() < 0.3  # nobody gives this gateway radiation
    days = []
    for number, rain in enumerate(seen_rain):
        begin = datetime.combine(FIRST_DAY + timedelta(days=number), datetime.min.time(), UTC)
        start_s = begin.timestamp()
        hours = range(24 * number, 24 * number + 24)
        times_s = [start_s + 3_600 * (hour % 24) + 600 for hour in hours]
        evaporation = year.evaporation_mm[WARM_UP_DAYS + number]
        month = begin.month - 1
        days.append(
            day_of(
                Readings(
                    probe=list(zip(times_s, mv[hours.start : hours.stop].tolist(), strict=True)),
                    soil_c=list(zip(times_s, soil_c[hours.start : hours.stop].tolist(), strict=True)),
                    air_c=list(zip(times_s, air_c[hours.start : hours.stop].tolist(), strict=True)),
                ),
                date=begin.date(),
                start_s=start_s,
                end_s=start_s + 86_400,
                rain_mm=rain,
                rain_from="" if rain is None else rain_from,
                evaporation_mm=climate.usual_mm(month) if usual else round(float(evaporation), 1),
                evaporation_from=USUAL if usual else FILE,
            )
        )
    return tuple(days)


def _rain_seen(rain_mm: Numbers, *, random: Random) -> tuple[list[float | None], str]:
    """By day, and whose: an own gauge now and then clogs, a neighbour's and a station's rain fell elsewhere."""
    whose = random.choices((OWN, NEIGHBOUR, FILE), (40, 40, 20))[0]
    missing, spread = {OWN: (0.02, 0.03), NEIGHBOUR: (0.05, 0.15), FILE: (0.0, 0.30)}[whose]
    gauge = random.gauss(1.0, 0.04)
    clogs = random.randint(60, 330) if whose == OWN and random.random() < 0.15 else -100
    seen: list[float | None] = []
    for day, mm in enumerate(rain_mm.tolist()):
        if random.random() < missing:
            seen.append(None)
        elif clogs <= day < clogs + 20:
            seen.append(0.0)
        else:
            seen.append(round(mm * gauge * random.lognormvariate(0.0, spread), 1))
    return seen, whose
