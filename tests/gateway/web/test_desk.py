"""Logging in, acknowledging and all that must not be possible without."""

import asyncio
import re
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.desk.records import Acknowledgement
from stoep_gateway.desk.sessions import IDLE_S
from stoep_gateway.outlook.delivery import Delivery
from stoep_gateway.web.desk.seen import raised_in
from support.open_site import ALERTS, FROM_HERE, PASSWORD, OpenSite, made_desk
from support.street_archive import NOW_S
from support.street_crowd import StreetOutlook, alerts

TLS = "https://stoep.test"
STANDING = ALERTS[0].id
ACKNOWLEDGE = {"alert": STANDING, "note": "Ploeg 3 gaat"}


@pytest.fixture
def site(tmp_path: Path) -> OpenSite:
    return OpenSite(made_desk(tmp_path))


async def test_without_logging_in_the_desk_shows_the_way_in_and_no_name(site: OpenSite) -> None:
    site.desk.acknowledge(STANDING, user="anna", now_s=NOW_S)
    async with site.browser() as browser:
        answer = await browser.get("/desk?lang=en")
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk/login?lang=en")
        for address in ("/", "/beach", "/privacy", "/desk/login", "/desk"):
            assert not re.search(r"\banna\b", (await browser.get(address)).text)


async def test_who_logs_in_sees_alerts_acknowledges_and_logs_out(site: OpenSite) -> None:
    async with site.browser() as browser:
        answer = await browser.log_in()
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        text = (await browser.get("/desk")).text
        assert "Je bent anna" in text
        assert text.index("Bevestig Keizerstraat: rood") < text.index("Bevestig Boulevard: oranje")
        assert "kans 62%" in text
        assert "boulevard/orange/1" not in text, "it has ended"
        answer = await browser.fill("/desk/acknowledge", ACKNOWLEDGE)
        assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
        text = (await browser.get("/desk")).text
        assert "Bevestigd door anna, za 18 jul 16:05. <q>Ploeg 3 gaat</q>" in re.sub(r"</?p[^>]*>", "", text)
        assert (await browser.fill("/desk/logout", {})).headers["location"] == "/desk/login"
        assert (await browser.get("/desk")).status_code == 303
    assert site.desk.acknowledged([STANDING])[STANDING] == Acknowledgement(user="anna", at_s=NOW_S, note="Ploeg 3 gaat")


async def test_who_is_on_duty_sees_by_which_channels_news_went_out_and_by_which_not(tmp_path: Path) -> None:
    outlook = StreetOutlook()
    standing, ended = alerts()[0], alerts()[-1]
    waits = Delivery(alert_id=standing.id, is_end=False, channel="radio", made_s=NOW_S, attempts=0, next_s=NOW_S)
    outlook.news = (
        replace(waits, channel="desk", attempts=1, done_s=NOW_S + 1),
        replace(waits, channel="mail", attempts=3, reason="550 <boss@city.test> refused"),
        waits,
        replace(waits, channel="sms", attempts=200, done_s=NOW_S + 1, is_given_up=True, reason="no answer"),
        replace(waits, channel="old", alert_id=ended.id),
    )
    site = OpenSite(desk=made_desk(tmp_path), raised=raised_in(outlook)())
    async with site.browser() as browser:
        await browser.log_in()
        text = (await browser.get("/desk?lang=en")).text
        assert '<p class="note">News has arrived by desk.</p>' in text
        assert '<p class="note">News is still on its way by radio.</p>' in text
        assert '<p class="bad">News does not arrive by mail: it is tried again and again.</p>' in text
        assert '<p class="bad">News by sms was given up: tell them yourself.</p>' in text
        assert "boss@city" not in text
        assert "by old" not in text, "it has ended"
        assert "Bericht is aangekomen via desk." in (await browser.get("/desk?lang=nl")).text


async def test_the_first_acknowledgement_stays_whoever_comes_later(site: OpenSite) -> None:
    site.desk.acknowledge(STANDING, user="carl", now_s=NOW_S - 5)
    async with site.browser() as browser:
        await browser.log_in()
        for _ in range(2):
            assert (await browser.fill("/desk/acknowledge", ACKNOWLEDGE)).status_code == 303
        text = (await browser.get("/desk?lang=en")).text
    assert "Acknowledged by carl" in text
    assert "anna acknowledged Keizerstraat: red, too." in text
    assert site.desk.acknowledged([STANDING])[STANDING].user == "carl"


async def test_the_board_shows_that_an_alert_was_acknowledged_and_when_but_not_by_whom(tmp_path: Path) -> None:
    desk = made_desk(tmp_path)
    site = OpenSite(desk=desk, outlook=StreetOutlook())
    open_alert = alerts()[0]
    site.raised = raised_in(site.outlook)()
    async with site.browser() as browser:
        before = (await browser.get("/crowd")).text
        await browser.log_in()
        answer = await browser.fill("/desk/acknowledge", {"alert": open_alert.id, "note": "Ploeg 3 gaat"})
        assert answer.status_code == 303
        after = (await browser.get("/crowd")).text
    assert "Bevestigd om 16:05" not in before
    assert "Bevestigd om 16:05" in after
    assert not re.search(r"\banna\b|Ploeg 3", after)


