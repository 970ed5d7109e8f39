"""Two light beams across a path: their order gives the direction.

Datasheet: none; any pair of receivers with a switching output (E18-D80NK and the like: not seen).
"""

from array import array

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.direction import Direction
from stoep_firmware.drivers.errors import SensorError
from stoep_firmware.drivers.ticks import ticks_diff
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_EDGES = const(256)  # a power of two; 64 passages between two reads before the buffer is worked through early
_BLOCKED_MS = const(60_000)


class Passages(Direction):
    """Edges of the beams in, passages out; sans-IO. A broken beam is a taken place."""

    def __init__(self, debounce_ms: int) -> None:
        super().__init__()
        self._debounce_ms = debounce_ms
        self._broken = [0, 0]
        self._pending = [-1, -1]  # a level still to be believed, -1 none
        self._since = [0, 0]
        self.turned = [False, False]  # whether a beam's level has changed since somebody set this back

    def edge(self, beam: int, broken: int, ticks: int) -> None:
        """A beam (0 outside, 1 inside) changed at `ticks`. In order of time."""
        self.settle(ticks)
        if broken == self._broken[beam]:
            self._pending[beam] = -1
        elif self._pending[beam] != broken:
            self._pending[beam] = broken
            self._since[beam] = ticks

    def settle(self, ticks: int) -> None:
        """Believe levels that have stood for the debounce time."""
        first = 0
        if self._pending[0] >= 0 and self._pending[1] >= 0 and ticks_diff(self._since[1], self._since[0]) < 0:
            first = 1
        for beam in (first, 1 - first):
            if self._pending[beam] >= 0 and ticks_diff(ticks, self._since[beam]) >= self._debounce_ms:
                self._broken[beam] = self._pending[beam]
                self.turned[beam] = True
                self._pending[beam] = -1
                self.take(self._broken[0] | self._broken[1] << 1)

    def blocked(self, beam: int) -> bool:
        """The beam is broken as far as is known."""
        return self._broken[beam] == 1


class Driver:
    """Config: "outside" and "inside" (pins), "broken" (level of a broken beam, 0), "debounce_ms" (10)."""

    COLUMNS = ("in", "out")
    counts = True

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._pins = (board.pin(settings.number(config, "outside")), board.pin(settings.number(config, "inside")))
        self._level = settings.number(config, "broken", 0)
        self._names = settings.names(config, self.COLUMNS)
        self._passages = Passages(settings.number(config, "debounce_ms", 10))
        self._ticks = array("i", [0] * _EDGES)
        self._edges = bytearray(_EDGES)
        self._head = 0  # moved by interrupts only
        self._tail = 0  # moved by _work only
        self._working = False
        self._blocked_since: "list[int | None]" = [None, None]

    async def start(self) -> None:
        """Listen to both beams."""
        outside, inside = self._pins
        ticks = self._board.ticks_ms()
        for beam in (0, 1):
            if self._pins[beam].value() == self._level:
                self._passages.edge(beam, 1, ticks)
        outside.irq(self._outside_changed, outside.IRQ_RISING | outside.IRQ_FALLING)
        inside.irq(self._inside_changed, inside.IRQ_RISING | inside.IRQ_FALLING)

    async def read(self) -> "dict[str, int]":
        """People in and out since the last read."""
        self._work()
        passages = self._passages
        now = self._board.ticks_ms()
        passages.settle(now)
        entered, left = passages.entered, passages.left
        passages.entered = passages.left = 0
        self._look_for_blocks(now)
        values = {"in": entered, "out": left}
        return {self._names[own]: values[own] for own in self._names}

    def stop(self) -> None:
        """Stop listening."""
        for pin in self._pins:
            pin.irq(None)

    def _outside_changed(self, pin: "Any") -> None:
        self._store(0, pin)

    def _inside_changed(self, pin: "Any") -> None:
        self._store(2, pin)

    def _store(self, beam_bit: int, pin: "Any") -> None:
        head = self._head
        self._ticks[head] = self._board.ticks_ms()
        self._edges[head] = beam_bit | (pin.value() == self._level)
        self._head = head = (head + 1) & (_EDGES - 1)
        if (head + 1) & (_EDGES - 1) == self._tail and not self._working:
            self._work()

    def _work(self) -> None:
        """An interrupt may add edges meanwhile; it never works itself then."""
        self._working = True
        while self._tail != self._head:
            edge = self._edges[self._tail]
            self._passages.edge(edge >> 1, edge & 1, self._ticks[self._tail])
            self._tail = (self._tail + 1) & (_EDGES - 1)
        self._working = False

    def _look_for_blocks(self, now: int) -> None:
        """Only of a beam that did not change: whether a row has values must not tell whether somebody passed.

        Else who holds a hand in it at each row would be told by every row that nobody else came.
        """
        blocked = -1
        for beam in (0, 1):
            turned, self._passages.turned[beam] = self._passages.turned[beam], False
            since = self._blocked_since[beam]
            if not self._passages.blocked(beam):
                self._blocked_since[beam] = None
            elif turned or since is None:
                self._blocked_since[beam] = now
            elif blocked < 0 and ticks_diff(now, since) >= _BLOCKED_MS:
                blocked = beam
        if blocked >= 0:
            raise SensorError("breakbeam", _BLOCKED[blocked])


_BLOCKED = (
    "the outside beam has been broken for a minute: is something in it, is it in line, has its receiver power?",
    "the inside beam has been broken for a minute: is something in it, is it in line, has its receiver power?",
)
