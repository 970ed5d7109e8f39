"""What a keeper does at the settings: take a consent back, renew or revoke the link, have a browser forget it."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.desk.garden_records import KEEPER, PURPOSES
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.base import base_of
from stoep_gateway.web.mine import cookie
from stoep_gateway.web.mine.door import ClosedError, Door, Keeper, RefusedError, redirect
from stoep_gateway.web.mine.link import LINK
from stoep_gateway.web.mine.settings import SETTINGS


class Deeds:
    """Forms alone, each sent by a page of ours. public_url: where residents find the pages, "" for as they came.

    now_s: Unix time.
    """

    def __init__(self, gardens: Gardens, *, door: Door, public_url: str, now_s: Callable[[], int]) -> None:
        self._gardens = gardens
        self._door = door
        self._public_url = public_url
        self._now_s = now_s

    def routes(self) -> list[BaseRoute]:
        """POST only."""
        deeds = {"consent": self._take_back, "renew": self._renew, "revoke": self._revoke, "forget": self._forget}
        return [
            Route(f"{SETTINGS.address}/{name}", self._door.of_keeper(deed), name=f"own-{name}", methods=["POST"])
            for name, deed in deeds.items()
        ]

    async def _take_back(self, request: Request, keeper: Keeper) -> Response:
        """To give one, its text has to be shown: that is a step of the set-up."""
        form = await self._door.form(request, keeper)
        purpose = form.get("purpose", "")
        if purpose not in PURPOSES:
            raise RefusedError("mine.foreign", status=400)
        if keeper.kept.consents_to(purpose):
            await asyncio.to_thread(
                self._gardens.consent, keeper.kept.name, purpose, is_given=False, by=KEEPER, now_s=self._now_s()
            )
        return redirect(f"{SETTINGS.address}?done=consent", request=request)

    async def _renew(self, request: Request, keeper: Keeper) -> Response:
        """Shown this once. This browser goes on, every other one is shut out."""
        await self._door.form(request, keeper)
        token, browser = await asyncio.to_thread(self._gardens.renew_link, keeper.browser, now_s=self._now_s())
        if not token:
            raise ClosedError
        here = self._public_url or f"{request.url.scheme}://{request.url.netloc}{base_of(request).path}"
        response = await self._door.page(
            request,
            Keeper(kept=keeper.kept, browser=browser),
            "my_link.html",
            name="settings",
            context={"link": f"{here}{LINK}/{token}"},
        )
        cookie.give(response, browser, request=request)
        return response

    async def _revoke(self, request: Request, keeper: Keeper) -> Response:
        await self._door.form(request, keeper)
        await asyncio.to_thread(self._gardens.revoke_link, keeper.kept.name, now_s=self._now_s())
        raise ClosedError

    async def _forget(self, request: Request, keeper: Keeper) -> Response:
        """The link still holds, elsewhere and when it is opened again."""
        await self._door.form(request, keeper)
        response = redirect("/", request=request)
        cookie.take(response, request=request)
        return response
