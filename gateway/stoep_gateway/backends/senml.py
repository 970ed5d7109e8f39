"""Observations of one device as a SenML pack (RFC 8428, JSON). Pure."""

import json
import re
from collections.abc import Sequence
from typing import Any

from stoep_gateway.backends import made
from stoep_gateway.records import Observation

CONTENT_TYPE = "application/senml+json"  # RFC 8428 §12.3.1
# Labels of our own. RFC 8428 §4.4: who does not know a label leaves it alone, unless it ends with _.
ID = "stoep_id"
WINDOW_S = "stoep_window_s"
CELL = "stoep_cell"
MADE = "stoep_"  # before the names of how a window's value was made

_UNITS = {"1": "count", "[ppm]": "ppm"}  # UCUM -> the IANA registries of RFC 8428 §12.1 and RFC 8798 §3
_SCALED = {"uS/cm": ("S/m", 10_000)}  # has no name there; and what the value is divided by


def pack(observations: Sequence[Observation], *, base_name: str) -> bytes:
    """One record each, in their order. All have a time and a finite value."""
    records = [_record(observation) for observation in observations]
    records[0] = {"bn": base_name} | records[0]
    return json.dumps(records, ensure_ascii=False, separators=(",", ":")).encode()


def name(text: str) -> str:
    """The same text where RFC 8428 §4.5.1 allows it and topics do; every other character as _xx, byte by byte."""
    return re.sub(rb"[^A-Za-z0-9:._-]", lambda found: b"_%02x" % found[0][0], text.encode()).decode()


def is_name(text: str) -> bool:
    """True for what may stand before other names (RFC 8428 §4.5.1)."""
    return re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9:./_-]*", text) is not None


def unit_of(observation: Observation) -> str:
    """The registered name of its unit, where that is but another name; else UCUM's."""
    if observation.unit == "%" and "humidity" in observation.quantity:
        return "%RH"
    return _UNITS.get(observation.unit, observation.unit)


def _record(observation: Observation) -> dict[str, Any]:
    unit, divisor = _SCALED.get(observation.unit, (unit_of(observation), 1))
    record: dict[str, Any] = {
        "n": name(observation.quantity),
        "u": unit,
        "v": observation.value if divisor == 1 else observation.value / divisor,
        "t": observation.time_s,
        ID: observation.identity,
    }
    if observation.window_s:
        record[WINDOW_S] = observation.window_s
    if cell := observation.cell:
        record[CELL] = f"{cell.x_m}/{cell.y_m}/{cell.size_m}"
    return record | made.told(observation, prefix=MADE)
