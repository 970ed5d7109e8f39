"""A copy of the public pages as files: complete, at rest, and nothing in it that is not public."""

import asyncio
import json
import re
import threading
from collections.abc import Iterator
from functools import cache, partial
from html.parser import HTMLParser
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser

from stoep_gateway.errors import ConfigError
from stoep_gateway.web.app import create
from stoep_gateway.web.page import Page
from stoep_gateway.web.pages import PAGES
from stoep_gateway.web.ports import Archive, ArchiveAwayError
from stoep_gateway.web.still.copying import Copied, copy
from stoep_gateway.web.still.folder import LIST, CopyFolder
from stoep_gateway.web.still.names import Place, file_of, link, place_of
from stoep_gateway.web.still.paper import on_paper
from stoep_gateway.web.still.reading import BASE
from support.street_almanac import DRY, NEW, WET, StreetAlmanac
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import StreetDesk, StreetOutlook

LIVE = "https://www.example.nl/scheveningen"
STAMP = {"made": "2026-07-18T14:00:00+00:00"}


def made(
    folder: Path,
    *languages: str,
    live: str = LIVE,
    almanac: StreetAlmanac | None = None,
    shown: tuple[Page, ...] = PAGES,
) -> Copied:
    app = create(
        StreetArchive,
        gateway_name="Scheveningen",
        now_s=lambda: NOW_S,
        pages=shown,
        outlook=StreetOutlook(),
        almanac=almanac or StreetAlmanac(),
        seen=StreetDesk(),
        base=BASE,
        copy_of=live,
    )
    with CopyFolder(folder) as opened:
        return asyncio.run(copy(app, opened, languages=languages, stamp=STAMP))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("copy") / "www"
    made(path, "nl", "en")
    return path


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def pages(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.html"))


@cache
def parsed(page: Path) -> "_Addresses":
    """For pages that do not change."""
    return _Addresses(page)


class _Addresses(HTMLParser):
    """All that a page leads to or loads, and the ids that it has."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()
        self.feed(page.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        for name, value in attrs:
            if name in ("href", "src", "action", "xlink:href"):
                self.found.append(value or "")
            if name == "id":
                self.ids.add(value or "")


def test_every_public_page_is_there_in_each_language(folder: Path) -> None:
    there = files(folder)
    for page in PAGES:
        name = page.address.strip("/").replace("{place}", "keizerstraat").replace("{device}", "strand-1")
        file = f"{name.replace('{year}', '2026') or 'index'}.html"
        assert (file in there) == (f"en/{file}" in there) == page.is_copied, file
    assert {"research/data.csv", "research/datapackage.json", "favicon.ico", "static/tiles.svg"} <= set(there)
    assert DRY not in "".join(there)


def test_every_link_leads_to_a_file_of_the_copy(folder: Path) -> None:
    for page in pages(folder):
        for address in parsed(page).found:
            parts = urlsplit(address)
            if address.startswith((f"{LIVE}/", "https://")):
                continue
            assert not parts.scheme, f"{page.name}: {address}"
            target = (page.parent / unquote(parts.path)).resolve() if parts.path else page
            assert target.is_file(), f"{page.name}: {address}"
            assert target.is_relative_to(folder.resolve())
            assert not parts.query, f"{page.name}: {address}"
            if parts.fragment:
                assert parts.fragment in parsed(target).ids, f"{page.name}: {address}"


def test_nothing_on_a_page_asks_the_gateway(folder: Path) -> None:
    for page in pages(folder):
        assert not parsed(page).tags & {"form", "script", "input", "button", "iframe"}, page.name
        assert BASE not in page.read_text()
    for file in folder.rglob("*"):
        assert file.is_dir() or BASE.encode() not in file.read_bytes()


def test_every_page_says_that_it_is_a_copy_of_when_and_of_what(folder: Path) -> None:
    for page in pages(folder):
        text = page.read_text()
        words = "This is a copy of" if page.is_relative_to(folder / "en") else "Dit is een kopie van"
        assert words in text, page.name
        assert f'href="{LIVE}/"' in text
    assert json.loads((folder / LIST).read_text())["made"] == STAMP["made"]


def test_nothing_private_is_in_it(folder: Path) -> None:
    """Gardens by name, sessions, the desk, residents' own pages: the site itself was never told of them."""
    for file in folder.rglob("*"):
        if file.is_file():
            text = file.read_text(errors="replace")
            assert not re.search(rf"\b({DRY}|{WET}|{NEW})\b", text), file
            assert not re.search(r"cookie=|set-cookie|stoep-session|/desk|/my[/-]|name=\"form\"", text), file


def test_a_page_in_one_language_leads_to_the_same_page_in_the_other(folder: Path) -> None:
    assert 'href="en/garden.html" lang="en"' in (folder / "garden.html").read_text()
    assert 'href="../garden.html" lang="nl"' in (folder / "en" / "garden.html").read_text()


def test_in_one_language_no_page_offers_another(tmp_path: Path) -> None:
    made(tmp_path / "www", "en", live="", shown=PAGES[:1])
    assert not (tmp_path / "www" / "en").exists()
    index = (tmp_path / "www" / "index.html").read_text()
    assert "This is a copy of" in index
    assert "hreflang" not in index
    assert "To the pages of now" not in index


def test_a_copy_over_a_copy_takes_out_what_is_no_longer_there_and_leaves_what_is_not_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "www"
    few = tuple(page for page in PAGES if page.name in ("home", "garden", "research", "report"))
    made(folder, "nl", "en", shown=few)
    assert (folder / "research" / "2026.html").exists()
    own = folder / "robots.txt"
    own.write_text("User-agent: *\n")
    style, before_ns = folder / "static" / "stoep.css", (folder / "static" / "stoep.css").stat().st_mtime_ns
    made(folder, "nl", shown=few, almanac=StreetAlmanac(season=None))
    assert not (folder / "en").exists()
    assert not (folder / "research" / "2026.html").exists()
    assert own.read_text() == "User-agent: *\n"
    assert style.stat().st_mtime_ns == before_ns, "what has not changed keeps its date"
    assert {path.stat().st_mode & 0o777 for path in pages(folder)} == {0o644}


def test_a_copy_that_was_cut_off_is_finished_by_the_next_one(tmp_path: Path) -> None:
    folder = tmp_path / "www"
    with CopyFolder(folder) as opened:
        opened.put("b.html", b"old")
        opened.publish(("b.html",), stamp=STAMP)
    (folder / "b.html").unlink()
    (folder / "b.html").mkdir()  # moving into its place fails
    assert "b.html" in refused(folder, "a.html", "b.html")
    (folder / "b.html").rmdir()
    assert (folder / "a.html").exists()
    with CopyFolder(folder) as opened:
        opened.put("c.html", b"newer")
        opened.publish(("c.html",), stamp=STAMP)
    assert files(folder) == ["c.html", LIST]


def refused(folder: Path, *names: str) -> str:
    try:
        with CopyFolder(folder) as opened:
            for name in names:
                opened.put(name, b"")
            opened.publish(names, stamp=STAMP)
    except ConfigError as error:
        return str(error)
    return ""


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.jpg").write_text("cat")
    assert "is not empty and no copy of stoep's" in refused(tmp_path / "photos")
    assert files(tmp_path) == ["photos/cat.jpg"]
    assert "is no folder" in refused(tmp_path / "photos" / "cat.jpg")
    assert "is the folder there" in refused(tmp_path / "nowhere" / "www")


def test_a_file_of_somebody_else_is_not_overwritten(tmp_path: Path) -> None:
    made(tmp_path / "www", "nl", shown=PAGES[:1])
    (tmp_path / "www" / "strange.html").write_text("mine")
    assert "strange.html: is not of a copy" in refused(tmp_path / "www", "strange.html")
    assert (tmp_path / "www" / "strange.html").read_text() == "mine"
    assert (tmp_path / "www" / "index.html").exists()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    with CopyFolder(tmp_path / "www") as opened:
        opened.publish((), stamp=STAMP)
    (tmp_path / "www" / "static").symlink_to(tmp_path / "etc")
    assert "leads out of the copy" in refused(tmp_path / "www", "static/stoep.css")
    assert not list((tmp_path / "etc").iterdir())


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"files": ["../passwd"]}', '{"files": ["/etc/passwd"]}', '{"files": [1]}']
)
def test_a_list_that_somebody_changed_is_not_believed(tmp_path: Path, text: str) -> None:
    (tmp_path / LIST).write_text(text)
    assert "damaged" in refused(tmp_path)


