"""The crowd pages in words: what stands there now, of a past moment, when data are old, and when there is nothing."""

import re
from dataclasses import replace
from html import unescape

import pytest

from stoep_gateway.crowd.board import Board
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.crowd.moment import address_text, form_text, parse
from stoep_gateway.web.ports import Outlook, OutlookAwayError
from stoep_gateway.web.speech import zone
from support.site import asking
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import ROUND_S, StreetDesk, StreetOutlook, alerts, board

AMSTERDAM = zone("Europe/Amsterdam")
_PAGES = ("/crowd", "/crowd/wall", "/crowd/keizerstraat")


class AwayOutlook(StreetOutlook):
    """There is a setting, and no file yet."""

    def version(self) -> int:
        raise OutlookAwayError


class NotedOutlook(StreetOutlook):
    """Its forecasts go without weather, for a reason that names a file."""

    def newest(self, *, history_of: object = None) -> Board | None:
        known = board(ROUND_S)
        return replace(known, model=replace(known.model, notes=(("weather", "/home/op/weer.csv:3: no number"),)))


def site(outlook: Outlook | None, *, now_s: int = NOW_S) -> Application:
    return create(StreetArchive, gateway_name="Test", now_s=lambda: now_s, outlook=outlook, seen=StreetDesk())


async def page(path: str, *, outlook: Outlook | None = None, now_s: int = NOW_S, language: str = "en") -> str:
    """Its text without tags."""
    async with asking(site(outlook or StreetOutlook(), now_s=now_s)) as client:
        answer = await client.get(path, headers={"accept-language": language})
    assert answer.status_code == 200
    text = re.sub(r"<[^>]*>", " ", answer.text.partition("<main")[2])
    return re.sub(r"\s+", " ", unescape(text))


async def test_the_board_says_in_one_sentence_where_it_will_be_too_full() -> None:
    text = await page("/crowd")
    assert "Keizerstraat will likely be red, from 16:45 (52%). Watch too: Gevers Deynootplein." in text


async def test_the_board_says_how_old_its_data_are_and_past_twenty_minutes_that_they_are_old() -> None:
    assert "Counted until Sat 18 Jul 16:00 (5 minutes ago)" in await page("/crowd")
    assert "Old:" not in (await page("/crowd", now_s=ROUND_S + 1200)).replace("old: 15:15", "")
    late = await page("/crowd", now_s=ROUND_S + 1201)
    assert "Old: the forecast is from Sat 18 Jul 16:00." in late
    assert "Oud: de verwachting is van" in await page("/crowd", now_s=ROUND_S + 1201, language="nl")


async def test_a_place_that_was_not_counted_lately_says_so_itself() -> None:
    assert re.search(r"Zwarte Pad old: 15:15 fault", await page("/crowd"))


async def test_measures_that_apply_now_and_later_stand_with_the_place() -> None:
    text = await page("/crowd")
    assert "Now: Signs at the tram: walk by Badhuisweg At orange: Two more stewards, cyclists dismount" in text


async def test_an_alert_has_chance_time_lead_and_acknowledgement_and_no_name() -> None:
    text = await page("/crowd")
    assert "Red at Keizerstraat chance 58% within 2 hours; expected at 17:00, in 55 minutes." in text
    assert "Raised at 15:45. Nobody acknowledged it yet." in text
    assert "Raised at 14:45. Acknowledged at 14:48 by the crowd manager on duty." in text
    assert "dijk" not in text
    assert text.index("Red at Keizerstraat") < text.index("Orange at Gevers")


async def test_an_alert_that_ended_is_gone_and_stands_again_in_a_look_back() -> None:
    assert "Orange at Strandweg noord" not in await page("/crowd")
    assert "Orange at Strandweg noord" in await page(f"/crowd?at={address_text(ROUND_S - 80_000)}")
    assert alerts()[2].ended_s


async def test_a_fault_says_what_since_when_and_what_to_do() -> None:
    text = await page("/crowd")
    assert "boulevard-noord-2 (Strandweg noord) gives the same number all the time, since 13:30. Walk past it." in text


async def test_what_the_forecast_goes_without_is_said_and_why_only_in_the_log() -> None:
    text = await page("/crowd", outlook=NotedOutlook())
    assert "The weather is not taken in now. The gateway's log says why." in text
    assert "/home/op" not in text


async def test_a_look_back_shows_what_was_known_then_and_what_came() -> None:
    text = await page("/crowd?at=2026-07-17T15:00Z")
    assert "You look back at Fri 17 Jul 17:00. This is not now." in text
    assert "Keizerstraat is red now." in text
    assert "became orange" in text
    assert "minutes ago" not in text


