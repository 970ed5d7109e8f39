"""The two cookies of the desk: who is logged in, and that this browser is known."""

from starlette.requests import Request
from starlette.responses import Response

from stoep_gateway.desk.records import Tokens
from stoep_gateway.desk.sessions import KNOWN_S
from stoep_gateway.web.base import base_of

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
        _name(name, request=request),
        value,
        max_age=max_age_s,
        path=base_of(request).root,
        secure=_is_tls(request),
        httponly=True,
        samesite="strict",
    )


def _read(request: Request, name: str) -> str:
    value = request.cookies.get(_name(name, request=request), "")
    return value if len(value) <= _LENGTH_MAX else ""


def _name(name: str, *, request: Request) -> str:
    """Of this host alone, and no page without TLS can set it (RFC 6265bis §4.1.3); on this machine there is no TLS.

    __Host- asks for the path "/": below a base path the neighbours on the host would be sent it, and two gateways there
    would log each other's people out. So it is __Secure- with our path, and only the sites of one domain could set it.
    """
    if not _is_tls(request):
        return name
    return f"__Secure-{name}" if base_of(request).path else f"__Host-{name}"


def _is_tls(request: Request) -> bool:
    return request.url.scheme == "https"
