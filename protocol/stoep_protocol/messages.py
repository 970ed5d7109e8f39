"""Tell messages apart (SPEC §3–§6, §10)."""

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import check_uint
from stoep_protocol.hello import KIND_HELLO, Hello
from stoep_protocol.limits import PEOPLE_FRAME_BYTES
from stoep_protocol.padding import hello_bytes, is_people
from stoep_protocol.parse_hello import parse_hello
from stoep_protocol.parse_rows import parse_rows
from stoep_protocol.rows import KIND_ROWS, Rows
from stoep_protocol.update import KIND_ASK, MAX_BLOCK_BYTES, Ask

if TYPE_CHECKING:
    from typing import Any

    Up = Hello | Rows | Ask


def decode_up(plaintext: bytes, *, sealed_bytes: int) -> "Up":
    """Check one opened up message; sealed_bytes is what arrived. DecodeError `cbor`, `kind`, `shape`, `profile`."""
    items, end = decode(plaintext)
    if type(items) is not list or not items or type(items[0]) is not int:
        raise DecodeError("kind")
    if items[0] == KIND_ROWS:
        rows = parse_rows(items)
        _check_padding(plaintext, end, sealed_bytes, padded_bytes=PEOPLE_FRAME_BYTES if is_people(rows.profile) else 0)
        return rows
    if items[0] == KIND_HELLO:
        hello = parse_hello(items)
        _check_padding(plaintext, end, sealed_bytes, padded_bytes=hello_bytes(hello.profiles))
        return hello
    if items[0] == KIND_ASK:
        ask = _ask(items)
        _check_padding(plaintext, end, sealed_bytes, padded_bytes=PEOPLE_FRAME_BYTES if end != len(plaintext) else 0)
        return ask
    raise DecodeError("kind")


def _ask(items: "list[Any]") -> Ask:
    """DecodeError `shape`."""
    if len(items) != 4:
        raise DecodeError("shape")
    for number in items:
        check_uint(number)
    ask = Ask(items[1], items[2], items[3])
    if not 1 <= ask.size <= MAX_BLOCK_BYTES:
        raise DecodeError("shape")
    return ask


def _check_padding(plaintext: bytes, end: int, sealed_bytes: int, *, padded_bytes: int) -> None:
    """People frames have one length, filled with zeros; others (0) end with their array."""
    if not padded_bytes:
        if end != len(plaintext):
            raise DecodeError("cbor")
    elif sealed_bytes != padded_bytes:
        raise DecodeError("shape")
    else:
        for i in range(end, len(plaintext)):
            if plaintext[i]:
                raise DecodeError("cbor")
