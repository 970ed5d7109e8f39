"""Observations as CSV lines: which file they belong to, how they read, what a file already holds. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from stoep_gateway.backends import made
from stoep_gateway.records import Observation

UNDATED = "undated.csv"  # rows whose device never knew the time
FIELDS: tuple[tuple[str, str, str], ...] = (  # name, Frictionless type, description
    ("identity", "string", "The same for every delivery of this value and for no other one"),
    ("device", "string", "Name of the device"),
    ("profile", "string", "The device's kind"),
    ("quantity", "string", "What was measured or counted"),
    ("time", "datetime", "UTC; the start of a window; empty if the device did not know the time"),
    ("window_s", "integer", "Length of the released window in seconds; 0 for a single reading"),
    ("value", "number", "In the unit beside it"),
    ("unit", "string", "UCUM code"),
    ("cell_x_m", "integer", "Centre of the device's grid cell, RD New (EPSG:28992)"),
    ("cell_y_m", "integer", "Centre of the device's grid cell, RD New (EPSG:28992)"),
    ("cell_size_m", "integer", "Side of the grid cell"),
    *made.FIELDS,
)
HEADER = ",".join(name for name, _, _ in FIELDS).encode() + b"\n"
HEADER_1 = ",".join(name for name, _, _ in FIELDS[: -len(made.FIELDS)]).encode() + b"\n"  # until 0.4


def file_name(observation: Observation) -> str:
    """observations-2026-06-01.csv by the UTC day of the observation, so that a resend finds the same file."""
    if observation.time_s is None:
        return UNDATED
    return f"observations-{datetime.fromtimestamp(observation.time_s, UTC):%Y-%m-%d}.csv"


def lines(observations: Iterable[Observation]) -> bytes:
    """One line each, ending in a line feed. No field holds one, so a line without it at its end was torn."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for observation in observations:
        writer.writerow(_one_line(field) for field in _fields(observation))
    return text.getvalue().encode()


def _fields(observation: Observation) -> tuple[object, ...]:
    cell = observation.cell
    time = "" if observation.time_s is None else f"{datetime.fromtimestamp(observation.time_s, UTC):%Y-%m-%dT%H:%M:%SZ}"
    return (
        observation.identity,
        observation.device,
        observation.profile,
        observation.quantity,
        time,
        observation.window_s,
        repr(observation.value),
        observation.unit,
        *((cell.x_m, cell.y_m, cell.size_m) if cell else ("", "", "")),
        *("" if value is None else value for value in made.made(observation)),
    )


def _one_line(field: object) -> str:
    return str(field).replace("\r", " ").replace("\n", " ")


def widened(file: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file that begins with HEADER_1 as they are now: nobody knows how its windows were made."""
    for number, line in enumerate(file):
        yield line.rstrip(b"\n") + b"," * len(made.FIELDS) + b"\n" if number else HEADER


def whole_size(tail: bytes, *, size_bytes: int) -> int:
    """Size of a file up to its last whole line; `tail` are its last bytes. ValueError: a line longer than the tail."""
    if b"\n" not in tail and len(tail) < size_bytes:
        raise ValueError("no end of line where one must be")
    return size_bytes - len(tail) + tail.rfind(b"\n") + 1


def held(text: Iterable[str], *, wanted: frozenset[str]) -> set[str]:
    """Those of the wanted identities that the lines of a file hold."""
    return {row[0] for row in csv.reader(text) if row and row[0] in wanted}
