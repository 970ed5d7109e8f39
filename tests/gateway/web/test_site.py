"""What the site answers: headers, languages, wrong addresses, the health of its process."""

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import replace

import pytest

from stoep_gateway.web.app import STALE_S, create
from stoep_gateway.web.headers import CONTENT_SECURITY_POLICY, LIVE_POLICY
from stoep_gateway.web.page import Page, Visit
from stoep_gateway.web.ports import Archive, ArchiveAwayError, Policy
from support.site import asking
from support.street_archive import NOW_S, StreetArchive, accounts, crowd
from support.street_crowd import StreetOutlook


def away() -> Archive:
    raise ArchiveAwayError


APP = create(StreetArchive, gateway_name="Scheveningen", now_s=lambda: NOW_S)


@pytest.mark.parametrize("path", ["/", "/static/stoep.css", "/favicon.ico", "/healthz", "/no-such-page"])
async def test_every_answer_forbids_script_framing_and_other_hosts(path: str) -> None:
    async with asking(APP) as client:
        answer = await client.get(path)
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "server" not in answer.headers


@pytest.mark.parametrize("path", ["/crowd", "/crowd/wall", "/crowd/keizerstraat"])
async def test_a_page_that_refreshes_itself_may_run_our_script_and_ask_this_site_and_nothing_else(path: str) -> None:
    app = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=StreetOutlook())
    async with asking(app) as client:
        answer = await client.get(path)
    assert answer.headers.get_list("content-security-policy") == [LIVE_POLICY]
    assert "script-src 'self'; connect-src 'self'" in LIVE_POLICY
    assert not re.search(r"unsafe|\*|https?:|data:", LIVE_POLICY)
    assert re.findall(r"<script[^>]*>", answer.text) == ['<script src="/static/crowd.js" defer>']
    assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", answer.text)


async def test_a_page_uses_no_inline_style_and_no_script_which_the_policy_would_block() -> None:
    async with asking(APP) as client:
        for path in ("/", "/beach", "/garden", "/air", "/privacy", "/device/strand-1", "/device/lucht-1"):
            text = (await client.get(path)).text
            assert not re.search(r"\sstyle=|<style|<script|\son\w+=|javascript:", text)


@pytest.mark.parametrize(
    ("path", "accept", "language"),
    [
        ("/", None, "nl"),
        ("/", "en-GB,en;q=0.9", "en"),
        ("/", "fr", "nl"),
        ("/?lang=en", "nl", "en"),
        ("/?lang=xx", "en", "en"),
    ],
)
async def test_the_language_is_asked_for_accepted_or_dutch(path: str, accept: str | None, language: str) -> None:
    async with asking(APP) as client:
        answer = await client.get(path, headers={"accept-language": accept} if accept else {})
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["content-language"] == language


async def test_a_chosen_language_is_remembered() -> None:
    async with asking(APP) as client:
        await client.get("/?lang=en")
        answer = await client.get("/beach", headers={"accept-language": "nl"})
    assert '<html lang="en">' in answer.text


async def test_the_language_link_keeps_the_page_and_the_part() -> None:
    async with asking(APP) as client:
        text = (await client.get("/beach?part=2&lang=nl&other=1")).text
    assert 'href="/beach?part=2&amp;lang=en" lang="en"' in text


@pytest.mark.parametrize("path", ["//evil.test/x", "/\\\\evil.test", "///evil.test"])
async def test_no_link_leads_to_another_host_whatever_address_was_asked_for(path: str) -> None:
    scope = {"type": "http", "method": "GET", "path": path, "query_string": b"", "headers": []}
    sent = bytearray()

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    async def send(message: MutableMapping[str, object]) -> None:
        body = message.get("body", b"")
        assert isinstance(body, bytes)
        sent.extend(body)

    await APP(scope, receive, send)
    links = re.findall(r'href="([^"]*)"', sent.decode())
    assert any("evil" in link for link in links)
    assert not [link for link in links if not re.match(r"/(?![/\\])", link) and link != "#content"]


@pytest.mark.parametrize("path", ["/no-such-page", "/device/no-such-device", "/static/no-such-file"])
async def test_an_unknown_address_gets_a_page_in_the_readers_language(path: str) -> None:
    async with asking(APP) as client:
        answer = await client.get(path, headers={"accept-language": "en"})
    assert answer.status_code == 404
    assert "This page does not exist" in answer.text


