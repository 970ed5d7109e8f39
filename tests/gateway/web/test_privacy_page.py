"""The privacy page: every number comes from the policy and the ledger, and nothing is promised that is not kept."""

import re
from dataclasses import replace
from fractions import Fraction
from html import unescape
from math import exp

import pytest

from stoep_gateway.relinked import RELINKED
from stoep_gateway.web.app import create
from stoep_gateway.web.ports import CountingPlace, Ledger, Policy, Status, Verified, WindowAccount
from support.site import asking
from support.street_archive import LEDGER, NOW_S, POLICY, StreetArchive, accounts


async def page(said: Status | None = None, *, language: str = "en", part: int = 1) -> str:
    """The words of the page, without its markup."""
    app = create(lambda: StreetArchive(said=said or accounts()), gateway_name="Test", now_s=lambda: NOW_S)
    async with asking(app) as client:
        html = (await client.get("/privacy", params={"lang": language, "part": part})).text
    main = html.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


def held(policy: Policy) -> Status:
    return replace(accounts(), policies=(policy,))


async def test_the_best_guess_is_calculated_from_epsilon_and_contribution() -> None:
    text = await page()
    for crossings in (1, 2, 8):
        epsilon = crossings * 0.5
        assert f"about {round(100 * exp(epsilon) / (1 + exp(epsilon)))}%" in text
    assert "2 times in each period, 162 times a day nearly 100%" in text
    weaker = await page(held(replace(POLICY, epsilon=Fraction(1, 5), cap=Fraction(81, 5))))
    assert "once about 52%" in weaker
    assert "twice: there and back about 55%" in weaker


async def test_whatever_repeats_is_no_more_sure_than_the_budget_of_a_day_allows() -> None:
    text = await page(held(replace(POLICY, epsilon=Fraction(1, 100), cap=Fraction(1, 100))))
    assert "162 times a day about 50%" in text


async def test_rules_are_told_with_what_they_mean() -> None:
    text = await page()
    assert "Strength of the noise (epsilon) 1 a period" in text
    assert "Passing once thus costs 0.5 of the strength." in text
    assert "Smallest number that we show (k) 10" in text
    assert "Length of a period 15 minutes" in text
    assert "The night 4 hours, one period From 02:00 to 06:00." in text
    assert "Budget of a place and day 81 Enough for 81 periods." in text


async def test_what_is_not_promised_is_said_in_full() -> None:
    text = await page()
    for words in (
        "Habits.",
        "After about 121 days",
        "Passing often.",
        "Groups.",
        "More places.",
        "It is an assumption",
    ):
        assert words in text


async def test_without_noise_nothing_is_promised_and_the_page_says_what_a_threshold_lacks() -> None:
    text = await page(held(Policy(k=10, window_s=900)))
    assert "A threshold alone, no noise" in text
    assert "promises nothing against who walks along" in text
    assert "What this promises" not in text
    assert "best guess" not in text.lower()
    assert "Noise off" in text


async def test_windows_are_told_in_total_and_by_place_with_what_today_has_spent() -> None:
    text = await page()
    assert "1,536 counts were finished. We showed 1,102 of them and hid 420. For 6 the budget was spent." in text
    assert re.search(r"strand-2 3,400 590 1 8 1 40 of 81", text)


async def test_a_thousand_places_come_in_parts() -> None:
    windows = WindowAccount(closed=9, released=9, suppressed=0, budget=0, no_data=0, restore=0)
    places = tuple(CountingPlace(name=f"place-{at}", windows=windows, spent=Fraction(1)) for at in range(1000))
    said = replace(accounts(), places=places)
    assert "place-39" in await page(said)
    assert "place-40" not in await page(said)
    assert "place-40" in await page(said, part=2)


async def test_the_ledger_is_told_with_its_newest_row_and_its_last_check() -> None:
    text = await page()
    assert "Number of lines 12,345" in text
    assert "number 112,345" in text
    assert "9f2c61d07ab3e845" in text
    assert "Sat 18 Jul 11:05, 12,300 lines: all is well" in text
    assert "agrees with the ledger" in text


@pytest.mark.parametrize(
    ("ledger", "words"),
    [
        (replace(LEDGER, verified=Verified(at_s=NOW_S, rows=9, findings=2, anchor=False)), "2 faults found"),
        (replace(LEDGER, verified=Verified(at_s=NOW_S, rows=9, findings=1, anchor=False)), "does not agree"),
        (replace(LEDGER, verified=Verified(at_s=NOW_S, rows=9, findings=0, anchor=None)), "is not there"),
        (replace(LEDGER, rows=None, verified=None), "the first one is under way"),
        (replace(LEDGER, is_shut=True), "The ledger is shut"),
        (None, "has not written a ledger yet"),
    ],
)
async def test_a_ledger_that_is_not_as_it_should_be_is_said(ledger: Ledger | None, words: str) -> None:
    assert words in await page(replace(accounts(), ledger=ledger))
    assert words not in await page()


async def test_each_change_of_the_rules_is_told_with_its_time_the_newest_first() -> None:
    text = await page()
    coming, now, past = (
        text.index(words)
        for words in (
            "From Sun 19 Jul 02:00 to come Strength of the noise (epsilon): 1 → 0.5",
            "Since Thu 18 Jun 02:00 in force Strength of the noise (epsilon): none → 1",
            "From the beginning past",
        )
    )
    assert coming < now < past
    assert "Smallest number that we show (k): 5 → 10" in text


async def test_places_tell_who_is_alone_and_that_pseudonyms_do_not_hide() -> None:
    text = await page()
    assert "12 squares are in use. In 3 of them there is only one garden or counting place." in text
    assert "So a pseudonym does not hide you." in text
    for line in RELINKED:
        assert (f"{line.cell_m:,} metres" if line.cell_m else "no place") in text


async def test_how_long_the_archive_keeps_is_told() -> None:
    assert "deletes a day after 400 days" in await page()
    assert "deletes nothing by itself" in await page(replace(accounts(), retention_days=0))


async def test_dutch_says_the_same() -> None:
    text = await page(language="nl")
    assert "één keer ongeveer 62%" in text
    assert "Eén keer langslopen kost daarmee 0,5 van de sterkte." in text
    assert "Wat dit niet belooft" in text


@pytest.mark.parametrize("epsilon", ["0.000001", "0.01", "999"])
async def test_a_picture_stays_small_however_far_noise_reaches(epsilon: str) -> None:
    said = held(replace(POLICY, epsilon=Fraction(epsilon), cap=81 * Fraction(epsilon)))
    app = create(lambda: StreetArchive(said=said), gateway_name="Test", now_s=lambda: NOW_S)
    async with asking(app) as client:
        html = (await client.get("/privacy")).text
    assert html.count("v-") < 1_000
    assert len(html) < 60_000


async def test_what_gardens_measure_is_said_to_be_shown_as_means_of_many() -> None:
    assert "means alone, of at least 11 gardens that want it" in await page()
