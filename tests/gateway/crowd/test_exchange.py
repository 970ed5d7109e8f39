"""A board leaves as messages for other crowd systems and as rows of a table, and no person is in either."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.board import Board, Counted, Expected, Fault, ModelNote, PlaceState
from stoep_gateway.crowd.board_rows import COLUMNS, board_rows
from stoep_gateway.crowd.cmsa import cmsa_messages
from stoep_gateway.crowd.fruin import DENSITY_MAX, density_of, flow_per_min_per_m
from stoep_gateway.crowd.places import Level
from stoep_gateway.crowd.places_file import parse_places
from stoep_gateway.rd_new import wgs84_to_rd

SLOT_S = 900
NOW_S = 1_812_795_300
PLACES = parse_places(
    """\
title = "Test"
[[place]]
name = "kade"
title = "Kade"
lines = ["a"]
path = [[79000, 458000], [79000, 458100], [79100, 458100]]
width_m = 2
by = "count"
levels = [5, 10, 20]
[[place]]
name = "plein"
title = "Plein"
lines = ["b"]
path = [[79000, 458000], [79100, 458000], [79100, 458100], [79000, 458100]]
square = true
width_m = 2
""",
    file=Path("places.toml"),
)
BOARD = Board(
    now_s=NOW_S,
    made_s=NOW_S + 20,
    slot_s=SLOT_S,
    places=(
        PlaceState(
            name="kade",
            counted=(
                Counted(start_s=NOW_S - 1800, people=165.0),
                Counted(start_s=NOW_S - 900, people=None),
            ),
            expected=(Expected(start_s=NOW_S, quantiles=(80, 100, 150.04, 200, 250), chances=(0.9, 0.5, 0.01)),),
            faults=(Fault(device="a", kind="late", since_s=NOW_S - 900),),
            counted_s=NOW_S - 900,
            level=Level.ORANGE,
        ),
        PlaceState(name="plein", counted=(), expected=(), faults=(), counted_s=None, level=None),
        PlaceState(
            name="weg", counted=(Counted(start_s=0, people=1.0),), expected=(), faults=(), counted_s=900, level=None
        ),
    ),
    model=ModelNote(trained_s=None, history_days=0, has_weather=False, has_calendar=True, coverage80=None),
)


def test_a_message_has_the_level_of_the_board_although_its_count_is_rounded() -> None:
    almost = replace(BOARD.places[0], counted=(Counted(start_s=NOW_S - 900, people=149.6),), level=Level.YELLOW)
    (message,) = cmsa_messages(replace(BOARD, places=(almost,)), places=PLACES, version="1.2.3")
    assert message["direction"][0]["count"] == 150  # type: ignore[index]
    assert message["stoep"]["level"] == "yellow"  # type: ignore[index]


def test_a_place_that_was_counted_is_one_message_in_the_form_of_version_3() -> None:
    (message,) = cmsa_messages(BOARD, places=PLACES, version="1.2.3")
    assert json.loads(json.dumps(message)) == {
        "id": (NOW_S - 1800) // SLOT_S,
        "timestamp": "2027-06-12T09:45:00Z",
        "sensor": "kade",
        "sensor_type": "counting_line",
        "status": "faulty",
        "version": "1.2.3",
        "latitude": pytest.approx(52.1058, abs=1e-3),
        "longitude": pytest.approx(4.2779, abs=1e-3),
        "interval": 900,
        "density": pytest.approx(0.074, abs=1e-3),
        "direction": [
            {
                "azimuth": 45,
                "count": 165,
                "cumulative_distance": 0.0,
                "cumulative_time": 0.0,
                "median_speed": 0.0,
                "signals": [],
            }
        ],
        "stoep": {
            "title": "Kade",
            "both_ways": True,
            "is_hidden": False,
            "is_partial": False,
            "level": "orange",
            "from_per_min": [5, 10, 20],
            "faults": [{"device": "a", "kind": "late", "since": "2027-06-12T10:00:00Z"}],
            "made": "2027-06-12T10:15:20Z",
            "expected": [
                {
                    "start": "2027-06-12T10:15:00Z",
                    "people": 150.0,
                    "interval80": [100, 200],
                    "interval95": [80, 250],
                    "chances": {"yellow": 0.9, "orange": 0.5, "red": 0.01},
                }
            ],
        },
    }


def test_a_street_stands_halfway_its_length() -> None:
    (message,) = cmsa_messages(BOARD, places=PLACES, version="1")
    latitude, longitude = message["latitude"], message["longitude"]
    assert isinstance(latitude, float)
    assert isinstance(longitude, float)
    assert wgs84_to_rd(latitude, longitude) == pytest.approx((79000, 458100), abs=0.5)


def test_rows_tell_what_was_counted_and_what_is_expected() -> None:
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in board_rows(BOARD, places=PLACES)]
    counted, unknown, expected = rows
    assert counted == {
        **dict.fromkeys(COLUMNS, ""),
        "place": "kade",
        "start": "2027-06-12T09:45:00Z",
        "slot_s": "900",
        "kind": "counted",
        "people": "165.0",
        "level": "orange",
        "is_hidden": "false",
        "is_partial": "false",
    }
    assert (unknown["people"], unknown["level"]) == ("", "")
    assert expected == {
        "place": "kade",
        "start": "2027-06-12T10:15:00Z",
        "slot_s": "900",
        "kind": "expected",
        "people": "150.0",
        "level": "orange",
        "is_hidden": "",
        "is_partial": "",
        "low95": "80.0",
        "low80": "100.0",
        "high80": "200.0",
        "high95": "250.0",
        "chance_yellow": "0.900",
        "chance_orange": "0.500",
        "chance_red": "0.010",
    }


@given(density=st.floats(0, DENSITY_MAX))
def test_density_and_flow_are_each_others_inverse(density: float) -> None:
    assert density_of(flow_per_min_per_m(density)) == pytest.approx(density)


def test_more_than_people_can_walk_is_the_greatest_density_that_a_count_can_tell() -> None:
    assert density_of(500) == DENSITY_MAX
