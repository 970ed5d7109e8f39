"""Three gardens and three blocks of gardens, as an almanac would tell of them: pictures and tests, made-up numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from math import sin

from stoep_gateway.almanac.records import (
    COOLING,
    COUNTS,
    DROUGHT,
    INFILTRATION,
    NO,
    About,
    Block,
    Chapter,
    Figure,
    GardenDevice,
    GardenFindings,
    Report,
    ReportRow,
)
from stoep_gateway.garden.records import HEAT, NOT_KNOWN, OWN, WAIT, WATER, WATERED, Advice, Day, Estimate, Event
from support.street_archive import NOW_S

TODAY = datetime.fromtimestamp(NOW_S, UTC).date()
_DAYS = 60
DRY, WET, NEW = "tuin-7", "tuin-12", "tuin-30"  # needs water; just right; nobody has set it up
BLOCKS = (
    Block(id=1, gardens=14, soil="sand", paved="34-66", region="080-450", since=TODAY - timedelta(days=_DAYS)),
    Block(id=2, gardens=12, soil="sand", paved="", region="080-450", since=TODAY - timedelta(days=_DAYS)),
    Block(id=4, gardens=11, soil="clay", paved="67-100", region="", since=TODAY - timedelta(days=20)),
)


@dataclass
class StreetAlmanac:
    """Honours stoep_gateway.web.ports.Almanac."""

    findings: Mapping[str, GardenFindings] = field(default_factory=lambda: {each.name: each for each in gardens()})
    standing: tuple[Block, ...] = BLOCKS
    season: Report | None = field(default_factory=lambda: report())
    number: int = 1

    def version(self) -> int:
        return self.number

    def garden(self, name: str) -> GardenFindings | None:
        return self.findings.get(name)

    def about(self) -> About | None:
        return About(k=10, gardens=41, name="stoep", licence="CC-BY-4.0", citation="Tuinen van de straat, 2026")

    def blocks(self) -> tuple[Block, ...]:
        return self.standing

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        days = [TODAY - timedelta(days=back) for back in range(_DAYS, 0, -1)]
        return tuple(
            _figure(block, day=day)
            for day in days
            for block in self.standing
            if start <= day <= end and block.since <= day
        )

    def report(self, year: int) -> Report | None:
        return self.season if self.season and self.season.year == year else None

    def reports(self) -> tuple[int, ...]:
        return (self.season.year,) if self.season else ()


def gardens() -> tuple[GardenFindings, ...]:
    """DRY, WET and NEW."""
    water = Advice(kind=WATER, rule="readily-available", reason="dry", change="rain", chance=0.86, litres_m2=14)
    wait = Advice(kind=WAIT, rule="enough-left", reason="enough", change="dry-days", chance=0.93)
    unknown = Advice(kind=NOT_KNOWN, rule="class-known", reason="no-class", change="say-class")
    return (
        _garden(DRY, advice=water, depletion_mm=31.0, research=COUNTS, setup_version=3),
        _garden(WET, advice=wait, depletion_mm=9.0, research=COUNTS, setup_version=1),
        _garden(NEW, advice=unknown, depletion_mm=25.0, research=NO, setup_version=0),
    )


def _garden(name: str, *, advice: Advice, depletion_mm: float, research: str, setup_version: int) -> GardenFindings:
    dates = [TODAY - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    return GardenFindings(
        name=name,
        made_s=NOW_S - 40,
        setup_version=setup_version,
        unit="mV",
        devices=(
            GardenDevice(name=name, profile="soil", battery_mv=3_870, seen_s=NOW_S - 300),
            GardenDevice(name=f"{name}-regen", profile="weather", battery_mv=None, seen_s=NOW_S - 500),
        ),
        reading=1_912.0,
        reading_s=NOW_S - 300,
        days=tuple(_day(each) for each in dates),
        estimates=tuple(
            Estimate(
                date=each,
                depletion_mm=max(-4.0, depletion_mm - 0.9 * back + 4 * sin(back / 5)),
                spread_mm=5.0 if setup_version else 16.0,
                available_mm=60.0,
                ready_mm=24.0,
                chance_dry=0.86 if depletion_mm > 24 else 0.03,
                chance_wet=0.01,
                silent_days=0,
            )
            for back, each in zip(range(_DAYS - 1, -1, -1), dates, strict=True)
        ),
        events=(
            Event(kind=HEAT, start=TODAY - timedelta(days=9), end=TODAY - timedelta(days=6), value=33.4),
            Event(kind=WATERED, start=TODAY - timedelta(days=4), end=TODAY - timedelta(days=4), value=11.0),
        ),
        advice=advice,
        research=research,
    )


def _day(each: date) -> Day:
    number = each.toordinal()
    return Day(
        date=each,
        evening=1_900.0 + 80 * sin(number / 6),
        swing=3.1,
        hours=24,
        soil_c=19.0 + 2 * sin(number / 8),
        soil_low_c=16.5,
        soil_high_c=22.5,
        deep_c=16.0,
        air_c=20.0,
        air_low_c=13.0,
        air_high_c=27.0,
        rain_mm=8.5 if number % 9 == 0 else 0.0,
        rain_from=OWN,
        evaporation_mm=3.3,
    )


def _figure(block: Block, *, day: date) -> Figure:
    number = day.toordinal()
    dry = 26.0 + 12 * sin(number / 9) + 2 * block.id
    return Figure(
        date=day,
        block=block.id,
        gardens=block.gardens,
        soil=block.soil,
        paved=block.paved,
        region=block.region,
        fill_percent=round(100 - 100 * dry / 60),
        water_percent=round(100 * max(0.0, dry - 24) / 20),
        wet_percent=0,
        depletion_mm=round(dry, 1),
        available_mm=60.0,
        rain_mm=8.5 if number % 9 == 0 else 0.0,
        soil_c=round(19 + block.id / 2 + sin(number / 8), 1),
        soil_high_c=round(23 + block.id + sin(number / 8), 1),
        paved_percent=30 + 10 * block.id,
    )


def report() -> Report:
    """Of the year of TODAY."""
    return Report(
        year=TODAY.year,
        made_s=NOW_S - 86_400,
        first=TODAY - timedelta(days=_DAYS),
        last=TODAY - timedelta(days=1),
        gardens=37,
        blocks=3,
        dropped=1,
        chapters=(
            Chapter(
                kind=COOLING,
                rows=(
                    ReportRow(label="34-66", gardens=14, blocks=1, days=6, value=24.1),
                    ReportRow(label="67-100", gardens=11, blocks=1, days=6, value=27.3),
                    ReportRow(label="", gardens=12, blocks=1, days=6, value=25.0),
                ),
                slope=0.8,
                slope_error=0.3,
            ),
            Chapter(
                kind=INFILTRATION,
                rows=(
                    ReportRow(label="clay", gardens=11, blocks=1, days=3, value=0.52),
                    ReportRow(label="sand", gardens=26, blocks=2, days=7, value=0.74),
                ),
            ),
            Chapter(kind=DROUGHT, rows=(ReportRow(label="sand", gardens=26, blocks=2, days=18, value=2.4),)),
        ),
    )
