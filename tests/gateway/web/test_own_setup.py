"""The five steps of a set-up: what is sent, kept, shown again, left out."""

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Unpack

import pytest

from stoep_gateway.desk.garden_records import OPEN_DATA, PURPOSES, RESEARCH, TEXTS
from stoep_gateway.desk.gardens import Changes, Gardens
from stoep_gateway.errors import RetryableError
from stoep_gateway.garden.records import FROM_FINGER, FROM_LAB, FROM_POSTCODE, Calibration, Setup
from stoep_gateway.web.ports import Archive, ArchiveAwayError
from stoep_gateway.web.words import consent
from support.own_site import GARDEN, OTHER, KeeperBrowser, OwnSite, own_desk
from support.street_archive import NOW_S

CLAY = {"by": "finger", "peat": "none", "ball": "yes", "ribbon": "medium", "feel": "between"}


def step(number: int) -> str:
    return f"/my-garden/setup/{number}"


@pytest.fixture
def site(tmp_path: Path) -> OwnSite:
    return OwnSite(own_desk(tmp_path), postcodes={"2586": "B02"})


@pytest.fixture
async def browser(site: OwnSite) -> AsyncIterator[KeeperBrowser]:
    async with site.browser() as browser:
        await browser.get(site.link())
        yield browser


def setup(site: OwnSite) -> Setup:
    return site.gardens.garden(GARDEN).setup


async def test_five_steps_one_after_another(site: OwnSite, browser: KeeperBrowser) -> None:
    forms = (
        CLAY,
        {"planting": "lawn"},
        {"sun": "half", "paved": "30 %"},
        {"dry": "2.700", "wet": "1150 mV"},
        {"research": "yes", "open": "no"},
    )
    for number, form in enumerate(forms, 1):
        answer = await browser.fill(step(number), form)
        assert answer.status_code == 303
        assert answer.headers["location"] == (step(number + 1) if number < 5 else "/my-garden")
    assert setup(site) == Setup(
        soil="B10",
        soil_by=FROM_FINGER,
        planting="lawn",
        sun="half",
        paved_percent=30,
        calibration=Calibration(dry_mv=2700, wet_mv=1150, probe=GARDEN),
    )
    kept = site.gardens.garden(GARDEN)
    assert (kept.consents_to(RESEARCH), kept.consents_to(OPEN_DATA)) == (True, False)
    assert {each.at_s for each in kept.consents.values()} == {NOW_S}
    assert (await browser.get(step(5))).text.count('class="done"') == 5


@pytest.mark.parametrize(
    ("form", "soil", "by"),
    [
        ({"by": "lab", "soil": "B16"}, "B16", FROM_LAB),
        ({"by": "postcode", "postcode": " 2586 AB"}, "B02", FROM_POSTCODE),
        ({"by": "finger", "peat": "none", "ball": "no", "grains": "coarse"}, "B05", FROM_FINGER),
    ],
)
async def test_three_ways_to_know_the_soil(
    site: OwnSite, browser: KeeperBrowser, form: dict[str, str], soil: str, by: str
) -> None:
    assert (await browser.fill(step(1), form)).status_code == 303
    assert (setup(site).soil, setup(site).soil_by) == (soil, by)


WRONG = [
    (1, {"by": "finger", "peat": "none"}, "Beantwoord ook de andere vragen", 'value="none" checked'),
    (1, {"by": "finger", "peat": "<b>"}, "Beantwoord ook de andere vragen", ""),
    (1, {"by": "lab", "soil": "B99"}, "Kies een klasse uit de lijst", ""),
    (1, {"by": "postcode", "postcode": '9999"<'}, "Deze postcode kennen we niet", "9999&#34;&lt;"),
    (2, {"planting": "palm"}, "Kies wat er groeit", ""),
    (2, {}, "Kies wat er groeit", ""),
    (3, {"sun": "half", "paved": "veel"}, "van 0 tot en met 100", 'value="veel"'),
    (3, {"sun": "half", "paved": "101"}, "van 0 tot en met 100", 'value="half" checked'),
    (3, {}, "Kies hoeveel zon er is", ""),
    (4, {"dry": "2700", "wet": ""}, "Vul beide getallen in", 'value="2700"'),
    (4, {"dry": "2700", "wet": "nat"}, "twee hele getallen", 'value="nat"'),
    (4, {"dry": "99999", "wet": "1150"}, "tussen 0 en 5000", 'value="99999"'),
    (4, {"dry": "1150", "wet": "2700"}, "verwisseld", 'value="2700"'),
    (4, {"dry": "2700", "wet": "2690"}, "lijken te veel op elkaar", 'value="2690"'),
    (5, {"research": "maybe"}, "Kies ja of nee", ""),
]


