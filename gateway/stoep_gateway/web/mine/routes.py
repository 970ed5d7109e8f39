"""The addresses of own pages. None of them names a garden: the browser's cookie does."""

import asyncio
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.mine.door import Door, Frame, Keeper
from stoep_gateway.web.mine.garden_archive import GardenArchive
from stoep_gateway.web.mine.link import LINK, Link
from stoep_gateway.web.mine.own_page import OwnPage, OwnVisit
from stoep_gateway.web.mine.pages import OWN_PAGES
from stoep_gateway.web.ports import Almanac, Archive

_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]  # all that would else be answered with the address


class OwnSite:
    """open_archive raises ArchiveAwayError; almanac: None without an analyst; now_s: Unix time.

    trusted_proxy: its address, "" for none.
    """

    def __init__(
        self,
        frame: Frame,
        *,
        gardens: Gardens,
        open_archive: Callable[[], Archive],
        almanac: Almanac | None,
        now_s: Callable[[], int],
        trusted_proxy: str,
    ) -> None:
        self._gardens = gardens
        self._open_archive = open_archive
        self._almanac = almanac
        self._door = Door(frame, gardens=gardens, now_s=now_s, trusted_proxy=trusted_proxy)
        self._link = Link(gardens, door=self._door, now_s=now_s)

    def routes(self) -> list[BaseRoute]:
        """The link, and the pages that it opens."""
        return [
            Route(LINK, self._link.answer, name="link", methods=_METHODS),
            Route(f"{LINK}/{{token:path}}", self._link.answer, name="link-token", methods=_METHODS),
            *(Route(page.address, self._door.of_keeper(self._shown(page)), name=page.name) for page in OWN_PAGES),
        ]

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
