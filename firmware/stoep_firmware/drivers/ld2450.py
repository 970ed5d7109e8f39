"""HLK-LD2450 radar: people who cross a line at some distance from it.

Datasheet: Hi-Link HLK-LD2450 instruction manual V1.00, 2023-05-10, section 6 (p. 12 seen: frame, signs, example).
"""

import asyncio

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_firmware.drivers.ticks import ticks_diff
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_BAUD = const(256_000)
_HEAD = b"\xaa\xff\x03\x00"
_TAIL = b"\x55\xcc"
_FRAME_BYTES = const(30)
_TARGETS = const(3)
_POLL_MS = const(200)  # 10 frames a second; the receive buffer holds 3 s of them
_SILENT_MS = const(3_000)
_MARGIN_MM = const(150)  # swaying on the line is no crossing
_JUMP_MM = const(1_500)  # more between two frames is another person in the same slot


def signed(low: int, high: int) -> int:
    """The radar's numbers: 15 bits, and the top bit set for positive ones."""
    size = (high & 0x7F) << 8 | low
    return size if high & 0x80 else -size


class Frames:
    """Cut frames out of the byte stream; sans-IO."""

    def __init__(self) -> None:
        self.damaged = 0
        self._data = bytearray()

    def feed(self, data: "bytes | bytearray | memoryview") -> "list[list[tuple[int, int]]]":
        """Whole frames in it, each three targets (x_mm, y_mm); (0, 0) is an empty slot."""
        self._data += data
        frames: "list[list[tuple[int, int]]]" = []
        while True:
            at = self._data.find(_HEAD)
            if at < 0:
                self._data = self._data[-len(_HEAD) + 1 :]
                return frames
            self._data = self._data[at:]
            if len(self._data) < _FRAME_BYTES:
                return frames
            if self._data[28:30] == _TAIL:
                frames.append([self._target(4 + 8 * slot) for slot in range(_TARGETS)])
                self._data = self._data[_FRAME_BYTES:]
            else:
                self.damaged += 1
                self._data = self._data[1:]

    def _target(self, at: int) -> "tuple[int, int]":
        data = self._data
        return signed(data[at], data[at + 1]), signed(data[at + 2], data[at + 3])


class Line:
    """Count targets that come nearer than the line, and that go beyond it; sans-IO."""

    def __init__(self, line_mm: int) -> None:
        self.nearer = 0
        self.farther = 0
        self._line_mm = line_mm
        self._sides = [0] * _TARGETS  # −1 nearer, 1 farther, 0 not known yet
        self._last_mm = [0] * _TARGETS

    def frame(self, targets: "list[tuple[int, int]]") -> None:
        """One moment's targets, in the radar's slots."""
        for slot in range(_TARGETS):
            x_mm, y_mm = targets[slot]
            if (x_mm == 0 and y_mm == 0) or abs(y_mm - self._last_mm[slot]) > _JUMP_MM:
                self._sides[slot] = 0
            self._last_mm[slot] = y_mm
            if x_mm or y_mm:
                self._place(slot, y_mm - self._line_mm)

    def _place(self, slot: int, beyond_mm: int) -> None:
        if -_MARGIN_MM < beyond_mm < _MARGIN_MM:
            return
        side = 1 if beyond_mm > 0 else -1
        if self._sides[slot] == -side:
            if side < 0:
                self.nearer += 1
            else:
                self.farther += 1
        self._sides[slot] = side


class Driver:
    """Config: "line_mm" (1500), distance of the line from the radar; "nearer" ("in"): what coming nearer means."""

    COLUMNS = ("in", "out")
    counts = True

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._uart = board.uart(_BAUD)
        self._names = settings.names(config, self.COLUMNS)
        self._nearer_is_in = config.get("nearer", "in") == "in"
        self._frames = Frames()
        self._line = Line(settings.number(config, "line_mm", 1_500))
        self._heard = 0
        self._task: "Any" = None

    async def start(self) -> None:
        """Listen from now on."""
        self._heard = self._board.ticks_ms()
        self._task = asyncio.create_task(self._listen())

    async def read(self) -> "dict[str, int]":
        """People in and out since the last read."""
        self._take()
        line = self._line
        nearer, farther = line.nearer, line.farther
        line.nearer = line.farther = 0
        if ticks_diff(self._board.ticks_ms(), self._heard) > _SILENT_MS:
            if self._frames.damaged:
                raise SensorError("ld2450", "only damaged frames: ground wire tight, wires short, baud rate at 256000?")
            raise SensorError(
                "ld2450", "no frames on the UART: TX/RX swapped, no 5 V, or the baud rate was changed in the app"
            )
        values = {"in": nearer, "out": farther} if self._nearer_is_in else {"in": farther, "out": nearer}
        return {self._names[own]: values[own] for own in self._names}

    def stop(self) -> None:
        """Stop listening; the radar itself cannot sleep."""
        if self._task is not None:
            self._task.cancel()

    async def _listen(self) -> None:
        while True:
            await self._board.sleep_ms(_POLL_MS)
            self._take()

    def _take(self) -> None:
        chunk = bytearray(_FRAME_BYTES)
        while self._uart.any():
            count = self._uart.readinto(chunk) or 0
            for targets in self._frames.feed(memoryview(chunk)[:count]):
                self._line.frame(targets)
                self._heard = self._board.ticks_ms()
