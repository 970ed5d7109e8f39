"""See another keeper's garden, open its pages with a link that holds no longer, or find a link where it may not be."""

import asyncio
import io
import logging
import re
import sqlite3
from collections.abc import Callable, Coroutine
from contextlib import ExitStack, closing
from pathlib import Path

import httpx

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_gateway.desk import links, tries
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.garden.records import Calibration
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.mine import link
from stoep_gateway.web.mine.pages import OWN_PAGES
from support.own_gardens import almanac, archive, keep
from support.own_site import KeeperBrowser, OwnSite, own_desk
from support.site import asking
from support.street_almanac import DRY, WET
from support.street_archive import NOW_S

_GUESSES, _RIGHT_AT = 60, 45
_CANARY = Calibration(dry_mv=2717, wet_mv=1171)  # of the other garden's probe: its page tells both
_OWN = tuple(page.address for page in OWN_PAGES)

Try = Callable[[Path], Coroutine[None, None, bool]]  # whether it got something
Off = tuple[object, str, object]  # module, name, what stands there without the defence


def another(folder: Path) -> Outcome:
    return _played(folder, _ask_for_another, (Gardens, "opened", _whose_name_it_is))


def ended(folder: Path) -> Outcome:
    return _played(folder, _use_ended, (links, "make", _the_same_again()), (links, "revoke", lambda *_, **__: True))


def guessed(folder: Path) -> Outcome:
    return _played(folder, _guess, (tries, "take", lambda *_, **__: 0))


def copied(folder: Path) -> Outcome:
    return _played(folder, _use_a_copy, (links, "_mark", lambda token: token.encode()))


def found(folder: Path) -> Outcome:
    return _played(folder, _search, (link, "hidden", lambda request: str(request.path_params.get("token", ""))))


def _played(folder: Path, attack: Try, *off: Off) -> Outcome:
    """Against a site as it is, and one without the defence."""
    got: list[bool] = []
    for name, changes in (("defended", ()), ("control", off)):
        (folder / name).mkdir(parents=True)
        with ExitStack() as stack:
            for change in changes:
                stack.enter_context(changed(*change))
            got.append(asyncio.run(attack(folder / name)))
    return Outcome(defended=not got[0], control_succeeded=got[1])


async def _ask_for_another(folder: Path) -> bool:
    """With the cookie of one garden, and with what can be made up, ask in every way for what was found in another."""
    desk = own_desk(folder)
    kept = keep(desk.gardens)
    told = almanac(desk.gardens)
    desk.gardens.set_up(WET, calibration=_CANARY)
    app = create(archive, gateway_name="Test", now_s=lambda: NOW_S, desk=desk, almanac=told)
    assert _tells(await _page(app, cookie=kept["wet"])), "its own keeper sees no canary: nothing was attacked"
    own, other = kept["dry"], kept["wet"]
    cookies = (own, WET, other.partition(".")[0], f"{other.partition('.')[0]}.{own.partition('.')[2]}", f"{own};{WET}")
    for cookie in cookies:
        for address in (
            *_OWN,
            f"/my-garden/{WET}",
            f"/device/{WET}",
            f"/garden/{WET}",
            "/research",
            "/research/data.csv",
        ):
            for query in ("", f"?garden={WET}", f"?name={WET}&device={WET}", f"?lang=en&garden={WET}&kept={WET}"):
                if _tells(await _page(app, f"{address}{query}", cookie=cookie)):
                    return True
    return False


async def _use_ended(folder: Path) -> bool:
    """Tokens and cookies from before a renewal and a revocation."""
    site = OwnSite(own_desk(folder))
    first = site.link(DRY)
    async with site.browser() as stale, site.browser() as later:
        await stale.get(first)
        second = site.link(DRY)
        await later.get(second)
        if await _is_in(stale):
            return True
        site.gardens.revoke_link(DRY, now_s=NOW_S)
        return await _is_in(later) or await _opens(site, first) or await _opens(site, second)


