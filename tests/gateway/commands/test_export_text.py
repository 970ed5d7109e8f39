"""Observations as SenML and CSV."""

import csv
import json
from dataclasses import replace

from stoep_gateway.commands.export_text import CSV_COLUMNS, csv_lines, senml_lines
from stoep_gateway.records import Cell, Observation, Provenance

READING = Observation(
    position=1,
    index=0,
    device="garden-7",
    profile="soil",
    life="00ff",
    row=12,
    quantity="air_humidity",
    unit="%",
    value=61.5,
    time_s=1_700_000_000,
    cell=Cell(x_m=81250, y_m=455250, size_m=500),
)
WINDOW = Observation(
    position=2,
    index=0,
    device="beach-1",
    profile="people",
    life="",
    row=0,
    quantity="in",
    unit="1",
    value=40,
    time_s=1_700_000_100,
    window_s=900,
)


def test_senml_has_name_unit_value_and_time() -> None:
    assert json.loads("".join(senml_lines([READING, WINDOW]))) == [
        {"n": "garden-7/air_humidity", "u": "%RH", "v": 61.5, "t": 1_700_000_000},
        {"n": "beach-1/in/900s", "u": "count", "v": 40, "t": 1_700_000_100},
    ]


def test_a_window_tells_how_it_was_made_in_both() -> None:
    made = replace(WINDOW, provenance=Provenance(epsilon="1", contribution=2, k=10, rounding=1, covered_s=840))
    [record] = json.loads("".join(senml_lines([made])))
    assert (record["stoep_epsilon"], record["stoep_k"], record["stoep_covered_s"]) == (1.0, 10, 840)
    reading, window = csv.DictReader("".join(csv_lines([READING, made])).splitlines())
    assert (window["epsilon"], window["covered_s"], window["expected_error"]) == ("1.0", "840", "1.919")
    assert (reading["epsilon"], reading["covered_s"], reading["expected_error"]) == ("", "", "")


def test_no_observations_are_an_empty_array() -> None:
    assert json.loads("".join(senml_lines([]))) == []


def test_csv_has_a_header_and_a_line_each() -> None:
    rows = list(csv.DictReader("".join(csv_lines([READING, WINDOW])).splitlines()))
    assert tuple(rows[0]) == CSV_COLUMNS
    assert (rows[0]["time"], rows[0]["value"], rows[0]["cell_x_m"]) == ("2023-11-14T22:13:20+00:00", "61.5", "81250")
    assert (rows[1]["window_s"], rows[1]["cell_x_m"]) == ("900", "")


def test_a_time_that_the_device_never_knew_stays_empty_in_csv() -> None:
    unknown = Observation(
        position=1, index=0, device="a", profile="soil", life="", row=1, quantity="q", unit="1", value=1, time_s=None
    )
    (row,) = csv.DictReader("".join(csv_lines([unknown])).splitlines())
    assert row["time"] == ""
