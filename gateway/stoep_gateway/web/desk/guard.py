"""Whether a login may be asked for here at all, and whether a form was sent by a page of ours. Pure."""

import hashlib
import hmac
import ipaddress
from functools import cache
from urllib.parse import urlsplit

from starlette.requests import Request

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_OF_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")


def is_sealed(request: Request, *, trusted_proxy: str) -> bool:
    """Nobody on the way can read along: TLS up to the trusted proxy, or a browser on this very machine.

    A proxy on this machine that is not trusted asks from this machine, too: it may have what it says from the street.
    trusted_proxy: addresses with commas between, "" for none.
    """
    if request.url.scheme == "https":  # or somebody before the proxy said so, too, and it was let through
        return set(request.headers.getlist("x-forwarded-proto")) <= {"https"}
    client = request.client.host if request.client else ""
    return (
        _is_loopback(client)
        and _ip(client) not in _ips(trusted_proxy)
        and _is_loopback(_host(request))
        and not any(name in request.headers for name in _OF_PROXIES)
    )


def is_own(request: Request) -> bool:
    """A page of this site sent the form. Browsers say it since 2023 (Fetch Metadata), older ones name the origin.

    What says neither is no browser of today; refused, too.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("origin") == f"{request.url.scheme}://{request.headers.get('host', '')}"


def form_token(session: str) -> str:
    """What every form of a session holds: a page elsewhere cannot know it."""
    return hmac.new(session.encode(), b"form", hashlib.sha256).hexdigest()


def is_form_of(session: str, token: str) -> bool:
    """Whether the form was made for this session."""
    return hmac.compare_digest(form_token(session).encode(), token.encode(errors="replace"))


def _host(request: Request) -> str:
    """The name or address that was asked for, without its port."""
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str) -> bool:
    address = _ip(host)
    return host == "localhost" or (address is not None and address.is_loopback)


@cache
def _ips(addresses: str) -> frozenset[_Address | None]:
    return frozenset(_ip(address.strip()) for address in addresses.split(",") if address)


def _ip(host: str) -> _Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
