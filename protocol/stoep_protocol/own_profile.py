"""A maker's own profile: from the JSON object that the maker writes to its description on the wire (SPEC §8)."""

from stoep_protocol.cbor import Writer
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_COLUMNS, MAX_DESCRIPTION_BYTES
from stoep_protocol.profiles import Column, Profile, id_of, is_built_in

if TYPE_CHECKING:
    from typing import Any

FIELDS = ("quantity", "unit", "decimals", "low", "high", "aggregate")
AGGREGATES = ("sum", "mean", "last")
_SMALL = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_UNIT = _SMALL + _SMALL.upper() + _DIGITS + "%./*[]{}()_'+-"  # what UCUM codes are made of
_MAX_NAME = const(16)
_MAX_QUANTITY = const(24)
_MAX_UNIT = const(16)
_MAX_DECIMALS = const(5)
_MAX_VALUE = const(0x1FFFFFFF)  # so the difference of two rows stays below 2^30


def describe(profile: Profile) -> bytes:
    """The description: [name, [[quantity, unit, decimals, low, high, aggregate], …]] in deterministic CBOR."""
    writer = Writer(MAX_DESCRIPTION_BYTES)
    writer.array(2)
    writer.text(profile.name)
    writer.array(len(profile.columns))
    for column in profile.columns:
        scale = 10**column.decimals
        writer.array(len(FIELDS))
        writer.text(column.quantity)
        writer.text(column.unit)
        writer.uint(column.decimals)
        writer.integer(column.low // scale)
        writer.integer(column.high // scale)
        writer.uint(AGGREGATES.index(column.aggregate))
    return bytes(writer.view())


def from_json(raw: "Any") -> Profile:
    """The profile that a maker wrote: {"name": …, "columns": [{"quantity": …, …}]}. ValueError: what to change."""
    if type(raw) is not dict or sorted(raw) != ["columns", "name"]:
        raise ValueError('need an object with "name" and "columns", nothing else')
    columns = raw["columns"]
    if type(columns) is not list:
        raise ValueError('"columns" must be a list')
    for column in columns:
        if type(column) is not dict or sorted(column) != sorted(FIELDS):
            raise ValueError("each column needs " + ", ".join(FIELDS) + ", nothing else")
    return checked_profile(raw["name"], [[column[field] for field in FIELDS] for column in columns])


def checked_profile(name: "Any", columns: "list[list[Any]]") -> Profile:
    """columns: the fields of each, in the order of FIELDS. ValueError for the first thing out of bounds."""
    if not _is_text(name, _SMALL + _DIGITS + "-", _MAX_NAME) or name[0] not in _SMALL or is_built_in(name):
        raise ValueError('"name": 1-16 characters of a-z 0-9 -, from a letter on, not a built-in profile\'s')
    if not 1 <= len(columns) <= MAX_COLUMNS:
        raise ValueError('"columns": 1 to 16 of them')
    checked = tuple([_checked(column) for column in columns])
    if len({column.quantity for column in checked}) != len(checked):
        raise ValueError('"quantity": each only once')
    try:
        description = describe(Profile(b"", name, is_people=False, columns=checked))
    except ValueError:
        raise ValueError("its description is longer than %d bytes: shorten names" % MAX_DESCRIPTION_BYTES)
    return Profile(id_of(description), name, is_people=False, columns=checked)


def _checked(fields: "list[Any]") -> Column:
    quantity, unit, decimals, low, high, aggregate = fields
    if not _is_text(quantity, _SMALL + _DIGITS + "_", _MAX_QUANTITY) or quantity[0] not in _SMALL:
        raise ValueError('"quantity": 1-24 characters of a-z 0-9 _, from a letter on')
    if not _is_text(unit, _UNIT, _MAX_UNIT):
        raise ValueError(quantity + ': "unit": a UCUM code of 1-16 characters; 1 for a bare number')
    if type(decimals) is not int or not 0 <= decimals <= _MAX_DECIMALS:
        raise ValueError(quantity + ': "decimals": 0 to 5')
    if type(low) is not int or type(high) is not int or low >= high:
        raise ValueError(quantity + ': "low", "high": whole numbers in the unit, low below high')
    scale = 10**decimals
    if low * scale < -_MAX_VALUE or high * scale > _MAX_VALUE:
        raise ValueError(quantity + ": range too wide: at most 536870911 steps on either side of 0")
    if aggregate not in AGGREGATES:
        raise ValueError(quantity + ': "aggregate": sum, mean or last')
    return Column(quantity, unit, decimals, low * scale, high * scale, aggregate)


def _is_text(value: "Any", characters: str, most: int) -> bool:
    if type(value) is not str or not 1 <= len(value) <= most:
        return False
    for character in value:
        if character not in characters:
            return False
    return True
