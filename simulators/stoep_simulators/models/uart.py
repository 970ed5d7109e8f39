"""A UART with machine.UART's methods: what a model says waits in a receive buffer that overflows like the real one."""

from stoep_protocol.compat import const

_BUFFER_BYTES = const(1024)  # rxbuf as the firmware's board module asks for it


class SimUart:
    """Models extend it: `talk` to send, override `hear` and `due`. The receive buffer drops what no longer fits."""

    def __init__(self, baud: int) -> None:
        self._baud = baud
        self._opened = baud
        self._waiting = bytearray()

    def open_at(self, baud: int) -> None:
        """The firmware opens the port."""
        self._opened = baud

    def any(self) -> int:
        """Bytes that wait."""
        self.due()
        return len(self._waiting)

    def readinto(self, buffer: "bytearray | memoryview", size: int = -1) -> "int | None":
        """Fill the buffer with what waits; None if nothing does."""
        self.due()
        count = min(len(buffer) if size < 0 else size, len(self._waiting))
        if not count:
            return None
        buffer[:count] = self._waiting[:count]
        self._waiting = self._waiting[count:]
        return count

    def write(self, data: "bytes | bytearray | memoryview") -> int:
        """Send to the sensor."""
        self.due()
        if self._opened == self._baud:
            self.hear(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Wait until all is sent; here nothing takes time."""

    def talk(self, data: "bytes | bytearray") -> None:
        """The sensor sends. At another speed than its own its bits arrive as other bytes."""
        if self._opened != self._baud:
            data = _garbled(data)
        self._waiting += data[: _BUFFER_BYTES - len(self._waiting)]

    def hear(self, data: bytes) -> None:
        """The sensor receives."""

    def due(self) -> None:
        """Let the sensor say what it has said by now."""


class SilentUart(SimUart):
    """Nothing is connected."""

    def __init__(self) -> None:
        super().__init__(9600)


def _garbled(data: "bytes | bytearray") -> bytes:
    return bytes([data[index] ^ 0x5A | 0x80 for index in range(0, len(data), 3)])
