"""Entries of all public sensors for a register, and the schema that they keep to: for programs."""

import json
from collections.abc import Callable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.privacy.outputs.register import register_entry, schema
from stoep_gateway.web.ports import Archive, ArchiveAwayError
from stoep_gateway.web.signs import Signs, came_by

REGISTER = "/privacy/register.json"
_AGAIN_S = 60


class Register:
    """GET only. A garden's sensors are in none of it: the archive does not tell of them."""

    def __init__(self, open_archive: Callable[[], Archive], *, signs: Signs, now_s: Callable[[], int]) -> None:
        self._open_archive = open_archive
        self._signs = signs
        self._now_s = now_s
        self._schema = _text(schema())

    def routes(self) -> list[BaseRoute]:
        """Before the pages below /privacy."""
        return [
            Route(REGISTER, self._entries, name="api-register"),
            Route("/privacy/register.schema.json", self._show_schema, name="api-register-schema"),
        ]

    def _entries(self, request: Request) -> Response:
        """Runs in a worker thread: SQLite blocks."""
        try:
            archive = self._open_archive()
            try:
                return _sent(self._text_of(archive, site=came_by(request)))
            finally:
                archive.close()
        except ArchiveAwayError:
            error = {"error": "no archive to read now: ask again in a minute"}
            return JSONResponse(error, status_code=503, headers={"retry-after": str(_AGAIN_S)})

    def _text_of(self, archive: Archive, *, site: str) -> str:
        status, now_s = archive.status(), self._now_s()
        subjects = (
            self._signs.subject(device, status=status, now_s=now_s, came_by=site) for device in archive.devices()
        )
        return _text([register_entry(subject) for subject in subjects])

    def _show_schema(self, request: Request) -> Response:
        return _sent(self._schema)


def _text(value: Mapping[str, object] | Sequence[Mapping[str, object]]) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


def _sent(text: str) -> Response:
    headers = {"cache-control": "no-cache", "access-control-allow-origin": "*"}
    return Response(text, media_type="application/json", headers=headers)
