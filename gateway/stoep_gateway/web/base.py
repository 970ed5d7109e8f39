"""Where the site stands below its host: every address that it writes gets the base path, every one it reads loses it.

Written by hand and not with ASGI's root_path: that one is doubled or lost, by whether the proxy passes the prefix on.
"""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True, slots=True)
class Base:
    """path: "" or such as "/scheveningen", without a slash at its end."""

    path: str = ""

    def at(self, address: str) -> str:
        """Where readers find an address of this site: "/garden" is "/scheveningen/garden"."""
        if not address.startswith("/"):
            raise ValueError(f"an address of this site starts with a slash: {address}")
        return self.path + address

    def of(self, path: str) -> str:
        """The site's own address of a path that was asked for. A proxy passes the prefix on, or has taken it off."""
        if not self.path:
            return path
        inner = path.removeprefix(self.path)
        return (inner or "/") if inner == "" or inner.startswith("/") else path

    @property
    def root(self) -> str:
        """The path of cookies and of the API's server: others live on the same host, and get nothing that is ours."""
        return self.path or "/"


class BelowBase:
    """Takes the base path off what is asked for, and says in the scope what it was. Pure ASGI."""

    def __init__(self, app: ASGIApp, *, base: Base) -> None:
        self._app = app
        self._base = base

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope = {**scope, "path": self._base.of(scope["path"]), _KEY: self._base}
        await self._app(scope, receive, send)


_KEY = "stoep.base"


def base_of(request: Request) -> Base:
    """The one that this request was answered below."""
    base = request.scope[_KEY]
    assert isinstance(base, Base)  # noqa: S101 - nothing else is put there
    return base
