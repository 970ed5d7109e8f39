"""The pages of one garden in every state; what a keeper reads, and that a week names no garden."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from starlette.types import ASGIApp

from stoep_gateway.almanac.records import NO
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.desk.desk import Desk
from stoep_gateway.web.app import create
from stoep_gateway.web.garden.stored import StoredAlmanac
from stoep_gateway.web.ports import Almanac
from support.own_gardens import FAULTY, KEEPERS, AsKeepers, almanac, archive, keep, site
from support.own_site import own_desk
from support.site import asking
from support.street_almanac import DRY, TODAY
from support.street_archive import NOW_S


@pytest.fixture(scope="module")
def keepers(tmp_path_factory: pytest.TempPathFactory) -> AsKeepers:
    return site(tmp_path_factory.mktemp("own"))


async def read(app: ASGIApp, path: str, *, language: str = "en") -> str:
    """The words of the page, without its markup."""
    async with asking(app, base="http://localhost") as client:
        answer = await client.get(path, params={"lang": language})
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


async def test_a_keeper_reads_what_to_do_why_how_sure_and_where_the_rule_comes_from(keepers: AsKeepers) -> None:
    text = await read(keepers, "/dry/my-garden")
    assert "Water: 14 litres a m²" in text
    assert "The plants have used the water that they can drink easily. That is about 1 can of 10 litres a m²." in text
    assert "Fairly sure: 86 out of 100." in text
    assert "What may change this? A good shower." in text
    assert "Source: FAO Irrigation and Drainage Paper 56" in text
    assert "sand with a little loam" in text


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("wet", "Wait with watering"),
        ("full", "Too wet: do not water"),
        ("fault", "The reading no longer changes. That cannot be in a garden."),
        ("raw", "Your probe is not calibrated yet."),
        ("empty", "Your probe has not measured a whole day yet."),
        ("new", "First tell us about your garden"),
        ("gone", "The garden was withdrawn."),
    ],
)
async def test_every_state_of_a_garden_has_its_words(keepers: AsKeepers, word: str, said: str) -> None:
    assert said in await read(keepers, f"/{word}/my-garden")


async def test_a_number_that_carries_no_advice_is_called_uncertain_and_not_compared(keepers: AsKeepers) -> None:
    sure, unsure = await read(keepers, "/dry/my-garden"), await read(keepers, "/raw/my-garden")
    assert "The true number may be far off." in unsure
    assert (
        "This garden's number is too uncertain to compare now. How full is the soil? Who Full All 37 gardens" in unsure
    )
    assert "The true number may be far off." not in sure
    assert "This garden 49% All 26 gardens 72%" in sure


async def test_others_are_shown_from_k_and_one_on_and_else_it_is_said_why_not(tmp_path: Path) -> None:
    desk = own_desk(tmp_path)
    kept = keep(desk.gardens)
    told = almanac(desk.gardens)
    text = await read(_app(desk, kept, told=replace(told, standing=())), "/dry/my-garden")
    assert "We show a mean from 11 gardens on." in text
    assert "Nothing to show yet." in text


async def test_a_page_from_the_kept_almanac_reads_like_one_from_what_was_put_in(tmp_path: Path) -> None:
    desk = own_desk(tmp_path)
    kept, told = keep(desk.gardens), replace(almanac(desk.gardens), standing=(), season=None)
    path = tmp_path / "almanac.db"
    writer = AlmanacWriter(path)
    for name in (DRY, FAULTY):
        found = replace(told.findings[name], research=NO)
        told.findings = {**told.findings, name: found}
        writer.keep_garden(found, recent_from=TODAY - timedelta(days=3), stamp="1")
    writer.close()
    for page in ("/dry/my-garden", "/fault/my-garden", "/dry/my-garden/week"):
        written = await read(_app(desk, kept, told=told), page)
        assert await read(_app(desk, kept, told=StoredAlmanac(path)), page) == written


async def test_without_an_almanac_the_page_says_that_the_rest_goes_on(tmp_path: Path) -> None:
    desk = own_desk(tmp_path)
    app = _app(desk, keep(desk.gardens), told=None)
    for path in ("/dry/my-garden", "/dry/my-garden/week"):
        assert "Your measurements go on." in await read(app, path)


async def test_a_keeper_reads_whether_the_garden_counts_in_the_research(keepers: AsKeepers) -> None:
    assert "Your garden counts." in await read(keepers, "/dry/my-garden")
    assert "Your garden does not count." in await read(keepers, "/new/my-garden")


async def test_advice_made_from_an_older_set_up_says_so(tmp_path: Path) -> None:
    desk = own_desk(tmp_path)
    kept, told = keep(desk.gardens), almanac(desk.gardens)
    desk.gardens.set_up(DRY, planting="tree")
    assert "The advice does not use it yet." in await read(_app(desk, kept, told=told), "/dry/my-garden")


async def test_a_week_tells_what_happened_and_names_no_garden(keepers: AsKeepers) -> None:
    async with asking(keepers, base="http://localhost") as client:
        html = (await client.get("/dry/my-garden/week", params={"lang": "en"})).text
    text = await read(keepers, "/dry/my-garden/week")
    assert "A garden from 12 Jul to 18 Jul" in text
    assert "The soil got drier: from 51% to 48% full." in text
    assert "Heat: Thu 9 Jul to Sun 12 Jul." in text
    assert "There is no name in it" in text
    assert DRY not in html
    assert not re.search(r"[a-z2-7]{32}", html)


async def test_no_page_of_one_garden_says_a_word_of_another(keepers: AsKeepers) -> None:
    for word, name in KEEPERS.items():
        for path in (f"/{word}/my-garden", f"/{word}/my-garden/week"):
            text = await read(keepers, path)
            assert set(re.findall(r"tuin-\w+", text)) <= {name}


def _app(desk: Desk, kept: Mapping[str, str], *, told: Almanac | None) -> AsKeepers:
    return AsKeepers(
        create(archive, gateway_name="Test", now_s=lambda: NOW_S, desk=desk, almanac=told),
        kept=kept,
    )
