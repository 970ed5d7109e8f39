"""The optional end of an up message: health, versions, echo (SPEC §5)."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError

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

HEALTH = 1
VERSIONS = 2
ECHO = 3


def count_extras(extras: Extras) -> int:
    """How many parts there are; the map is left out when 0."""
    return (extras.health is not None) + (extras.versions is not None) + (extras.echo is not None)


def encode_extras(writer: "Writer", extras: Extras) -> None:
    """Write the map. ValueError when a number is out of bounds."""
    writer.map(count_extras(extras))
    if extras.health is not None:
        writer.uint(HEALTH)
        writer.array(5)
        for number in extras.health:
            if number is None:
                writer.null()
            else:
                writer.integer(number)
    if extras.versions is not None:
        writer.uint(VERSIONS)
        writer.map(len(extras.versions))
        for kind in sorted(extras.versions):
            writer.uint(kind)
            writer.uint(extras.versions[kind])
    if extras.echo is not None:
        writer.uint(ECHO)
        writer.array(1 if extras.echo.anchor_index is None else 3)
        writer.byte_string(extras.echo.epoch)
        if extras.echo.anchor_index is not None and extras.echo.anchor_mac is not None:
            writer.uint(extras.echo.anchor_index)
            writer.byte_string(extras.echo.anchor_mac)


def check_uint(value: "Any") -> None:
    """DecodeError `shape` unless a non-negative integer; cbor.decode has bounded it above."""
    if type(value) is not int or value < 0:
        raise DecodeError("shape")


def check_bytes(value: "Any", *, size_bytes: int) -> None:
    """DecodeError `shape` unless a byte string of that size."""
    if type(value) is not bytes or len(value) != size_bytes:
        raise DecodeError("shape")
