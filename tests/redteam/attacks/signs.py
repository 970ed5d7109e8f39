"""Look for a garden on the signs and in the register entries that a site makes of its sensors, and for secrets in what
a look at a gateway says.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx

from redteam.attack import Attack, Outcome
from redteam.line import changed
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.inspection import inspect
from stoep_gateway.inspection.records import Evidence, Seen
from stoep_gateway.records import Cell
from stoep_gateway.registry.master import load_master
from stoep_gateway.web.archive import StoredArchive, opener
from stoep_testing.observations import reading, window
from support.archived import deliver
from support.gateway import Gateway
from support.own_site import OwnSite, own_desk
from support.street_archive import NOW_S

_PROBE, _AIR = "tuin-kanarie", "lucht-kanarie"  # of one garden
_PUBLIC = "strand-1"
_CELL = {"x_m": 82_250, "y_m": 457_750, "size_m": 500}
_LANGUAGES = ("nl", "en")
_PASSWORD = "Zandkasteel-471113"  # of a back-end, in a file of its own


def garden(folder: Path) -> Outcome:
    """The control takes every sensor for a public one."""
    found = asyncio.run(_told_of(folder / "defended"))
    with changed(StoredArchive, "_is_public", lambda *_: True):
        control = asyncio.run(_told_of(folder / "control"))
    return Outcome(not found, bool(control), ", ".join(found or control[:2]))


def look(folder: Path) -> Outcome:
    """The control names what it was told in what it says."""
    found = _said(folder / "defended")
    told = inspect.Inspector._told

    def repeated(self: inspect.Inspector) -> Seen:
        said = [f"{each}" for each in self._settings.backends]
        secrets = [each.options["password_file"] for each in self._settings.backends if "password_file" in each.options]
        said += [Path(str(file)).read_text() for file in secrets] + [self._master.hex()]
        return told(self) + Seen(evidence=(Evidence(fact="shared", value="public", source=" ".join(said)),))

    with changed(inspect.Inspector, "_told", repeated):
        control = _said(folder / "control")
    return Outcome(not found, bool(control), ", ".join(found or control))


async def _told_of(folder: Path) -> list[str]:
    """Where the site tells of that garden: by name, place or link."""
    folder.mkdir(parents=True)
    path = folder / "archive.db"
    cell = Cell(**_CELL)
    of_garden = [
        reading(1, device=_PROBE, cell=cell),
        replace(reading(2, device=_AIR, quantity="pm2_5", unit="ug/m3", cell=cell), profile="air"),
    ]
    await deliver(path, [*of_garden, window(1, device=_PUBLIC)])
    write_status(status_path(path), json.dumps(_status()))
    site = OwnSite(own_desk(folder), open_archive=opener(path))
    links = [site.link(_PROBE)]
    traces = [
        _PROBE,
        _AIR,
        *(str(_CELL[axis]) for axis in ("x_m", "y_m")),
        *(each.rpartition("/")[2] for each in links),
    ]
    found: list[str] = []
    async with site.browser() as keeper, site.browser() as stranger:
        await keeper.get(links[0])
        assert (await stranger.get(f"/privacy/sign/{_PUBLIC}")).status_code == 200, "there are no signs to search"
        entries = (await stranger.get("/privacy/register.json")).json()
        assert entries, "there is no entry to search"
        for browser in (stranger, keeper):
            for address in _addresses():
                answer = await browser.get(address)
                asked = address.partition("?")[0].rpartition("/")[2]
                found += [f"{address}: {trace}" for trace in traces if trace != asked and trace in _text(answer)]
                if asked in (_PROBE, _AIR) and answer.status_code != 404:
                    found.append(f"{address}: {answer.status_code}")
    return found


def _addresses() -> Iterator[str]:
    for language in _LANGUAGES:
        for name in (_PUBLIC, _PROBE, _AIR):
            yield f"/privacy/sign/{name}?lang={language}"
            yield f"/privacy/sign/{_PUBLIC}?lang={language}&device={name}&garden={name}"
        yield f"/privacy/register.json?lang={language}&device={_PROBE}"
        yield f"/privacy?lang={language}"
    yield "/privacy/register.schema.json"


def _text(answer: httpx.Response) -> str:
    return f"{answer.text} {answer.headers}"


def _status() -> dict[str, object]:
    devices = [
        {"name": name, "profile": profile, "send_s": 600, "seen_s": NOW_S - 9, "cell": cell, "windows": None}
        for name, profile, cell in (
            (_PUBLIC, "people", None),
            (_PROBE, "soil", list(_CELL.values())),
            (_AIR, "air", list(_CELL.values())),
        )
    ]
    accounts = {"backends": [{"name": "archive", "released": 3, "delivered": 3, "pending": 0}]}
    policy = {"k": 10, "window_s": 900, "cell_size_m": 500}
    gardens = {"kanarie": [_PROBE, _AIR]}
    top = {"written_s": NOW_S - 5, "policy": policy, "devices": devices, "accounts": accounts}
    return {**top, "gardens": gardens, "withdrawn": []}


def _said(folder: Path) -> list[str]:
    """Secrets that `stoep privacy check --gateway` says, as text and as JSON."""
    folder.mkdir(parents=True)
    secret = folder / "password"
    secret.write_text(_PASSWORD)
    secret.chmod(0o600)
    backend = {
        "name": "city",
        "type": "mqtt",
        "host": "127.0.0.1",
        "port": 9,
        "tls": False,
        "user": "stoep",
        "password_file": str(secret),
    }
    with Gateway(folder / "gateway", backends=[backend]) as gateway:
        bundle = gateway.enroll("garden-7", profile="soil")
        gateway.enroll("counter-1", profile="people")
        gateway.start()
        master = load_master(gateway.state_dir)
        secrets = {
            "a back-end's password": _PASSWORD,
            "the master key": master.hex(),
            "a device's password": str(bundle["broker"]["password"]),
            "a device's key": str(bundle["secret"]),
        }
        words = ("privacy", "check", "--gateway", "--listen", "1", "--log", str(gateway.log))
        said = [gateway.try_stoep(*words, *form, "--lang", lang) for form in ((), ("--json",)) for lang in _LANGUAGES]
        assert all("garden-7" in text or "SOIL" in text or "soil" in text for text in said), "nothing was looked at"
    return [name for name, value in secrets.items() if any(value in text for text in said)]


ATTACKS = (
    Attack("a garden on signs and in registers", garden),
    Attack("secrets in a look at a gateway", look),
)