@pytest.mark.parametrize("at", ["long ago", "1", "9999999999999", "2027-01-01T00:00Z", ""])
async def test_a_moment_of_which_nothing_is_kept_is_said_with_what_there_is(at: str) -> None:
    text = await page(f"/crowd?at={at}")
    assert "Nothing is kept of that moment. There is something from 2026-07-15 16:00 to 2026-07-18 16:00." in text


async def test_a_look_back_runs_no_script_and_its_steps_stay_within_what_is_kept() -> None:
    async with asking(site(StreetOutlook())) as client:
        text = (await client.get(f"/crowd?at={ROUND_S}&lang=en")).text
    assert "<script" not in text
    steps = re.findall(r'href="/crowd\?at=([^"&]*)"', text)
    assert "2026-07-17T14:00Z" in steps
    assert all((parse(step, zone=AMSTERDAM) or 0) <= ROUND_S for step in steps)


async def test_a_place_has_its_curve_its_tables_and_what_forecasts_were_worth() -> None:
    text = await page("/crowd/keizerstraat")
    assert "Expected at Keizerstraat, people per 15 minutes" in text
    assert "In the last month 79% of the counts fell within the expected range" in text
    assert "too few to show" in text
    assert "From orange on, 42 people a minute" in text


@pytest.mark.parametrize("path", _PAGES)
@pytest.mark.parametrize(
    ("outlook", "words"),
    [
        (AwayOutlook(), "The analyst process has not started yet"),
        (StreetOutlook(known=None), "could not read the places file yet"),
    ],
)
async def test_without_an_outlook_the_page_says_what_the_operator_must_do(
    path: str, outlook: Outlook, words: str
) -> None:
    text = await page(path, outlook=outlook)
    assert words in text
    assert "docs/crowd.md" in text


async def test_without_places_there_is_no_crowd_in_the_navigation_and_the_page_says_how_to_get_one() -> None:
    async with asking(site(None)) as client:
        home = (await client.get("/")).text
        crowd = (await client.get("/crowd?lang=en")).text
    assert 'href="/crowd"' not in home
    assert "set places_file under [crowd]" in crowd
    async with asking(site(StreetOutlook())) as client:
        assert 'href="/crowd"' in (await client.get("/")).text


@pytest.mark.parametrize("path", _PAGES)
async def test_before_the_first_round_the_places_are_there_and_nothing_is_green(path: str) -> None:
    text = await page(path, outlook=StreetOutlook(newest_s=None, raised=()))
    assert "unknown" in text or "Keizerstraat" in text
    assert not re.search(r"\d+ Keizerstraat [^:]{0,40} green", text)


async def test_an_unknown_place_is_not_found() -> None:
    async with asking(site(StreetOutlook())) as client:
        assert (await client.get("/crowd/nowhere")).status_code == 404


async def test_a_page_is_kept_until_something_is_new_or_a_minute_has_passed() -> None:
    outlook, now_s = StreetOutlook(), NOW_S - NOW_S % 60
    clock = [now_s]
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: clock[0], outlook=outlook)
    async with asking(app) as client:
        first = (await client.get("/crowd")).text
        outlook.newest_s = ROUND_S - 900
        assert (await client.get("/crowd")).text == first
        outlook.number += 1
        second = (await client.get("/crowd")).text
        assert second != first
        clock[0] += 60
        assert (await client.get("/crowd")).text != second


@pytest.mark.parametrize(
    ("text", "time_s"),
    [
        ("2026-07-18T16:00", ROUND_S),
        ("2026-07-18T14:00Z", ROUND_S),
        ("2026-07-18T16:00:00+02:00", ROUND_S),
        (str(ROUND_S), ROUND_S),
        ("2026-10-25T02:30", 1_792_888_200),  # comes twice: the first
        ("yesterday", None),
        ("9" * 40, None),
        ("99999999999", None),
        ("2026-13-01T00:00", None),
    ],
)
def test_a_moment_is_local_time_time_with_an_offset_or_unix_seconds(text: str, time_s: int | None) -> None:
    assert parse(text, zone=AMSTERDAM) == time_s


def test_an_address_and_a_form_give_the_moment_back() -> None:
    assert parse(address_text(ROUND_S), zone=AMSTERDAM) == ROUND_S
    assert parse(form_text(ROUND_S, zone=AMSTERDAM), zone=AMSTERDAM) == ROUND_S
