"""The site: routes to pages, one look at the archive for each, and error pages that tell nothing about the inside."""

import time
from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from stoep_gateway.desk.desk import Desk
from stoep_gateway.web.desk.routes import DeskSite
from stoep_gateway.web.desk.view import Alerts, Raised
from stoep_gateway.web.headers import StrictHeaders
from stoep_gateway.web.language import COOKIE, LANGUAGES, choose
from stoep_gateway.web.page import NoSuchPageError, Page, Visit
from stoep_gateway.web.pages import PAGES
from stoep_gateway.web.ports import Archive, ArchiveAwayError
from stoep_gateway.web.render import Renderer
from stoep_gateway.web.resources import FAVICON, STATIC
from stoep_gateway.web.speech import Speaker, zone

STALE_S = 300  # the gateway refreshes its status far more often; after this long its silence is worth saying
_COOKIE_AGE_MAX_S = 365 * 86400
_ZONE = zone()


class Site:
    """Answers requests. open_archive raises ArchiveAwayError; now_s is Unix time."""

    def __init__(
        self, open_archive: Callable[[], Archive], *, site: str, now_s: Callable[[], int], has_desk: bool
    ) -> None:
        self._open_archive = open_archive
        self._renderer = Renderer(site=site, has_desk=has_desk)
        self._now_s = now_s

    def answer(self, page: Page, request: Request) -> Response:
        """The page, or the one that says that the gateway is away. Runs in a worker thread: SQLite blocks."""
        speaker = self.speaker(request)
        try:
            archive = self._open_archive()
            try:
                status = archive.status()
                visit = Visit(
                    archive=archive, status=status, speaker=speaker, path=request.path_params, part=_part(request)
                )
                context = {"status": status, "stale_s": STALE_S, **page.build(visit)}
            finally:
                archive.close()
        except NoSuchPageError as error:
            raise HTTPException(404) from error
        except ArchiveAwayError:
            return self._message(request, "away", status=503)
        return self._response(request, speaker, page.template, name=page.name, context=context, status=200)

    def respond(
        self, request: Request, template: str, *, name: str, context: Mapping[str, object], status: int = 200
    ) -> Response:
        """A page that needs no look at the archive."""
        speaker = self.speaker(request)
        return self._response(request, speaker, template, name=name, context={"status": None, **context}, status=status)

    def health(self, request: Request) -> Response:
        """200 while this process answers; it also tells whether the archive can be read."""
        try:
            self._open_archive().close()
        except ArchiveAwayError:
            return JSONResponse({"web": "ok", "archive": "away"})
        return JSONResponse({"web": "ok", "archive": "ok"})

    def refused(self, request: Request, error: Exception) -> Response:
        """Pages for 404, 405 and the like."""
        status = error.status_code if isinstance(error, HTTPException) else 500
        return self._message(request, "missing" if status == 404 else "refused", status=status)

    def broken(self, request: Request, error: Exception) -> Response:
        """The page for a defect of ours."""
        return self._message(request, "broken", status=500)

    def _message(self, request: Request, what: str, *, status: int) -> Response:
        return self.respond(request, "message.html", name=what, context={"what": what}, status=status)

    def _response(
        self,
        request: Request,
        speaker: Speaker,
        template: str,
        *,
        name: str,
        context: Mapping[str, object],
        status: int,
    ) -> Response:
        html = self._renderer.html(
            template,
            speaker=speaker,
            name=name,
            path=request.url.path,
            query={key: value for key, value in request.query_params.items() if key in ("lang", "part")},
            context=context,
        )
        response = HTMLResponse(html, status_code=status)
        response.headers["content-language"] = speaker.language
        response.headers["cache-control"] = "no-cache"
        response.headers["vary"] = "accept-language, cookie"
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(COOKIE, speaker.language, max_age=_COOKIE_AGE_MAX_S, httponly=True, samesite="lax")
        return response

    def speaker(self, request: Request) -> Speaker:
        """The reader's language, now."""
        language = choose(
            asked=request.query_params.get("lang"),
            cookie=request.cookies.get(COOKIE),
            accept=request.headers.get("accept-language"),
        )
        return Speaker(language=language, now_s=self._now_s(), zone=_ZONE)


class _Application(Starlette):
    """Starlette puts its own error handler outside all middleware; our headers have to go around that too."""

    def build_middleware_stack(self) -> ASGIApp:
        return StrictHeaders(super().build_middleware_stack())


def create(
    open_archive: Callable[[], Archive],
    *,
    gateway_name: str,
    now_s: Callable[[], int] = lambda: int(time.time()),
    pages: tuple[Page, ...] = PAGES,
    desk: Desk | None = None,
    alerts: Alerts = Raised,
    trusted_proxy: str = "",
) -> Starlette:
    """The ASGI application. Every page is a GET route named after the page. desk: None where nobody logs in."""
    site = Site(open_archive, site=gateway_name, now_s=now_s, has_desk=desk is not None)
    routes: list[BaseRoute] = [Route(page.address, _endpoint(site, page), name=page.name) for page in pages]
    routes += [
        *(DeskSite(site, desk=desk, alerts=alerts, now_s=now_s, trusted_proxy=trusted_proxy).routes() if desk else ()),
        Route("/healthz", site.health, name="healthz"),
        Route("/favicon.ico", _favicon, name="favicon"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]
    return _Application(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={HTTPException: site.refused, 500: site.broken},
    )


def _endpoint(site: Site, page: Page) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return site.answer(page, request)

    return endpoint


def _favicon(request: Request) -> Response:
    return FileResponse(FAVICON, media_type="image/vnd.microsoft.icon")


def _part(request: Request) -> int:
    text = request.query_params.get("part", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