def test_two_copies_at_once_are_one_too_many(tmp_path: Path) -> None:
    with CopyFolder(tmp_path / "www"):
        assert "another copy is being written" in refused(tmp_path / "www")


def test_without_an_archive_nothing_is_written(tmp_path: Path) -> None:
    def away() -> Archive:
        raise ArchiveAwayError

    app = create(away, gateway_name="Test", base=BASE, copy_of="")
    with pytest.raises(ConfigError, match="/: cannot be read now"), CopyFolder(tmp_path / "www") as opened:
        asyncio.run(copy(app, opened, languages=("nl",), stamp=STAMP))
    assert files(tmp_path) == []


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/", Place("/", "nl")),
        ("/garden", Place("/garden", "nl")),
        ("/garden?lang=en", Place("/garden", "en")),
        ("/beach?lang=en&amp;part=2#place-a", Place("/beach", "en", 2)),
        ("/static/stoep.css", Place("/static/stoep.css")),
        ("/research/data.csv", Place("/research/data.csv")),
        ("/api/crowd/board", Place("/api/crowd/board")),
        ("/crowd?at=2026-07-18T14:00Z", None),
        ("/desk", None),
        ("/desk/login", None),
        ("/my/abc", None),
        ("/my-garden", None),
        ("/my-garden/data.csv", None),
        ("/api/openapi.json", None),
        ("/a/../b", None),
        ("/%2e%2e/b", None),
        ("/.hidden", None),
        ("/beach?part=0", None),
    ],
)
def test_an_address_is_a_place_of_the_copy_or_out_of_it(address: str, place: Place | None) -> None:
    assert place_of(f"{BASE}{address}", language="nl", base=BASE) == place


