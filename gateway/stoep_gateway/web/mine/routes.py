"""The addresses of own pages. None of them names a garden: the browser's cookie does."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import chain

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.mine.deeds import Deeds
from stoep_gateway.web.mine.door import HOME, Door, Frame, Keeper
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.mine.link import LINK, Link
from stoep_gateway.web.mine.own_page import OwnPage, OwnVisit
from stoep_gateway.web.mine.pages import OWN_PAGES
from stoep_gateway.web.mine.raw_csv import blocks
from stoep_gateway.web.mine.setup import SetupPages
from stoep_gateway.web.ports import Almanac, Archive

DATA = f"{HOME}/data.csv"
_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # all that would else be answered with the address


class OwnSite:
    """open_archive raises ArchiveAwayError; almanac: None without an analyst; now_s: Unix time.

    postcodes: Staring code by four digits, {} for none; public_url: where residents find the pages, "" for as they
    came; trusted_proxy: its address, "" for none.
    """

    def __init__(
        self,
        frame: Frame,
        *,
        gardens: Gardens,
        open_archive: Callable[[], Archive],
        almanac: Almanac | None,
        postcodes: Mapping[str, str],
        public_url: str,
        now_s: Callable[[], int],
        trusted_proxy: str,
    ) -> None:
        self._gardens = gardens
        self._open_archive = open_archive
        self._almanac = almanac
        self._now_s = now_s
        self._door = Door(frame, gardens=gardens, now_s=now_s, trusted_proxy=trusted_proxy)
        self._link = Link(gardens, door=self._door, now_s=now_s)
        self._setup = SetupPages(gardens, door=self._door, open_archive=open_archive, postcodes=postcodes, now_s=now_s)
        self._deeds = Deeds(gardens, door=self._door, public_url=public_url, now_s=now_s)

    def routes(self) -> list[BaseRoute]:
        """The link, and the pages that it opens."""
        return [
            Route(LINK, self._link.answer, name="link", methods=_METHODS),
            Route(f"{LINK}/{{token:path}}", self._link.answer, name="link-token", methods=_METHODS),
            *(Route(page.address, self._door.of_keeper(self._shown(page)), name=page.name) for page in OWN_PAGES),
            Route(DATA, self._door.of_keeper(self._data), name="data"),
            *self._setup.routes(),
            *self._deeds.routes(),
        ]

    async def _data(self, request: Request, keeper: Keeper) -> Response:
        text = blocks(self._open_archive, garden=keeper.kept.name, now_s=self._now_s())
        first = await asyncio.to_thread(next, text, "")  # an archive that is away has a page, while there is none sent
        headers = {"content-disposition": 'attachment; filename="my-garden.csv"'}
        return StreamingResponse(chain((first,), text), media_type="text/csv", headers=headers)

    def _shown(self, page: OwnPage) -> Callable[[Request, Keeper], Awaitable[Response]]:
        async def show(request: Request, keeper: Keeper) -> Response:
            context = await asyncio.to_thread(self._built, page, request, keeper)
            return await self._door.page(request, keeper, page.template, name=page.name, context=context)

        return show

    def _built(self, page: OwnPage, request: Request, keeper: Keeper) -> dict[str, object]:
        """Blocks. ArchiveAwayError, RetryableError."""
        archive = self._open_archive()
        try:
            visit = OwnVisit(
                kept=keeper.kept,
                archive=GardenArchive(archive, garden=keeper.kept.name),
                almanac=self._almanac,
                speaker=self._door.speaker(request),
                history=self._gardens.history(keeper.kept.name),
                query={name: request.query_params[name] for name in page.query if name in request.query_params},
            )
            return dict(page.build(visit))
        finally:
            archive.close()
