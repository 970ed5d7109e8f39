"""A town of gardens behind the real pages, and a reader who keeps whatever they show, day after day.

The reader knows of every number which gardens are in it, and reads twice a day: before and after whoever comes, leaves
or changes their mind that day.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

from starlette.applications import Starlette

from redteam.shown import Shown
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import NO, About, GardenFindings
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.analyst.garden_figures import BACK, GardenFigures
from stoep_gateway.analyst.garden_findings import kind_of
from stoep_gateway.analyst.garden_map import Plot
from stoep_gateway.desk.garden_records import KEEPER, OPEN_DATA, PURPOSES, RESEARCH
from stoep_gateway.garden.records import FROM_FINGER, OWN, WAIT, Advice, Calibration, Day, Estimate
from stoep_gateway.records import Cell
from stoep_gateway.web.app import create
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.ports import Device
from stoep_gateway.web.still.reading import BASE
from support.own_site import own_desk
from support.street_archive import StreetArchive

K = 5  # the lowest that [garden] k may be: more blocks, and more that can go wrong
BEGIN = date(2026, 7, 1)
SPY = "tuin-van-de-lezer"  # has a page and is in no figure: it says another soil whenever it likes
_AT_FIRST, _DAYS = 34, 20
_SOILS = ("B02", "B02", "B10", "B14")
_PAVED, _REGIONS_M = (10, 90), (75_000, 85_000)
_RAIN_MM, _RAIN_EVERY = 12.0, 7
_AVAILABLE_MM = 120.0
_ADVICE = Advice(kind=WAIT, rule="enough-left", reason="enough", change="dry-days", chance=0.9)


@dataclass(frozen=True, slots=True)
class Soil:
    """What is so in one garden all the time: the attacker takes it for that."""

    depletion_mm: float
    growth_mm: float
    taken: float  # of heavy rain
    high_c: float


class Town:
    """now_s: the clock of pages and figures. shown: what the reader has kept."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE_NAME
        self._chance = Random(seed)
        self._writer = AlmanacWriter(self._path)
        self._reader = AlmanacReader(self._path)
        self._figures = GardenFigures(writer=self._writer, reader=self._reader, k=K)
        self._desk = own_desk(folder)
        self._plots: dict[str, Plot] = {}
        self._soils: dict[str, Soil] = {}
        self._silent: dict[str, int] = {}
        self._today = BEGIN
        self._almanac = StoredAlmanac(self._path)
        self.shown = Shown(k=K, almanac=self._reader)
        self.site = self.app()
        gardens = self._desk.gardens
        token = gardens.make_link(SPY, now_s=self.now_s)
        self.spy = gardens.open(token, address="", now_s=self.now_s).browser  # what its keeper's browser keeps

    @property
    def now_s(self) -> int:
        """One in the afternoon: yesterday's figures are due."""
        return int(datetime(self._today.year, self._today.month, self._today.day, 13, tzinfo=UTC).timestamp())

    def live(self, look: Callable[["Town"], None]) -> None:
        """look: reads pages; twice a day."""
        with closing(self._writer):
            self._come(SPY, is_willing=False)
            for _ in range(_AT_FIRST):
                self._come(f"tuin-{len(self._soils):03}")
            self._turn()
            for number in range(_DAYS):
                self._today = BEGIN + timedelta(days=number)
                self._turn()
                look(self)
                self._change()
                self._turn()
                if number % 3 == 0:
                    self._report()
                look(self)

    def app(self, *, is_copied: bool = False) -> Starlette:
        """The site; is_copied: as `stoep site export` has it, without own pages."""
        return create(
            self._archive,
            gateway_name="Test",
            now_s=lambda: self.now_s,
            desk=None if is_copied else self._desk,
            almanac=self._almanac,
            base=BASE if is_copied else "",
            copy_of="" if is_copied else None,
        )

    def say_soil(self, soil: str) -> None:
        """Of the spy's garden."""
        self._desk.gardens.set_up(SPY, soil=soil)

    def _archive(self) -> StreetArchive:
        known = tuple(
            Device(name=name, profile="soil", cell=None, send_s=3600, seen_s=self.now_s) for name in self._plots
        )
        return StreetArchive(known=known, said=None)

    def _come(self, name: str, *, is_willing: bool = True) -> None:
        self._soils[name] = Soil(
            depletion_mm=self._chance.uniform(0, 60),
            growth_mm=self._chance.uniform(0.5, 2),
            taken=self._chance.uniform(0, 1),
            high_c=self._chance.uniform(18, 32),
        )
        x_m = self._chance.choice(_REGIONS_M)
        self._plots[name] = Plot(name=name, devices=(), cell=Cell(x_m=x_m, y_m=455_000, size_m=500))
        self._desk.gardens.set_up(
            name,
            soil=self._chance.choice(_SOILS),
            soil_by=FROM_FINGER,
            planting="lawn",
            paved_percent=self._chance.choice(_PAVED),
            calibration=Calibration(dry_mv=2700, wet_mv=1150),
        )
        if is_willing:
            self._consent(name, RESEARCH)
            self._consent(name, OPEN_DATA, is_given=self._chance.random() < 0.9)
        self._find(name)

    def _consent(self, name: str, purpose: str, *, is_given: bool = True) -> None:
        self._desk.gardens.consent(name, purpose, is_given=is_given, by=KEEPER, now_s=self.now_s)

    def _change(self) -> None:
        for _ in range(self._chance.choice((0, 1, 1, 2))):
            self._come(f"tuin-{len(self._soils):03}")
        hows = ("withdraws", "is erased", "consents no more", "thinks of open data", "has another soil", "is silent")
        for name in self._chance.sample(sorted(self._plots.keys() - {SPY}), self._chance.choice((0, 1, 1))):
            self._change_one(name, how=self._chance.choice(hows))
        willing = {kept.name for kept in self._desk.gardens.everyone() if kept.consents_to(RESEARCH)}
        undecided = sorted(self._plots.keys() - willing - {SPY})
        if undecided and self._chance.random() < 0.3:
            self._consent(self._chance.choice(undecided), RESEARCH)

    def _change_one(self, name: str, *, how: str) -> None:
        gardens = self._desk.gardens
        if how == "withdraws":
            del self._plots[name]
            gardens.withdraw(name, now_s=self.now_s)
            self._writer.withdraw(name)
        elif how == "is erased":
            del self._plots[name]
            self._writer.erase(name)
            gardens.erase(name)
        elif how == "consents no more":
            for purpose in PURPOSES:
                self._consent(name, purpose, is_given=False)
        elif how == "thinks of open data":
            self._consent(name, OPEN_DATA, is_given=not gardens.garden(name).consents_to(OPEN_DATA))
        elif how == "has another soil":
            gardens.set_up(name, soil=self._chance.choice(_SOILS))
        else:
            self._silent[name] = self._today.toordinal()
            self._find(name)

    def _turn(self) -> None:
        """As rounds of the analyst do: who counts together, then figures."""
        kept = {each.name: each for each in self._desk.gardens.everyone()}
        kinds = {name: kind_of(plot, kept=kept[name]) for name, plot in self._plots.items()}
        willing = {name: kind for name, kind in kinds.items() if kind}
        self.shown.labels(willing)
        self._writer.keep_about(About(k=K, gardens=len(self._plots)), round_s=self.now_s)
        roll = self._writer.turn(willing, today=self._today, k=K)
        self.shown.members |= {number: standing.members for number, standing in roll.standing.items()}
        self._figures.make(
            roll.standing,
            setups={name: each.setup for name, each in kept.items()},
            made_s=dict.fromkeys(self._plots, self.now_s),
            now_s=self.now_s,
            is_over=lambda: False,
        )

    def _report(self) -> None:
        self._writer.make_report(BEGIN.year, made_s=self.now_s)
        self.shown.reported = {each.block for each in self._reader.figures(date.min, date.max)}

    def _find(self, name: str) -> None:
        """Findings of all days that will ever be asked for: a day's are the same whenever they are made."""
        first = BEGIN - BACK - timedelta(days=1)
        days = [first + timedelta(days=number) for number in range(_DAYS + BACK.days + 2)]
        soil = self._soils[name]
        findings = GardenFindings(
            name=name, made_s=self.now_s, setup_version=0, unit="mV", devices=(), reading=1900.0,
            reading_s=self.now_s, days=tuple(_day(day, soil=soil) for day in days),
            estimates=tuple(self._estimates(name, days=days)), events=(), advice=_ADVICE, research=NO,
        )  # fmt: skip
        self._writer.keep_garden(findings, recent_from=days[0], stamp="")
        self.shown.fills[name] = {each.date: each.fill for each in findings.estimates}

    def _estimates(self, name: str, *, days: list[date]) -> Iterator[Estimate]:
        soil, silent = self._soils[name], self._silent.get(name, 0)
        depletion_mm = soil.depletion_mm
        for day in days:
            depletion_mm += -soil.taken * _RAIN_MM if _is_rainy(day) else soil.growth_mm
            yield Estimate(
                date=day, depletion_mm=depletion_mm, spread_mm=3, available_mm=_AVAILABLE_MM, ready_mm=40,
                chance_dry=0.98 if depletion_mm > 40 else 0.02, chance_wet=0.0,
                silent_days=9 if silent <= day.toordinal() < silent + 4 and silent else 0,
            )  # fmt: skip


def _is_rainy(day: date) -> bool:
    return day.toordinal() % _RAIN_EVERY == 0


def _day(day: date, *, soil: Soil) -> Day:
    return Day(
        date=day, evening=1900.0, swing=2.0, hours=24, soil_c=soil.high_c - 4, soil_high_c=soil.high_c,
        rain_mm=_RAIN_MM if _is_rainy(day) else 0.0, rain_from=OWN,
    )  # fmt: skip
