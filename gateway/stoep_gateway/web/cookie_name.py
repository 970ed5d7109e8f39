"""How a secret cookie is called, so that other sites cannot set it. Pure."""

from starlette.requests import Request

from stoep_gateway.web.base import base_of


def cookie_name(name: str, *, request: Request) -> str:
    """Of this host alone, and no page without TLS can set it (RFC 6265bis §4.1.3); on this machine there is no TLS.

    __Host- asks for the path "/": below a base path the neighbours on the host would be sent it, and two gateways there
    would log each other's people out. So it is __Secure- with our path, and only the sites of one domain could set it.
    """
    if not is_tls(request):
        return name
    return f"__Secure-{name}" if base_of(request).path else f"__Host-{name}"


def is_tls(request: Request) -> bool:
    """Up to the trusted proxy, or to us."""
    return request.url.scheme == "https"
