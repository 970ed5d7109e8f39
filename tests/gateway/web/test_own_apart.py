"""Another garden's data cannot be reached: whatever is asked for, by whatever address, parameter, cookie or form."""

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from starlette.routing import Route

from stoep_gateway.desk.garden_records import KEEPER, RESEARCH
from stoep_gateway.garden.records import FROM_LAB
from stoep_gateway.web.mine.garden_archive import GardenArchive
from support.own_site import GARDEN, OTHER, KeeperBrowser, OwnSite, own_desk
from support.street_archive import NOW_S, StreetArchive

PAGES = ("/my-garden/settings", *(f"/my-garden/setup/{number}" for number in range(1, 6)), "/my-garden/data.csv")
THEIRS = (OTHER, "B18", "veen met klei", "77", "8 jun 2026")
_NAMES = ("garden", "name", "own", "g", "id", "group", "device", "devices", "kept", "browser", "token", "link", "done")


@pytest.fixture
def site(tmp_path: Path) -> OwnSite:
    site = OwnSite(own_desk(tmp_path))
    site.gardens.set_up(OTHER, soil="B18", soil_by=FROM_LAB, planting="tree", paved_percent=77)
    site.gardens.consent(OTHER, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S - 40 * 86_400)
    return site


@pytest.fixture
async def browser(site: OwnSite) -> AsyncIterator[KeeperBrowser]:
    site.link(OTHER)
    async with site.browser() as browser:
        await browser.get(site.link(GARDEN))
        yield browser


def _addresses() -> Iterator[str]:
    for page in PAGES:
        for name in _NAMES:
            yield f"{page}?{name}={OTHER}"
        yield from (f"{page}/{OTHER}", f"{page};{OTHER}", f"{page}%2f..%2f{OTHER}", f"{page}/../{OTHER}")
    for name in (OTHER, OTHER.upper(), f"..%2f{OTHER}", f"%2e%2e/{OTHER}", f"{OTHER}%00", f"{OTHER}/settings"):
        yield from (f"/my-garden/{name}", f"/my-garden/{name}/data.csv", f"/my/{name}", f"/garden/{name}")
        yield from (f"/device/{name}", f"/my-garden//{name}", f"//my-garden/{name}", f"/my-garden/./{name}")


def _stands(text: str, *, on: str) -> bool:
    """Whether it stands there by itself: a form's random token may hold any two letters."""
    return re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", on) is not None


async def test_what_must_not_be_seen_is_seen_by_its_own_keeper(site: OwnSite) -> None:
    async with site.browser() as own:
        await own.get(site.link(OTHER))
        page = (await own.get("/my-garden/settings")).text
        assert [text for text in THEIRS if not _stands(text, on=page)] == [], page


async def test_no_address_and_no_parameter_leads_to_another_garden(site: OwnSite, browser: KeeperBrowser) -> None:
    asked = 0
    for address in _addresses():
        answer = await browser.get(address)
        asked += 1
        if answer.status_code == 429:  # names that are no links are counted as such
            site.clock.now_s += 900
            continue
        shown = answer.text if answer.status_code == 200 else ""
        if "/setup/1" in address:
            shown = shown.split("</select>")[-1]  # the list of all soils is for everybody
        assert not [text for text in THEIRS if _stands(text, on=shown)], address
    assert asked > 100


@pytest.mark.parametrize(
    "header", ["cookie", "x-garden", "x-original-url", "x-rewrite-url", "x-forwarded-prefix", "host"]
)
async def test_no_header_leads_to_another_garden(browser: KeeperBrowser, header: str) -> None:
    value = "; ".join(f"{name}={value}" for name, value in browser.cookies().items())
    for text in (OTHER, f"/my-garden/{OTHER}", f"stoep-garden={OTHER}; {value}", f"{value}; garden={OTHER}"):
        answer = await browser.client.get("/my-garden/settings", headers={header: text})
        assert OTHER not in answer.text
        assert "veen met klei" not in answer.text


async def test_no_field_of_a_form_writes_to_another_garden(site: OwnSite, browser: KeeperBrowser) -> None:
    before = site.gardens.garden(OTHER), site.gardens.history(OTHER)
    for name in _NAMES[:7]:
        for address, form in (
            ("/my-garden/setup/2", {"planting": "lawn"}),
            ("/my-garden/setup/5", {"research": "no"}),
            ("/my-garden/settings/consent", {"purpose": RESEARCH}),
        ):
            page = "/my-garden/settings" if "consent" in address else address
            await browser.fill(f"{address}?{name}={OTHER}", {name: OTHER, **form}, page=page)
    assert (site.gardens.garden(OTHER), site.gardens.history(OTHER)) == before
    assert site.gardens.garden(GARDEN).setup.planting == "lawn"


async def test_a_keeper_of_another_garden_cannot_end_this_ones_link(site: OwnSite, browser: KeeperBrowser) -> None:
    for deed in ("renew", "revoke"):
        await browser.get(site.link(GARDEN))
        await browser.fill(f"/my-garden/settings/{deed}?garden={OTHER}", {"garden": OTHER}, page="/my-garden/settings")
    assert site.gardens.garden(OTHER).link_made_s == NOW_S
    assert site.gardens.garden(GARDEN).link_made_s is None


def test_the_archive_of_one_garden_answers_for_its_own_devices_alone() -> None:
    archive = GardenArchive(StreetArchive(), garden=GARDEN)
    assert [device.name for device in archive.devices()] == [GARDEN]
    assert archive.latest(GARDEN)
    for name in (OTHER, "lucht-1", "weer-1", "strand-1", "", GARDEN.upper(), f"{GARDEN} ", f"{GARDEN}%"):
        assert archive.latest(name) == ()
        assert archive.series(name, quantity="probe_mv", start_s=0, end_s=NOW_S) == ()


def test_a_garden_of_which_nothing_is_known_has_no_devices() -> None:
    assert GardenArchive(StreetArchive(), garden="nobody").devices() == ()


async def test_every_own_address_asks_for_the_cookie(site: OwnSite) -> None:
    routes = [route for route in site.app().routes if isinstance(route, Route) and route.path.startswith("/my-garden")]
    assert len(routes) >= len(PAGES) + 4
    async with site.browser() as browser:
        for route in routes:
            for method in (route.methods or set()) - {"HEAD"}:
                answer = await browser.client.request(method, route.path, headers={"sec-fetch-site": "same-origin"})
                assert answer.status_code == 403, (method, route.path)
                assert "Open eerst je eigen link" in answer.text
                assert answer.headers["cache-control"] == "no-store"
