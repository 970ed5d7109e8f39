"""Settings of a garden: consents taken back, the link renewed, revoked, forgotten; and own readings as a file."""

import csv
import io
import re
import tracemalloc
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from stoep_gateway.desk.garden_records import KEEPER, OPEN_DATA, RESEARCH
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.web.mine.raw_csv import HEAD, blocks
from stoep_gateway.web.ports import Point
from support.own_site import GARDEN, OTHER, KeeperBrowser, OwnSite, YoungStreet, own_desk
from support.stage import fill, small_disk
from support.street_archive import NOW_S, StreetArchive

SETTINGS = "/my-garden/settings"
DATA = "/my-garden/data.csv"


@pytest.fixture
def site(tmp_path: Path) -> OwnSite:
    return OwnSite(own_desk(tmp_path))


@pytest.fixture
async def browser(site: OwnSite) -> AsyncIterator[KeeperBrowser]:
    async with site.browser() as browser:
        await browser.get(site.link())
        yield browser


async def test_a_consent_is_taken_back_and_its_history_shown(site: OwnSite, browser: KeeperBrowser) -> None:
    site.gardens.consent(GARDEN, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S - 86_400)
    answer = await browser.fill(f"{SETTINGS}/consent", {"purpose": RESEARCH}, page=SETTINGS)
    assert answer.headers["location"] == f"{SETTINGS}?done=consent"
    assert not site.gardens.garden(GARDEN).consents_to(RESEARCH)
    page = (await browser.get(answer.headers["location"])).text
    assert "Je toestemming is ingetrokken." in page
    assert "Je zei nee op za 18 jul 2026." in page
    assert page.index("onderzoek: nee, op tekst 1") < page.index("onderzoek: ja, op tekst 1")