async def test_who_may_see_sees_names_and_acknowledges_nothing(site: OpenSite) -> None:
    site.desk.acknowledge(ALERTS[1].id, user="anna", now_s=NOW_S)
    async with site.browser() as browser:
        await browser.log_in("ben")
        text = (await browser.get("/desk")).text
        assert "Bevestigd door anna" in text
        assert 'action="/desk/acknowledge"' not in text
        answer = await browser.fill("/desk/acknowledge", ACKNOWLEDGE)
    assert answer.status_code == 403
    assert "Jij mag niet bevestigen" in answer.text
    assert site.desk.acknowledged([STANDING]) == {}


async def test_an_alert_that_never_was_is_not_acknowledged(site: OpenSite) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        assert (await browser.fill("/desk/acknowledge", {"alert": "x/red/1"})).status_code == 404
        site.raised = None
        assert (await browser.fill("/desk/acknowledge", ACKNOWLEDGE)).status_code == 404
        assert "nu niet te lezen" in (await browser.get("/desk")).text
    assert site.desk.log(newest=9, what=("acknowledged",)) == ()


async def test_what_is_typed_is_shown_as_text(site: OpenSite) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        await browser.fill("/desk/acknowledge", {"alert": STANDING, "note": "<b>&</b>"})
        text = (await browser.get("/desk")).text
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in text
    assert "<b>&" not in text


@pytest.mark.parametrize("name", ["anna", "zoe", "", "x" * 900])
async def test_a_wrong_password_and_a_wrong_name_are_answered_alike(site: OpenSite, name: str) -> None:
    async with site.browser() as browser:
        answer = await browser.log_in(name, password="not the password")
    assert answer.status_code == 403
    assert "Naam of wachtwoord klopt niet" in answer.text
    assert "set-cookie" not in answer.headers
    assert "not the password" not in answer.text


async def test_who_tries_too_often_is_told_how_long_to_wait(site: OpenSite) -> None:
    async with site.browser() as browser:
        for _ in range(5):
            assert (await browser.log_in(password="wrong")).status_code == 403
        site.clock.now_s += 61
        answer = await browser.log_in()
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "839")
        assert "Wacht 14 minuten" in answer.text
        site.clock.now_s += 839
        assert (await browser.log_in()).status_code == 303


async def test_tries_at_once_are_all_counted(site: OpenSite) -> None:
    async with site.browser() as browser:
        answers = await asyncio.gather(*(browser.log_in(password="wrong") for _ in range(12)))
    codes = [answer.status_code for answer in answers]
    assert codes.count(429) >= 7
    assert set(codes) <= {403, 429, 503}


async def test_a_session_that_nobody_used_for_two_hours_is_over(site: OpenSite) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        form = re.search(r'name="form" value="(\w+)"', (await browser.get("/desk")).text)
        assert form
        site.clock.now_s += IDLE_S
        answer = await browser.send("/desk/acknowledge", {"form": form[1], **ACKNOWLEDGE})
        assert answer.headers["location"] == "/desk/login"
    assert site.desk.acknowledged([STANDING]) == {}


