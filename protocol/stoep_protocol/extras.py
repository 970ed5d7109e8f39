"""The optional end of an up message: health, versions, echo (SPEC §5)."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.limits import ANCHOR_MAC_BYTES, SESSION_BYTES

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    from stoep_protocol.cbor import Writer

    class Health(NamedTuple):
        """The device's own state. waiting: rows not yet seen; dropped: rows lost to a full ring in this life."""

        battery_mv: "int | None"
        rssi_dbm: "int | None"
        waiting: int
        dropped: int
        reset_cause: int

    class Echo(NamedTuple):
        """The epoch last accepted and the newest ledger anchor; both anchor fields or none."""

        epoch: bytes
        anchor_index: "int | None"
        anchor_mac: "bytes | None"

    class Extras(NamedTuple):
        """Each part may be None."""

        health: "Health | None"
        versions: "dict[int, int] | None"
        echo: "Echo | None"
else:
    Health = namedtuple("Health", ("battery_mv", "rssi_dbm", "waiting", "dropped", "reset_cause"))
    Echo = namedtuple("Echo", ("epoch", "anchor_index", "anchor_mac"))
    Extras = namedtuple("Extras", ("health", "versions", "echo"))

NO_EXTRAS = Extras(None, None, None)

_HEALTH = const(1)
_VERSIONS = const(2)
_ECHO = const(3)
_MAX_VERSIONS = const(3)


def count_extras(extras: Extras) -> int:
    """How many parts there are; the map is left out when 0."""
    return (extras.health is not None) + (extras.versions is not None) + (extras.echo is not None)


def encode_extras(writer: "Writer", extras: Extras) -> None:
    """Write the map. ValueError when a number is out of bounds."""
    writer.map(count_extras(extras))
    if extras.health is not None:
        writer.uint(_HEALTH)
        writer.array(5)
        for number in extras.health:
            if number is None:
                writer.null()
            else:
                writer.integer(number)
    if extras.versions is not None:
        writer.uint(_VERSIONS)
        writer.map(len(extras.versions))
        for kind in sorted(extras.versions):
            writer.uint(kind)
            writer.uint(extras.versions[kind])
    if extras.echo is not None:
        writer.uint(_ECHO)
        writer.array(1 if extras.echo.anchor_index is None else 3)
        writer.byte_string(extras.echo.epoch)
        if extras.echo.anchor_index is not None and extras.echo.anchor_mac is not None:
            writer.uint(extras.echo.anchor_index)
            writer.byte_string(extras.echo.anchor_mac)


def parse_extras(value: "Any") -> Extras:
    """Check the decoded map. DecodeError `shape`."""
    if type(value) is not dict or not value:
        raise DecodeError("shape")
    for key in value:
        if not _HEALTH <= key <= _ECHO:
            raise DecodeError("shape")
    return Extras(
        _health(value[_HEALTH]) if _HEALTH in value else None,
        _versions(value[_VERSIONS]) if _VERSIONS in value else None,
        _echo(value[_ECHO]) if _ECHO in value else None,
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


def check_uint(value: "Any") -> None:
    """DecodeError `shape` unless a non-negative integer; cbor.decode has bounded it above."""
    if type(value) is not int or value < 0:
        raise DecodeError("shape")


def check_bytes(value: "Any", *, size_bytes: int) -> None:
    """DecodeError `shape` unless a byte string of that size."""
    if type(value) is not bytes or len(value) != size_bytes:
        raise DecodeError("shape")
