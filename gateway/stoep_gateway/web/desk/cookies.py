"""The two cookies of the desk: who is logged in, and that this browser is known."""

from starlette.requests import Request
from starlette.responses import Response

from stoep_gateway.desk.records import Tokens
from stoep_gateway.desk.sessions import KNOWN_S
from stoep_gateway.web.base import base_of
from stoep_gateway.web.cookie_name import cookie_name, is_tls

_SESSION, _BROWSER = "stoep-session", "stoep-browser"
_LENGTH_MAX = 64  # of a token; ours have 43 characters


def session_of(request: Request) -> str:
    """The token, "" if there is none."""
    return _read(request, _SESSION)


def browser_of(request: Request) -> str:
    """The token, "" if there is none."""
    return _read(request, _BROWSER)


def give(response: Response, tokens: Tokens, *, request: Request) -> None:
    """The session ends with the browser, or before."""
    _set(response, _SESSION, tokens.session, max_age_s=None, request=request)
    _set(response, _BROWSER, tokens.browser, max_age_s=KNOWN_S, request=request)


def take_session(response: Response, *, request: Request) -> None:
    """The browser stays known."""
    _set(response, _SESSION, "", max_age_s=0, request=request)


def _set(response: Response, name: str, value: str, *, max_age_s: int | None, request: Request) -> None:
    response.set_cookie(
        cookie_name(name, request=request),
        value,
        max_age=max_age_s,
        path=base_of(request).root,
        secure=is_tls(request),
        httponly=True,
        samesite="strict",
    )


def _read(request: Request, name: str) -> str:
    value = request.cookies.get(cookie_name(name, request=request), "")
    return value if len(value) <= _LENGTH_MAX else ""
