"""The read API: a valid document, answers of the shapes that it promises, versions, past moments, errors."""

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from stoep_gateway.crowd.board_rows import COLUMNS
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.errors import ConfigError
from stoep_gateway.web.api.routes import DOCUMENT, ENDPOINTS, Endpoint, document
from stoep_gateway.web.api.schemas import SCHEMAS
from stoep_gateway.web.app import Application, create
from stoep_gateway.web.base import Base
from stoep_gateway.web.ports import Outlook
from support.site import asking
from support.street_archive import NOW_S, StreetArchive
from support.street_crowd import ROUND_S, StreetDesk, StreetOutlook

_PATHS = [endpoint.path.replace("{place}", "keizerstraat") for endpoint in ENDPOINTS]


def app(outlook: Outlook | None) -> Application:
    return create(StreetArchive, gateway_name="Test", now_s=lambda: NOW_S, outlook=outlook, seen=StreetDesk())


async def asked(
    path: str, *, outlook: Outlook | None = None, headers: Mapping[str, str] | None = None
) -> httpx.Response:
    async with asking(app(outlook or StreetOutlook())) as client:
        return await client.get(path, headers=headers)


def faults_of(answer: object, *, schema: str) -> list[str]:
    root = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": SCHEMAS}}
    return [f"{list(error.path)}: {error.message}" for error in Draft202012Validator(root).iter_errors(answer)]


async def test_the_document_is_openapi_3_1_and_is_served_as_it_is_made() -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator  # every process that collects would wait for it

    answer = await asked(DOCUMENT)
    assert answer.json() == json.loads(json.dumps(document(Base())))
    assert list(OpenAPIV31SpecValidator(answer.json()).iter_errors()) == []


@pytest.mark.parametrize("endpoint", [one for one in ENDPOINTS if one.schema], ids=lambda one: one.name)
@pytest.mark.parametrize("at", ["", "?at=2026-07-17T15:00Z"])
async def test_every_answer_has_the_shape_that_the_document_promises(endpoint: Endpoint, at: str) -> None:
    answer = await asked(endpoint.path.replace("{place}", "keizerstraat") + at)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert faults_of(answer.json(), schema=endpoint.schema) == []


def test_an_answer_of_another_shape_is_noticed() -> None:
    assert faults_of({"error": 3}, schema="Error")
    assert faults_of({"error": "x", "more": 1}, schema="Error")


@pytest.mark.parametrize("path", _PATHS)
async def test_an_answer_has_a_version_and_is_not_sent_again_while_that_holds(path: str) -> None:
    first = await asked(path)
    again = await asked(path, headers={"if-none-match": first.headers["etag"]})
    newer = await asked(path, outlook=StreetOutlook(number=8), headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, newer.status_code) == (200, 304, 200)
    assert again.content == b""


async def test_the_board_says_the_place_with_most_need_first_and_what_holds() -> None:
    board = (await asked("/api/crowd/board")).json()
    first = board["places"][0]
    assert [place["number"] for place in board["places"]] == list(range(1, 11))
    assert (first["name"], first["level"], first["peak"]) == ("keizerstraat", "yellow", "red")
    assert first["rise"]["level"] == "red"
    assert [measure["level"] for measure in first["measures"]["now"]] == ["yellow"]
    assert [measure["level"] for measure in first["measures"]["later"]] == ["orange", "red"]
    assert len(first["ahead"]) == 3
    assert [fault["kind"] for place in board["places"] for fault in place["faults"]] == ["stuck", "silent"]


async def test_a_past_moment_shows_what_was_known_then_and_what_came() -> None:
    now = (await asked("/api/crowd/places/keizerstraat")).json()
    then = (await asked("/api/crowd/places/keizerstraat?at=2026-07-17T15:00Z")).json()
    assert now["came"] is None
    assert then["time"] == "2026-07-17T15:00:00Z"
    assert then["counted"][-1]["start"] == "2026-07-17T14:45:00Z"
    assert then["came"][0]["start"] == then["expected"][0]["start"] == "2026-07-17T15:00:00Z"


async def test_a_hidden_count_is_null_and_never_its_guess() -> None:
    counted = (await asked("/api/crowd/places/keizerstraat")).json()["counted"]
    assert {slot["people"] for slot in counted if slot["is_hidden"]} == {None}
    assert any(slot["people"] for slot in counted)


async def test_alerts_say_that_somebody_acknowledged_and_not_who() -> None:
    answer = await asked("/api/crowd/alerts")
    assert [alert["acknowledged"] is not None for alert in answer.json()["alerts"]] == [False, True, False]
    assert "vandijk" not in answer.text


async def test_the_csv_has_every_slot() -> None:
    answer = await asked("/api/crowd/board.csv")
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert answer.headers["content-type"].startswith("text/csv")
    assert tuple(rows[0]) == COLUMNS
    assert {row["kind"] for row in rows} == {"counted", "expected"}
    assert len(rows) == 10 * (96 + 34)


@pytest.mark.parametrize(
    ("path", "outlook", "status", "error"),
    [
        ("/api/crowd/board?at=yesterday", StreetOutlook(), 400, "at: not a moment, use one such as 2026-07-18T14:00Z"),
        ("/api/crowd/board?at=1", StreetOutlook(), 404, "at: nothing is kept of then"),
        ("/api/crowd/places/x", StreetOutlook(), 404, "no such place: /api/crowd/places has their names"),
        ("/api/crowd/board", StreetOutlook(newest_s=None), 503, "no round yet: wait a quarter of an hour"),
        (
            "/api/crowd/board",
            StreetOutlook(known=None),
            503,
            "no places yet: the analyst could not read the places file",
        ),
    ],
)
async def test_an_error_is_one_line_that_says_what_to_do(path: str, outlook: Outlook, status: int, error: str) -> None:
    answer = await asked(path, outlook=outlook)
    assert (answer.status_code, answer.json()) == (status, {"error": error})
    assert faults_of(answer.json(), schema="Error") == []


async def test_without_places_the_api_says_who_has_to_set_them() -> None:
    async with asking(app(None)) as client:
        answer = await client.get("/api/crowd/board")
    assert answer.status_code == 503
    assert answer.json() == {"error": "no places: the operator sets places_file under [crowd]"}


async def test_the_newest_round_is_what_at_now_gives() -> None:
    newest = (await asked("/api/crowd/board")).json()
    assert (await asked(f"/api/crowd/board?at={ROUND_S + 300}")).json() == newest


def test_no_place_can_have_the_name_of_a_page() -> None:
    addresses = {getattr(route, "path", "") for route in app(StreetOutlook()).routes}
    names = {path.removeprefix("/crowd/") for path in addresses if path.startswith("/crowd/") and "{" not in path}
    assert names == {"events", "wall"}
    for name in names:
        text = f'title = "T"\n[[place]]\nname = "{name}"\n'
        with pytest.raises(ConfigError, match="this name is taken by a page"):
            parse_places(text, file=Path("places.toml"))
