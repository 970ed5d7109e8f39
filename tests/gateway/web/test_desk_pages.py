"""A shift at the desk in a real browser, by keyboard and without JavaScript."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from support.browser import axe_violations, sideways_px
from support.open_site import ALERTS, PASSWORD, OpenSite, made_desk
from support.site import serving

pytestmark = pytest.mark.needs("chromium")


_PHONE = ViewportSize(width=320, height=640)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    # axe is a script that the test brings along; the pages bring none
    with browser.new_context(viewport=_PHONE, locale="nl-NL") as context:
        yield context.new_page()


def tab_to(page: Page, selector: str) -> None:
    """With the Tab key alone."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("sought => document.activeElement.matches(sought)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")


def log_in(page: Page, *, password: str) -> None:
    tab_to(page, "#name")
    page.keyboard.type("anna")
    page.keyboard.press("Tab")
    page.keyboard.type(password)
    page.keyboard.press("Enter")


def is_fine(page: Page) -> bool:
    page.wait_for_load_state()  # its first text is there before its style
    return axe_violations(page) == [] and sideways_px(page) == 0 and page.locator("script").count() == 0


def test_a_shift_at_the_desk_by_keyboard(page: Page, tmp_path: Path) -> None:
    site = OpenSite(made_desk(tmp_path))
    with serving(site.app()) as address:
        page.goto(address)
        tab_to(page, 'footer a[href="/desk"]')
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/desk/login")
        log_in(page, password="not this one")
        page.get_by_text("Naam of wachtwoord klopt niet.").wait_for()
        assert page.title().startswith("Niet gelukt")
        assert is_fine(page)
        log_in(page, password=PASSWORD)
        page.wait_for_url(f"{address}/desk")
        tab_to(page, "input[name=note]")
        page.keyboard.type("Ploeg 3 gaat")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Bevestigd door anna").wait_for()
        page.wait_for_load_state()
        tab_to(page, "#password")
        for text in ("not this one", "een heel andere zin", "een heel andere zin"):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_text("Het wachtwoord van nu klopt niet.").wait_for()
        assert is_fine(page)
        tab_to(page, "form[action='/desk/logout'] button")
        page.keyboard.press("Enter")
        page.wait_for_url(f"{address}/desk/login")
        page.goto(f"{address}/desk")
        assert page.url == f"{address}/desk/login"
    assert site.desk.acknowledged([ALERTS[0].id])[ALERTS[0].id].note == "Ploeg 3 gaat"
