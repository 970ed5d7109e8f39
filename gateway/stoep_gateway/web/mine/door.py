"""Who comes in to own pages, and what everybody else is told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stoep_gateway.desk.garden_records import KeptGarden
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.errors import RetryableError
from stoep_gateway.web.base import base_of
from stoep_gateway.web.desk.form import read_form
from stoep_gateway.web.desk.guard import form_token, is_form_of, is_own, is_sealed
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.mine import cookie
from stoep_gateway.web.ports import AlmanacAwayError, ArchiveAwayError
from stoep_gateway.web.speech import Speaker

_LOG = logging.getLogger("stoep.web")
HOME = "/my-garden"
_SAY_S = 60  # that the desk is away
_HEADERS = {
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex, nofollow, noarchive",
}


class Frame(Protocol):
    """The site around own pages."""

    def respond(
        self, request: Request, template: str, *, name: str, context: Mapping[str, object], status: int = 200
    ) -> Response: ...

    def speaker(self, request: Request) -> Speaker: ...


class RefusedError(Exception):
    """A page that says why. what: the stem of its texts."""

    def __init__(self, what: str, *, status: int, wait_s: int = 0) -> None:
        super().__init__(what)
        self.what = what
        self.status = status
        self.wait_s = wait_s


class ClosedError(Exception):
    """This browser has opened no link, or one that holds no longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who has the link of a garden. browser: what proves it."""

    kept: KeptGarden
    browser: str = field(repr=False)


class Door:
    """now_s: Unix time; trusted_proxy: its address, "" for none."""

    def __init__(self, frame: Frame, *, gardens: Gardens, now_s: Callable[[], int], trusted_proxy: str) -> None:
        self._frame = frame
        self._gardens = gardens
        self._now_s = now_s
        self._trusted_proxy = trusted_proxy
        self._said_s = 0

    def of_keeper(
        self, handle: Callable[[Request, Keeper], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that is handled for a keeper alone."""

        async def for_keeper(request: Request) -> Response:
            browser = cookie.browser_of(request)
            kept = await asyncio.to_thread(self._gardens.opened, browser) if browser else None
            if kept is None:
                raise ClosedError
            return await handle(request, Keeper(kept=kept, browser=browser))

        return self.guarded(for_keeper, plain="mine.plain")

    def guarded(
        self, handle: Callable[[Request], Awaitable[Response]], *, plain: str
    ) -> Callable[[Request], Awaitable[Response]]:
        """An endpoint that is answered where nobody reads along, and says in words what went wrong.

        plain: what is said where somebody may.
        """

        async def endpoint(request: Request) -> Response:
            try:
                if not is_sealed(request, trusted_proxy=self._trusted_proxy):
                    raise RefusedError(plain, status=403)
                response = await handle(request)
            except ClosedError:
                response = await self._message(request, "mine.closed", status=403)
                cookie.take(response, request=request)
            except RefusedError as error:
                response = await self._message(request, error.what, status=error.status)
                if error.wait_s:
                    response.headers["retry-after"] = str(error.wait_s)
            except HTTPException as error:  # of the form: too large, too slow, not a form
                response = await self._message(request, "refused", status=error.status_code)
            except (ArchiveAwayError, AlmanacAwayError):
                response = await self._message(request, "away", status=503)
            except RetryableError as error:
                if abs(self._now_s() - self._said_s) >= _SAY_S:  # however many ask
                    self._said_s = self._now_s()
                    _LOG.error("%s", error)
                response = await self._message(request, "mine.away", status=503)
            response.headers.update(_HEADERS)
            return response

        return endpoint

    async def form(self, request: Request, keeper: Keeper) -> Mapping[str, str]:
        """RefusedError: no form of ours, for this keeper and this link. HTTPException: no form at all."""
        if not is_own(request):
            raise RefusedError("mine.foreign", status=403)
        form = await read_form(request)
        if not is_form_of(keeper.browser, form.get("form", "")):
            raise RefusedError("mine.foreign", status=403)
        return form

    async def page(
        self,
        request: Request,
        keeper: Keeper,
        template: str,
        *,
        name: str,
        context: Mapping[str, object],
        status: int = 200,
    ) -> Response:
        """One of the keeper's own."""
        shared = {"garden": keeper.kept.name, "form_token": form_token(keeper.browser), "own": name}
        return await asyncio.to_thread(
            self._frame.respond,
            request,
            template,
            name=name,
            context={**shared, **context},
            status=status,
        )

    def speaker(self, request: Request) -> Speaker:
        return self._frame.speaker(request)

    async def _message(self, request: Request, what: str, *, status: int) -> Response:
        return await asyncio.to_thread(
            self._frame.respond, request, "message.html", name="mine", context={"what": what}, status=status
        )


def redirect(address: str, *, request: Request) -> Response:
    """After a form, or a link: with the language that was asked for."""
    language = request.query_params.get("lang")
    address = base_of(request).at(address)
    if language in LANGUAGES:
        address += f"{'&' if '?' in address else '?'}lang={language}"
    return RedirectResponse(address, status_code=303)
