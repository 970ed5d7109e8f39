"""Tell messages apart (SPEC §3–§6, §10)."""

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.hello import KIND_HELLO, Hello, parse_hello
from stoep_protocol.limits import PEOPLE_FRAME_BYTES
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.reply import Reply, decode_reply
from stoep_protocol.rows import KIND_ROWS, Rows, parse_rows
from stoep_protocol.update import KIND_ASK, KIND_BLOCK, Ask, Block, decode_block, parse_ask

if TYPE_CHECKING:
    Up = Hello | Rows | Ask
    Down = Reply | Block


def decode_up(plaintext: bytes, *, sealed_bytes: int) -> "Up":
    """Check one opened up message; sealed_bytes is what arrived. DecodeError `cbor`, `kind`, `shape`, `profile`."""
    items, end = decode(plaintext)
    if type(items) is not list or not items or type(items[0]) is not int:
        raise DecodeError("kind")
    if items[0] == KIND_ROWS:
        rows = parse_rows(items)
        _check_padding(plaintext, end, sealed_bytes, is_people=BUILT_IN[rows.profile].is_people)
        return rows
    if items[0] == KIND_HELLO:
        hello = parse_hello(items)
        _check_padding(plaintext, end, sealed_bytes, is_people=has_people(hello.profiles))
        return hello
    if items[0] == KIND_ASK:
        ask = parse_ask(items)
        _check_padding(plaintext, end, sealed_bytes, is_people=end != len(plaintext))
        return ask
    raise DecodeError("kind")


def decode_down(plaintext: bytes) -> "Down":
    """Check one opened down message. DecodeError `cbor`, `kind`, `shape`."""
    # Both are short arrays, so their second byte is their kind.
    if len(plaintext) > 1 and plaintext[1] == KIND_BLOCK:
        return decode_block(plaintext)
    return decode_reply(plaintext)


def has_people(profiles: "tuple[int, ...]") -> bool:
    """Whether a device with these profiles pads its frames and echoes the epoch."""
    for profile in profiles:
        if BUILT_IN[profile].is_people:
            return True
    return False


def _check_padding(plaintext: bytes, end: int, sealed_bytes: int, *, is_people: bool) -> None:
    """People frames have one length, filled with zeros; others end with their array."""
    if not is_people:
        if end != len(plaintext):
            raise DecodeError("cbor")
    elif sealed_bytes != PEOPLE_FRAME_BYTES:
        raise DecodeError("shape")
    else:
        for i in range(end, len(plaintext)):
            if plaintext[i]:
                raise DecodeError("cbor")