async def _guess(folder: Path) -> bool:
    """Again and again from one address; the right one is among the guesses, and what is almost right."""
    site = OwnSite(own_desk(folder))
    right = site.link(DRY)
    async with site.browser() as browser:
        for number in range(_GUESSES):
            guess = right if number == _RIGHT_AT else f"{right[:-2]}{number:02d}"
            await browser.get(guess)
            if await _is_in(browser):
                return True
    return False


async def _use_a_copy(folder: Path) -> bool:
    """Everything that a copy of desk.db holds, as a link and as a cookie."""
    site = OwnSite(own_desk(folder))
    site.link(DRY)
    with closing(sqlite3.connect(site.desk.path)) as connection:
        held = [value for row in connection.execute("SELECT * FROM link") for value in row]
    texts = {
        value if isinstance(value, str) else value.decode("latin-1") for value in held if isinstance(value, str | bytes)
    }
    texts |= {value.hex() for value in held if isinstance(value, bytes)}
    for text in sorted(filter(str.isascii, texts)):
        if await _opens(site, f"/my/{text}"):
            return True
        async with site.browser() as browser:
            browser.client.cookies.set("stoep-garden", re.sub(r"[^\w.-]", "", text))
            if await _is_in(browser):
                return True
    return False


async def _search(folder: Path) -> bool:
    """A link in what is kept, logged at level debug, answered, and passed on to the next page, errors included."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.addFilter(lambda record: not record.name.startswith("http"))  # the keeper's own client
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    site = OwnSite(own_desk(folder))
    links_made = [site.link(DRY) for _ in range(3)]
    try:
        answers = [answer for made in links_made for answer in await _visits(site, made)]
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    handed_on = [answer.headers.get("location", "") for answer in answers]
    assert any(answer.status_code == 303 for answer in answers)
    seen = [
        *(answer.text for answer in answers), *handed_on, log.getvalue(),
        *(file.read_bytes().decode("latin-1") for file in sorted(site.desk.path.parent.iterdir())),
    ]  # fmt: skip
    is_sent_on = any("no-referrer" not in answer.headers.get("referrer-policy", "") for answer in answers)
    return is_sent_on or any(made.rpartition("/")[2] in text for made in links_made for text in seen)


async def _visits(site: OwnSite, made: str) -> list[httpx.Response]:
    """As its keeper, as somebody whose link is cut short, by another method, and where everybody reads along."""
    async with site.browser() as browser, site.browser(base="http://stoep.test", address="203.0.113.9") as open_air:
        answers = [await browser.get(made), *[await browser.get(address) for address in _OWN]]
        answers += [await browser.get(f"{made}/x"), await browser.send(made, {}), await open_air.get(made)]
        answers.append(await browser.get(f"{made}?lang=nl"))
        return answers


async def _page(app: Application, address: str = "/my-garden", *, cookie: str) -> str:
    async with asking(app, base="http://localhost") as client:
        answer = await client.get(address, headers={"cookie": f"stoep-garden={cookie}"})
        return answer.text + str(answer.headers)


def _tells(text: str) -> bool:
    return bool(re.search(r"2[.,]?717|1[.,]?171", text))


async def _opens(site: OwnSite, address: str) -> bool:
    async with site.browser() as browser:
        await browser.get(address)
        return await _is_in(browser)


async def _is_in(browser: KeeperBrowser) -> bool:
    return (await browser.get("/my-garden/settings")).status_code == 200


def _whose_name_it_is(gardens: Gardens, browser: str) -> object:
    """A cookie is taken for what it says."""
    return gardens.garden(browser) if browser.startswith("tuin-") else _opened(gardens, browser)


_opened, _made = Gardens.opened, links.make


def _the_same_again() -> Callable[..., str]:
    """A renewal gives the token that was there."""
    tokens: dict[str, str] = {}

    def make(connection: sqlite3.Connection, garden: str, *, now_s: int) -> str:
        if garden not in tokens:
            tokens[garden] = _made(connection, garden, now_s=now_s)
        return tokens[garden]

    return make


ATTACKS = (
    Attack("another garden's page with one's own link", another),
    Attack("a garden's link that was renewed or revoked", ended),
    Attack("a garden's link guessed", guessed),
    Attack("a garden's link out of a copy of the desk", copied),
    Attack("a garden's link in files, log, answers and referrers", found),
)
