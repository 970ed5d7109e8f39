"""Hello, the first frame of a session (SPEC §4)."""

from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.extras import Extras, count_extras, encode_extras
from stoep_protocol.limits import MAX_BOARD_ID_BYTES, MAX_FIRMWARE_CHARS, MAX_PROFILES

if TYPE_CHECKING:
    from typing import NamedTuple

    from stoep_protocol.cbor import Writer

    class Hello(NamedTuple):
        """Who speaks and what its ring holds. *_s in seconds.

        profiles: numbers of built-in ones and descriptions of the maker's own, the one measured now last.
        """

        board_id: bytes
        firmware: str
        profiles: "tuple[int | bytes, ...]"
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
        writer.profile(profile)
    writer.byte_string(hello.life)
    for number in (hello.oldest_row, hello.next_row, hello.settled, hello.sample_s, hello.send_s):
        writer.uint(number)
    if with_extras:
        encode_extras(writer, hello.extras)
