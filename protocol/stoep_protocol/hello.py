"""Hello, the first frame of a session (SPEC §4)."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, Extras, check_bytes, check_uint, count_extras, encode_extras, parse_extras
from stoep_protocol.limits import LIFE_BYTES, MAX_BOARD_ID_BYTES, MAX_FIRMWARE_CHARS, MAX_PROFILES
from stoep_protocol.profiles import BUILT_IN

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    from stoep_protocol.cbor import Writer

    class Hello(NamedTuple):
        """Who speaks and what its ring holds. profiles: ids, the one measured now last; *_s in seconds."""

        board_id: bytes
        firmware: str
        profiles: tuple[int, ...]
        life: bytes
        oldest_row: int
        next_row: int
        settled: int
        sample_s: int
        send_s: int
        extras: Extras
else:
    Hello = namedtuple(
        "Hello",
        (
            "board_id",
            "firmware",
            "profiles",
            "life",
            "oldest_row",
            "next_row",
            "settled",
            "sample_s",
            "send_s",
            "extras",
        ),
    )

KIND_HELLO = 1


def encode_hello(writer: "Writer", hello: Hello) -> None:
    """Write the message from the start of the buffer. ValueError when a part is out of bounds."""
    if not 1 <= len(hello.board_id) <= MAX_BOARD_ID_BYTES or not 1 <= len(hello.firmware) <= MAX_FIRMWARE_CHARS:
        raise ValueError("board id or firmware name too long")
    if not 1 <= len(hello.profiles) <= MAX_PROFILES:
        raise ValueError("1-4 profiles")
    with_extras = count_extras(hello.extras) > 0
    writer.reset()
    writer.array(11 if with_extras else 10)
    writer.uint(KIND_HELLO)
    writer.byte_string(hello.board_id)
    writer.text(hello.firmware)
    writer.array(len(hello.profiles))
    for profile in hello.profiles:
        writer.uint(profile)
    writer.byte_string(hello.life)
    for number in (hello.oldest_row, hello.next_row, hello.settled, hello.sample_s, hello.send_s):
        writer.uint(number)
    if with_extras:
        encode_extras(writer, hello.extras)


def parse_hello(items: "list[Any]") -> Hello:
    """Check the decoded array. DecodeError `shape` or `profile`."""
    if len(items) not in (10, 11):
        raise DecodeError("shape")
    board_id, firmware, profiles, life = items[1:5]
    if type(board_id) is not bytes or not 1 <= len(board_id) <= MAX_BOARD_ID_BYTES:
        raise DecodeError("shape")
    if type(firmware) is not str or not 1 <= len(firmware) <= MAX_FIRMWARE_CHARS or not _is_printable(firmware):
        raise DecodeError("shape")
    if type(profiles) is not list or not 1 <= len(profiles) <= MAX_PROFILES:
        raise DecodeError("shape")
    for profile in profiles:
        if type(profile) is not int or profile not in BUILT_IN:
            raise DecodeError("profile")
    check_bytes(life, size_bytes=LIFE_BYTES)
    for number in items[5:10]:
        check_uint(number)
    oldest_row, next_row, settled, sample_s, send_s = items[5:10]
    if not 1 <= oldest_row <= next_row or sample_s == 0 or send_s == 0:
        raise DecodeError("shape")
    extras = parse_extras(items[10]) if len(items) == 11 else NO_EXTRAS
    return Hello(board_id, firmware, tuple(profiles), life, oldest_row, next_row, settled, sample_s, send_s, extras)


def _is_printable(text: str) -> bool:
    for character in text:
        if not 0x20 < ord(character) < 0x7F:
            return False
    return True
