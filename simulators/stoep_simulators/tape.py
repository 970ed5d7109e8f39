"""What the world does to one device, as a file: levels that change slowly, events at exact moments.

Level channel: knots (wire second, integer), linear between them, flat outside; two knots in one second make a step.
Event channel: rising wire milliseconds. A player reads a few records at a time, so a beach day fits a small heap.

Channel names and units that the bus models play (wire integers of the quantity's profile, e.g. 0.1 °C):
levels `probe_mv`, `water_content`, `conductivity`, `soil_temperature`, `deep_soil_temperature`, `air_temperature`,
`air_humidity`, `temperature`, `humidity`, `pressure`, `pm2_5`, `pm10`, `co2`, `voc_ticks`, `nox_ticks`, `battery_mv`,
`rssi_dbm`; `wifi` (0 = away); `crystal_ms` (what the board's crystal has counted too many); `fault.<sensor type>`
(models/faults.py); events `in`, `out` (a person begins to pass), `rain_tips`, `movements` (something warm moves).

File, little-endian: "stoeptp1", channel count u16, per channel kind u8 (0 level, 1 events), name length u8, name,
records u32, offset u32; then the records: level i32 second, i32 value; event i64 millisecond.
"""

import struct

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.tape_player import MAGIC, NEVER, Tape, blank_tape, open_tape

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["NEVER", "Tape", "TapeWriter", "blank_tape", "open_tape"]

_LEVEL = const(0)
_EVENTS = const(1)
_RECORD_BYTES = const(8)
_VALUE_LIMIT = const(1 << 30)


class TapeWriter:
    """Collect channels, then write them once. ValueError for a repeated name, falling times or values beyond 2^30."""

    def __init__(self) -> None:
        self._channels: "list[tuple[int, bytes, bytes]]" = []

    def level(self, name: str, knots: "Iterable[tuple[int, int]]") -> None:
        """knots: (wire second, value), times not falling, at least one."""
        numbers: "list[int]" = []
        before_s = -_VALUE_LIMIT
        for time_s, value in knots:
            if not before_s <= time_s < _VALUE_LIMIT or not -_VALUE_LIMIT < value < _VALUE_LIMIT:
                raise ValueError("tape level " + name + ": times must not fall, numbers stay below 2^30")
            numbers.append(time_s)
            numbers.append(value)
            before_s = time_s
        if not numbers:
            raise ValueError("tape level " + name + ": no knots")
        self._add(_LEVEL, name, struct.pack("<" + str(len(numbers)) + "i", *numbers))

    def events(self, name: str, times_ms: "Iterable[int]") -> None:
        """times_ms: wire milliseconds, not falling; may be empty."""
        data = bytearray()
        before_ms = 0
        for time_ms in times_ms:
            if not before_ms <= time_ms < NEVER:
                raise ValueError("tape events " + name + ": times must not fall")
            data += struct.pack("<q", time_ms)
            before_ms = time_ms
        self._add(_EVENTS, name, data)

    def lay_over(self, other: "TapeWriter") -> None:
        """Channels of the other one take the place of own ones of their name."""
        names = [name for _, name, _ in other._channels]
        self._channels = [channel for channel in self._channels if channel[1] not in names] + other._channels

    def to_bytes(self) -> bytes:
        """The whole file."""
        offset = len(MAGIC) + 2
        for _, name, _ in self._channels:
            offset += 10 + len(name)
        head = bytearray(MAGIC + struct.pack("<H", len(self._channels)))
        for kind, name, data in self._channels:
            head += struct.pack("<BB", kind, len(name)) + name + struct.pack("<II", len(data) // _RECORD_BYTES, offset)
            offset += len(data)
        return bytes(head) + b"".join([data for _, _, data in self._channels])

    def write(self, path: str) -> None:
        """Write the file at `path`."""
        with open(path, "wb") as file:
            file.write(self.to_bytes())

    def _add(self, kind: int, name: str, data: "bytes | bytearray") -> None:
        encoded = name.encode()
        if not 0 < len(encoded) < 64 or encoded in [known for _, known, _ in self._channels]:
            raise ValueError("tape channel " + name + ": repeated, empty or too long a name")
        self._channels.append((kind, encoded, bytes(data)))
