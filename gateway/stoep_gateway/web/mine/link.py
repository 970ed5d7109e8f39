"""`/my/<token>`: the one address that holds a secret. It opens the garden's pages and is left at once."""

import asyncio
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.web.mine import cookie
from stoep_gateway.web.mine.door import HOME, Door, RefusedError, redirect

LINK = "/my"
_CHARS_MAX = 64  # ours have 32
_AROUND = "/ .,;:!?)>]\"'"  # what messages leave at the end of a link, or people copy with it
_PREFETCH = ("sec-purpose", "purpose", "x-purpose", "x-moz")


class Link:
    """now_s: Unix time."""

    def __init__(self, gardens: Gardens, *, door: Door, now_s: Callable[[], int]) -> None:
        self._gardens = gardens
        self._door = door
        self._now_s = now_s

    async def answer(self, request: Request) -> Response:
        """The endpoint. Before anything else the token leaves the request: pages of errors name the address, too."""
        token = hidden(request)
        return await self._door.guarded(lambda request: self._open(request, token), plain="mine.plain.link")(request)

    async def _open(self, request: Request, token: str) -> Response:
        """A cookie, and on to the pages. Only a visit opens it: whoever looks ahead is not told whether it is right."""
        if request.method not in ("GET", "HEAD"):
            raise RefusedError("refused", status=405)
        if request.method == "HEAD" or not token:
            return redirect(HOME, request=request)
        if any("prefetch" in request.headers.get(name, "") for name in _PREFETCH):
            return Response(status_code=503)
        opened = await asyncio.to_thread(
            self._gardens.open, token, address=request.client.host if request.client else "", now_s=self._now_s()
        )
        if opened.wait_s:
            raise RefusedError("mine.wait", status=429, wait_s=opened.wait_s)
        if not opened.garden:
            raise RefusedError("mine.wrong", status=403)
        response = redirect(HOME, request=request)
        cookie.give(response, opened.browser, request=request)
        return response


def hidden(request: Request) -> str:
    """The token, which is in the request no more."""
    token = str(request.path_params.get("token", "")).strip(_AROUND).lower()[:_CHARS_MAX]
    request.scope["path"] = HOME
    request.scope["raw_path"] = HOME.encode()
    request.scope["path_params"] = {}
    if hasattr(request, "_url"):
        del request._url
    return token