def test_an_address_of_another_site_is_out_of_it() -> None:
    for address in ("https://example.org/x", f"//evil.example{BASE}/x", "/garden", "#content"):
        assert place_of(address, language="nl", base=BASE) is None


def test_files_are_called_after_addresses_and_name_each_other() -> None:
    def name(place: Place, media: str = "text/html") -> str:
        return file_of(place, media=media, languages=("nl", "en"))

    assert name(Place("/", "nl")) == "index.html"
    assert name(Place("/", "en", 2)) == "en/index.part-2.html"
    assert name(Place("/research/2026", "en")) == "en/research/2026.html"
    assert name(Place("/api/crowd/board"), "application/json") == "api/crowd/board.json"
    assert name(Place("/research/datapackage.json"), "application/json") == "research/datapackage.json"
    assert link("static/stoep.css", of="en/research/2026.html") == "../../static/stoep.css"
    assert link("garden.html", of="index.html", fragment="bed") == "garden.html#bed"


def test_on_paper_forms_and_scripts_go_and_words_of_lost_links_stay() -> None:
    html = (
        '<p><a class="button" href="/x">Refresh</a></p>'
        '<p>See <a href="/x/gone">the <b>rest</b></a> or <a id="a" href="/x/there?a=1&amp;b=2">that</a>.</p>'
        '<form action="/x"><p>x</p></form><script src="/x.js" defer></script><a href="#top">Up</a>'
        '<a href="https://example.org/">out</a><img src="/x/there">'
    )
    leads = {"/x": "x.html", "/x/there?a=1&amp;b=2": "there.html", "/x/there": "there.png"}
    assert on_paper(html, lead=leads.get, own="x.html") == (
        '<p>See the <b>rest</b> or <a id="a" href="there.html">that</a>.</p>'
        '<a href="#top">Up</a><a href="https://example.org/">out</a><img src="there.png">'
    )


@pytest.fixture
def host(folder: Path) -> Iterator[str]:
    """A web host that has the copy below a path of its own."""
    handler = partial(_Quiet, directory=str(folder.parent))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/{folder.name}"
        finally:
            server.shutdown()
            thread.join()


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@pytest.mark.needs("chromium")
def test_a_browser_shows_it_from_a_web_host_and_from_a_disk_without_a_complaint(
    browser: Browser, folder: Path, host: str
) -> None:
    complaints: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.on("response", lambda answer: answer.status < 400 or complaints.append(f"{answer.status} {answer.url}"))

    def load() -> None:
        # What is left behind half loaded counts as failed. A network that rests may rest before all has been asked for.
        page.wait_for_load_state("load")
        page.wait_for_load_state("networkidle")

    def follow(link: str) -> None:
        with page.expect_navigation():
            page.click(link)
        load()

    for start in (f"{host}/", (folder / "index.html").as_uri()):
        page.goto(start)
        load()
        follow("nav a[href='garden.html']")
        follow(".language a")
        assert page.evaluate("document.documentElement.lang") == "en"
        page.goto(page.url.replace("garden.html", "crowd/keizerstraat.html"))
        load()
        assert page.evaluate("getComputedStyle(document.querySelector('.kerb')).backgroundImage") != "none"
        follow(".brand")
        assert page.url.endswith("/en/index.html")
    assert complaints == []
