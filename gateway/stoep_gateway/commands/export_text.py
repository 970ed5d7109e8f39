"""Observations as SenML (RFC 8428) or CSV text. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from stoep_gateway.backends import made
from stoep_gateway.backends.senml import MADE, unit_of
from stoep_gateway.records import Observation

CSV_COLUMNS = (
    "device",
    "profile",
    "quantity",
    "unit",
    "value",
    "time",
    "window_s",
    "cell_x_m",
    "cell_y_m",
    "cell_size_m",
    "life",
    "row",
    *made.NAMES,
)


def csv_lines(observations: Iterable[Observation]) -> Iterator[str]:
    """A header, then one line each; an empty time is one that the device never knew."""
    line = io.StringIO()
    writer = csv.writer(line, lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for observation in observations:
        cell = observation.cell
        time = "" if observation.time_s is None else datetime.fromtimestamp(observation.time_s, UTC).isoformat()
        place = (cell.x_m, cell.y_m, cell.size_m) if cell else ("", "", "")
        writer.writerow(
            (
                observation.device,
                observation.profile,
                observation.quantity,
                observation.unit,
                observation.value,
                time,
                observation.window_s,
                *place,
                observation.life,
                observation.row,
                *made.made(observation),
            )
        )
        yield line.getvalue()
        line.seek(0)
        line.truncate()
    yield line.getvalue()


def senml_lines(observations: Iterable[Observation]) -> Iterator[str]:
    """One JSON array. Without a time a record would mean "now" (RFC 8428 §4.5.3): the caller leaves those out."""
    lead = "[\n"
    for observation in observations:
        yield lead + json.dumps(_record(observation))
        lead = ",\n"
    yield "\n]\n" if lead != "[\n" else "[]\n"


def _record(observation: Observation) -> dict[str, object]:
    window = f"/{observation.window_s}s" if observation.window_s else ""
    return {
        "n": f"{observation.device}/{observation.quantity}{window}",
        "u": unit_of(observation),
        "v": observation.value,
        "t": observation.time_s,
        **made.told(observation, prefix=MADE),
    }
