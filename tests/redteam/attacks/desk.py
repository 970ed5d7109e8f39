"""Get in at the desk without a password, do something in the name of others, or keep somebody out."""

import asyncio
import io
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from types import SimpleNamespace

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_gateway.desk import sessions, tries
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.passwords import NOBODY, matches
from stoep_gateway.web.desk import routes
from support.open_site import ALERTS, FROM_HERE, PASSWORD, DeskBrowser, OpenSite, made_desk

_GUESSES = 40
_RIGHT_AT = 25
_PLANTED = "planted-by-somebody-else-before-the-log-in"
_NEW_PASSWORD = "een zin die nergens mag staan"
_SAMPLES = 9
_ALIKE = 1.5  # times as much work at most

Try = Callable[[OpenSite], Coroutine[None, None, bool]]  # whether it got something
Off = tuple[object, str, object]  # module, name, what stands there without the defence


def guessed(folder: Path) -> Outcome:
    return _played(folder, _guess, (tries, "take", lambda *_, **__: 0))


def forged(folder: Path) -> Outcome:
    return _played(folder, _forge, (routes, "is_own", _yes), (routes, "is_form_of", _yes))


def planted(folder: Path) -> Outcome:
    return _played(folder, _plant, (sessions, "secrets", SimpleNamespace(token_urlsafe=_same_as_planted())))


def shut_out(folder: Path) -> Outcome:
    return _played(folder, _shut_out, (sessions, "is_known", lambda *_, **__: False))


def kept(folder: Path) -> Outcome:
    return _played(folder, _search, (routes, "hashed", lambda text: text))


def timed(folder: Path) -> Outcome:
    return _played(folder, _time, (routes, "matches", _quick))


def _played(folder: Path, attack: Try, *off: Off) -> Outcome:
    """Against a desk as it is, and one without the defence."""
    got: list[bool] = []
    for name, changes in (("defended", ()), ("control", off)):
        (folder / name).mkdir(parents=True)
        with ExitStack() as stack:
            for change in changes:
                stack.enter_context(changed(*change))
            got.append(asyncio.run(attack(OpenSite(made_desk(folder / name)))))
    return Outcome(defended=not got[0], control_succeeded=got[1])


async def _guess(site: OpenSite) -> bool:
    """From a new address each time, over restarts; the right one is among the guesses."""
    for number in range(_GUESSES):
        async with site.browser(base="https://stoep.test", address=f"203.0.113.{number}") as browser:
            guess = PASSWORD if number == _RIGHT_AT else f"guess number {number}"
            if (await browser.log_in(password=guess)).status_code == 303:
                return True
    return False


async def _forge(site: OpenSite) -> bool:
    """A page elsewhere sends forms in a browser that does send its cookies along."""
    async with site.browser() as browser:
        await browser.log_in()
        for headers in ({"sec-fetch-site": "cross-site", "origin": "http://elsewhere.test"}, {"origin": "null"}, {}):
            for form in ("", "0" * 64):
                await browser.send("/desk/acknowledge", {"form": form, "alert": ALERTS[0].id}, headers=headers)
                await browser.send("/desk/logout", {"form": form}, headers=headers)
        is_out = (await browser.get("/desk")).status_code == 303
    return is_out or bool(site.desk.acknowledged([ALERTS[0].id]))


async def _plant(site: OpenSite) -> bool:
    """Cookies that the attacker knows are in the browser before somebody logs in with it."""
    async with site.browser() as browser:
        for name in ("stoep-session", "stoep-browser"):
            browser.client.cookies.set(name, _PLANTED)
        await browser.log_in()
    return site.desk.user_of(_PLANTED, now_s=site.clock()) is not None


async def _shut_out(site: OpenSite) -> bool:
    """A stranger tries anna's name all the time, from her address too; she comes to her own desk."""
    async with site.browser() as hers, site.browser() as strangers:
        await hers.log_in()
        await hers.fill("/desk/logout", {})
        for _ in range(_GUESSES):
            await strangers.log_in(password="guess")
        return (await hers.log_in()).status_code != 303


async def _search(site: OpenSite) -> bool:
    """Passwords and tokens in desk.db, in all that is logged at level debug, and on pages."""
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        async with site.browser() as browser:
            pages = await _shift(browser)
            secrets = [PASSWORD, _NEW_PASSWORD, *browser.cookies().values()]
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
    seen = [log.getvalue(), *pages, *(file.read_bytes().decode("latin-1") for file in _files(site.desk))]
    assert all(len(secret) > 10 for secret in secrets)
    return any(secret in text for text in seen for secret in secrets)


async def _shift(browser: DeskBrowser) -> list[str]:
    """What is shown in a shift in which something goes wrong."""
    answers = [await browser.log_in("anna", password=_NEW_PASSWORD), await browser.log_in(PASSWORD)]
    await browser.log_in()
    answers.append(await browser.get("/desk"))
    answers.append(await browser.fill("/desk/password", {"password": _NEW_PASSWORD, "new": PASSWORD, "again": "x"}))
    new = {"password": PASSWORD, "new": _NEW_PASSWORD, "again": _NEW_PASSWORD}
    await browser.fill("/desk/password", new)
    answers += [await browser.get("/desk?changed=1"), await browser.get(f"/{PASSWORD.replace(' ', '')}")]
    return [answer.text for answer in answers]


async def _time(site: OpenSite) -> bool:
    """Which names there are, by the work that a refusal takes."""
    spent: dict[str, list[float]] = {"anna": [], "zoe": []}
    async with site.browser() as browser:
        for _ in range(_SAMPLES):
            for name, times in spent.items():
                site.clock.now_s += tries.PERIOD_S
                begun_s = time.process_time()
                await browser.send("/desk/login", {"name": name, "password": "guess"}, headers=FROM_HERE)
                times.append(time.process_time() - begun_s)
    one, other = (median(times) for times in spent.values())
    return max(one, other) > _ALIKE * min(one, other)


def _files(desk: Desk) -> list[Path]:
    return sorted(desk.path.parent.iterdir())


def _quick(password: str, *, hash: str) -> bool:  # noqa: A002 - as it is called
    return hash != NOBODY and matches(password, hash=hash)


def _yes(*_: object, **__: object) -> bool:
    return True


def _same_as_planted() -> Callable[[int], str]:
    """The session's token is drawn first."""
    drawn = iter((_PLANTED, "the browser's"))
    return lambda _: next(drawn)


ATTACKS = (
    Attack("a password of the desk guessed", guessed),
    Attack("a form of the desk sent by another page", forged),
    Attack("a session of the desk planted before the log-in", planted),
    Attack("somebody on duty shut out by wrong passwords", shut_out),
    Attack("passwords and tokens of the desk", kept),
    Attack("names of the desk by the time that a refusal takes", timed),
)
