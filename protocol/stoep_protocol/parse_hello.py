"""Hello, parsed (SPEC §4): the gateway's side, which boards do not load."""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.description import parse_description
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, check_bytes, check_uint
from stoep_protocol.hello import Hello
from stoep_protocol.limits import LIFE_BYTES, MAX_BOARD_ID_BYTES, MAX_FIRMWARE_CHARS, MAX_OWN_PROFILES, MAX_PROFILES
from stoep_protocol.parse_extras import parse_extras
from stoep_protocol.profiles import BUILT_IN

if TYPE_CHECKING:
    from typing import Any


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
    own = 0
    for profile in profiles:
        if type(profile) is bytes:
            own += 1
            parse_description(profile)
        elif type(profile) is not int or profile not in BUILT_IN:
            raise DecodeError("profile")
    if own > MAX_OWN_PROFILES:
        raise DecodeError("shape")
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
