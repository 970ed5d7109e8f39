"""The desk's addresses: log in, see and acknowledge alerts, change one's password, log out."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.passwords import LENGTH_MIN, flaw, hashed, matches
from stoep_gateway.desk.records import ACT, NOTE_CHARS_MAX, OF_ALERTS, Admission, User
from stoep_gateway.errors import RetryableError
from stoep_gateway.web.base import base_of
from stoep_gateway.web.desk import cookies
from stoep_gateway.web.desk.form import read_form
from stoep_gateway.web.desk.guard import form_token, is_form_of, is_own, is_sealed
from stoep_gateway.web.desk.turns import BusyError, Turns
from stoep_gateway.web.desk.view import Alerts, Raised, history, standing
from stoep_gateway.web.language import LANGUAGES
from stoep_gateway.web.speech import Speaker

_LOG = logging.getLogger("stoep.web")
HOME, LOGIN = "/desk", "/desk/login"
_BUSY_S = 5
_SAY_S = 60  # that the desk is away
_HISTORY = 50
_NAME_CHARS_MAX = 64  # a user's name has 32


class Frame(Protocol):
    """The site around the desk."""

    def respond(
        self, request: Request, template: str, *, name: str, context: Mapping[str, object], status: int
    ) -> Response: ...

    def speaker(self, request: Request) -> Speaker: ...


class _LoggedOutError(Exception):
    """Nobody is logged in with this browser, or no longer."""


class _RefusedError(Exception):
    """A page that says why. what: the stem of its texts."""

    def __init__(self, what: str, *, status: int) -> None:
        super().__init__(what)
        self.what = what
        self.status = status


class DeskSite:
    """Handlers. now_s: Unix time; trusted_proxy: its address, "" for none."""

    def __init__(
        self, frame: Frame, *, desk: Desk, alerts: Alerts, now_s: Callable[[], int], trusted_proxy: str
    ) -> None:
        self._frame = frame
        self._desk = desk
        self._alerts = alerts
        self._now_s = now_s
        self._trusted_proxy = trusted_proxy
        self._turns = Turns()
        self._said_s = 0

    def routes(self) -> list[BaseRoute]:
        """GET and POST of a page are one route; what only takes a form is POST alone."""
        return [
            Route(HOME, self._endpoint(self._show), name="desk"),
            Route(LOGIN, self._endpoint(self._login), name="login", methods=["GET", "POST"]),
            Route("/desk/acknowledge", self._endpoint(self._acknowledge), name="acknowledge", methods=["POST"]),
            Route("/desk/password", self._endpoint(self._change), name="password", methods=["POST"]),
            Route("/desk/logout", self._endpoint(self._log_out), name="logout", methods=["POST"]),
        ]

    def _endpoint(self, handle: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            try:
                if not is_sealed(request, trusted_proxy=self._trusted_proxy):
                    raise _RefusedError("desk.plain", status=403)
                response = await handle(request)
            except _LoggedOutError:
                response = _redirect(_with_language(LOGIN, request), request=request)
                cookies.take_session(response, request=request)
            except _RefusedError as error:
                response = await self._message(request, error.what, status=error.status)
            except RetryableError as error:
                if abs(self._now_s() - self._said_s) >= _SAY_S:  # however many ask
                    self._said_s = self._now_s()
                    _LOG.error("%s", error)
                response = await self._message(request, "desk.away", status=503)
            response.headers["cache-control"] = "no-store"
            return response

        return endpoint

    async def _login(self, request: Request) -> Response:
        if request.method != "POST":
            if await self._user_of(cookies.session_of(request)):
                return _redirect(_with_language(HOME, request), request=request)
            return await self._login_page(request, status=200)
        form = await self._form(request)
        name = form.get("name", "").strip().casefold()[:_NAME_CHARS_MAX]
        browser = cookies.browser_of(request)
        admission = await asyncio.to_thread(
            self._desk.admit,
            name,
            address=request.client.host if request.client else "",
            browser=browser,
            now_s=self._now_s(),
        )
        if admission.wait_s:
            return await self._login_page(request, status=429, what="wait", wait_s=admission.wait_s)
        try:
            is_right = await self._is_right(admission, form.get("password", ""))
        except BusyError:
            return await self._login_page(request, status=503, what="busy", wait_s=_BUSY_S)
        tokens = None
        if is_right:
            tokens = await asyncio.to_thread(
                self._desk.log_in,
                admission,
                browser=browser,
                session=cookies.session_of(request),
                now_s=self._now_s(),
            )
        else:
            await asyncio.to_thread(self._desk.wrong, admission.user, now_s=self._now_s())
        if tokens is None:
            return await self._login_page(request, status=403, what="wrong")
        response = _redirect(HOME, request=request)
        cookies.give(response, tokens, request=request)
        return response

    async def _show(self, request: Request) -> Response:
        user, session = await self._who(request)
        return await asyncio.to_thread(self._page, request, user, session, status=200)

    async def _acknowledge(self, request: Request) -> Response:
        user, form = await self._form_of_user(request)
        if user.role != ACT:
            raise _RefusedError("desk.see", status=403)
        raised = await asyncio.to_thread(self._alerts)
        alert = form.get("alert", "")
        if raised is None or alert not in {each.id for each in raised.alerts}:
            raise _RefusedError("desk.gone", status=404)
        await asyncio.to_thread(
            self._desk.acknowledge, alert, user=user.name, note=form.get("note", ""), now_s=self._now_s()
        )
        return _redirect(HOME, request=request)

    async def _change(self, request: Request) -> Response:
        user, form = await self._form_of_user(request)
        session = cookies.session_of(request)

        async def again(what: str, *, status: int, wait_s: int = 0) -> Response:
            return await asyncio.to_thread(self._page, request, user, session, status=status, what=what, wait_s=wait_s)

        new = form.get("new", "")
        what = flaw(new, name=user.name) or ("differ" if form.get("again", "") != new else "")
        if what:
            return await again(what, status=400)
        admission = await asyncio.to_thread(self._desk.admit_change, user, session=session, now_s=self._now_s())
        if admission.wait_s:
            return await again("wait", status=429, wait_s=admission.wait_s)
        try:
            if not await self._is_right(admission, form.get("password", "")):
                await asyncio.to_thread(self._desk.wrong, admission.user, now_s=self._now_s())
                return await again("wrong", status=403)
            password_hash = await self._turns.run(lambda: hashed(new), is_known=True)
        except BusyError:
            return await again("busy", status=503, wait_s=_BUSY_S)
        tokens = await asyncio.to_thread(
            self._desk.change_password, admission, password_hash=password_hash, now_s=self._now_s()
        )
        if tokens is None:
            raise _LoggedOutError
        response = _redirect(f"{HOME}?changed=1", request=request)
        cookies.give(response, tokens, request=request)
        return response

    async def _log_out(self, request: Request) -> Response:
        user, _ = await self._form_of_user(request)
        session = cookies.session_of(request)
        await asyncio.to_thread(self._desk.log_out, user, session=session, now_s=self._now_s())
        raise _LoggedOutError

    async def _is_right(self, admission: Admission, password: str) -> bool:
        """BusyError."""
        return await self._turns.run(lambda: matches(password, hash=admission.hash), is_known=admission.is_known)

    async def _who(self, request: Request) -> tuple[User, str]:
        session = cookies.session_of(request)
        user = await self._user_of(session)
        if user is None:
            raise _LoggedOutError
        return user, session

    async def _user_of(self, session: str) -> User | None:
        now_s = self._now_s()
        return await asyncio.to_thread(lambda: self._desk.user_of(session, now_s=now_s)) if session else None

    async def _form(self, request: Request) -> Mapping[str, str]:
        if not is_own(request):
            raise _RefusedError("desk.foreign", status=403)
        try:
            return await read_form(request)
        except HTTPException as error:
            raise _RefusedError("refused", status=error.status_code) from error

    async def _form_of_user(self, request: Request) -> tuple[User, Mapping[str, str]]:
        form = await self._form(request)
        user, session = await self._who(request)
        if not is_form_of(session, form.get("form", "")):
            raise _RefusedError("desk.foreign", status=403)
        return user, form

    async def _login_page(self, request: Request, *, status: int, what: str = "", wait_s: int = 0) -> Response:
        context = {"what": what, "minutes": -(-wait_s // 60)}
        response = await asyncio.to_thread(
            self._frame.respond, request, "login.html", name="login", context=context, status=status
        )
        return _later(response, wait_s)

    def _page(
        self, request: Request, user: User, session: str, *, status: int, what: str = "", wait_s: int = 0
    ) -> Response:
        """what: is wrong with the new password, "" if nothing. Blocks. RetryableError."""
        speaker = self._frame.speaker(request)
        read = self._alerts()
        raised = read or Raised()
        seen = self._desk.acknowledged([alert.id for alert in raised.alerts if alert.ended_s is None])
        entries = self._desk.log(newest=_HISTORY, what=OF_ALERTS)
        context = {
            "user": user,
            "may_act": user.role == ACT,
            "form_token": form_token(session),
            "is_readable": read is not None,
            "alerts": standing(raised, seen=seen, speaker=speaker),
            "history": history(entries, raised=raised, speaker=speaker),
            "note_chars": NOTE_CHARS_MAX,
            "password_chars": LENGTH_MIN,
            "what": what,
            "minutes": -(-wait_s // 60),
            "is_changed": not what and request.query_params.get("changed") == "1",
        }
        return _later(self._frame.respond(request, "desk.html", name="desk", context=context, status=status), wait_s)

    async def _message(self, request: Request, what: str, *, status: int) -> Response:
        return await asyncio.to_thread(
            self._frame.respond, request, "message.html", name="desk", context={"what": what}, status=status
        )


def _redirect(address: str, *, request: Request) -> RedirectResponse:
    return RedirectResponse(base_of(request).at(address), status_code=303)


def _later(response: Response, wait_s: int) -> Response:
    if wait_s:
        response.headers["retry-after"] = str(wait_s)
    return response


def _with_language(address: str, request: Request) -> str:
    language = request.query_params.get("lang")
    return f"{address}?lang={language}" if language in LANGUAGES else address
