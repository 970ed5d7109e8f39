"""The link of a garden: what opens, what does not, and that the secret goes nowhere."""

import asyncio
import logging
import os
import signal
from pathlib import Path

import httpx
import pytest

from stoep_gateway.desk.garden_records import Opened
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.mine.link import LINK
from stoep_gateway.web.serve import serve
from support.own_site import GARDEN, OTHER, OwnSite, own_desk
from support.street_archive import NOW_S
from support.waiting import LIMIT_S

SETTINGS = "/my-garden/settings"
OPENED = (303, "/my-garden")


@pytest.fixture
def site(tmp_path: Path) -> OwnSite:
    return OwnSite(own_desk(tmp_path))


def came_to(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.headers.get("location", "")


async def test_a_link_opens_the_garden_and_is_left_at_once(site: OwnSite) -> None:
    async with site.browser() as browser:
        assert came_to(await browser.get(site.link())) == OPENED
        page = await browser.get(SETTINGS)
    assert page.status_code == 200
    assert GARDEN in page.text


async def test_the_cookie_is_for_this_site_alone(site: OwnSite) -> None:
    link = site.link()
    site.trusted_proxy = "10.0.0.2"
    async with site.browser(base="https://stoep.test", address="10.0.0.2") as browser:
        (sealed,) = (await browser.get(link)).headers.get_list("set-cookie")
    async with site.browser() as browser:
        (here,) = (await browser.get(link)).headers.get_list("set-cookie")
    for cookie in (sealed, here):
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert "Path=/" in cookie
        assert "Max-Age=34560000" in cookie
        assert "Domain" not in cookie
    assert sealed.startswith("__Host-stoep-garden=")
    assert "Secure" in sealed
    assert here.startswith("stoep-garden=")


async def test_the_newest_link_wins_in_one_browser(site: OwnSite) -> None:
    first, second = site.link(GARDEN), site.link(OTHER)
    async with site.browser() as browser:
        for link, garden in ((first, GARDEN), (second, OTHER), (first, GARDEN)):
            await browser.get(link)
            page = (await browser.get(SETTINGS)).text
            assert garden in page
            assert ({GARDEN, OTHER} - {garden}).pop() not in page
        assert list(browser.cookies()) == ["stoep-garden"]


@pytest.mark.parametrize("rest", ["", "?lang=en", "?x=1", "/", ".", "%20", ",", ")", "?utm_source=mail#top"])
async def test_what_messages_leave_around_a_link_does_no_harm(site: OwnSite, rest: str) -> None:
    async with site.browser() as browser:
        answer = await browser.get(site.link() + rest)
    assert answer.status_code == 303
    assert answer.headers["location"] in ("/my-garden", "/my-garden?lang=en")
    assert "set-cookie" in answer.headers


async def test_letters_in_capitals_are_the_same_link(site: OwnSite) -> None:
    async with site.browser() as browser:
        assert came_to(await browser.get(LINK + site.link().removeprefix(LINK).upper())) == OPENED


async def test_looking_ahead_opens_nothing_and_tells_nothing(site: OwnSite) -> None:
    right, wrong = site.link(), f"{LINK}/{'a' * 32}"
    async with site.browser() as browser:
        for link in (right, wrong) * 15:  # more than may be wrong
            assert came_to(await browser.client.head(link)) == OPENED
            assert (await browser.get(link, sec_purpose="prefetch;prerender")).status_code == 503
            assert (await browser.get(link, purpose="prefetch")).content == b""
        assert browser.cookies() == {}
        assert came_to(await browser.get(right)) == OPENED


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
async def test_a_link_can_only_be_visited(site: OwnSite, method: str) -> None:
    link = site.link()
    async with site.browser() as browser:
        answer = await browser.client.request(method, link)
        assert answer.status_code == 405
        assert link.removeprefix("/my/") not in answer.text
        assert browser.cookies() == {}


async def test_after_twenty_wrong_links_an_address_waits(site: OwnSite) -> None:
    link = site.link()
    async with site.browser() as browser:
        await browser.get(link)
        for _ in range(20):
            assert (await browser.get(f"{LINK}/{'a' * 32}")).status_code == 403
        answer = await browser.get(link)
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "900"
        assert (await browser.get(SETTINGS)).status_code == 200, "who is in stays in"


async def test_a_revoked_link_opens_nothing_from_that_moment_on(site: OwnSite) -> None:
    link = site.link()
    async with site.browser() as browser:
        await browser.get(link)
        site.gardens.revoke_link(GARDEN, now_s=NOW_S)
        answer = await browser.get(SETTINGS)
        assert answer.status_code == 403
        assert GARDEN not in answer.text
        assert browser.cookies() == {}, "the browser forgets it"
        assert (await browser.get(link)).status_code == 403


async def test_a_cookie_that_somebody_changed_opens_nothing(site: OwnSite) -> None:
    mine, others = site.link(GARDEN), site.link(OTHER)
    async with site.browser() as browser:
        await browser.get(mine)
        value = browser.cookies()["stoep-garden"]
        token, seal = value.split(".")
        other = others.removeprefix("/my/")
        tries = (
            other,
            f"{other}.{seal}",
            token,
            f"{token}.",
            f"{token}.{seal}x",
            f"{seal}.{token}",
            GARDEN,
            "",
            "." * 99,
        )
        for text in tries:
            browser.client.cookies.clear()
            answer = await browser.get(SETTINGS, cookie=f"stoep-garden={text}")
            assert answer.status_code == 403, text
            assert GARDEN not in answer.text
        answer = await browser.get(SETTINGS, cookie=f"__Host-stoep-garden={value}")
        assert answer.status_code == 403


@pytest.mark.parametrize(
    ("base", "address"),
    [
        ("http://stoep.test", "10.0.0.9"),
        ("http://stoep.test", "127.0.0.1"),
        ("http://localhost", "10.0.0.9"),
        ("http://192.168.1.7:8080", "192.168.1.9"),
    ],
)
async def test_where_somebody_may_read_along_nothing_is_opened(site: OwnSite, base: str, address: str) -> None:
    link = site.link()
    token = link.removeprefix("/my/")
    async with site.browser(base=base, address=address) as browser:
        for path in (link, SETTINGS, "/my-garden/data.csv", f"{LINK}/{'a' * 32}"):
            answer = await browser.get(path)
            assert answer.status_code in (403, 404), path
            assert token not in answer.text
        assert browser.cookies() == {}


async def test_answers_are_kept_by_nobody_found_by_nobody_and_tell_no_referrer(site: OwnSite) -> None:
    async with site.browser() as browser:
        link = site.link()
        answers = [await browser.get(path) for path in (SETTINGS, f"{LINK}/{'a' * 32}", link, SETTINGS)]
        answers.append(await browser.client.head(link))
        answers.append(await browser.client.post(link))
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers.get_list("referrer-policy") == ["no-referrer"]
        assert "noindex" in answer.headers["x-robots-tag"]


async def test_the_token_stands_in_no_answer(site: OwnSite, tmp_path: Path) -> None:
    link = site.link()
    token = link.removeprefix("/my/")
    async with site.browser() as browser:
        answers = [await browser.get(link), await browser.get(SETTINGS), await browser.get("/")]
        site.gardens.revoke_link(GARDEN, now_s=NOW_S)
        answers += [await browser.get(link), await browser.get(f"{link}/x"), await browser.get(f"{link}?lang=en")]
        (tmp_path / "desk" / "desk.db").unlink()
        answers.append(await browser.get(link))
        assert answers[-1].status_code == 503
    for answer in answers:
        headers = {name: text for name, text in answer.headers.items() if name != "set-cookie"}
        assert token not in answer.text
        assert token not in str(headers)


class DefectGardens(Gardens):
    """Has a defect."""

    def open(self, token: str, *, address: str, now_s: int) -> Opened:
        raise ValueError("a defect")


async def test_the_page_of_a_defect_does_not_name_the_link(site: OwnSite) -> None:
    link = site.link()
    site.desk.gardens = DefectGardens(site.desk.path)
    async with site.browser() as browser:
        answer = await browser.get(link)
    assert answer.status_code == 500
    assert link.removeprefix("/my/") not in answer.text


async def test_no_log_names_the_link_whatever_it_logs(site: OwnSite, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    link, addresses = site.link(), asyncio.Queue[str]()
    token = link.removeprefix("/my/")
    pages = asyncio.create_task(
        serve(
            archive_path=site.desk.path.with_name("archive.db"),
            host="127.0.0.1",
            port=0,
            gateway_name="Scheveningen",
            desk=site.desk,
            on_ready=addresses.put_nowait,
        )
    )
    address = (await addresses.get()).rstrip("/")
    try:
        async with httpx.AsyncClient(base_url=address, timeout=LIMIT_S) as client:
            assert came_to(await client.get(link)) == OPENED
            assert (await client.post(link)).status_code == 405
            site.gardens.revoke_link(GARDEN, now_s=NOW_S)
            assert (await client.get(f"{link}?lang=en")).status_code == 403
            site.desk.path.unlink()
            assert (await client.get(link)).status_code == 503
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        await pages
    of_pages = [record for record in caplog.records if record.name.startswith(("stoep", "uvicorn", "asyncio"))]
    said = "\n".join(f"{record.getMessage()} {record.exc_text} {record.args}" for record in of_pages)
    assert "desk.db" in said, "the log was read"
    assert token not in said
