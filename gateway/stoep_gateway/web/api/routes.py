"""The API's addresses, from one table that also makes the OpenAPI document: neither can tell more than the other."""

import csv
import io
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from stoep_gateway.crowd.board import Board
from stoep_gateway.crowd.board_rows import COLUMNS, board_rows
from stoep_gateway.crowd.cmsa import cmsa_messages
from stoep_gateway.crowd.places import Places
from stoep_gateway.web.api import answers
from stoep_gateway.web.api.schemas import SCHEMAS, Schema
from stoep_gateway.web.base import Base
from stoep_gateway.web.crowd.moment import parse
from stoep_gateway.web.kept import KeptPages, Sent, pack
from stoep_gateway.web.ports import Acknowledged, Outlook, OutlookAwayError
from stoep_gateway.web.speech import zone
from stoep_protocol import __version__

_JSON, _CSV = "application/json", "text/csv"
_KEPT_BYTES_MAX = 4 << 20
_ALERTS = 50
_LATER_S = 86_400  # how long after a past moment still tells what came
DOCUMENT = "/api/openapi.json"


class _ProblemError(Exception):
    """An answer with another status."""

    def __init__(self, text: str, *, status: int) -> None:
        super().__init__(text)
        self.text = text
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """answer: the text of the body. schema: of the answer, "" for CSV; has_at: it takes ?at=."""

    path: str
    name: str
    summary: str
    answer: Callable[["_Question"], str]
    schema: str
    media: str = _JSON
    has_at: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Question:
    """What an endpoint may look at. at_s: the moment that was asked for, None for now."""

    outlook: Outlook
    places: Places
    seen: Acknowledged | None
    at_s: int | None
    path: Mapping[str, str]

    def board(self) -> Board:
        board = self.outlook.newest() if self.at_s is None else self.outlook.at(self.at_s)
        if board is None:
            what = "no round yet: wait a quarter of an hour" if self.at_s is None else "at: nothing is kept of then"
            raise _ProblemError(what, status=503 if self.at_s is None else 404)
        return board


class Api:
    """version: of everything that is answered; the same text means the same answers."""

    def __init__(
        self, *, outlook: Outlook | None, seen: Acknowledged | None, version: Callable[[], str], base: Base
    ) -> None:
        self._outlook = outlook
        self._seen = seen
        self._version = version
        self._kept = KeptPages(bytes_max=_KEPT_BYTES_MAX)
        self._document = pack(json.dumps(document(base), ensure_ascii=False))

    def routes(self) -> list[BaseRoute]:
        """GET only."""
        return [
            Route(DOCUMENT, self._describe, name="api-openapi"),
            *(Route(endpoint.path, self._handler(endpoint), name=f"api-{endpoint.name}") for endpoint in ENDPOINTS),
        ]

    def _handler(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def handle(request: Request) -> Response:
            try:
                return await run_in_threadpool(self._answer, endpoint, request)
            except _ProblemError as error:
                return _problem(error.text, status=error.status)
            except OutlookAwayError:
                return _problem("no outlook: the analyst has not started yet, or its file is away", status=503)

        return handle

    def _answer(self, endpoint: Endpoint, request: Request) -> Response:
        asked = request.query_params.get("at") if endpoint.has_at else None
        version = self._version()
        etag = f'W/"{version}"'
        if etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers={"etag": etag})
        key = (request.url.path, asked, version)
        sent = self._kept.get(key)
        if sent is None:
            sent = pack(endpoint.answer(self._question(request, asked)))
            self._kept.put(key, sent)
        return _sent(request, sent, media=endpoint.media, etag=etag)

    def _question(self, request: Request, asked: str | None) -> _Question:
        if self._outlook is None:
            raise _ProblemError("no places: the operator sets places_file under [crowd]", status=503)
        places = self._outlook.places()
        if places is None:
            raise _ProblemError("no places yet: the analyst could not read the places file", status=503)
        at_s = None
        if asked is not None:
            at_s = parse(asked, zone=zone(places.zone))
            if at_s is None:
                raise _ProblemError("at: not a moment, use one such as 2026-07-18T14:00Z", status=400)
        return _Question(outlook=self._outlook, places=places, seen=self._seen, at_s=at_s, path=request.path_params)

    def _describe(self, request: Request) -> Response:
        return _sent(request, self._document, media=_JSON, etag=f'W/"{__version__}"')


