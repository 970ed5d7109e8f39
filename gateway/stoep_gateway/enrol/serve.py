"""The enrolment service: POST /enrol with a code's token, over TLS; the answer is a bundle or a reason."""

import asyncio
import time
from collections.abc import Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from uvicorn.protocols.http.h11_impl import H11Protocol

from stoep_gateway.config.settings import Settings
from stoep_gateway.enrol.certificate import make_certificate, server_context
from stoep_gateway.enrol.desk import FAULT, TOO_OFTEN, Desk
from stoep_gateway.registry.invite import RefusedError
from stoep_gateway.registry.store import Registry
from stoep_gateway.serving import bind, serve_until_told

_MAKERS_MAX = 16  # at once
_VISIT_S = 10.0
_SCHEME = "Bearer "  # RFC 6750 §2.1
_STATUS = {"unknown": 404, "used": 410, "expired": 410, TOO_OFTEN: 429, FAULT: 503}


async def serve(settings: Settings, *, master: bytes, on_ready: Callable[[str], None]) -> None:
    """Until SIGTERM or SIGINT. ConfigError: cannot start. on_ready hears HOST:PORT once it is bound."""
    where, state_dir = settings.enrolment, settings.gateway.state_dir
    with Registry(state_dir).locked():
        make_certificate(state_dir)
    desk = Desk(settings, master=master, now_s=time.time, mono_s=time.monotonic)
    with bind(where.host, where.port, section="enrolment") as listener:
        on_ready(f"{where.host}:{where.port}")
        await serve_until_told(
            create(desk),
            listener=listener,
            connections_max=_MAKERS_MAX,
            tls=server_context(state_dir),
            protocol=ShortVisit,
        )


def create(desk: Desk) -> Starlette:
    """The application. A request's body is never read, its head is bounded by h11."""

    def enrol(request: Request) -> Response:
        words = request.headers.get("authorization", "")
        address = request.client.host if request.client else ""
        try:
            bundle = desk.redeem(words.removeprefix(_SCHEME), address=address)
        except RefusedError as error:
            return _answer({"refused": error.reason}, status=_STATUS[error.reason])
        return _answer(bundle, status=200)

    return Starlette(routes=[Route("/enrol", enrol, methods=["POST"])])


def _answer(content: dict[str, object], *, status: int) -> Response:
    return JSONResponse(content, status_code=status, headers={"cache-control": "no-store"})


class ShortVisit(H11Protocol):
    """A connection ends after a while, whatever it does: nobody can keep the few that there are."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.loop.call_later(_VISIT_S, transport.abort)
