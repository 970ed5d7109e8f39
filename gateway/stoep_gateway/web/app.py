"""The site: routes to pages, one look at the archive for each, and error pages that tell nothing about the inside."""

import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from stoep_gateway.config.settings import AirSettings
from stoep_gateway.desk.desk import Desk
from stoep_gateway.privacy.rulebook import RulebookError
from stoep_gateway.privacy.shelf import Shelf
from stoep_gateway.web.air.source import AirSource
from stoep_gateway.web.api.routes import Api
from stoep_gateway.web.base import Base, BelowBase, base_of
from stoep_gateway.web.check.routes import CheckSite
from stoep_gateway.web.crowd.events import News
from stoep_gateway.web.crowd.look import has_places
from stoep_gateway.web.desk.routes import DeskSite
from stoep_gateway.web.desk.seen import SeenAtDesk, raised_in
from stoep_gateway.web.desk.view import Alerts
from stoep_gateway.web.garden.known import known, version_of
from stoep_gateway.web.headers import LIVE_POLICY, StrictHeaders
from stoep_gateway.web.kept import KeptPages, Sent, pack
from stoep_gateway.web.language import COOKIE, LANGUAGES, choose
from stoep_gateway.web.mine.routes import OwnSite
from stoep_gateway.web.open_data import OpenData
from stoep_gateway.web.page import NoSuchPageError, Page, Visit
from stoep_gateway.web.pages import PAGES
from stoep_gateway.web.ports import Acknowledged, Almanac, Archive, ArchiveAwayError, Outlook, OutlookAwayError
from stoep_gateway.web.register import Register
from stoep_gateway.web.render import Renderer
from stoep_gateway.web.resources import FAVICON, STATIC
from stoep_gateway.web.signs import Signs, came_by
from stoep_gateway.web.speech import Speaker, zone

_LOG = logging.getLogger("stoep.web")
STALE_S = 300  # the gateway refreshes its status far more often; after this long its silence is worth saying
_KEPT_BYTES_MAX = 8 << 20  # about a hundred pages: a Pi has other things to keep
_AGE_S = 60  # ages are said in minutes, so a page is kept no longer than one
_COOKIE_AGE_MAX_S = 365 * 86400
_ZONE = zone()
_NO_POSTCODES: Mapping[str, str] = MappingProxyType({})


