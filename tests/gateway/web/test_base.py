"""The site below a base path: every address that it writes leads back to it, whatever the proxy does to the prefix."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from stoep_gateway.web import base as base_module
from stoep_gateway.web.app import create
from stoep_gateway.web.base import Base
from stoep_gateway.web.pages import PAGES as ALL
from support.open_site import made_desk
from support.site import asking
from support.street_almanac import StreetAlmanac
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import StreetDesk, StreetOutlook

WEB = Path(base_module.__file__).parent
BASE = "/scheveningen"
ADDRESS = re.compile(r'\b(?:href|src|action)="([^"]*)"')
PAGES = (
    *(page.address for page in ALL if "{" not in page.address),
    *("/crowd/keizerstraat", "/device/strand-1", "/research/2026", "/garden?lang=en", "/desk/login", "/my-garden"),
    "/nowhere",
)


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create(
        StreetArchive,
        gateway_name="Test",
        now_s=lambda: NOW_S,
        outlook=StreetOutlook(),
        almanac=StreetAlmanac(),
        desk=made_desk(tmp_path),
        seen=StreetDesk(),
        base=BASE,
    )
    async with asking(app, base="https://stoep.example.nl") as asked:
        yield asked


@pytest.mark.parametrize("prefix", ["", BASE])
@pytest.mark.parametrize("page", PAGES)
async def test_every_address_on_a_page_stands_below_the_base_path(
    client: httpx.AsyncClient, page: str, prefix: str
) -> None:
    found = ADDRESS.findall((await client.get(prefix + page)).text)
    assert len(found) > 4
    for address in found:
        assert address.startswith((f"{BASE}/", "#", "https://")), address


@pytest.mark.parametrize("page", PAGES[:-1])
async def test_a_page_is_the_same_whether_the_proxy_strips_the_prefix_or_not(
    client: httpx.AsyncClient, page: str
) -> None:
    assert (await client.get(page)).content == (await client.get(BASE + page)).content


async def test_the_base_path_alone_is_the_home_page(client: httpx.AsyncClient) -> None:
    assert (await client.get(BASE)).content == (await client.get(f"{BASE}/")).content
    assert (await client.get(BASE)).status_code == 200


async def test_a_path_that_only_begins_alike_is_not_below_the_base_path(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{BASE}-noord")).status_code == 404


async def test_styles_and_scripts_are_found_below_the_base_path(client: httpx.AsyncClient) -> None:
    for name in ("stoep.css", "crowd.css", "crowd.js", "tiles.svg"):
        assert (await client.get(f"{BASE}/static/{name}")).status_code == 200


async def test_redirects_and_cookies_stay_below_the_base_path(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{BASE}/desk?lang=en")
    assert answer.headers["location"] == f"{BASE}/desk/login?lang=en"
    taken = answer.headers["set-cookie"]
    assert taken.startswith("__Secure-stoep-session=")
    assert {f"Path={BASE}", "Secure", "HttpOnly"} <= set(taken.split("; "))
    assert f"Path={BASE};" in (await client.get(f"{BASE}/garden?lang=en")).headers["set-cookie"]


async def test_a_slash_too_many_leads_to_the_page_and_never_to_another_host(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{BASE}/garden/", headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (308, f"{BASE}/garden")
    for path in ("//evil.example/", f"{BASE}//evil.example/"):
        assert (await client.get(f"https://stoep.example.nl{path}")).headers["location"].startswith(f"{BASE}/evil")


async def test_the_api_says_where_it_stands(client: httpx.AsyncClient) -> None:
    assert (await client.get(f"{BASE}/api/openapi.json")).json()["servers"] == [{"url": BASE}]


def test_an_address_of_the_site_starts_with_a_slash() -> None:
    with pytest.raises(ValueError, match="starts with a slash"):
        Base(BASE).at("garden")


@pytest.mark.parametrize("path", sorted((WEB / "templates").glob("*.html")), ids=lambda path: path.name)
def test_no_template_writes_an_address_from_the_root_by_hand(path: Path) -> None:
    by_hand = re.findall(r"""\b(?:href|src|action|formaction|srcset|poster|content)=["']?/[^"'>]*""", path.read_text())
    assert not by_hand, f'write {{{{ at("/…") }}}}: {by_hand}'


@pytest.mark.parametrize("path", sorted((WEB / "static").iterdir()), ids=lambda path: path.name)
def test_no_script_or_style_writes_an_address_from_the_root(path: Path) -> None:
    if path.suffix in (".css", ".js", ".svg"):
        assert not re.search(r"""["'(]/[a-z]""", path.read_text())


def test_no_code_redirects_without_the_base_path() -> None:
    for path in WEB.rglob("*.py"):
        text = path.read_text()
        assert text.count("RedirectResponse(") <= text.count("base_of(request).at("), path.name
