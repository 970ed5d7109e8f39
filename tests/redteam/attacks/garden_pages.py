"""Work out one garden from pages, reports and copies of the site that were kept from earlier days."""

import asyncio
from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

from redteam.attack import Attack, Outcome
from redteam.gardens import MEMORY, all_who_are_alike
from redteam.line import changed
from redteam.shown import Shown
from redteam.town import BEGIN, K, Town
from stoep_gateway.almanac import writer as almanac_writer
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.still.copying import copy
from stoep_gateway.web.still.folder import CopyFolder
from support.isolating import isolated
from support.site import asking

_SOILS = {"B02": "sand", "B10": "clay", "B14": "loam"}  # that the reader says of its own garden, by code
_COPIED = (9, 10, 31, 40)  # readings after which a copy is made
_YEAR = f"/research/{BEGIN.year}"

Look = Callable[[Town], None]


def read_daily(_: Path) -> Outcome:
    return _played(lambda _: _reader(), seed=11, pages=("gardens", "research", "own page", "report", "data"))


def copied(_: Path) -> Outcome:
    return _played(_copier, seed=12, pages=("gardens", "research", "report", "data"))


def _played(looks: Callable[[Path], Look], *, seed: int, pages: Sequence[str]) -> Outcome:
    """Where figures are of whoever takes part, k gardens or fewer are found; else nobody. pages: that have to tell."""
    shown = _lived(looks, seed=seed)
    found = isolated(shown.sums, at_most=K)
    with changed(almanac_writer, "turn", all_who_are_alike):
        alone = isolated(_lived(looks, seed=seed).sums, at_most=K)
    flaw = next(iter(shown.flaws), "") or next((f"nothing on {page}" for page in pages if not shown.numbers[page]), "")
    detail = f"{shown.numbers.total()} numbers of {len(shown.sums)} sets of gardens: {len(found or ())} isolated"
    return Outcome(
        defended=found is None and not flaw,
        control_succeeded=alone is not None,
        detail=f"{detail}, control {len(alone or ())}{f'; {flaw}' if flaw else ''}",
    )


def _lived(looks: Callable[[Path], Look], *, seed: int) -> Shown:
    with TemporaryDirectory(dir=MEMORY) as folder:
        town = Town(Path(folder) / "state", seed=seed)
        town.live(looks(Path(folder)))
        return town.shown


def _reader() -> Look:
    """All pages, each time in another language, and a garden's own page, whose keeper says another soil each time."""
    languages, soils = cycle(LANGUAGES), cycle(_SOILS)
    return lambda town: asyncio.run(_read(town, language=next(languages), soil=next(soils)))


async def _read(town: Town, *, language: str, soil: str) -> None:
    shown, query = town.shown, f"?lang={language}"
    async with asking(town.site, base="http://localhost") as client:
        shown.of_gardens((await client.get(f"/garden{query}")).text, language=language)
        shown.of_research((await client.get(f"/research{query}")).text, language=language)
        report = await client.get(f"{_YEAR}{query}")
        if report.status_code == 200:
            shown.of_report(report.text, language=language)
        shown.of_data((await client.get("/research/data.csv")).text)
        client.cookies.set("stoep-garden", town.spy)
        town.say_soil(soil)
        shown.of_own_page((await client.get(f"/my-garden{query}")).text, soil=_SOILS[soil], language=language)


def _copier(folder: Path) -> Look:
    """Copies into one folder, which the reader keeps as it is each time."""
    looks = 0

    def look(town: Town) -> None:
        nonlocal looks
        looks += 1
        if looks not in _COPIED:
            return
        with CopyFolder(folder / "www") as opened:
            asyncio.run(copy(town.app(is_copied=True), opened, languages=LANGUAGES, stamp={}))
        for language in LANGUAGES:
            at = folder / "www" / ("" if language == LANGUAGES[0] else language)
            town.shown.of_gardens((at / "garden.html").read_text(), language=language)
            town.shown.of_research((at / "research.html").read_text(), language=language)
            report = at / f"{_YEAR[1:]}.html"
            if report.exists():
                town.shown.of_report(report.read_text(), language=language)
        town.shown.of_data((folder / "www" / "research" / "data.csv").read_text())

    return look


ATTACKS = (
    Attack("one garden by pages read day after day", read_daily),
    Attack("one garden by reports and copies of the site that were kept", copied),
)
