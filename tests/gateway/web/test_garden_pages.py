"""The public pages about gardens: figures of many gardens together, and never one garden alone."""

import re
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest

from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.web.app import create
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.ports import Almanac, AlmanacAwayError, Figure
from support.site import asking
from support.street_almanac import BLOCKS, StreetAlmanac, report
from support.street_archive import NOW_S, StreetArchive


@dataclass
class AwayAlmanac(StreetAlmanac):
    """No analyst runs here."""

    def version(self) -> int:
        raise AlmanacAwayError

    def figures(self, start: date, end: date) -> tuple[Figure, ...]:
        raise AlmanacAwayError


async def page(path: str, *, almanac: Almanac | None = None, language: str = "en") -> str:
    """The words of the page, without its markup."""
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=almanac)
    async with asking(app) as client:
        answer = await client.get(path, params={"lang": language})
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


async def test_home_tells_how_many_gardens_take_part_and_nothing_of_any_one() -> None:
    text = await page("/", almanac=StreetAlmanac())
    assert "All gardens together Take part 9" in text
    assert "tuin-" not in text


async def test_the_garden_page_tells_means_of_all_gardens_that_count() -> None:
    text = await page("/garden", almanac=StreetAlmanac())
    assert "This is of Fri 17 Jul. 37 gardens count." in text
    assert "69% How full the soil is" in text
    assert "clay 11 63% sand 26 72%" in text
    assert "tuin-" not in text


@pytest.mark.parametrize("path", ["/garden", "/research"])
async def test_below_k_no_number_is_shown(path: str) -> None:
    for almanac in (None, StreetAlmanac(standing=())):
        text = await page(path, almanac=almanac)
        assert "There are no numbers of all gardens together yet." in text
        assert "%" not in text.partition("Weather stations")[0]


async def test_an_almanac_that_is_away_is_said_and_the_weather_stations_stay() -> None:
    text = await page("/garden", almanac=AwayAlmanac())
    assert "The program that works this out is away." in text
    assert "weer-1" in text


async def test_cohorts_are_told_with_the_number_of_gardens_behind_each() -> None:
    text = await page("/research", almanac=StreetAlmanac())
    assert "On Fri 17 Jul 37 gardens counted. Together they are 3 groups." in text
    assert "about half paved 14 73% mostly paved 11 63% mixed 12 70%" in text
    assert "square 080 / 450 26 72% mixed 11 63%" in text
    assert "Each group has at least 11 gardens." in text


async def test_a_kind_of_which_all_blocks_are_mixed_is_left_out() -> None:
    mixed = tuple(replace(block, paved="", region="") for block in BLOCKS)
    text = await page("/research", almanac=StreetAlmanac(standing=mixed))
    assert "By kind of soil" in text
    assert "By paving in the garden" not in text


async def test_a_report_tells_each_chapter_with_days_and_gardens() -> None:
    text = await page("/research/2026", almanac=StreetAlmanac())
    assert "37 gardens counted, from Tue 19 May to Fri 17 Jul." in text
    assert "mostly paved 11 6 27.3" in text
    assert "With 10 in 100 more paving the soil got 0.8 degree warmer. That number may be 0.6 degree off." in text
    assert "clay 11 3 52" in text
    assert "1 group no longer counts, as a garden stopped." in text


async def test_a_report_of_which_nothing_is_left_says_so() -> None:
    empty = replace(report(), gardens=0, blocks=0, dropped=3, chapters=())
    text = await page("/research/2026", almanac=StreetAlmanac(season=empty))
    assert "Nothing of this year is left." in text
    assert "3 groups no longer count" in text


@pytest.mark.parametrize("year", ["2025", "twenty", "20260", "²026"])
async def test_a_year_without_a_report_has_no_page(year: str) -> None:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=StreetAlmanac())
    async with asking(app) as client:
        assert (await client.get(f"/research/{year}")).status_code == 404


@pytest.mark.parametrize("device", ["tuin-1", "tuin-rs-1", "nieuw-1"])
async def test_a_gardens_device_has_no_public_page(device: str) -> None:
    async with asking(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S)) as client:
        assert (await client.get(f"/device/{device}")).status_code == 404


async def test_open_data_can_be_downloaded_with_its_description_by_anybodys_page() -> None:
    almanac = StreetAlmanac(standing=tuple(replace(block, is_open=block.id == 1) for block in BLOCKS))
    async with asking(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=almanac)) as client:
        data = await client.get("/research/data.csv")
        package = await client.get("/research/datapackage.json")
    assert data.headers["content-type"].startswith("text/csv")
    assert data.headers["access-control-allow-origin"] == package.headers["access-control-allow-origin"] == "*"
    rows = data.text.splitlines()
    assert len(rows) == 61
    assert {row.split(",")[1] for row in rows[1:]} == {"1"}
    assert package.json()["resources"][0]["bytes"] == len(data.content)
    assert package.json()["citation"] == "Tuinen van de straat, 2026"


async def test_open_data_follow_the_almanac() -> None:
    almanac = StreetAlmanac(standing=tuple(replace(block, is_open=True) for block in BLOCKS))
    async with asking(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=almanac)) as client:
        before = (await client.get("/research/data.csv")).text
        almanac.standing, almanac.number = almanac.standing[:1], 2
        after = (await client.get("/research/data.csv")).text
    assert len(after) < len(before)


@pytest.mark.parametrize("almanac", [None, AwayAlmanac()])
async def test_without_an_almanac_there_are_no_open_data(almanac: Almanac | None) -> None:
    async with asking(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, almanac=almanac)) as client:
        answer = await client.get("/research/data.csv")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")


async def test_a_gateway_whose_analyst_has_written_nothing_yet_has_its_pages(tmp_path: Path) -> None:
    text = await page("/garden", almanac=StoredAlmanac(tmp_path / "almanac.db"))
    assert "The program that works this out is away." in text


async def test_the_pages_read_what_the_almanac_keeps(tmp_path: Path) -> None:
    path = tmp_path / "almanac.db"
    writer = AlmanacWriter(path)
    writer.close()
    text = await page("/research", almanac=StoredAlmanac(path))
    assert "There are no numbers of all gardens together yet." in text
