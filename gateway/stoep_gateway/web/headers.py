"""The headers that every answer carries: nothing from other hosts, no script, no framing. Pure ASGI.

A page may bring its own of some: one that refreshes itself, a policy with one script of ours, which may ask this site
alone; a keeper's own page, that no page is told where its reader came from.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALL = "style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
CONTENT_SECURITY_POLICY = f"default-src 'none'; {_ALL}"
LIVE_POLICY = f"default-src 'none'; script-src 'self'; connect-src 'self'; {_ALL}"
_HEADERS = [
    (b"content-security-policy", CONTENT_SECURITY_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # with no-referrer a form of ours would name the origin "null"
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
]


class StrictHeaders:
    """Outermost layer, so that error pages carry them too."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                brought = {name for name, _ in message["headers"]}
                ours = [header for header in _HEADERS if header[0] not in brought]
                message = {**message, "headers": [*message["headers"], *ours]}
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
