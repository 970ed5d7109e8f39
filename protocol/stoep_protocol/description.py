"""A maker's own profile read from its description (SPEC §8): the gateway's side, which boards need not load."""

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import MAX_DESCRIPTION_BYTES
from stoep_protocol.own_profile import AGGREGATES, FIELDS, checked_profile
from stoep_protocol.profiles import Profile

if TYPE_CHECKING:
    from typing import Any


def parse_description(data: bytes) -> Profile:
    """DecodeError `profile` for anything that `describe` would not write."""
    try:
        fields, end = decode(data)
        if len(data) > MAX_DESCRIPTION_BYTES or end != len(data) or type(fields) is not list or len(fields) != 2:
            raise DecodeError("profile")
        name, columns = fields
        if type(columns) is not list:
            raise DecodeError("profile")
        return checked_profile(name, [_column(column) for column in columns])
    except (DecodeError, ValueError):
        raise DecodeError("profile")


def to_json(profile: Profile) -> "dict[str, Any]":
    """What `from_json` reads."""
    columns = []
    for column in profile.columns:
        scale = 10**column.decimals
        low, high = column.low // scale, column.high // scale
        fields = (column.quantity, column.unit, column.decimals, low, high, column.aggregate)
        columns.append({FIELDS[i]: fields[i] for i in range(len(FIELDS))})
    return {"name": profile.name, "columns": columns}


def _column(fields: "Any") -> "list[Any]":
    if type(fields) is not list or len(fields) != len(FIELDS):
        raise DecodeError("profile")
    place = fields[5]
    if type(place) is not int or not 0 <= place < len(AGGREGATES):
        raise DecodeError("profile")
    return fields[:5] + [AGGREGATES[place]]
