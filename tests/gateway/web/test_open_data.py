"""Open data to download, and the real almanac behind the pages."""

import csv
import io
import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.records import About
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.web.app import create
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.ports import Almanac, AlmanacAwayError
from support.garden_figures import figure
from support.site import asking
from support.street_almanac import BLOCKS, TODAY, StreetAlmanac, gardens
from support.street_archive import NOW_S, StreetArchive

DAY = date(2026, 6, 1)
NAMES = [f"tuin-{number:02}" for number in range(11)]


async def get(path: str, *, almanac: Almanac | None) -> httpx.Response:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=almanac)
    async with asking(app) as client:
        return await client.get(path)


async def test_figures_of_open_blocks_can_be_downloaded() -> None:
    almanac = StreetAlmanac(standing=(replace(BLOCKS[0], is_open=True), BLOCKS[1]))
    answer = await get("/research/data.csv", almanac=almanac)
    assert answer.headers["content-type"].startswith("text/csv; charset=utf-8")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["block"] for row in rows} == {"1"}
    assert rows[-1]["date"] == (TODAY - timedelta(days=1)).isoformat()


async def test_the_package_beside_it_describes_the_very_same_bytes() -> None:
    almanac = StreetAlmanac(standing=(replace(BLOCKS[0], is_open=True),))
    data = await get("/research/data.csv", almanac=almanac)
    package = json.loads((await get("/research/datapackage.json", almanac=almanac)).text)
    assert package["resources"][0]["bytes"] == len(data.content)
    assert package["licenses"][0]["name"] == "CC-BY-4.0"


@pytest.mark.parametrize("path", ["/research/data.csv", "/research/datapackage.json"])
async def test_without_an_almanac_it_is_asked_for_later(path: str, tmp_path: Path) -> None:
    for almanac in (None, StoredAlmanac(tmp_path / "none.db")):
        answer = await get(path, almanac=almanac)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[AlmanacWriter]:
    with closing(AlmanacWriter(tmp_path / FILE_NAME)) as writer:
        for name in NAMES:
            writer.keep_garden(replace(gardens()[0], name=name), recent_from=TODAY, stamp="")
        writer.turn(dict.fromkeys(NAMES, Kind(soil="sand", is_open=True)), today=DAY, k=10)
        writer.keep_figure(1, on=DAY, figure=figure(DAY))
        writer.keep_about(About(k=10, gardens=11, name="straat"), round_s=1)
        writer.make_report(2026, made_s=1)
        yield writer


def test_what_is_kept_is_read_again_when_it_has_changed(writer: AlmanacWriter, tmp_path: Path) -> None:
    almanac = StoredAlmanac(tmp_path / FILE_NAME)
    assert almanac.figures(DAY, DAY) is almanac.figures(DAY, DAY)
    assert (len(almanac.blocks()), almanac.reports(), almanac.report(2025)) == (1, (2026,), None)
    assert almanac.report(2026) is not None
    assert almanac.about() == About(k=10, gardens=11, name="straat")
    assert almanac.garden(NAMES[0]) is not None
    writer.withdraw(NAMES[0])
    assert (almanac.figures(DAY, DAY), almanac.blocks(), almanac.reports()) == ((), (), ())
    assert almanac.garden(NAMES[0]) is None


async def test_after_a_withdrawal_open_data_is_without_its_block(writer: AlmanacWriter, tmp_path: Path) -> None:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=StoredAlmanac(tmp_path / FILE_NAME))
    async with asking(app) as client:
        assert len((await client.get("/research/data.csv")).text.splitlines()) == 2
        writer.withdraw(NAMES[3])
        assert len((await client.get("/research/data.csv")).text.splitlines()) == 1


def test_an_almanac_that_is_not_there_is_away(tmp_path: Path) -> None:
    almanac = StoredAlmanac(tmp_path / "none.db")
    for ask in (almanac.version, almanac.about, lambda: almanac.garden("x"), lambda: almanac.figures(DAY, DAY)):
        with pytest.raises(AlmanacAwayError):
            ask()