class Site:
    """Answers requests. open_archive raises ArchiveAwayError; now_s is Unix time."""

    def __init__(
        self,
        open_archive: Callable[[], Archive],
        *,
        site: str,
        now_s: Callable[[], int],
        outlook: Outlook | None,
        almanac: Almanac | None,
        seen: Acknowledged | None,
        has_desk: bool,
        base: Base,
        air: AirSource,
        signs: Signs,
        copy_of: str | None,
    ) -> None:
        self._open_archive = open_archive
        self._outlook = outlook
        self._almanac = almanac
        self._air = air
        self._signs = signs
        self.seen = seen
        self._renderer = Renderer(site=site, has_desk=has_desk, base=base, copy_of=copy_of)
        self._now_s = now_s
        self._kept = KeptPages(bytes_max=_KEPT_BYTES_MAX)

    def answer(self, page: Page, request: Request) -> Response:
        """The page, or the one that says that the gateway is away. Runs in a worker thread: SQLite blocks."""
        speaker = self.speaker(request)
        try:
            archive = self._open_archive()
            try:
                sent = self._kept_page(page, request, speaker=speaker, archive=archive)
            finally:
                archive.close()
        except NoSuchPageError as error:
            raise HTTPException(404) from error
        except (ArchiveAwayError, OutlookAwayError):
            return self._message(request, "away", status=503)
        except RulebookError as error:
            _LOG.error("%s", error)
            return self._message(request, "check.broken", status=503)
        return self._response(request, speaker, sent, status=200, is_live=page.is_live)

    def version(self) -> str:
        """Of all that the crowd pages show: the same text means the same board."""
        try:
            board = self._outlook.version() if self._outlook else 0
        except OutlookAwayError:
            board = -1
        return f"{board}.{self.seen.version() if self.seen else 0}"

    def respond(
        self,
        request: Request,
        template: str,
        *,
        name: str,
        context: Mapping[str, object],
        status: int = 200,
        section: str = "",
    ) -> Response:
        """A page that needs no look at the archive, made anew each time. section: as of a Page."""
        speaker = self.speaker(request)
        page = Page(name=name, address="", template=template, build=lambda visit: {}, section=section)
        sent = self._made(page, request, speaker=speaker, context={"status": None, **context})
        return self._response(request, speaker, sent, status=status)

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
        path = request.url.path
        if status == 404 and path.endswith("/") and path.strip("/"):
            return RedirectResponse(base_of(request).at("/" + path.strip("/")), status_code=308)
        return self._message(request, "missing" if status == 404 else "refused", status=status)

    def broken(self, request: Request, error: Exception) -> Response:
        """The page for a defect of ours."""
        return self._message(request, "broken", status=500)

    def speaker(self, request: Request) -> Speaker:
        """The reader's language, now."""
        language = choose(
            asked=request.query_params.get("lang"),
            cookie=request.cookies.get(COOKIE),
            accept=request.headers.get("accept-language"),
        )
        return Speaker(language=language, now_s=self._now_s(), zone=_ZONE)

    def _kept_page(self, page: Page, request: Request, *, speaker: Speaker, archive: Archive) -> Sent:
        """As it was sent to somebody before, while there is nothing new and no age has changed.

        The gateway writes its status every few seconds; one that came without new data is shown within the minute.
        """
        version = self.version()
        key = (
            *(request.url.path, speaker.language, tuple(_links(request, page).items())),
            *(archive.version(), version, known(self._almanac, version_of) or 0, speaker.now_s // _AGE_S),
        )
        sent = self._kept.get(key)
        if sent is None:
            status = archive.status(age_max_s=0 if page.tells_status else _AGE_S)
            visit = Visit(
                archive=archive,
                status=status,
                speaker=speaker,
                path=request.path_params,
                part=_part(request),
                query={name: request.query_params[name] for name in page.query if name in request.query_params},
                outlook=self._outlook,
                desk=self.seen,
                almanac=self._almanac,
                air=self._air,
                signs=self._signs,
                came_by=came_by(request),
            )
            context = {"status": status, "stale_s": STALE_S, "version": version, **page.build(visit)}
            sent = self._made(page, request, speaker=speaker, context=context)
            if page.is_kept and status:
                self._kept.put(key, sent)
        return sent

    def _message(self, request: Request, what: str, *, status: int) -> Response:
        return self.respond(request, "message.html", name=what, context={"what": what}, status=status)

    def _made(self, page: Page, request: Request, *, speaker: Speaker, context: Mapping[str, object]) -> Sent:
        return pack(
            self._renderer.html(
                page.template,
                speaker=speaker,
                name=page.name,
                path=request.url.path,
                query=_links(request, page),
                context=context,
                section=page.section,
                has_crowd=has_places(self._outlook),
                is_live=page.is_live,
            )
        )

    @staticmethod
    def _response(request: Request, speaker: Speaker, sent: Sent, *, status: int, is_live: bool = False) -> Response:
        is_packed = "gzip" in request.headers.get("accept-encoding", "")
        response = HTMLResponse(sent.packed if is_packed else sent.plain, status_code=status)
        if is_packed:
            response.headers["content-encoding"] = "gzip"
        if is_live:
            response.headers["content-security-policy"] = LIVE_POLICY
        response.headers["content-language"] = speaker.language
        response.headers["cache-control"] = "no-cache"
        response.headers["vary"] = "accept-language, cookie, accept-encoding"
        if request.query_params.get("lang") in LANGUAGES:
            response.set_cookie(
                COOKIE,
                speaker.language,
                max_age=_COOKIE_AGE_MAX_S,
                path=base_of(request).root,
                httponly=True,
                samesite="lax",
            )
        return response


class Application(Starlette):
    """Starlette puts its own error handler outside all middleware; our headers have to go around that too."""

    def __init__(self, *, news: News, base: Base, **options: Any) -> None:
        self._news = news
        self._base = base
        super().__init__(**options)
        self.router.redirect_slashes = False  # it answers with the host that was asked for, and without the base path

    def stop(self) -> None:
        """End what would not end by itself: streams of events."""
        self._news.stop()

    def build_middleware_stack(self) -> ASGIApp:
        return StrictHeaders(BelowBase(super().build_middleware_stack(), base=self._base))


def create(
    open_archive: Callable[[], Archive],
    *,
    gateway_name: str,
    now_s: Callable[[], int] = lambda: int(time.time()),
    pages: tuple[Page, ...] = PAGES,
    outlook: Outlook | None = None,
    almanac: Almanac | None = None,
    desk: Desk | None = None,
    alerts: Alerts | None = None,
    seen: Acknowledged | None = None,
    trusted_proxy: str = "",
    base: str = "",
    air: AirSettings | None = None,
    copy_of: str | None = None,
    public_url: str = "",
    signs: Signs | None = None,
    postcodes: Mapping[str, str] = _NO_POSTCODES,
) -> Application:
    """The ASGI application. Every page is a GET route named after the page.

    outlook: None without places; almanac: None without gardens; desk: None where nobody logs in; alerts: of the desk,
    None for those of the outlook; seen: what the boards show of the desk, None for what it says; base: the path it all
    stands below, or ""; copy_of: these are of a copy of the site at that address, or ""; None: no copy; public_url:
    where residents find it, "" for as they came; signs: None for those that the shipped rules
    make; postcodes: Staring code of a soil by four digits.
    """
    below = Base(base)
    if copy_of is not None:
        pages = tuple(replace(page, is_live=False) for page in pages if page.is_copied)
    shown = signs or Signs(rulebook_on=Shelf().on, site=public_url)
    site = Site(
        open_archive,
        site=gateway_name,
        now_s=now_s,
        outlook=outlook,
        almanac=almanac,
        seen=seen or (SeenAtDesk(desk) if desk else None),
        has_desk=desk is not None,
        base=below,
        air=AirSource(air or AirSettings()),
        signs=shown,
        copy_of=copy_of,
    )
    news = News(site.version)
    routes: list[BaseRoute] = [
        Route("/crowd/events", _events(news), name="events"),
        *OpenData(almanac).routes(),  # before pages: one of them has an address that would match
        *Register(open_archive, signs=shown, now_s=now_s).routes(),
        *(Route(page.address, _endpoint(site, page), name=page.name) for page in pages),
    ]
    if copy_of is None:
        routes += CheckSite(site, rulebook_on=shown.rulebook_on, public_url=public_url).routes()
    routes += Api(outlook=outlook, seen=site.seen, version=site.version, base=below).routes()
    if desk:
        raised = alerts or raised_in(outlook)
        routes += DeskSite(site, desk=desk, alerts=raised, now_s=now_s, trusted_proxy=trusted_proxy).routes()
        routes += OwnSite(
            site,
            gardens=desk.gardens,
            open_archive=open_archive,
            almanac=almanac,
            postcodes=postcodes,
            public_url=public_url,
            now_s=now_s,
            trusted_proxy=trusted_proxy,
        ).routes()
    routes += [
        Route("/healthz", site.health, name="healthz"),
        Route("/favicon.ico", _favicon, name="favicon"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]
    return Application(
        news=news,
        base=below,
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=1024)],
        exception_handlers={HTTPException: site.refused, 500: site.broken},
    )


def _endpoint(site: Site, page: Page) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        return site.answer(page, request)

    return endpoint


def _events(news: News) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if news.is_full:
            error = "too many listen already: read the page again in a minute"
            return JSONResponse({"error": error}, status_code=503, headers={"retry-after": "60"})
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}  # nginx would hold each line back
        return StreamingResponse(news.events(), media_type="text/event-stream", headers=headers)

    return endpoint


def _favicon(request: Request) -> Response:
    return FileResponse(FAVICON, media_type="image/vnd.microsoft.icon")


def _links(request: Request, page: Page) -> dict[str, str]:
    """What of the address's query the page's own links keep."""
    known = {"lang", "part", *page.query}
    return {name: value for name, value in request.query_params.items() if name in known}


def _part(request: Request) -> int:
    text = request.query_params.get("part", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1
