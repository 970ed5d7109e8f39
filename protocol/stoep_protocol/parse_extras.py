"""The end of an up message, parsed (SPEC §5): the gateway's side, which boards do not load."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import ECHO, HEALTH, VERSIONS, Echo, Extras, Health, check_bytes, check_uint
from stoep_protocol.limits import ANCHOR_MAC_BYTES, SESSION_BYTES

if TYPE_CHECKING:
    from typing import Any

_MAX_VERSIONS = const(3)


def parse_extras(value: "Any") -> Extras:
    """Check the decoded map. DecodeError `shape`."""
    if type(value) is not dict or not value:
        raise DecodeError("shape")
    for key in value:
        if not HEALTH <= key <= ECHO:
            raise DecodeError("shape")
    return Extras(
        _health(value[HEALTH]) if HEALTH in value else None,
        _versions(value[VERSIONS]) if VERSIONS in value else None,
        _echo(value[ECHO]) if ECHO in value else None,
    )


def _health(value: "Any") -> Health:
    if type(value) is not list or len(value) != 5:
        raise DecodeError("shape")
    battery_mv, rssi_dbm, waiting, dropped, reset_cause = value
    for number in (waiting, dropped, reset_cause):
        check_uint(number)
    if battery_mv is not None:
        check_uint(battery_mv)
    if rssi_dbm is not None and (type(rssi_dbm) is not int or not -200 <= rssi_dbm <= 0):
        raise DecodeError("shape")
    return Health(battery_mv, rssi_dbm, waiting, dropped, reset_cause)


def _versions(value: "Any") -> "dict[int, int]":
    if type(value) is not dict or not 1 <= len(value) <= _MAX_VERSIONS:
        raise DecodeError("shape")
    for kind in value:
        if not 1 <= kind <= _MAX_VERSIONS:
            raise DecodeError("shape")
        check_uint(value[kind])
    return value


def _echo(value: "Any") -> Echo:
    if type(value) is not list or len(value) not in (1, 3):
        raise DecodeError("shape")
    check_bytes(value[0], size_bytes=SESSION_BYTES)
    if len(value) == 1:
        return Echo(value[0], None, None)
    check_uint(value[1])
    check_bytes(value[2], size_bytes=ANCHOR_MAC_BYTES)
    return Echo(value[0], value[1], value[2])
