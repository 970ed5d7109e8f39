"""The gateway's reply to a frame: the whole state of one life (SPEC §6)."""

from collections import namedtuple

from stoep_protocol.cbor import decode
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import check_bytes, check_uint
from stoep_protocol.limits import ANCHOR_MAC_BYTES, LIFE_BYTES, SESSION_BYTES

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    class Reply(NamedTuple):
        """session, counter: of the frame answered. settled ≤ seen: rows of `life`. time_s: since 2020, or None.

        flags: FLAG_*. configuration: (version, {setting: value}) or None. command: (id, command) or None.
        anchor: (index, MAC) of the ledger's newest row, or None. update: (version, bytes of its image's head) or None.
        """

        session: bytes
        counter: int
        life: bytes
        settled: int
        seen: int
        time_s: "int | None"
        flags: int
        configuration: "tuple[int, dict[int, int]] | None"
        command: "tuple[int, int] | None"
        anchor: "tuple[int, bytes] | None"
        update: "tuple[int, int] | None"
else:
    Reply = namedtuple(
        "Reply",
        (
            "session",
            "counter",
            "life",
            "settled",
            "seen",
            "time_s",
            "flags",
            "configuration",
            "command",
            "anchor",
            "update",
        ),
    )

KIND_REPLY = 3

FLAG_HELLO = 1  # say hello (again)
FLAG_MORE = 2  # more waits: send a frame
FLAG_CLONE = 4  # another board uses this key; this one is refused
_ALL_FLAGS = const(7)

DOWN_CONFIGURATION = 1
DOWN_COMMAND = 2
DOWN_UPDATE = 3
DOWN_ANCHOR = 4

SETTING_SAMPLE_S = 1
SETTING_SEND_S = 2
COMMAND_RESTART = 1
_MAX_SETTINGS = const(8)


def decode_reply(plaintext: bytes) -> Reply:
    """Decode and check one reply. DecodeError `cbor`, `kind` or `shape`."""
    items, end = decode(plaintext)
    if end != len(plaintext):
        raise DecodeError("cbor")
    if type(items) is not list or not items or items[0] != KIND_REPLY:
        raise DecodeError("kind")
    if len(items) not in (8, 9):
        raise DecodeError("shape")
    session, counter, life, settled, seen, time_s, flags = items[1:8]
    check_bytes(session, size_bytes=SESSION_BYTES)
    check_bytes(life, size_bytes=LIFE_BYTES)
    for number in (counter, settled, seen, flags):
        check_uint(number)
    if time_s is not None:
        check_uint(time_s)
    if seen < settled or flags > _ALL_FLAGS:
        raise DecodeError("shape")
    downlinks = items[8] if len(items) == 9 else {}
    if type(downlinks) is not dict or (len(items) == 9 and not downlinks):
        raise DecodeError("shape")
    configuration = command = anchor = update = None
    for kind in downlinks:
        first, second = _pair(downlinks[kind])
        if kind == DOWN_CONFIGURATION:
            configuration = (first, _settings(second))
        elif kind == DOWN_COMMAND:
            check_uint(second)
            command = (first, second)
        elif kind == DOWN_UPDATE:
            check_uint(second)
            update = (first, second)
        elif kind == DOWN_ANCHOR:
            check_bytes(second, size_bytes=ANCHOR_MAC_BYTES)
            anchor = (first, second)
        else:
            raise DecodeError("shape")
    return Reply(session, counter, life, settled, seen, time_s, flags, configuration, command, anchor, update)


def _pair(value: "Any") -> "tuple[int, Any]":
    if type(value) is not list or len(value) != 2:
        raise DecodeError("shape")
    check_uint(value[0])
    return value[0], value[1]


def _settings(value: "Any") -> "dict[int, int]":
    if type(value) is not dict or not 1 <= len(value) <= _MAX_SETTINGS:
        raise DecodeError("shape")
    for setting in value:
        check_uint(value[setting])
    return value
