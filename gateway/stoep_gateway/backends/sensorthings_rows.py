"""Observations as SensorThings writes them: dataArray requests, their answers, and what reads back. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from stoep_gateway.backends import made
from stoep_gateway.backends.isolate import Request
from stoep_gateway.records import Observation

IDENTITY = "stoep"  # the key of our identity in `parameters`: servers store it, but none keeps it unique
COMPONENTS = ["phenomenonTime", "resultTime", "result", "parameters", "FeatureOfInterest/id"]

EntityId = str | int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Where an observation goes. key: our name of the datastream, kept in its properties."""

    key: str
    datastream_id: EntityId
    feature_id: EntityId


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRow:
    """One observation read back. identity "": the server did not keep `parameters`."""

    identity: str
    time_s: int
    value: float


def time_text(time_s: int) -> str:
    """UTC to the second with its zone: servers take times without one for local time."""
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def create_body(
    request: Request, *, batch: Sequence[Observation], streams: Mapping[int, Stream]
) -> list[dict[str, Any]]:
    """The body of POST /CreateObservations; its answer lists the rows in the request's order."""
    return [
        {
            "Datastream": {"@iot.id": streams[group.rows[0]].datastream_id},
            "components": COMPONENTS,
            "dataArray@iot.count": len(group.rows),
            "dataArray": [_row(batch[row], feature_id=streams[row].feature_id) for row in group.rows],
        }
        for group in request
    ]


def _row(observation: Observation, *, feature_id: EntityId) -> list[Any]:
    start_s = observation.time_s or 0
    parameters = {IDENTITY: observation.identity, **made.told(observation)}
    return [time_text(start_s), time_text(start_s + observation.window_s), observation.value, parameters, feature_id]


def failed_rows(answer: object, *, request: Request) -> set[int]:
    """The rows that the answer does not confirm. HTTP 201 does not mean stored: each row has its own link or "error".

    ValueError: the answer does not match the request.
    """
    rows = [row for group in request for row in group.rows]
    if not isinstance(answer, list) or len(answer) != len(rows):
        raise ValueError("the answer does not list one result for each row")
    return {row for row, result in zip(rows, answer, strict=True) if not _is_link(result)}


def _is_link(result: object) -> bool:
    """Whatever is not a self link is an error, with or without a reason behind the word."""
    return isinstance(result, str) and "Observations(" in result


def stored_rows(page: object) -> list[StoredRow]:
    """The rows of one page of GET /Observations?$resultFormat=dataArray. ValueError: not such a page."""
    try:
        return [_stored(row, group["components"]) for group in page["value"] for row in group["dataArray"]]  # type: ignore[index]
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError("not a page of observations") from error


def _stored(row: Sequence[Any], components: Sequence[str]) -> StoredRow:
    fields = dict(zip(components, row, strict=True))
    parameters = fields.get("parameters")
    identity = parameters.get(IDENTITY, "") if isinstance(parameters, dict) else ""
    return StoredRow(
        identity=identity if isinstance(identity, str) else "",
        time_s=_seconds(fields["phenomenonTime"]),
        value=float(fields["result"]),
    )


def _seconds(text: str) -> int:
    start = datetime.fromisoformat(text.split("/")[0])  # some servers answer with an interval
    return int((start if start.tzinfo else start.replace(tzinfo=UTC)).timestamp())


def missing(rows: Iterable[int], *, batch: Sequence[Observation], stored: Iterable[StoredRow]) -> list[int]:
    """The rows not among `stored`, by identity; what is stored without one matches by time and value, once each."""
    identities: set[str] = set()
    unnamed: Counter[tuple[int, float]] = Counter()
    for row in stored:
        if row.identity:
            identities.add(row.identity)
        else:
            unnamed[row.time_s, row.value] += 1
    left = []
    for index in rows:
        observation = batch[index]
        if observation.identity in identities:
            continue
        pair = (observation.time_s or 0, observation.value)
        if unnamed[pair] > 0:
            unnamed[pair] -= 1
            continue
        left.append(index)
    return left