@pytest.mark.parametrize(("number", "form", "said", "kept"), WRONG)
async def test_what_is_wrong_is_said_in_one_line_and_what_was_entered_stays(
    site: OwnSite, browser: KeeperBrowser, number: int, form: dict[str, str], said: str, kept: str
) -> None:
    answer = await browser.fill(step(number), form)
    assert answer.status_code == 400
    assert said in answer.text
    assert kept in answer.text
    assert 'role="alert"' in answer.text
    assert "<title>Niet gelukt" in answer.text
    assert setup(site) == Setup()
    assert site.gardens.history(GARDEN) == ()


async def test_a_step_can_be_left_out_and_gone_back_to(site: OwnSite, browser: KeeperBrowser) -> None:
    for number in range(1, 6):
        page = (await browser.get(step(number))).text
        assert f'href="{step(number + 1) if number < 5 else "/my-garden"}"' in page
        assert all(f'href="{step(other)}"' in page for other in range(1, 6))
    await browser.fill(step(3), {"paved": "10"})
    await browser.fill(step(3), {"sun": "shade"})
    assert (setup(site).sun, setup(site).paved_percent) == ("shade", 10)
    page = (await browser.get(step(3))).text
    assert 'value="10"' in page
    assert 'value="shade" checked' in page


async def test_what_is_kept_is_shown_again(site: OwnSite, browser: KeeperBrowser) -> None:
    await browser.fill(step(1), CLAY)
    await browser.fill(step(4), {"dry": "2700", "wet": "1150"})
    await browser.fill(step(5), {"research": "yes"})
    assert "lichte klei (zelf gevoeld)" in (await browser.get(step(1))).text
    assert 'value="2700"' in (await browser.get(step(4))).text
    page = (await browser.get(step(5))).text
    assert "Je zei ja op za 18 jul 2026" in page
    assert 'id="research-yes" value="yes" checked' in page
    assert "Dit is versie 1 van deze tekst." in page


async def test_the_probe_can_be_read_now_into_the_form_which_keeps_nothing(
    site: OwnSite, browser: KeeperBrowser
) -> None:
    answer = await browser.fill(step(4), {"dry": "2700", "wet": "", "read": "wet"})
    assert answer.status_code == 200
    assert "Gelezen: 1." in answer.text
    assert 'value="2700"' in answer.text
    assert 'id="wet"' in answer.text
    assert 'name="wet" class="short" inputmode="numeric" maxlength="8" autocomplete="off" value="1' in answer.text
    assert setup(site).calibration is None


async def test_a_probe_that_has_told_nothing_cannot_be_read(site: OwnSite) -> None:
    async with site.browser() as browser:
        await browser.get(site.link("nieuw-1"))
        answer = await browser.fill(step(4), {"dry": "2700", "wet": "", "read": "wet"})
    assert answer.status_code == 404
    assert "heeft nog niets gemeten" in answer.text
    assert 'value="2700"' in answer.text


async def test_points_of_a_probe_that_was_replaced_are_asked_for_again(site: OwnSite, browser: KeeperBrowser) -> None:
    for probe, is_said in ((GARDEN, True), ("one-before", False)):
        site.gardens.set_up(GARDEN, calibration=Calibration(dry_mv=2711, wet_mv=1150, probe=probe))
        assert ('value="2711"' in (await browser.get(step(4))).text) is is_said
        assert ("2.711 millivolt" in (await browser.get("/my-garden/settings")).text) is is_said


async def test_a_probe_that_tells_percent_needs_no_points(site: OwnSite) -> None:
    async with site.browser() as browser:
        await browser.get(site.link("tuin-rs-1"))
        page = (await browser.get(step(4))).text
    assert "geeft zelf al procenten" in page
    assert 'id="dry"' not in page


