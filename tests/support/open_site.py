"""A site with a desk: two people who may log in, alerts that stand, and a browser that knows its way."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from starlette.types import Receive, Scope, Send

from stoep_gateway.config.private_file import write_private
from stoep_gateway.config.settings import AirSettings
from stoep_gateway.crowd.alert import Alert
from stoep_gateway.crowd.places import Level
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.passwords import hashed
from stoep_gateway.desk.records import ACT, SEE
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.desk.view import Raised
from stoep_gateway.web.ports import Acknowledged, Almanac, Archive, Outlook
from stoep_gateway.web.signs import Signs
from support.site import asking
from support.street_air import AIR
from support.street_archive import NOW_S, StreetArchive
from support.told_signs import SIGNS

PASSWORD = "zee wind zand 12"
FROM_HERE = {"sec-fetch-site": "same-origin"}
ALERTS = (
    Alert(
        id="keizerstraat/red/1",
        place="keizerstraat",
        level=Level.RED,
        raised_s=NOW_S - 600,
        expected_s=NOW_S + 3600,
        within_s=7200,
        chance=0.62,
        is_now=False,
    ),
    Alert(
        id="boulevard/orange/2",
        place="boulevard",
        level=Level.ORANGE,
        raised_s=NOW_S - 4000,
        expected_s=NOW_S - 4000,
        within_s=7200,
        chance=0.97,
        is_now=True,
    ),
    Alert(
        id="boulevard/orange/1",
        place="boulevard",
        level=Level.ORANGE,
        raised_s=NOW_S - 90_000,
        expected_s=NOW_S - 86_000,
        within_s=7200,
        chance=0.7,
        is_now=False,
        ended_s=NOW_S - 80_000,
    ),
)
RAISED = Raised(alerts=ALERTS, titles={"keizerstraat": "Keizerstraat", "boulevard": "Boulevard"})


def made_desk(folder: Path) -> Desk:
    """anna may act, ben may see; both have PASSWORD."""
    path = folder / "desk" / "desk.db"
    path.parent.mkdir(mode=0o700)
    write_private(path, _file(), is_synced=False)
    return Desk(path, keep_days=180)


@cache
def _file() -> bytes:
    """Made once: every line of it waits for the disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        desk = Desk(path, keep_days=180)
        desk.prepare()
        for name, role in (("anna", ACT), ("ben", SEE)):
            desk.add(name, role=role, password_hash=hashed(PASSWORD), now_s=NOW_S - 86_400)
        return path.read_bytes()


@dataclass(slots=True)
class Clock:
    """Stands still unless somebody moves it."""

    now_s: int = NOW_S

    def __call__(self) -> int:
        return self.now_s


@dataclass(slots=True)
class OpenSite:
    """The site and what it stands on. raised: None while the alerts cannot be read.

    outlook, seen: of the crowd pages, almanac: of the garden pages, None for none.
    """

    desk: Desk
    trusted_proxy: str = ""
    raised: Raised | None = RAISED
    clock: Clock = field(default_factory=Clock)
    outlook: Outlook | None = None
    seen: Acknowledged | None = None
    almanac: Almanac | None = None
    air: AirSettings = AIR
    open_archive: Callable[[], Archive] = StreetArchive
    signs: Signs = SIGNS

    def app(self) -> Application:
        return create(
            self.open_archive,
            gateway_name="Scheveningen",
            now_s=self.clock,
            desk=self.desk,
            alerts=lambda: self.raised,
            outlook=self.outlook,
            seen=self.seen,
            almanac=self.almanac,
            trusted_proxy=self.trusted_proxy,
            air=self.air,
            signs=self.signs,
        )

    @asynccontextmanager
    async def browser(
        self, *, base: str = "http://localhost", address: str = "127.0.0.1"
    ) -> AsyncIterator["DeskBrowser"]:
        async with asking(self.app(), base=base, address=address) as client:
            yield DeskBrowser(client)


class LoggedIn:
    """The site as two people see it who are logged in: anna at /desk, ben at /ben/desk. /desk/login asks for a name."""

    def __init__(self, site: OpenSite) -> None:
        self._app = site.app()
        self._sessions = {name: _session(site.desk, name) for name in ("anna", "ben")}

    def stop(self) -> None:
        """As the site's own."""
        self._app.stop()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = {"/desk": "anna", "/ben/desk": "ben"}.get(scope.get("path", ""))
        if name:
            cookie = (b"cookie", f"stoep-session={self._sessions[name]}".encode())
            scope = {**scope, "path": "/desk", "raw_path": b"/desk", "headers": [*scope["headers"], cookie]}
        await self._app(scope, receive, send)


def _session(desk: Desk, name: str) -> str:
    admission = desk.admit(name, address="", browser="", now_s=NOW_S)
    tokens = desk.log_in(admission, browser="", session="", now_s=NOW_S)
    assert tokens
    return tokens.session


@dataclass(slots=True)
class DeskBrowser:
    """Sends forms as a browser does that shows our pages."""

    client: httpx.AsyncClient

    async def get(self, address: str) -> httpx.Response:
        return await self.client.get(address)

    async def send(
        self, address: str, fields: Mapping[str, str], *, headers: Mapping[str, str] = FROM_HERE
    ) -> httpx.Response:
        return await self.client.post(address, data=dict(fields), headers=dict(headers))

    async def log_in(self, name: str = "anna", *, password: str = PASSWORD) -> httpx.Response:
        return await self.send("/desk/login", {"name": name, "password": password})

    async def fill(self, address: str, fields: Mapping[str, str]) -> httpx.Response:
        """Into a form of the desk's page as it is now."""
        found = re.search(r'name="form" value="(\w+)"', (await self.get("/desk")).text)
        return await self.send(address, {"form": found[1] if found else "", **fields})

    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}
