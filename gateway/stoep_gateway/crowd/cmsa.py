"""A round's counts as messages that other crowd systems take in: the form of Amsterdam's crowd monitoring, version 3.

Seen of it: the message in the tests, and the models, of the code that receives it (github.com/Amsterdam/
waarnemingen-mensen, src/telcameras_v3, commit 06db6fb). A specification in words was not found.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import pairwise
from math import atan2, degrees, dist

from stoep_gateway.crowd.board import Board, Counted, Expected, PlaceState
from stoep_gateway.crowd.fruin import density_of
from stoep_gateway.crowd.places import Place, Places
from stoep_gateway.rd_new import rd_to_wgs84

_SENSOR_TYPE = "counting_line"


def cmsa_messages(board: Board, *, places: Places, version: str) -> tuple[Mapping[str, object], ...]:
    """One message for each place that was counted: its newest slot, with what is expected under "stoep".

    signals, where that form lists each person, is always empty: what is released here has no persons in it. Distance,
    time and speed are not measured; the form wants numbers, and 0 is what it has where nobody passed.
    """
    return tuple(
        _message(state, counted=counted, place=place, board=board, version=version)
        for state in board.places
        if (place := places.by_name.get(state.name)) and (counted := _newest(state))
    )


def _newest(state: PlaceState) -> Counted | None:
    return next((slot for slot in reversed(state.counted) if slot.people is not None), None)


def _message(state: PlaceState, *, counted: Counted, place: Place, board: Board, version: str) -> Mapping[str, object]:
    exact = counted.people or 0.0
    people = round(exact)
    latitude, longitude = rd_to_wgs84(*_middle(place))
    flow = exact * 60 / board.slot_s / place.width_m
    return {
        "id": counted.start_s // board.slot_s,  # rises by one each slot
        "timestamp": _utc(counted.start_s),
        "sensor": state.name,
        "sensor_type": _SENSOR_TYPE,
        "status": "faulty" if state.faults else "operational",
        "version": version,
        "latitude": round(latitude, 6),
        "longitude": round(longitude, 6),
        "interval": board.slot_s,
        "density": round(density_of(flow), 3),
        "direction": [
            {
                "azimuth": _azimuth(place),
                "count": people,
                "cumulative_distance": 0.0,
                "cumulative_time": 0.0,
                "median_speed": 0.0,
                "signals": [],
            }
        ],
        "stoep": {
            "title": place.title,
            "both_ways": True,
            "is_hidden": counted.is_hidden,
            "is_partial": counted.is_partial,
            "level": place.level_of(exact, slot_s=board.slot_s).name.lower(),  # as the board says it
            "from_per_min": list(place.from_per_min),
            "faults": [
                {"device": fault.device, "kind": fault.kind, "since": _utc(fault.since_s)} for fault in state.faults
            ],
            "made": _utc(board.made_s),
            "expected": [_expected(slot) for slot in state.expected],
        },
    }


def _expected(slot: Expected) -> Mapping[str, object]:
    low95, low80, middle, high80, high95 = (round(value, 1) for value in slot.quantiles)
    yellow, orange, red = (round(chance, 3) for chance in slot.chances)
    return {
        "start": _utc(slot.start_s),
        "people": middle,
        "interval80": [low80, high80],
        "interval95": [low95, high95],
        "chances": {"yellow": yellow, "orange": orange, "red": red},
    }


def _middle(place: Place) -> tuple[float, float]:
    """Of a square the mean of its corners, of a street the point halfway along."""
    if place.is_square:
        return sum(x for x, _ in place.path) / len(place.path), sum(y for _, y in place.path) / len(place.path)
    left = sum(dist(a, b) for a, b in pairwise(place.path)) / 2
    for a, b in pairwise(place.path):
        length = dist(a, b)
        if length >= left:
            share = left / length
            return a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])
        left -= length
    return place.path[-1]


def _azimuth(place: Place) -> int:
    """Of the street from its first point to its last, degrees from grid north, clockwise; 0 for a square."""
    if place.is_square:
        return 0
    (x0, y0), (x1, y1) = place.path[0], place.path[-1]
    return round(degrees(atan2(x1 - x0, y1 - y0))) % 360


def _utc(time_s: int) -> str:
    return datetime.fromtimestamp(time_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
