"""Have a keeper's browser send forms of its own pages from a page elsewhere."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_gateway.desk.garden_records import PURPOSES, RESEARCH
from stoep_gateway.desk.records import CONSOLE
from stoep_gateway.web.desk.guard import form_token
from stoep_gateway.web.mine import door
from support.open_site import FROM_HERE
from support.own_site import GARDEN, OTHER, KeeperBrowser, OwnSite, own_desk
from support.street_archive import NOW_S

_SETUP, _SETTINGS = "/my-garden/setup", "/my-garden/settings"
_FORMS: Mapping[str, Mapping[str, str]] = {
    f"{_SETUP}/1": {"by": "lab", "soil": "B11"},
    f"{_SETUP}/2": {"planting": "tree"},
    f"{_SETUP}/3": {"sun": "shade", "paved": "77"},
    f"{_SETUP}/4": {"dry": "2600", "wet": "1100"},
    f"{_SETUP}/5": {"open": "yes"},
    f"{_SETTINGS}/consent": {"purpose": RESEARCH},
    f"{_SETTINGS}/renew": {},
    f"{_SETTINGS}/revoke": {},
    f"{_SETTINGS}/forget": {},
}
_ELSEWHERE = {"origin": "http://elsewhere.test"}
_FROM: tuple[Mapping[str, str], ...] = (
    {"sec-fetch-site": "cross-site", **_ELSEWHERE},
    {"sec-fetch-site": "same-site", **_ELSEWHERE},
    {"sec-fetch-site": "none"},
    _ELSEWHERE,
    {"origin": "null"},
    {},
    FROM_HERE,  # a page of this site that was made to send what it should not
)


def forged(folder: Path) -> Outcome:
    got = [_all(folder / "defended")]
    with ExitStack() as stack:
        for name in ("is_own", "is_form_of"):
            stack.enter_context(changed(door, name, lambda *_: True))
        got.append(_all(folder / "control"))
    return Outcome(not got[0], got[1] == len(_FORMS), f"{got[0]} of {len(_FORMS)} forms, control {got[1]}")


def _all(folder: Path) -> int:
    """How many of the forms did something."""
    return sum(
        asyncio.run(_does(folder / str(at), address=address, fields=fields))
        for at, (address, fields) in enumerate(_FORMS.items())
    )


async def _does(folder: Path, *, address: str, fields: Mapping[str, str]) -> bool:
    """The keeper's cookies are sent along; whoever sends has a garden too, and so a token of its own."""
    folder.mkdir(parents=True)
    site = OwnSite(own_desk(folder))
    site.gardens.set_up(GARDEN, soil="B02", planting="lawn", sun="sun")
    for purpose in PURPOSES:
        site.gardens.consent(GARDEN, purpose, is_given=purpose == RESEARCH, by=CONSOLE, now_s=NOW_S - 86_400)
    async with site.browser() as keeper, site.browser() as stranger:
        await keeper.get(site.link(GARDEN))
        await stranger.get(site.link(OTHER))
        theirs = form_token(stranger.cookies()["stoep-garden"])
        before = await _state(site, keeper)
        await keeper.client.get(address, params=dict(fields))
        plain = "&".join(f"{name}={value}" for name, value in fields.items())
        await keeper.client.post(address, content=plain, headers={"content-type": "text/plain", **_ELSEWHERE})
        for headers, form in _sent(fields, tokens=("", "0" * 64, theirs)):
            await keeper.send(address, form, headers=headers)
            if await _state(site, keeper) != before:
                return True
        return await _state(site, keeper) != before


def _sent(
    fields: Mapping[str, str], *, tokens: tuple[str, ...]
) -> Iterator[tuple[Mapping[str, str], Mapping[str, str]]]:
    """With these headers that form."""
    for headers in _FROM:
        yield headers, fields
        for token in tokens:
            yield headers, {**fields, "form": token}


async def _state(site: OwnSite, keeper: KeeperBrowser) -> tuple[object, ...]:
    """All that a form can change."""
    is_in = (await keeper.get(_SETTINGS)).status_code == 200
    return site.gardens.garden(GARDEN), site.gardens.history(GARDEN), keeper.cookies(), is_in


ATTACKS = (Attack("a form of an own page sent by another page", forged),)
