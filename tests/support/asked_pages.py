"""The pages of a check as somebody sees them who has answered: what a form would send stands in the address.

/asked/NAME/result is the result of one of SHEETS, /asked/NAME/letter its letter, /asked/NAME/questions/SCREEN that
screen again and /asked/NAME/wrong/SCREEN what is said when nothing was chosen there. /asked/FILE/load is what one of
FILES leads to, /asked/PRESET/preset what is confirmed of a device that many have.
"""

import re
import tomllib
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from support.repository import ROOT

_EXAMPLES = ROOT / "examples" / "privacy"
_ASKED = re.compile(r"/asked/([\w-]+)/(result|letter|questions|wrong|load|preset)(?:/(\w+))?")
_BOUNDARY = "stoep"
# By the word in the address: the worked example whose answers it has.
SHEETS: Mapping[str, str] = {
    "doorbell": "doorbell-street",
    "others": "someone-elses-camera",
    "fake": "fake-camera",
    "council": "counting-camera",
}
FILES: Mapping[str, bytes] = {
    "wrong": b'operator = "H"\nreach = ["own_ground"]\ncaptures = ["smell"]\n',
    "picture": b"\x89PNG\r\n\x1a\n",
}


class AsAskers:
    """The site, for whoever asks for such an address; for all others as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _ASKED.fullmatch(scope.get("path", ""))
        if not found:
            await self._app(scope, receive, send)
            return
        name, page, screen = found.groups()
        media, body = _form(name, page=page, screen=screen or "")
        path = f"/privacy/check/{'questions' if page in ('wrong', 'preset') else page}"
        headers = [
            *((key, value) for key, value in scope["headers"] if key not in (b"content-type", b"content-length")),
            (b"content-type", media.encode()),
            (b"content-length", str(len(body)).encode()),
        ]
        scope = {**scope, "method": "POST", "path": path, "raw_path": path.encode(), "headers": headers}

        async def sent() -> Message:
            return {"type": "http.request", "body": body, "more_body": False}

        await self._app(scope, sent, send)

    def stop(self) -> None:
        """As the site's own."""
        getattr(self._app, "stop", lambda: None)()


def sheet(name: str) -> dict[str, str]:
    """The hidden fields of a reader with these answers: of SHEETS, or of a worked example."""
    text = (_EXAMPLES / f"{SHEETS.get(name, name)}.toml").read_text(encoding="utf-8")
    return {"answers": text, "seen": " ".join(tomllib.loads(text))}


def upload(data: bytes, *, name: str = "sensor.toml", field: str = "file") -> tuple[str, bytes]:
    """(media type, body) of a form with that file."""
    head = f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    return f"multipart/form-data; boundary={_BOUNDARY}", head.encode() + data + f"\r\n--{_BOUNDARY}--\r\n".encode()


def _form(name: str, *, page: str, screen: str) -> tuple[str, bytes]:
    if page == "load":
        return upload(FILES[name])
    fields = {"preset": name} if page == "preset" else sheet(name)
    if screen:
        fields["at" if page == "wrong" else "to"] = screen
    return "application/x-www-form-urlencoded", urlencode(fields).encode()