async def test_the_language_that_was_asked_for_stays_after_a_form(site: OwnSite, browser: KeeperBrowser) -> None:
    site.gardens.consent(GARDEN, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    answer = await browser.fill(f"{SETTINGS}/consent?lang=en", {"purpose": RESEARCH}, page=SETTINGS)
    assert answer.headers["location"] == f"{SETTINGS}?done=consent&lang=en"
    assert "taken back" in (await browser.get(answer.headers["location"])).text


async def test_what_was_not_given_cannot_be_taken_back(site: OwnSite, browser: KeeperBrowser) -> None:
    await browser.fill(f"{SETTINGS}/consent", {"purpose": OPEN_DATA}, page=SETTINGS)
    assert site.gardens.history(GARDEN) == ()
    assert (await browser.fill(f"{SETTINGS}/consent", {"purpose": "all"}, page=SETTINGS)).status_code == 400


async def test_a_new_link_is_shown_once_and_shuts_out_every_other_browser(
    site: OwnSite, browser: KeeperBrowser
) -> None:
    async with site.browser() as second:
        old = site.link()
        for one in (browser, second):
            await one.get(old)
        answer = await browser.fill(f"{SETTINGS}/renew", {}, page=SETTINGS)
        assert answer.status_code == 200
        (link,) = re.findall(r'id="secret">(http://localhost(/my/[a-z2-7]{32}))<', answer.text)
        assert (await second.get(SETTINGS)).status_code == 403
        assert (await second.get(old)).status_code == 403
        assert (await browser.get(SETTINGS)).status_code == 200, "this browser goes on"
        assert link[1] not in (await browser.get(SETTINGS)).text
        assert (await second.get(link[1])).status_code == 303


@pytest.mark.parametrize("public_url", ["https://stoep.example", "https://example.nl/scheveningen"])
async def test_a_new_link_begins_with_the_public_address(tmp_path: Path, public_url: str) -> None:
    site = OwnSite(own_desk(tmp_path), public_url=public_url)
    async with site.browser() as browser:
        await browser.get(site.link())
        answer = await browser.fill(f"{SETTINGS}/renew", {}, page=SETTINGS)
    assert f'id="secret">{public_url}/my/' in answer.text


async def test_a_revoked_link_shuts_everybody_out(site: OwnSite, browser: KeeperBrowser) -> None:
    answer = await browser.fill(f"{SETTINGS}/revoke", {}, page=SETTINGS)
    assert answer.status_code == 403
    assert "Open eerst je eigen link" in answer.text
    assert browser.cookies() == {}
    assert site.gardens.garden(GARDEN).link_made_s is None


async def test_a_browser_forgets_and_the_link_still_holds(site: OwnSite, browser: KeeperBrowser) -> None:
    link = site.link()
    await browser.get(link)
    answer = await browser.fill(f"{SETTINGS}/forget", {}, page=SETTINGS)
    assert answer.headers["location"] == "/"
    assert browser.cookies() == {}
    assert (await browser.get(SETTINGS)).status_code == 403
    assert (await browser.get(link)).status_code == 303


@pytest.mark.parametrize("deed", ["consent", "renew", "revoke", "forget"])
async def test_nothing_is_done_by_a_link_or_a_foreign_form(site: OwnSite, browser: KeeperBrowser, deed: str) -> None:
    site.gardens.consent(GARDEN, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    before = site.gardens.garden(GARDEN)
    address = f"{SETTINGS}/{deed}"
    form = {"purpose": RESEARCH}
    assert (await browser.get(address)).status_code == 405
    assert (await browser.send(address, form)).status_code == 403
    page = (await browser.get(SETTINGS)).text
    mine = page.split('name="form" value="')[1].split('"')[0]
    foreign = {"sec-fetch-site": "cross-site"}
    assert (await browser.send(address, {"form": mine, **form}, headers=foreign)).status_code == 403
    assert site.gardens.garden(GARDEN) == before
    assert browser.cookies() != {}


async def test_what_is_kept_is_said(site: OwnSite, browser: KeeperBrowser) -> None:
    site.gardens.set_up(GARDEN, planting="lawn", paved_percent=0)
    page = (await browser.get(SETTINGS)).text
    for text in ("tuin-1 (bodem)", "gras", "0 procent van de tuin", "nog niet gezegd", "Na 400 dagen"):
        assert text in page


async def test_a_full_disk_is_said_on_a_page_and_changes_nothing(site: OwnSite) -> None:
    link, folder = site.link(), site.desk.path.parent
    site.gardens.consent(GARDEN, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    with small_disk(folder):
        fill(folder / "filler")
        async with site.browser() as browser:
            assert (await browser.get(link)).status_code == 303
            for deed in ("consent", "renew", "revoke"):
                answer = await browser.fill(f"{SETTINGS}/{deed}", {"purpose": RESEARCH}, page=SETTINGS)
                assert answer.status_code == 503
                assert "Er is niets veranderd." in answer.text
            answer = await browser.fill("/my-garden/setup/3", {"sun": "half", "paved": "30"})
            assert answer.status_code == 503
            assert "Niet bewaard" in answer.text
            assert 'value="30"' in answer.text
            assert (await browser.get(SETTINGS)).status_code == 200, "all can still be looked at"
        assert site.gardens.garden(GARDEN).consents_to(RESEARCH)


async def test_a_desk_that_cannot_be_read_is_said_on_every_own_page_and_others_go_on(
    site: OwnSite, browser: KeeperBrowser
) -> None:
    site.desk.path.write_bytes(b"not a database at all" * 500)
    for address in (SETTINGS, DATA, "/my-garden/setup/1", "/my-garden"):
        answer = await browser.get(address)
        assert answer.status_code == 503
        assert "Dit lukt nu even niet" in answer.text
    assert browser.cookies() != {}, "it is not the browser's fault"
    assert (await browser.get("/")).status_code == 200


async def test_a_withdrawn_garden_still_has_its_settings(site: OwnSite, browser: KeeperBrowser) -> None:
    site.gardens.consent(GARDEN, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    site.gardens.withdraw(GARDEN, now_s=NOW_S)
    page = (await browser.get(SETTINGS)).text
    assert "doet niet meer mee sinds za 18 jul 2026" in page
    assert "Ingevoerd door de beheerder." in page
    assert "/my-garden/setup/1" not in page.split("<main")[1].split("</nav>")[1]


async def test_all_own_readings_come_as_a_file(browser: KeeperBrowser) -> None:
    answer = await browser.get(DATA)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="my-garden.csv"'
    assert answer.headers["cache-control"] == "no-store"
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert {row["device"] for row in rows} == {GARDEN}
    assert {(row["quantity"], row["unit"]) for row in rows} == {
        ("probe_mv", "mV"),
        ("soil_temperature", "Cel"),
        ("deep_soil_temperature", "Cel"),
        ("air_temperature", "Cel"),
        ("air_humidity", "%"),
    }
    assert all(re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", row["time"]) for row in rows)


async def test_a_garden_that_measured_nothing_has_a_file_with_its_head(site: OwnSite) -> None:
    async with site.browser() as browser:
        await browser.get(site.link("nieuw-1"))
        assert (await browser.get(DATA)).text == HEAD


@dataclass(slots=True)
class LongArchive(StreetArchive):
    """A probe that has told something twice a day for six years."""

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        return tuple(Point(time_s, 1500.0) for time_s in range(start_s, min(end_s, NOW_S), 43_200))


def test_years_of_readings_never_lie_in_memory_at_once() -> None:
    lines = size_bytes = 0
    tracemalloc.start()
    for block in blocks(LongArchive, garden=GARDEN, now_s=NOW_S):
        lines += block.count("\n")
        size_bytes += len(block)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert lines == 1 + 5 * -(-(NOW_S - WIRE_EPOCH_S) // 43_200)
    assert peak_bytes < size_bytes / 4


def test_an_opened_archive_is_closed_before_a_line_is_sent() -> None:
    class Counted(YoungStreet):
        is_open = True

        def close(self) -> None:
            self.is_open = False

    opened: list[Counted] = []

    def opener() -> Counted:
        opened.append(Counted())
        return opened[-1]

    for _ in blocks(opener, garden=OTHER, now_s=NOW_S):
        assert not any(each.is_open for each in opened)
    assert opened
