"""Every number of gardens that pages show, with the gardens that are in it. Each has to be one that blocks explain."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from csv import DictReader
from datetime import UTC, date
from functools import cache
from io import StringIO
from itertools import combinations

from redteam.reading import Table, number, seen
from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.cohorts import PAVED
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import Figure
from stoep_gateway.garden.records import SOIL_GROUPS
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.words import WORDS

BY = ("soil", "paved", "region")
_ROUNDED = 1.01  # per cent: once in a block, once in a sum of blocks
_NUMBER = r"\u2212?\d[\d.,]*"
_SQUARE = re.compile(r"\d+")


class Shown:
    """almanac: says which figures there are at the moment of a look; members: the gardens of each block that ever was.

    fills: of each garden by day, 0 to 1; reported: blocks that the newest report was made of.
    sums: of which gardens the numbers are; numbers: how many there were, by page. flaws: what no blocks explain, what
    is of k gardens or fewer, labels that not all gardens share.
    """

    def __init__(self, *, k: int, almanac: AlmanacReader) -> None:
        self._k = k
        self._almanac = almanac
        self.members: dict[int, frozenset[str]] = {}
        self.fills: dict[str, dict[date, float]] = {}
        self.reported: set[int] = set()
        self.sums: set[frozenset[str]] = set()
        self.flaws: list[str] = []
        self.numbers: Counter[str] = Counter()  # by page
        self._page = ""
        self._holders: dict[tuple[str, str], set[str]] = {}

    def labels(self, willing: Mapping[str, Kind]) -> None:
        """What those that take part are like from now on."""
        for name, kind in willing.items():
            for by in BY:
                self._holders.setdefault((by, getattr(kind, by)), set()).add(name)

    def of_gardens(self, html: str, *, language: str) -> None:
        """The page of all gardens."""
        self._page = "gardens"
        page, figures = seen(html), self._figures()
        on = self._newest(figures)
        for gardens, percent in _found(page.text, "garden.together.of", "garden.fill", language=language):
            self._note(_of_day(figures, on), gardens=gardens, fill=percent)
        for table in page.tables:
            if table.heading == _said("garden.soils", language):
                self._cohorts(table, by="soil", figures=_of_day(figures, on), language=language)
            elif table.heading == _said("garden.month", language):
                days = {_speaker(language).on(each.date): each.date for each in figures}
                for day, count, fill, *_ in table.rows:
                    self._note(
                        _of_day(figures, days.get(day)),
                        gardens=number(count, language=language),
                        fill=number(fill, language=language),
                    )
            else:
                self.flaws.append(f"a table that nobody knows: {table.heading}")

    def of_research(self, html: str, *, language: str) -> None:
        """The page of the research."""
        self._page = "research"
        page, figures = seen(html), self._figures()
        headings = {_said(f"research.{by}", language): by for by in BY}
        newest = _of_day(figures, self._newest(figures))
        for gardens in _numbers(page.text, "research.now.text", "research.now.text.one", language=language):
            self._note(newest, gardens=gardens)
        for table in page.tables:
            self._cohorts(table, by=headings[table.heading], figures=newest, language=language)

    def of_own_page(self, html: str, *, soil: str, language: str) -> None:
        """What a garden of that soil group is compared with."""
        self._page = "own page"
        page, figures = seen(html), self._figures()
        newest = _of_day(figures, self._newest(figures))
        alike = [each for each in newest if each.soil == soil]
        before, _, after = _said("others.all", language).partition("{n}")
        for table in page.tables:
            for row in table.rows if table.heading == _said("others.title", language) else ():
                if found := re.fullmatch(f"{before}({_NUMBER}){after}", row[0]):
                    gardens = number(found[1], language=language)
                    self._note(alike or newest, gardens=gardens, fill=number(row[1], language=language))
        for gardens in _numbers(page.text, "found.today", language=language):
            self._note(newest, gardens=gardens)

    def of_report(self, html: str, *, language: str) -> None:
        """The report of a year. It weighs its blocks by days: the reader knows those, and so each block alone."""
        self._page = "report"
        page = seen(html)
        blocks = {each.block for each in self._figures()} & self.reported
        self.sums |= {self.members[block] for block in blocks}
        everybody = frozenset[str]().union(*self.members.values())
        for found in filter(None, _numbers(page.text, "report.lead", language=language)):
            self._reported(found, blocks=blocks, among=everybody)
        for table in page.tables:
            by = "paved" if table.heading == _said("report.cooling", language) else "soil"
            for label, gardens, *_ in table.rows:
                key = _key(label, by=by, language=language)
                alike = self._holders.get((by, key), set()) if key else everybody
                self._reported(number(gardens, language=language), blocks=blocks, among=alike)

    def of_data(self, text: str) -> None:
        """Open data."""
        self._page = "data"
        figures = {(each.date.isoformat(), str(each.block)): each for each in self._figures()}
        for row in DictReader(StringIO(text)):
            found = figures.get((row["date"], row["block"]))
            self._note([found] if found else [], gardens=float(row["gardens"]), fill=float(row["fill_percent"]))

    def _reported(self, gardens: float, *, blocks: Collection[int], among: Collection[str]) -> None:
        """So many gardens of whole blocks, each of them all among those."""
        self.numbers[self._page] += 1
        sizes = [len(self.members[block]) for block in blocks if self.members[block] <= set(among)]
        sums = {sum(chosen) for count in range(1, len(sizes) + 1) for chosen in combinations(sizes, count)}
        if gardens <= self._k or gardens not in sums:
            self.flaws.append(f"{gardens:.0f} gardens in the report")

    def _figures(self) -> tuple[Figure, ...]:
        return self._almanac.figures(date.min, date.max)

    def _newest(self, figures: Iterable[Figure]) -> date | None:
        return max((each.date for each in figures), default=None)

    def _cohorts(self, table: Table, *, by: str, figures: list[Figure], language: str) -> None:
        for label, gardens, fill in table.rows:
            key = _key(label, by=by, language=language)
            alike = [each for each in figures if getattr(each, by) == key]
            self._note(
                alike, gardens=number(gardens, language=language), fill=number(fill, language=language), by=by, key=key
            )

    def _note(
        self, figures: list[Figure], *, gardens: float, fill: float | None = None, by: str = "", key: str = ""
    ) -> None:
        """A number of the gardens of these figures, all of one day."""
        self.numbers[self._page] += 1
        names = frozenset[str]().union(*(self.members[each.block] for each in figures))
        self.sums.add(names)
        if gardens <= self._k or gardens != len(names):
            self.flaws.append(f"a number of {gardens:.0f} gardens, known are {len(names)}")
        elif fill is not None:
            truth = 100 * sum(self.fills[name][figures[0].date] for name in names) / len(names)
            if abs(fill - truth) > _ROUNDED:
                self.flaws.append(f"{fill:.0f} % of {gardens:.0f} gardens, {truth:.1f} is known")
        if key and not names <= self._holders.get((by, key), set()):
            self.flaws.append(f"{key}: not all of {gardens:.0f} gardens are so")


def _of_day(figures: Iterable[Figure], on: date | None) -> list[Figure]:
    return [each for each in figures if each.date == on]


def _found(text: str, of: str, value: str, *, language: str) -> list[tuple[float, float]]:
    """(how many gardens, per cent) of a sentence and of the number before some words."""
    fills = re.findall(f"({_NUMBER}) ?% {re.escape(_said(value, language))}", text)
    gardens = _numbers(text, of, language=language)
    assert len(fills) == len(gardens), "a number without gardens"
    return [(each, number(fill, language=language)) for each, fill in zip(gardens, fills, strict=True)]


def _numbers(text: str, *keys: str, language: str) -> list[float]:
    """What stands for {n} or {gardens} where one of these is said."""
    return [
        number(found, language=language) for key in keys for found in re.findall(_pattern(_said(key, language)), text)
    ]


def _pattern(words: str) -> str:
    parts = re.split(r"\{(\w+)\}", words)
    return "".join(
        re.escape(part) if at % 2 == 0 else f"({_NUMBER})" if part in ("n", "gardens") else ".+?"
        for at, part in enumerate(parts)
    )


def _key(label: str, *, by: str, language: str) -> str:
    """What a row's label stands for, "" for mixed blocks."""
    keys = {"soil": SOIL_GROUPS, "paved": PAVED}.get(by, ())
    words = {_said(f"{'soil.group' if by == 'soil' else 'cohort.paved'}.{key}", language): key for key in keys}
    if label == _said("cohort.mixed", language):
        return ""
    return words[label] if by != "region" else "-".join(_SQUARE.findall(label))


def _said(key: str, language: str) -> str:
    return WORDS[key][("nl", "en").index(language)]


@cache
def _speaker(language: str) -> Speaker:
    return Speaker(language=language, now_s=0, zone=UTC)
