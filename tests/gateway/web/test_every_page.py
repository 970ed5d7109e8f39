"""What holds for every page, those of tomorrow too: the list comes from the site's own routes."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route

from stoep_gateway.desk.desk import Desk
from stoep_gateway.web.app import create
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.pages import PAGES
from stoep_gateway.web.ports import Archive, ArchiveAwayError
from support.asked_pages import AsAskers
from support.browser import SharedBrowser, axe_violations, cut_off, sideways_px, unreached
from support.judged_colours import colour_violations
from support.open_site import ALERTS, LoggedIn, OpenSite, made_desk
from support.own_gardens import AsKeepers, almanac, keep
from support.page_looks import PHONE, WALL, WITHOUT_JAVASCRIPT, Watched, look_at
from support.page_rules import PAGE_BYTES_MAX, broken
from support.site import serving
from support.street_archive import NOW_S, StreetArchive, crowd
from support.street_crowd import StreetDesk, StreetOutlook, many_places

pytestmark = pytest.mark.needs("chromium")

# What an address's {name} may be, so that every form of a page is seen: counted people, many quantities, nothing yet,
# a maker's own profile.
_VALUES = {
    "device": ("strand-1", "lucht-1", "telpaal-nieuw", "eigen-1"),
    "place": ("keizerstraat", "zwarte-pad"),
    "year": ("2026",),
    "token": ("no-such-link",),
}
_NOT_PAGES = {"healthz", "favicon", "static", "events", "link", "data"}  # "link" without a token leads on to /my-garden
_NOT_PAGES |= {"check-result", "check-letter", "check-save", "check-load"}  # lead on to /privacy/check
_OTHERS = (
    *("/fault/my-garden", "/new/my-garden"),
    *("/ben/desk", "/no-such-page", "/device/no-such-device", "/crowd/no-such-place"),
    *("/asked/doorbell/questions/captures", "/asked/council/wrong/keeping", "/asked/doorbell/preset"),
    *("/asked/doorbell/result", "/asked/others/result", "/asked/others/letter", "/asked/wrong/load"),
    *("/crowd?at=2026-07-17T15:00Z", "/crowd?at=long+ago", "/crowd/keizerstraat?at=2026-07-17T15:00Z"),
)


def _addresses() -> list[str]:
    """Every page of the site with every kind of value in its address, and the pages that say what is wrong."""
    found = []
    desk = Desk(Path("not-opened"), keep_days=180)
    for route in create(StreetArchive, gateway_name="Test", desk=desk).routes:
        if not isinstance(route, Route) or route.name in _NOT_PAGES or "GET" not in (route.methods or ()):
            continue
        if route.name.startswith("api-"):  # for programs: tests/gateway/web/test_api.py
            continue
        names = re.findall(r"{(\w+)", route.path)
        assert set(names) <= _VALUES.keys(), f"{route.path}: say in _VALUES what may stand there"
        filled = [route.path]
        for name in names:
            filled = [re.sub(rf"{{{name}[^}}]*}}", value, path) for path in filled for value in _VALUES[name]]
        found += filled
    return [*found, *_OTHERS]


ADDRESSES = _addresses()
every_language = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    desk = made_desk(tmp_path_factory.mktemp("site"))
    desk.acknowledge(ALERTS[1].id, user="anna", note="Ploeg 3 gaat", now_s=NOW_S - 600)
    desk.acknowledge(ALERTS[2].id, user="anna", now_s=NOW_S - 85_000)
    kept, told = keep(desk.gardens), almanac(desk.gardens)
    app = LoggedIn(OpenSite(desk=desk, outlook=StreetOutlook(), seen=StreetDesk(), almanac=told))
    with serving(AsKeepers(AsAskers(app), kept=kept)) as address:
        yield address


@pytest.fixture(scope="module")
def silent_site() -> Iterator[str]:
    def away() -> Archive:
        raise ArchiveAwayError

    with serving(create(away, gateway_name="Scheveningen", now_s=lambda: NOW_S)) as address:
        yield address


@pytest.fixture(scope="session")
def only(one_browser: SharedBrowser) -> Watched:
    with one_browser.in_use():
        return Watched(one_browser.page)


@pytest.fixture
def watched(only: Watched, browser: Browser) -> Iterator[Watched]:
    """browser: in use."""
    only.opened()
    yield only
    only.page.goto("about:blank")  # a page that listens would ask again, whoever has its port by then


def test_every_page_that_is_listed_is_tested() -> None:
    assert len(ADDRESSES) >= len(PAGES) + 2


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_keeps_every_rule_in_each_language(watched: Watched, site: str, address: str) -> None:
    """Opened once in each language, whatever is asked of it then; each rule that it breaks is told by its name."""
    assert broken(look_at(watched, f"{site}{address}"), host=site.removeprefix("http://")) == []


def test_each_rule_that_a_page_breaks_is_told(watched: Watched, site: str) -> None:
    host = site.removeprefix("http://")
    looks = look_at(watched, f"{site}/desk/login")
    assert broken(looks, host=host) == []
    assert "other hosts" in broken(looks, host="elsewhere.invalid")[0]
    for change, (value, words) in {
        "violations": (("label: input",), "axe finds nothing against"),
        "dark_violations": (("color-contrast: p",), "axe finds nothing in the dark"),
        "lang": ("", "says its language"),
        "text": ("Hello {name}", "unfilled"),
        "sideways_px": ((0, 7), "sideways"),
        "cut_off": (("much too long",), "cut off"),
        "complaints": (("Failed to load: status of 404",), "console"),
        "main_without_javascript": ("", "without JavaScript"),
        "scripts": ((("", "alert(1)"),), "without JavaScript"),
        "skip": (("skip", False, "content"), "first Tab"),
        "unreached": (("menu: no Tab leads there",), "Tab reaches everything"),
        "size_bytes": (100_000, "below 100 kB"),
        "classes": ("BODY.", "classes differ"),
    }.items():
        (said,) = broken([replace(looks[0], **{change: value}), *looks[1:]], host=host)
        assert words in said
    assert len(broken([replace(look, skip=None, dark_violations=None) for look in looks], host=host)) == 2


@pytest.mark.parametrize("address", ["/", "/crowd"])
def test_a_browser_without_javascript_gets_what_is_taken_for_it(browser: Browser, site: str, address: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        response = page.goto(f"{site}{address}")
        assert response is not None
        without = page.locator("main").inner_html()
        assert without == page.evaluate(WITHOUT_JAVASCRIPT, response.text())


@pytest.mark.parametrize("size", [ViewportSize(width=1920, height=1080), WALL], ids=["full-hd", "2560"])
@pytest.mark.parametrize("places", [3, 10, 50])
def test_nothing_of_the_wall_screen_has_to_be_scrolled(watched: Watched, size: ViewportSize, places: int) -> None:
    outlook = StreetOutlook(known=many_places(places))
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook, seen=StreetDesk())
    watched.page.set_viewport_size(size)
    with serving(app) as site:
        for language in LANGUAGES:
            watched.page.goto(f"{site}/crowd/wall?lang={language}")
            assert watched.page.evaluate("document.documentElement.scrollHeight") == size["height"]
            assert cut_off(watched.page) == []
        watched.page.goto("about:blank")


@pytest.mark.parametrize("address", ["/crowd", "/crowd/wall", "/crowd/keizerstraat-44", "/crowd?at=1784300400"])
def test_a_crowd_page_of_fifty_places_stays_below_100_kb(watched: Watched, address: str) -> None:
    outlook = StreetOutlook(known=many_places(50))
    with serving(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook)) as site:
        watched.page.goto(f"{site}{address}")
        assert sum(len(response.body()) for response in watched.responses if "events" not in response.url) < 100_000
        watched.page.goto("about:blank")


@pytest.mark.parametrize("address", ["/", "/beach", "/garden", "/air", "/privacy"])
def test_a_page_of_a_thousand_devices_stays_below_100_kb(watched: Watched, address: str) -> None:
    many = crowd(55)
    with serving(create(lambda: StreetArchive(known=many), gateway_name="Test", now_s=lambda: NOW_S)) as site:
        response = watched.page.goto(f"{site}{address}")
        assert response is not None
        assert len(response.body()) < PAGE_BYTES_MAX - 15_000  # what style sheet and pictures may take


@every_language
def test_the_page_of_a_gateway_that_is_away_breaks_no_rule(watched: Watched, silent_site: str, language: str) -> None:
    response = watched.page.goto(f"{silent_site}/?lang={language}")
    assert response is not None
    assert response.status == 503
    assert axe_violations(watched.page) == []


def test_axe_does_find_what_is_wrong_with_a_bad_page(watched: Watched) -> None:
    async def bad(request: object) -> HTMLResponse:
        return HTMLResponse(
            "<html><body><img src=x><input><a href=/></a><p style='color:#ccc;background:#fff'>pale</p></body></html>"
        )

    with serving(Starlette(routes=[Route("/", bad)])) as site:
        watched.page.goto(site)
        found = {violation.partition(":")[0] for violation in axe_violations(watched.page)}
    assert {"html-has-lang", "image-alt", "label", "link-name", "color-contrast", "document-title"} <= found


def test_colours_that_were_judged_before_are_judged_again_on_another_ground_or_in_another_place(
    watched: Watched,
) -> None:
    watched.page.set_content(
        "<style>.a { color: #333 } .b { color: #ccc }</style>"
        "<p class=a>fine</p><p class=a>like it</p><p class=b>pale</p><p class=b>like it</p>"
        "<div style='background:#111'><p class=a>on another ground</p></div><p class=a style='color:#ddd'>pale too</p>"
    )
    judged: set[str] = set()
    axe_violations(watched.page, only=("target-size",))
    (found,) = colour_violations(watched.page, judged=judged)
    assert found.split(": ")[1] == ".b:nth-child(3), div > .a, .a:nth-child(6)"
    assert len(judged) == 4
    assert colour_violations(watched.page, judged=judged) == []


def test_a_page_that_asks_another_host_or_runs_a_broken_script_is_noticed(watched: Watched) -> None:
    watched.page.set_content("<img src='http://elsewhere.invalid/x.png'><script>console.error('broken')</script>")
    assert "elsewhere.invalid" in watched.hosts
    assert "broken" in watched.complaints


def test_what_tab_does_not_reach_or_does_not_show_is_noticed(watched: Watched) -> None:
    watched.page.set_content(
        "<a id=never tabindex=-1 href=/>never</a><a id=hidden style='outline:none' href=/>x</a><a id=fine href=/>y</a>"
    )
    assert unreached(watched.page) == ["never: no Tab leads there", "hidden: focus cannot be seen"]


def test_a_text_that_is_cut_off_is_noticed(watched: Watched) -> None:
    watched.page.set_content("<p style='width:30px;white-space:nowrap;overflow:hidden'>much too long</p><p>fine</p>")
    assert cut_off(watched.page) == ["much too long"]


def test_a_page_that_is_too_wide_is_noticed(watched: Watched) -> None:
    watched.page.set_viewport_size(PHONE)
    watched.page.set_content("<div style='width:900px'>wide</div>")
    assert sideways_px(watched.page) > 500
