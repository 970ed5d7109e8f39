"""The sign beside a sensor: its code opens the sensor's page, it tells what the gateway does, of gardens nothing."""

import json
from dataclasses import replace
from pathlib import Path

import httpx
import jsonschema
import pytest
from playwright.sync_api import Browser

from stoep_gateway.privacy.answers import Answers
from stoep_gateway.privacy.outputs.register import schema
from stoep_gateway.privacy.words import Words
from stoep_gateway.web.app import create
from stoep_gateway.web.signs import Signs
from support.open_site import OpenSite, made_desk
from support.own_gardens import AsKeepers, archive, keep
from support.qr_reader import read_qr
from support.site import asking, serving
from support.street_archive import NOW_S, StreetArchive
from support.told_signs import COUNTERS, SIGNS, SITE

SIGN = "/privacy/sign/strand-1"
LONG = "Zien hoe druk het is bij het strand, zodat hulpdiensten en bezoekers altijd genoeg ruimte op straat houden. "


async def _get(address: str, *, signs: Signs = SIGNS, base: str = "") -> httpx.Response:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, signs=signs, base=base)
    async with asking(app, base="http://localhost") as client:
        return await client.get(address, params={"lang": "nl"} if "json" not in address else {})


async def test_the_code_opens_the_page_of_the_sensor() -> None:
    address = read_qr((await _get(SIGN)).text)
    assert address == f"{SITE}/device/strand-1"
    answer = await _get(address.removeprefix("https://strand.example"), base="/scheveningen")
    assert answer.status_code == 200
    assert "strand-1" in answer.text


async def test_without_a_public_address_the_code_leads_to_where_the_reader_came() -> None:
    answer = await _get(SIGN, signs=replace(SIGNS, site=""))
    assert read_qr(answer.text) == "http://localhost/device/strand-1"
    assert "http://localhost/device/strand-1</a>" in answer.text


async def test_below_a_path_the_code_has_it_too() -> None:
    answer = await _get(f"/scheveningen{SIGN}", signs=replace(SIGNS, site=""), base="/scheveningen")
    assert read_qr(answer.text) == "http://localhost/scheveningen/device/strand-1"


async def test_what_the_gateway_does_counts_more_than_what_is_told() -> None:
    boasting = replace(COUNTERS, facts=Answers({**COUNTERS.facts, "min_group": 50, "keep_days": 1}))
    text = (await _get(SIGN, signs=replace(SIGNS, told={"people": boasting}))).text
    assert "Aantallen onder de 10 tonen we niet." in text
    assert "400 dagen." in text


async def test_a_sign_without_an_operator_has_room_to_write() -> None:
    text = (await _get("/privacy/sign/lucht-1")).text
    assert text.count("Vul hier in") == 3
    assert "De beheerder heeft nog niet alles gezegd." in text


async def test_a_sensor_that_is_not_there_or_not_for_all_has_no_sign(tmp_path: Path) -> None:
    assert (await _get("/privacy/sign/nobody")).status_code == 404
    desk = made_desk(tmp_path)
    site = OpenSite(desk=desk, open_archive=archive)
    hidden = [device.name for garden in archive().gardens() for device in archive().garden(garden)]
    assert hidden
    async with asking(AsKeepers(site.app(), kept=keep(desk.gardens)), base="http://localhost") as client:
        register = (await client.get("/privacy/register.json")).text
        for name in hidden:
            assert (await client.get(f"/privacy/sign/{name}")).status_code == 404, name
            assert f'"{name}"' not in register


async def test_the_register_has_an_entry_for_each_public_sensor_and_its_schema() -> None:
    entries = (await _get("/privacy/register.json")).json()
    assert [entry["reference"] for entry in entries] == [device.name for device in StreetArchive().devices()]
    published = (await _get("/privacy/register.schema.json")).json()
    assert published == json.loads(json.dumps(schema()))
    for entry in entries:
        jsonschema.Draft202012Validator(published).validate(entry)


async def test_a_sensors_page_leads_to_its_sign_and_the_sign_back() -> None:
    assert f'href="{SIGN}"' in (await _get("/device/strand-1")).text
    assert 'href="/device/strand-1"' in (await _get(SIGN)).text


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("times", [0, 1, 5])
def test_a_sign_fits_one_sheet_of_a4_and_of_a5(browser: Browser, times: int) -> None:
    said = LONG * times or "Drukte."
    wordy = replace(
        COUNTERS,
        purpose=Words(said, said),
        measures=Words(said, said),
        organisation=said[:80],
        contact=said[:80],
        facts=Answers({**COUNTERS.facts, "public_name": True}),
        legal_basis=Words(said, said),
    )
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, signs=replace(SIGNS, told={"people": wordy}))
    with serving(app) as address, browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{address}{SIGN}?lang=nl")
        for paper in ("A4", "A5"):
            assert page.pdf(format=paper).count(b"/Type /Page\n") == 1, paper
