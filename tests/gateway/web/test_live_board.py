"""The board in a browser: news is put in place, the reader's place is kept, and silence is told."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Route, expect

from stoep_gateway.crowd.board import Board
from stoep_gateway.web.app import create
from support.site import serving
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import ROUND_S, StreetOutlook, board, places

pytestmark = pytest.mark.needs("chromium")


# The page's own listeners, noting what they hear; and a promise that they have heard of a version.
_NOTE = """window.heard = [];
window.EventSource = class extends EventSource {
  constructor(address) {
    super(address);
    this.addEventListener("board", event => { heard.push(event.data); document.dispatchEvent(new Event("heard")); });
  }
};"""
_HAS_HEARD = """version => new Promise(done => {
  const look = () => heard.includes(version) && done();
  document.addEventListener("heard", look);
  look();
})"""


class NewsOutlook(StreetOutlook):
    """After `turn` its newest round is another one: the day before, or at another hour of it."""

    def turn(self, *, hours_later: int = 0) -> None:
        self.newest_s = ROUND_S - 86_400 + 3600 * (1 + hours_later)
        self.number += 1


@pytest.mark.parametrize(("base", "path"), [("", "/crowd"), ("/scheveningen", "/crowd/wall")])
def test_a_new_round_is_put_in_place_and_focus_stays_where_it_was(browser: Browser, base: str, path: str) -> None:
    outlook = NewsOutlook()
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook, base=base)
    with serving(app) as site:
        page = browser.new_page()
        page.goto(f"{site}{base}{path}?lang=en")
        page.locator(f"a[href='{base}/crowd/keizerstraat']").last.focus()
        with page.expect_response(lambda response: response.url.endswith(f"{path}?lang=en")):
            outlook.turn()
        expect(page.locator("#age")).to_contain_text("Fri 17 Jul 17:00")
        assert page.evaluate("document.activeElement.getAttribute('href')") == f"{base}/crowd/keizerstraat"
        assert page.locator("#lost").is_hidden()
        page.close()


def test_news_that_comes_while_older_news_is_fetched_is_put_in_place_at_once(browser: Browser) -> None:
    outlook, begun = NewsOutlook(), datetime(2026, 7, 18, tzinfo=UTC)
    with serving(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook)) as site:
        page = browser.new_page()
        page.clock.install(time=begun)
        page.add_init_script(_NOTE)
        page.goto(f"{site}/crowd?lang=en")
        page.clock.pause_at(begun + timedelta(seconds=59))  # after a minute it would look again by itself

        def answer_late(route: Route) -> None:
            older = route.fetch()
            outlook.turn(hours_later=2)
            page.evaluate(_HAS_HEARD, f"{outlook.number}.0")
            route.fulfill(response=older)

        page.route("**/crowd?*", answer_late, times=1)
        outlook.turn()
        expect(page.locator("#age")).to_contain_text("Fri 17 Jul 19:00")
        page.close()


def test_a_gateway_that_is_gone_is_told_when_the_next_refresh_fails(browser: Browser) -> None:
    outlook = NewsOutlook()
    with serving(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook)) as site:
        page = browser.new_page()
        page.clock.install()
        page.goto(f"{site}/crowd?lang=en")
        page.route("**/crowd?*", lambda route: route.abort())
        page.clock.fast_forward(61_000)
        expect(page.locator("#lost")).to_be_visible()
        expect(page.locator("#lost")).to_contain_text("No connection")
        page.unroute("**/crowd?*")
        page.clock.fast_forward(61_000)
        expect(page.locator("#lost")).to_be_hidden()
        page.close()


def test_what_a_place_is_called_is_shown_as_text(browser: Browser) -> None:
    known = places()
    named = replace(known, places=(replace(known.places[0], title="<img src=x onerror=alert(1)>"), *known.places[1:]))

    class Named(StreetOutlook):
        def newest(self, *, history_of: object = None) -> Board | None:
            return board(ROUND_S, known=named)

    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=Named(known=named))
    with serving(app) as site:
        page = browser.new_page()
        for path in ("/crowd", "/crowd/wall", f"/crowd/{named.places[0].name}"):
            page.goto(site + path)
            assert page.locator("img").count() == 0
            assert "<img src=x" in page.inner_text("main")
        page.close()