def document(base: Base) -> Mapping[str, object]:
    """OpenAPI 3.1."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "stoep: the crowd board",
            "version": __version__,
            "summary": "How busy it is, and how busy it will be; released counts only.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": base.root}],
        "paths": {endpoint.path: {"get": _operation(endpoint)} for endpoint in ENDPOINTS},
        "components": {"schemas": SCHEMAS},
    }


def _operation(endpoint: Endpoint) -> Mapping[str, object]:
    parameters: list[Schema] = []
    if "{place}" in endpoint.path:
        parameters.append({"name": "place", "in": "path", "required": True, "schema": {"type": "string"}})
    if endpoint.has_at:
        parameters.append(
            {
                "name": "at",
                "in": "query",
                "description": "A past moment: what was known then. ISO 8601 (without an offset: local time) or Unix "
                "seconds. 35 days are kept.",
                "schema": {"type": "string"},
                "example": "2026-07-18T14:00Z",
            }
        )
    schema: Schema = {"$ref": f"#/components/schemas/{endpoint.schema}"} if endpoint.schema else {"type": "string"}
    problem = {_JSON: {"schema": {"$ref": "#/components/schemas/Error"}}}
    return {
        "operationId": endpoint.name.replace("-", "_"),
        "summary": endpoint.summary,
        "parameters": parameters,
        "responses": {
            "200": {
                "description": "Answered",
                "headers": {"ETag": {"schema": {"type": "string"}}},
                "content": {endpoint.media: {"schema": schema}},
            },
            "304": {"description": "Not changed since the version in If-None-Match"},
            **({"400": {"description": "The moment cannot be read", "content": problem}} if endpoint.has_at else {}),
            "404": {"description": "There is no such thing", "content": problem},
            "503": {"description": "There is no outlook to read now", "content": problem},
        },
    }


def _board(question: _Question) -> str:
    return _json(answers.board_answer(question.places, question.board()))


def _places(question: _Question) -> str:
    return _json(answers.places_answer(question.places))


def _place(question: _Question) -> str:
    place = question.places.by_name.get(question.path["place"])
    if place is None:
        raise _ProblemError("no such place: /api/crowd/places has their names", status=404)
    board = question.board()
    later = None
    if question.at_s is not None:
        later = question.outlook.at(board.now_s + _LATER_S) or question.outlook.newest()
    came = answers.counted_after(board, later, name=place.name)
    return _json(answers.place_answer(place, board, came=came))


def _alerts(question: _Question) -> str:
    alerts = question.outlook.alerts(newest=_ALERTS)
    seen = question.seen.acknowledged([alert.id for alert in alerts]) if question.seen else {}
    return _json(answers.alerts_answer(alerts, seen=seen))


def _cmsa(question: _Question) -> str:
    return _json(list(cmsa_messages(question.board(), places=question.places, version=__version__)))


def _csv(question: _Question) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(board_rows(question.board(), places=question.places))
    return text.getvalue()


def _json(answer: object) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def _problem(text: str, *, status: int) -> Response:
    return JSONResponse({"error": text}, status_code=status, headers={"cache-control": "no-store"})


def _sent(request: Request, sent: Sent, *, media: str, etag: str) -> Response:
    headers = {"etag": etag, "cache-control": "no-cache", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        return Response(sent.packed, media_type=media, headers={**headers, "content-encoding": "gzip"})
    return Response(sent.plain, media_type=media, headers=headers)


ENDPOINTS = (
    Endpoint(
        path="/api/crowd/board",
        name="board",
        summary="Every place: level now and in 1, 2 and 3 hours, measures, faults",
        answer=_board,
        schema="Board",
    ),
    Endpoint(
        path="/api/crowd/board.csv",
        name="board-csv",
        summary="Every slot of every place: the last day as counted, the next as expected",
        answer=_csv,
        schema="",
        media=_CSV,
    ),
    Endpoint(
        path="/api/crowd/places",
        name="places",
        summary="Streets and squares, their limits and what was agreed",
        answer=_places,
        schema="Places",
        has_at=False,
    ),
    Endpoint(
        path="/api/crowd/places/{place}",
        name="place",
        summary="One place, slot by slot",
        answer=_place,
        schema="PlaceState",
    ),
    Endpoint(
        path="/api/crowd/alerts",
        name="alerts",
        summary="Fifty alerts, the newest first; those that stand rather than those that ended since",
        answer=_alerts,
        schema="Alerts",
        has_at=False,
    ),
    Endpoint(
        path="/api/crowd/cmsa",
        name="cmsa",
        summary="The newest slot of every place in the form of Amsterdam's crowd monitoring, version 3",
        answer=_cmsa,
        schema="Messages",
    ),
)
