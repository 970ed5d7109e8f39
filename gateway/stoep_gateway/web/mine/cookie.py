"""The cookie that says which garden's link this browser opened last."""

from starlette.requests import Request
from starlette.responses import Response

from stoep_gateway.web.base import base_of
from stoep_gateway.web.cookie_name import cookie_name, is_tls

_NAME = "stoep-garden"
_LENGTH_MAX = 128  # ours have 65 characters
_AGE_MAX_S = 400 * 86400  # the longest that browsers keep one (RFC 6265bis §5.5)


def browser_of(request: Request) -> str:
    """What the browser keeps, "" if nothing."""
    value = request.cookies.get(cookie_name(_NAME, request=request), "")
    return value if len(value) <= _LENGTH_MAX else ""


def give(response: Response, browser: str, *, request: Request) -> None:
    """It takes the place of another garden's. Lax: most keepers come from a message, which is another site."""
    _set(response, browser, max_age_s=_AGE_MAX_S, request=request)


def take(response: Response, *, request: Request) -> None:
    """The browser keeps nothing of the garden."""
    _set(response, "", max_age_s=0, request=request)


def _set(response: Response, value: str, *, max_age_s: int, request: Request) -> None:
    response.set_cookie(
        cookie_name(_NAME, request=request),
        value,
        max_age=max_age_s,
        path=base_of(request).root,
        secure=is_tls(request),
        httponly=True,
        samesite="lax",
    )