async def test_only_reading_is_possible() -> None:
    async with asking(APP) as client:
        answer = await client.post("/")
    assert answer.status_code == 405
    assert "alleen lezen" in answer.text


async def test_a_defect_gets_a_page_that_tells_nothing_about_the_inside() -> None:
    def build(visit: Visit) -> Mapping[str, object]:
        raise RuntimeError("secret-inside")

    broken = Page(name="broken", address="/broken", template="home.html", build=build)
    async with asking(create(StreetArchive, gateway_name="Test", pages=(broken,))) as client:
        answer = await client.get("/broken")
    assert answer.status_code == 500
    assert "Er ging iets mis" in answer.text
    assert "secret-inside" not in answer.text
    assert "Traceback" not in answer.text
    assert answer.headers["content-security-policy"] == CONTENT_SECURITY_POLICY


async def test_without_an_archive_every_page_says_that_the_gateway_is_away() -> None:
    async with asking(create(away, gateway_name="Test")) as client:
        answer = await client.get("/garden")
        health = await client.get("/healthz")
    assert answer.status_code == 503
    assert "nog niet gestart, of hij is gestopt" in answer.text
    assert (health.status_code, health.json()) == (200, {"web": "ok", "archive": "away"})


async def test_the_archive_is_closed_after_a_page_and_after_a_defect() -> None:
    closed: list[bool] = []

    class Noticed(StreetArchive):
        def close(self) -> None:
            closed.append(True)

    async with asking(create(Noticed, gateway_name="Test", now_s=lambda: NOW_S)) as client:
        await client.get("/")
        await client.get("/device/no-such-device")
    assert closed == [True, True]


async def test_a_silent_gateway_is_announced() -> None:
    late = create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S + STALE_S)
    async with asking(late) as client:
        assert "De gateway is stil sinds za 18 jul 16:04." in (await client.get("/")).text
    async with asking(APP) as client:
        assert "stil sinds" not in (await client.get("/")).text


async def test_a_gateway_that_has_told_nothing_yet_still_has_pages() -> None:
    app = create(lambda: StreetArchive(known=(), said=None, closed_windows=None), gateway_name="Test")
    async with asking(app) as client:
        for path in ("/", "/beach", "/garden", "/privacy"):
            assert (await client.get(path)).status_code == 200


async def test_accounts_that_do_not_balance_are_said_in_words_and_at_the_back_end() -> None:
    app = create(lambda: StreetArchive(said=accounts(balanced=False)), gateway_name="Test", now_s=lambda: NOW_S)
    async with asking(app) as client:
        text = (await client.get("/")).text
    assert "De boekhouding klopt niet." in text
    assert re.search(r'stad-sensorthings</th>.*?<td class="bad">nee</td>', text, re.DOTALL)


@pytest.mark.parametrize("part", ["0", "99999", "-1", "x", "", "1e3", "²"])
async def test_a_part_that_is_not_there_is_the_nearest_one_that_is(part: str) -> None:
    many = crowd(6)
    async with asking(create(lambda: StreetArchive(known=many), gateway_name="Test", now_s=lambda: NOW_S)) as client:
        assert (await client.get("/", params={"part": part})).status_code == 200


async def test_what_a_device_is_called_is_shown_as_text() -> None:
    known = StreetArchive().known
    named = [device for device in known if device.name == "eigen-1"]
    app = create(lambda: StreetArchive(known=tuple(named)), gateway_name="<b>&</b>", now_s=lambda: NOW_S)
    async with asking(app) as client:
        text = (await client.get("/")).text
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in text
    assert "<b>&" not in text


@pytest.mark.parametrize("path", ["/beach", "/device/strand-1"])
async def test_counts_with_noise_say_so_where_they_are_shown(path: str) -> None:
    plain = replace(accounts(), policies=(Policy(k=10, window_s=900),))
    for said, is_noisy in ((accounts(), True), (plain, False)):
        app = create(lambda said=said: StreetArchive(said=said), gateway_name="Test", now_s=lambda: NOW_S)
        async with asking(app) as client:
            text = (await client.get(path, params={"lang": "en"})).text
        assert ("mostly 6 off at most" in text) is is_noisy
        assert ("From 02:00 to 06:00 is one period" in text) is is_noisy
        assert ("too few to show" in text) is is_noisy
        assert ("fewer than 10" in text) is not is_noisy
