"""The RTC record: what survives deep sleep and resets but not power loss (SPEC §3)."""

import struct
from binascii import crc32

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT

if TYPE_CHECKING:
    from collections.abc import Callable

_FORMAT = "<4sB8s8s4siiiiiiiiiii"
_MAGIC = b"stoR"
_VERSION = const(1)
_CRC_RESIDUE = const(0x2144DF1C)

_HAS_SESSION = const(1)
_HAS_EPOCH = const(2)
_HAS_CLOCK = const(4)
_WANTS_HELLO = const(8)
_OWES_VERSIONS = const(16)


class RtcRecord:
    """Read once from `data`; `commit` writes it back. Anything damaged or foreign is a fresh power-on (`is_new`).

    counter: the next to use. echo_*: the last reply accepted. seen: a row of `life`. last_row_s: wire time, or uptime
    while that is unknown. *_due_s: uptime.
    """

    def __init__(self, data: "bytes | bytearray", *, write: "Callable[[bytearray], None]") -> None:
        self._write = write
        self._buffer = bytearray(struct.calcsize(_FORMAT) + 4)
        self.has_session = False
        self.session = bytes(8)
        self.counter = 0
        self.echo_counter = -1
        self.echo_iv = -1
        self.has_epoch = False
        self.epoch = bytes(8)
        self.life = bytes(4)
        self.seen = 0
        self.wants_hello = True
        self.owes_versions = True
        self.boot = 0
        self.has_clock = False
        self.offset_s = 0
        self.last_row_s = 0
        self.send_due_s = 0
        self.failures = 0
        self.health_due_s = 0
        self.health_dropped = 0
        self.is_new = not self._load(data)

    def start_session(self, session: bytes) -> None:
        """A new power-on, or a counter that has run out. Committed at once."""
        self.has_session = True
        self.session = bytes(session)
        self.counter = 0
        self.echo_counter = self.echo_iv = -1
        self.wants_hello = self.owes_versions = True
        self.health_due_s = 0
        self.commit()

    def take_counter(self) -> int:
        """A counter that was never used: the record is advanced before anybody seals with it."""
        counter = self.counter
        if not self.has_session or counter > MAX_INT:
            raise ValueError("no session")
        self.counter = counter + 1
        self.commit()
        return counter

    def commit(self) -> None:
        """Write the record."""
        flags = (
            (_HAS_SESSION if self.has_session else 0)
            | (_HAS_EPOCH if self.has_epoch else 0)
            | (_HAS_CLOCK if self.has_clock else 0)
            | (_WANTS_HELLO if self.wants_hello else 0)
            | (_OWES_VERSIONS if self.owes_versions else 0)
        )
        buffer = self._buffer
        end = len(buffer) - 4
        struct.pack_into(
            _FORMAT,
            buffer,
            0,
            _MAGIC,
            _VERSION << 5 | flags,
            self.session,
            self.epoch,
            self.life,
            self.counter,
            self.echo_counter,
            self.echo_iv,
            self.seen,
            self.boot,
            self.offset_s,
            self.last_row_s,
            self.send_due_s,
            self.failures,
            self.health_due_s,
            self.health_dropped,
        )
        struct.pack_into("<I", buffer, end, crc32(memoryview(buffer)[:end]))
        self._write(buffer)

    def _load(self, data: "bytes | bytearray") -> bool:
        if len(data) != len(self._buffer) or crc32(data) != _CRC_RESIDUE or bytes(data[:4]) != _MAGIC:
            return False
        fields = struct.unpack_from(_FORMAT, data, 0)
        flags = fields[1]
        if flags >> 5 != _VERSION:
            return False
        self.has_session = flags & _HAS_SESSION != 0
        self.has_epoch = flags & _HAS_EPOCH != 0
        self.has_clock = flags & _HAS_CLOCK != 0
        self.wants_hello = flags & _WANTS_HELLO != 0
        self.owes_versions = flags & _OWES_VERSIONS != 0
        self.session, self.epoch, self.life = fields[2:5]
        self.counter, self.echo_counter, self.echo_iv, self.seen, self.boot = fields[5:10]
        self.offset_s, self.last_row_s, self.send_due_s, self.failures = fields[10:14]
        self.health_due_s, self.health_dropped = fields[14:16]
        return True
