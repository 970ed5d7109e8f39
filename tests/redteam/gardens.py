"""A neighbourhood of gardens whose keepers come and go, and all that was ever published of it.

Whoever attacks knows more than anybody does: which gardens each figure is of, and that no garden ever changes.
"""

from collections.abc import Iterable, Mapping
from contextlib import closing
from csv import DictReader
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from stoep_gateway.almanac import cohorts, open_data
from stoep_gateway.almanac.blocks import Kind, Roll, Standing
from stoep_gateway.almanac.figures import SILENT_DAYS, MemberDay, figure_of
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import About, Block, Figure, GardenFindings
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.analyst.garden_figures import BACK
from stoep_gateway.garden.records import WATER
from support.street_almanac import gardens

K = 10
BEGIN = date(2026, 4, 1)
OWN = "tuin-000"  # the attacker's, where one has a garden
_SHM = Path("/dev/shm")  # noqa: S108 - for a folder of our own: an almanac there waits for no disk
MEMORY = _SHM if _SHM.is_dir() else None
_ABOUT = About(k=K, gardens=0)
_SOILS = ("sand", "sand", "clay", "loam")
_FOUND: GardenFindings = replace(gardens()[0], days=(), estimates=(), events=())

# What a number is the mean of, and what it says: mm short of field capacity, rounded to a tenth.
Published = tuple[frozenset[str], float]


class Neighbourhood:
    """Each day somebody comes, withdraws, is erased, consents no more, falls silent or has another soil class."""

    def __init__(self, folder: Path, *, seed: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE_NAME
        self._chance = Random(seed)
        self._kinds: dict[str, Kind] = {}
        self._silent: dict[str, int] = {}
        self._came = 0
        self.depletion_mm: dict[str, float] = {}  # of everybody who was ever there
        self.published: set[Published] = set()

    def live(self, days: int, *, at_first: int) -> None:
        """What was published until then, and while it was, is in `published`."""
        with closing(AlmanacWriter(self._path)) as writer:
            reader = AlmanacReader(self._path)
            for _ in range(at_first):
                self._come(writer)
            for number in range(days):
                today = BEGIN + timedelta(days=number)
                self._change(writer)
                roll = writer.turn(self._kinds, today=today, k=K)
                self._make(writer, roll, today=today)
                self._look(reader, roll, today=today)

    def _come(self, writer: AlmanacWriter) -> None:
        name = f"tuin-{self._came:03}"
        self._came += 1
        self.depletion_mm[name] = self._chance.uniform(-10, 110)
        self._return(writer, name)

    def _return(self, writer: AlmanacWriter, name: str) -> None:
        self._kinds[name] = Kind(soil=self._chance.choice(_SOILS), paved="0-33", is_open=self._chance.random() < 0.8)
        writer.keep_garden(replace(_FOUND, name=name), recent_from=BEGIN, stamp="")

    def _change(self, writer: AlmanacWriter) -> None:
        for _ in range(self._chance.choice((0, 1, 1, 2))):
            self._come(writer)
        for name in self._chance.sample(sorted(self._kinds.keys() - {OWN}), self._chance.choice((0, 0, 1, 1))):
            how = self._chance.choice(("withdraws", "is erased", "consents no more", "has another soil", "is silent"))
            if how == "has another soil":
                self._kinds[name] = replace(self._kinds[name], soil=self._chance.choice(_SOILS))
            elif how == "is silent":
                self._silent[name] = SILENT_DAYS + 1
            else:
                del self._kinds[name]
            if how == "withdraws":
                writer.withdraw(name)
            elif how == "is erased":
                writer.erase(name)
        gone = sorted(self.depletion_mm.keys() - self._kinds.keys())
        if gone and self._chance.random() < 0.2:
            self._return(writer, self._chance.choice(gone))

    def _make(self, writer: AlmanacWriter, roll: Roll, *, today: date) -> None:
        for number, made_to in writer.made_to().items():
            standing = roll.standing[number]
            day = made_to + timedelta(days=1) if made_to else standing.block.since - BACK
            while day < today:
                members = [self._member(name) for name in standing.members]
                figure = figure_of(standing.block, members, on=day, k=K)
                writer.keep_figure(number, on=day, figure=figure)
                day += timedelta(days=1)
        self._silent = {name: left - 1 for name, left in self._silent.items() if left}

    def _member(self, name: str) -> MemberDay:
        return MemberDay(
            fill=0.5, depletion_mm=self.depletion_mm[name], available_mm=60.0, kind=WATER,
            silent_days=SILENT_DAYS + 1 if self._silent.get(name) else 0,
        )  # fmt: skip

    def _look(self, reader: AlmanacReader, roll: Roll, *, today: date) -> None:
        """Every figure of the last days, every sum of them that pages show, the own page's, and the open data."""
        members = {number: standing.members for number, standing in roll.standing.items()}
        figures = reader.figures(today - 2 * BACK, today)
        self._note(figures, of=members, among=figures)
        for grouped in (cohorts.by_soil, cohorts.by_paved, cohorts.by_region):
            for (day, label), both in grouped(figures).items():
                parts = [each for each in figures if each.date == day and label in grouped([each]).popitem()[0]]
                self._note([both], of=members, among=parts)
        for day, both in cohorts.by_day(figures).items():
            self._note([both], of=members, among=[each for each in figures if each.date == day])
        self._compare(figures, members)
        opened = open_data.open_figures(reader.blocks(), figures)
        text = open_data.files(_ABOUT, opened)[open_data.DATA_FILE].decode()
        for row in DictReader(StringIO(text)):
            self.published.add((members[int(row["block"])], float(row["depletion_mm"])))

    def _compare(self, figures: tuple[Figure, ...], members: Mapping[int, frozenset[str]]) -> None:
        for soil in (*_SOILS, ""):
            shown = cohorts.of_garden(figures, soil=soil)
            if shown:
                day = [each for each in figures if each.date == shown.date]
                alike = [each for each in day if soil and each.soil == soil]
                self._note([shown], of=members, among=alike or day)

    def _note(self, shown: Iterable[Figure], *, of: Mapping[int, frozenset[str]], among: Iterable[Figure]) -> None:
        parts = tuple(among)
        for figure in shown:
            blocks = [figure.block] if figure.block else [part.block for part in parts]
            whole = frozenset().union(*(of[block] for block in blocks))
            assert len(whole) == figure.gardens
            self.published.add((whole, figure.depletion_mm))


def all_who_are_alike(roll: Roll, *, willing: Mapping[str, Kind], today: date, k: int) -> Roll:
    """Whoever takes part today, by soil: shown as soon as there are more than k, whoever was there yesterday."""
    standing, next_id = {}, roll.next_id
    for soil in sorted({kind.soil for kind in willing.values()}):
        members = frozenset(name for name, kind in willing.items() if kind.soil == soil)
        same = next((each for each in roll.standing.values() if each.members == members), None)
        if same:
            standing[same.block.id] = same
        elif len(members) > k:
            block = Block(
                id=next_id, gardens=len(members), soil=soil, paved="0-33", region="", since=today, is_open=True
            )
            standing[next_id] = Standing(block=block, members=members)
            next_id += 1
    return Roll(standing=standing, next_id=next_id)