async def test_without_an_archive_everything_but_reading_the_probe_goes_on(site: OwnSite) -> None:
    def away() -> Archive:
        raise ArchiveAwayError

    site.open_archive = away
    async with site.browser() as browser:
        await browser.get(site.link())
        assert (await browser.fill(step(4), {"dry": "2700", "wet": "1150"})).status_code == 303
        assert (await browser.fill(step(4), {"read": "dry"})).status_code == 503
    assert setup(site).calibration == Calibration(dry_mv=2700, wet_mv=1150)


@pytest.mark.parametrize("number", range(1, 6))
async def test_a_form_from_elsewhere_does_nothing(site: OwnSite, browser: KeeperBrowser, number: int) -> None:
    forms = (CLAY, {"planting": "lawn"}, {"sun": "half"}, {"dry": "2700", "wet": "1150"}, {"research": "yes"})
    form = forms[number - 1]
    async with site.browser() as other:
        await other.get(site.link(OTHER))
        page = (await other.get(step(number))).text
    others = page.split('name="form" value="')[1].split('"')[0]
    answers = [
        await browser.send(step(number), form),
        await browser.send(step(number), {"form": others, **form}),
        await browser.send(step(number), {"form": "é", **form}),
    ]
    for headers in ({}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}):
        mine = (await browser.get(step(number))).text.split('name="form" value="')[1].split('"')[0]
        answers.append(await browser.send(step(number), {"form": mine, **form}, headers=headers))
    assert {answer.status_code for answer in answers} == {403}
    assert all("Niet opgeslagen" in answer.text for answer in answers)
    assert setup(site) == Setup()
    assert site.gardens.history(GARDEN) == ()


@pytest.mark.parametrize("content", ["x" * 5000, "a=1&" * 20, "\xff", '{"planting": "lawn"}'])
async def test_a_body_that_is_no_form_is_refused_with_a_page(
    site: OwnSite, browser: KeeperBrowser, content: str
) -> None:
    headers = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}
    if content.startswith("{"):
        headers["content-type"] = "application/json"
    answer = await browser.client.post(step(2), content=content.encode("latin-1"), headers=headers)
    assert answer.status_code in (400, 403, 413, 415)
    assert answer.headers["cache-control"] == "no-store"
    assert "<h1>" in answer.text


async def test_a_withdrawn_garden_has_nothing_to_set_up(site: OwnSite, browser: KeeperBrowser) -> None:
    page = (await browser.get(step(2))).text
    form = page.split('name="form" value="')[1].split('"')[0]
    site.gardens.withdraw(GARDEN, now_s=NOW_S)
    for answer in (await browser.get(step(2)), await browser.send(step(2), {"form": form, "planting": "lawn"})):
        assert answer.status_code == 403
        assert "doet niet meer mee" in answer.text
    assert setup(site) == Setup()


async def test_what_cannot_be_kept_stays_on_the_page(site: OwnSite) -> None:
    link = site.link()

    class FullGardens(Gardens):
        """Of a disk without room."""

        def set_up(self, name: str, **changes: Unpack[Changes]) -> Setup:
            raise RetryableError("desk.db: disk full")

    site.desk.gardens = FullGardens(site.desk.path)
    async with site.browser() as browser:
        await browser.get(link)
        answer = await browser.fill(step(3), {"sun": "half", "paved": "30"})
    assert answer.status_code == 503
    assert "Niet bewaard" in answer.text
    assert 'value="30"' in answer.text
    assert 'value="half" checked' in answer.text


async def test_the_pages_speak_english(browser: KeeperBrowser) -> None:
    answer = await browser.get(f"{step(1)}?lang=en")
    assert "What soil do you have?" in answer.text


@pytest.mark.parametrize(
    ("purpose", "version", "seal"), [(RESEARCH, "1", "704b8728bc53cbae"), (OPEN_DATA, "1", "1f06e826c881e6d5")]
)
def test_a_text_of_consent_has_another_version_when_it_says_something_else(
    purpose: str, version: str, seal: str
) -> None:
    """Who changes a text gives it a new version in desk/garden_records.py, and its hash here."""
    texts = [consent.WORDS[f"consent.{purpose}.{part}"] for part in ("title", "text", "yes", "no")]
    assert TEXTS[purpose] == version
    assert hashlib.sha256(repr(texts).encode()).hexdigest()[:16] == seal
    assert set(TEXTS) == set(PURPOSES)
