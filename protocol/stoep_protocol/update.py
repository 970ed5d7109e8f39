"""A device asks for blocks of an image, the gateway gives them; what became of an update (SPEC §10)."""

from collections import namedtuple

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import check_bytes, check_uint
from stoep_protocol.limits import SESSION_BYTES

if TYPE_CHECKING:
    from typing import NamedTuple

    from stoep_protocol.cbor import Writer

    class Ask(NamedTuple):
        """size: bytes wanted of the image of that version, from offset on."""

        version: int
        offset: int
        size: int

    class Block(NamedTuple):
        """session, counter: of the frame that asked. data: what there is from offset on, at most what was asked for."""

        session: bytes
        counter: int
        version: int
        offset: int
        data: bytes
else:
    Ask = namedtuple("Ask", ("version", "offset", "size"))
    Block = namedtuple("Block", ("session", "counter", "version", "offset", "data"))

KIND_ASK = 4
KIND_BLOCK = 5
MAX_BLOCK_BYTES = 896  # sealed it stays below 1,024

# What became of an update, as reported: version * 8 + one of these.
RUNS = 0
FORGED = 1  # none of the device's keys signed it
DAMAGED = 2  # cut short, or not what was signed
OLDER = 3  # than one that ran here already
WRONG_BOARD = 4  # another chip, or another MicroPython
NO_ROOM = 5
CRASHED = 6  # it was tried, and reverted
UNREACHABLE = 7  # it was tried, reached no gateway over a Wi-Fi that was there, and reverted
_OUTCOMES = const(8)
_MAX_PART = const(1000)  # a version is three numbers below it
_MAX_VERSION = const(134_000_000)  # times 8 it is still below 2^30


def version_number(text: str) -> int:
    """`"1.2.3"` → 1,002,003. ValueError for anything but three numbers below 1,000, the first below 134."""
    parts = [int(part) if part.isdigit() else -1 for part in text.split(".")]
    if len(parts) != 3 or min(parts) < 0 or max(parts) >= _MAX_PART:
        raise ValueError("a version has the form 1.2.3")
    number = (parts[0] * _MAX_PART + parts[1]) * _MAX_PART + parts[2]
    if not 0 < number < _MAX_VERSION:
        raise ValueError("a version is from 0.0.1 to 133.999.999")
    return number


def version_text(version: int) -> str:
    """1,002,003 → `"1.2.3"`."""
    return str(version // 1_000_000) + "." + str(version // 1000 % 1000) + "." + str(version % 1000)


def report(version: int, outcome: int) -> int:
    """As it travels: under 3 in the versions of extras."""
    return version * _OUTCOMES + outcome


def reported(value: int) -> "tuple[int, int]":
    """(version, outcome)."""
    return value // _OUTCOMES, value % _OUTCOMES


def encode_ask(writer: "Writer", ask: Ask) -> None:
    """Write the message from the start of the buffer. ValueError when a part is out of bounds."""
    writer.reset()
    writer.array(4)
    writer.uint(KIND_ASK)
    for number in ask:
        writer.uint(number)


def decode_block(plaintext: bytes) -> Block:
    """Decode and check one block. DecodeError `cbor`, `kind` or `shape`."""
    items, end = decode(plaintext)
    if end != len(plaintext):
        raise DecodeError("cbor")
    if type(items) is not list or not items or items[0] != KIND_BLOCK:
        raise DecodeError("kind")
    if len(items) != 6:
        raise DecodeError("shape")
    _, session, counter, version, offset, data = items
    check_bytes(session, size_bytes=SESSION_BYTES)
    for number in (counter, version, offset):
        check_uint(number)
    if type(data) is not bytes or len(data) > MAX_BLOCK_BYTES:
        raise DecodeError("shape")
    return Block(session, counter, version, offset, data)
