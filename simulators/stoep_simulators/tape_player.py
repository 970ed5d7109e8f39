"""Play a tape in small memory. The file's form is told in tape.py."""

import io
import struct

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import BinaryIO

MAGIC = b"stoeptp1"
NEVER = 1 << 60  # later than every event, in milliseconds
_LEVEL = const(0)
_EVENTS = const(1)
_RECORD_BYTES = const(8)
_BLOCK_RECORDS = const(32)  # 256 bytes a channel: small on the board, few seeks on the host


class Tape:
    """A tape that plays. ValueError if the file is none."""

    def __init__(self, stream: "BinaryIO") -> None:
        self._stream = stream
        self._channels: "dict[str, tuple[int, int, int]]" = {}
        self._levels: "dict[str, Level]" = {}
        if stream.read(len(MAGIC)) != MAGIC:
            raise ValueError("not a tape: wrong first bytes")
        (count,) = struct.unpack("<H", stream.read(2))
        for _ in range(count):
            kind, size = struct.unpack("<BB", stream.read(2))
            name = stream.read(size).decode()
            records, offset = struct.unpack("<II", stream.read(8))
            self._channels[name] = (kind, records, offset)

    def names(self) -> "list[str]":
        """All channels, sorted."""
        return sorted(self._channels)

    def level(self, name: str, default: "int | None" = None) -> "Level":
        """The level channel, or one that always says `default`. KeyError if there is neither."""
        if name in self._channels:
            if (
                name not in self._levels
            ):  # one for all: it finds its place in the file once, not at each wake of a board
                self._levels[name] = Level(self._records(name, _LEVEL), 0)
            return self._levels[name]
        if default is None:
            raise KeyError("tape has no level " + name)
        return Level(None, default)

    def events(self, name: str) -> "Events":
        """The event channel; an absent one is empty."""
        return Events(self._records(name, _EVENTS) if name in self._channels else None)

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _records(self, name: str, kind: int) -> "_Records":
        found, records, offset = self._channels[name]
        if found != kind:
            raise ValueError("tape channel " + name + " is of the other kind")
        return _Records(self._stream, records=records, offset=offset)


def open_tape(path: str) -> Tape:
    """Play the file at `path`."""
    return Tape(open(path, "rb"))


def blank_tape() -> Tape:
    """A world in which nothing is said."""
    return Tape(io.BytesIO(MAGIC + b"\x00\x00"))


class Level:
    """One level channel: its value at any moment, cheapest when moments rise."""

    def __init__(self, records: "_Records | None", default: int) -> None:
        self._records = records
        self._index = 0  # of the last knot at or before the moment asked for last
        # From which moment until which the rest holds: a level is asked dozens of times at each wake of a board.
        self._from_ms = self._until_ms = 0
        self._value, self._rise, self._over_ms = default, 0, 1
        if records is None:
            self._until_ms = NEVER

    def at_ms(self, now_ms: int) -> int:
        """The value at a wire millisecond, rounded down between knots."""
        if not self._from_ms <= now_ms < self._until_ms:
            self._go_to(now_ms)
        return self._value + self._rise * (now_ms - self._from_ms) // self._over_ms

    def _go_to(self, now_ms: int) -> None:
        records = self._records
        if records is None:
            return  # a moment before 0
        index = _last_at_or_before(records, self._index, now_ms)
        self._index = max(index, 0)
        start_s, self._value = records.pair(self._index)
        self._rise, self._over_ms = 0, 1
        if index < 0:
            self._from_ms, self._until_ms = 0, start_s * 1000
            return
        self._from_ms, self._until_ms = start_s * 1000, NEVER
        if index + 1 < records.count:
            end_s, end = records.pair(index + 1)
            self._until_ms = end_s * 1000
            self._rise, self._over_ms = end - self._value, self._until_ms - self._from_ms


class Events:
    """One event channel, played forward."""

    def __init__(self, records: "_Records | None") -> None:
        self._records = records
        self._index = 0
        self.next_ms = NEVER if records is None or not records.count else records.moment(0)

    def pop(self) -> None:
        """Go to the next event; NEVER after the last."""
        self._index += 1
        records = self._records
        more = records is not None and self._index < records.count
        self.next_ms = records.moment(self._index) if more and records is not None else NEVER

    def skip_before(self, now_ms: int) -> None:
        """Go to the first event at or after a moment."""
        records = self._records
        if records is None:
            return
        low, high = 0, records.count
        while low < high:
            middle = (low + high) // 2
            if records.moment(middle) < now_ms:
                low = middle + 1
            else:
                high = middle
        self._index = low - 1
        self.pop()


class _Records:
    """Random access to one channel's records through one block in memory."""

    def __init__(self, stream: "BinaryIO", *, records: int, offset: int) -> None:
        self.count = records
        self._stream = stream
        self._offset = offset
        self._block = bytearray(_BLOCK_RECORDS * _RECORD_BYTES)
        self._first = -1

    def pair(self, index: int) -> "tuple[int, int]":
        time_s, value = struct.unpack_from("<ii", self._block, self._position(index))
        return time_s, value

    def moment(self, index: int) -> int:
        (time_ms,) = struct.unpack_from("<q", self._block, self._position(index))
        return int(time_ms)

    def _position(self, index: int) -> int:
        first = index - index % _BLOCK_RECORDS
        if first != self._first:
            self._stream.seek(self._offset + first * _RECORD_BYTES)
            self._stream.readinto(self._block)  # type: ignore[attr-defined]
            self._first = first
        return (index - first) * _RECORD_BYTES


def _last_at_or_before(records: "_Records", guess: int, now_ms: int) -> int:
    """The last knot at or before now_ms, -1 if there is none; the nearer it is behind the guess, the less it costs."""
    low, high = 0, records.count
    if records.pair(guess)[0] * 1000 <= now_ms:
        low, step = guess, 1
        while guess + step < high and records.pair(guess + step)[0] * 1000 <= now_ms:
            low = guess + step
            step *= 2
        high = min(guess + step, high)
    while low < high:
        middle = (low + high) // 2
        if records.pair(middle)[0] * 1000 <= now_ms:
            low = middle + 1
        else:
            high = middle
    return low - 1