FOREIGN = [
    {},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"sec-fetch-site": "cross-site", "origin": "http://localhost"},
    {"origin": "null"},
    {"origin": "http://elsewhere.test"},
    {"origin": "https://localhost"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_a_form_that_another_page_sends_does_nothing(site: OpenSite, headers: dict[str, str]) -> None:
    async with site.browser() as browser:
        answer = await browser.send("/desk/login", {"name": "anna", "password": PASSWORD}, headers=headers)
        assert answer.status_code == 403
        await browser.log_in()
        form = re.search(r'name="form" value="(\w+)"', (await browser.get("/desk")).text)
        assert form
        for address in ("/desk/acknowledge", "/desk/password", "/desk/logout"):
            answer = await browser.send(address, {"form": form[1], **ACKNOWLEDGE}, headers=headers)
            assert answer.status_code == 403
            assert "niet van hier" in answer.text
        assert (await browser.get("/desk")).status_code == 200
    assert site.desk.acknowledged([STANDING]) == {}


async def test_a_browser_that_only_names_the_origin_is_understood(site: OpenSite) -> None:
    async with site.browser() as browser:
        headers = {"origin": "http://localhost"}
        answer = await browser.send("/desk/login", {"name": "anna", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 303


@pytest.mark.parametrize("token", ["", "0" * 64, "\N{SEEDLING}"])
async def test_a_form_without_the_sessions_own_token_does_nothing(site: OpenSite, token: str) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        for address in ("/desk/acknowledge", "/desk/password", "/desk/logout"):
            assert (await browser.send(address, {"form": token, **ACKNOWLEDGE})).status_code == 403
    assert site.desk.acknowledged([STANDING]) == {}


async def test_a_form_of_another_session_does_nothing(site: OpenSite) -> None:
    async with site.browser() as one, site.browser() as other:
        await one.log_in()
        await other.log_in("ben")
        form = re.search(r'name="form" value="(\w+)"', (await other.get("/desk")).text)
        assert form
        assert (await one.send("/desk/acknowledge", {"form": form[1], **ACKNOWLEDGE})).status_code == 403


async def test_a_token_that_was_put_into_the_browser_before_is_not_the_sessions(site: OpenSite) -> None:
    planted = "planted" * 6
    async with site.browser() as browser:
        browser.client.cookies.set("stoep-session", planted)
        browser.client.cookies.set("stoep-browser", planted)
        cookies = (await browser.log_in()).headers.get_list("set-cookie")
    assert len(cookies) == 2
    assert all(planted not in cookie for cookie in cookies)
    assert site.desk.user_of(planted, now_s=NOW_S) is None


async def test_a_new_password_logs_out_everywhere_but_here(site: OpenSite) -> None:
    new = "een heel andere zin"
    async with site.browser() as here, site.browser() as elsewhere:
        await here.log_in()
        await elsewhere.log_in()
        answer = await here.fill("/desk/password", {"password": PASSWORD, "new": new, "again": new})
        assert answer.status_code == 303
        assert "Je wachtwoord is veranderd" in (await here.get(answer.headers["location"])).text
        assert (await elsewhere.get("/desk")).status_code == 303
        assert (await elsewhere.log_in()).status_code == 403
        assert (await elsewhere.log_in(password=new)).status_code == 303


@pytest.mark.parametrize(
    ("fields", "status", "said"),
    [
        ({"password": "wrong", "new": "een heel andere zin", "again": "een heel andere zin"}, 403, "van nu klopt niet"),
        ({"password": PASSWORD, "new": "kort", "again": "kort"}, 400, "te kort: minstens 12"),
        ({"password": PASSWORD, "new": "hallo anna hallo", "again": "hallo anna hallo"}, 400, "Je naam staat"),
        ({"password": PASSWORD, "new": "een heel andere zin", "again": "een andere zin"}, 400, "niet gelijk"),
        ({}, 400, "te kort"),
    ],
)
async def test_a_password_that_is_not_changed_says_why(
    site: OpenSite, fields: dict[str, str], status: int, said: str
) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        answer = await browser.fill("/desk/password", fields)
        assert answer.status_code == status
        assert said in answer.text
        assert PASSWORD not in answer.text
        assert (await browser.get("/desk")).status_code == 200
        assert (await browser.log_in()).status_code == 303


async def test_a_stolen_session_cannot_guess_the_password(site: OpenSite) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        new = {"new": "een heel andere zin", "again": "een heel andere zin"}
        codes = [(await browser.fill("/desk/password", {"password": str(n), **new})).status_code for n in range(6)]
    assert codes == [403] * 5 + [429]


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        (b"name=a&" + b"x" * 5000, {}, 413),
        (b"&".join(b"a%d=1" % n for n in range(20)), {}, 400),
        (b"name=\xff", {}, 400),
        (b'{"name": "anna"}', {"content-type": "application/json"}, 415),
        (b"name=%ff%fe&password=%00", {}, 403),
        (b"", {}, 403),
    ],
)
async def test_a_body_that_is_no_login_is_refused(
    site: OpenSite, content: bytes, headers: dict[str, str], status: int
) -> None:
    form = {"content-type": "application/x-www-form-urlencoded"}
    async with site.browser() as browser:
        answer = await browser.client.post("/desk/login", content=content, headers=FROM_HERE | form | headers)
    assert answer.status_code == status


async def test_a_huge_cookie_is_nobodys(site: OpenSite) -> None:
    async with site.browser() as browser:
        browser.client.cookies.set("stoep-session", "x" * 8000)
        assert (await browser.get("/desk")).status_code == 303


async def test_nothing_of_the_desk_is_kept_by_a_browser(site: OpenSite) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        for address in ("/desk", "/desk/login"):
            assert (await browser.get(address)).headers["cache-control"] == "no-store"


async def test_a_desk_that_cannot_be_read_leaves_the_boards_as_they_are(site: OpenSite, tmp_path: Path) -> None:
    async with site.browser() as browser:
        await browser.log_in()
        (tmp_path / "desk" / "desk.db").write_bytes(b"damaged" * 999)
        assert (await browser.get("/")).status_code == 200
        answer = await browser.get("/desk")
    assert answer.status_code == 503
    assert "De dienst is er even niet" in answer.text
