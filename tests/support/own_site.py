"""A site with gardens and their links, and a keeper's browser that knows its way."""

import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from stoep_gateway.config.private_file import write_private
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.ports import Archive, Point
from support.open_site import FROM_HERE, Clock
from support.site import asking
from support.street_archive import NOW_S, StreetArchive

GARDEN, OTHER = "tuin-1", "tuin-2"  # each is its one device's garden


def own_desk(folder: Path) -> Desk:
    """With nobody in it."""
    path = folder / "desk" / "desk.db"
    path.parent.mkdir(mode=0o700)
    write_private(path, _file(), is_synced=False)
    return Desk(path, keep_days=180)


@cache
def _file() -> bytes:
    """Made once: every line of it waits for the disk."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "desk.db"
        Desk(path, keep_days=180).prepare()
        return path.read_bytes()


@dataclass(slots=True)
class YoungStreet(StreetArchive):
    """Has measured for two days."""

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        young_s = max(start_s, NOW_S - 2 * 86_400)
        # the zero-argument form of super does not work in a class with slots
        return StreetArchive.series(self, device, quantity=quantity, start_s=young_s, end_s=max(young_s, end_s))


@dataclass(slots=True)
class OwnSite:
    """The site and what it stands on."""

    desk: Desk
    trusted_proxy: str = ""
    open_archive: Callable[[], Archive] = YoungStreet
    clock: Clock = field(default_factory=Clock)
    postcodes: Mapping[str, str] = field(default_factory=dict)
    public_url: str = ""

    @property
    def gardens(self) -> Gardens:
        return self.desk.gardens

    def app(self) -> Application:
        return create(
            self.open_archive,
            gateway_name="Scheveningen",
            now_s=self.clock,
            desk=self.desk,
            trusted_proxy=self.trusted_proxy,
            postcodes=self.postcodes,
            public_url=self.public_url,
        )

    def link(self, garden: str = GARDEN) -> str:
        """The address of a new link, without the host."""
        return f"/my/{self.gardens.make_link(garden, now_s=NOW_S)}"

    @asynccontextmanager
    async def browser(
        self, *, base: str = "http://localhost", address: str = "127.0.0.1"
    ) -> AsyncIterator["KeeperBrowser"]:
        async with asking(self.app(), base=base, address=address) as client:
            yield KeeperBrowser(client)


@dataclass(slots=True)
class KeeperBrowser:
    """Sends forms as a browser does that shows our pages."""

    client: httpx.AsyncClient

    async def get(self, address: str, **headers: str) -> httpx.Response:
        return await self.client.get(address, headers={name.replace("_", "-"): text for name, text in headers.items()})

    async def send(
        self, address: str, fields: Mapping[str, str], *, headers: Mapping[str, str] = FROM_HERE
    ) -> httpx.Response:
        return await self.client.post(address, data=dict(fields), headers=dict(headers))

    async def fill(self, address: str, fields: Mapping[str, str], *, page: str = "") -> httpx.Response:
        """Into a form of a page as it is now. page: the one that has the form, where that is another address."""
        found = re.search(r'name="form" value="(\w+)"', (await self.get(page or address)).text)
        return await self.send(address, {"form": found[1] if found else "", **fields})

    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.client.cookies.jar}
