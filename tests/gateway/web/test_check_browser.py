"""A check in a browser without JavaScript: questions appear where an answer leads to them; a file out and in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, FilePayload, Page

from stoep_gateway.web.app import create
from support.browser import sideways_px
from support.site import serving
from support.street_archive import NOW_S, StreetArchive

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with serving(create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S)) as address:
        yield address


def choose(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_label(answer, exact=True).locator("visible=true").check()


def follow(page: Page, role: Literal["button", "link"], name: str) -> None:
    """To the page that comes then, when it has loaded: until it begins to, the one that was left can still be read."""
    with page.expect_navigation():
        page.get_by_role(role, name=name).click()


def go_on(page: Page) -> str:
    """The heading of what comes then."""
    follow(page, "button", "Go on")
    return page.locator("h1").inner_text()


def test_a_doorbell_is_checked_saved_and_loaded_without_javascript(browser: Browser, site: str, tmp_path: Path) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/privacy/check?lang=en")
        follow(page, "link", "Start the questions")
        choose(page, "Mine or my organisation's", "Bought or given")
        assert go_on(page) == "Who uses the sensor?"
        choose(page, "Somebody at home, for themselves or the family")
        assert go_on(page) == "What does the sensor measure or see?"

        faces = page.locator("legend", has_text="Camera: can people in the images be recognised?")
        assert not faces.is_visible()
        choose(page, "Images of a camera")
        assert faces.is_visible()
        choose(page, "Yes", "Nothing, or only that somebody is there")
        before = go_on(page)
        follow(page, "button", "Back")
        assert page.get_by_label("Images of a camera").is_checked()
        assert faces.is_visible()
        assert go_on(page) == before

        page.get_by_text("Your answers so far").click()
        with page.expect_download() as started:
            page.get_by_role("button", name="Save so far in a file").click()
        file = tmp_path / started.value.suggested_filename
        started.value.save_as(file)
        assert 'captures = ["image"]' in file.read_text()

        page.goto(f"{site}/privacy/check")
        page.get_by_label("File with answers").set_input_files(file)
        follow(page, "button", "Read this file")
        assert page.locator("h1").inner_text() == before
        assert page.url.partition("?")[2] == ""


def test_the_other_language_goes_on_where_the_reader_is(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False, locale="nl-NL") as context:
        page = context.new_page()
        page.goto(f"{site}/privacy/check")
        follow(page, "button", "Slimme deurbel")
        follow(page, "button", "Ja, ga verder")
        assert page.locator("h1").inner_text() == "Om welke sensor gaat het?"
        follow(page, "button", "English")
        assert page.locator("h1").inner_text() == "Which sensor is it about?"
        page.get_by_text("Your answers so far").click()
        assert page.get_by_text("Sound that is recorded or listened to · Images of a camera").is_visible()


def test_a_long_answer_keeps_within_the_page_and_a_print_has_all_answers(browser: Browser, site: str) -> None:
    place = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
    told = (
        f'asking_as = "mine"\ndevice_origin = "bought"\noperator = "M"\ncaptures = ["environment"]\narea = "{place}"\n'
    )
    with browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        page.goto(f"{site}/privacy/check?lang=en")
        sent: FilePayload = {"name": "a.toml", "mimeType": "text/plain", "buffer": told.encode()}
        page.get_by_label("File with answers").set_input_files(sent)
        follow(page, "button", "Read this file")
        page.get_by_text("Your answers so far").click()
        assert page.get_by_text(place).is_visible()
        assert sideways_px(page) == 0

        follow(page, "button", "Show what you know already")
        folded_source = page.locator("details.asks cite").first
        assert not page.get_by_text(place).is_visible()
        assert not folded_source.is_visible()
        page.emulate_media(media="print")
        assert folded_source.is_visible()
        assert page.get_by_text(place).is_visible()
        assert not page.get_by_role("button", name="Change").first.is_visible()
        assert sideways_px(page) == 0
