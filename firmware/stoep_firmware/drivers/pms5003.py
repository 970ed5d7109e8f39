"""PMS5003 / PMS7003 particle sensor on the UART: woken, warmed up for 30 s, asked once, put to sleep.

Datasheet: Plantower PMS5003 series data manual V2.3, 2016-06-01 (annotated copy, first pages seen; protocol appendix
not seen). The values are those "under atmospheric environment" (data 5 and 6).
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_BAUD = const(9600)
_PASSIVE = b"\x42\x4d\xe1\x00\x00\x01\x70"
_READ = b"\x42\x4d\xe2\x00\x00\x01\x71"
_SLEEP = b"\x42\x4d\xe4\x00\x00\x01\x73"
_WAKE = b"\x42\x4d\xe4\x00\x01\x01\x74"
_HEAD = b"\x42\x4d\x00\x1c"
_FRAME_BYTES = const(32)
_WARM_UP_MS = const(30_000)
_ANSWER_MS = const(1_000)
_POLL_MS = const(50)  # 32 bytes take 33 ms at 9600 baud
_TRIES = const(3)
_BUFFER_BYTES = const(96)


def find_frame(data: "bytes | bytearray") -> int:
    """Offset of the first whole frame with a fitting sum, −1 if there is none."""
    at = data.find(_HEAD)
    while 0 <= at <= len(data) - _FRAME_BYTES:
        if sum(data[at : at + 30]) == data[at + 30] << 8 | data[at + 31]:
            return at
        at = data.find(_HEAD, at + 1)
    return -1


class Driver:
    """Fills pm2_5 and pm10 in 0.1 µg/m³ (the sensor says whole ones)."""

    COLUMNS = ("pm2_5", "pm10")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._uart = board.uart(_BAUD)
        self._names = settings.names(config, self.COLUMNS)

    async def start(self) -> None:
        """Start the fan and let it draw air for half a minute."""
        self._uart.write(_WAKE)
        await self._board.sleep_ms(_WARM_UP_MS)

    async def read(self) -> "dict[str, int]":
        """Ask once."""
        self._uart.write(_PASSIVE)  # it wakes talking
        await self._board.sleep_ms(_POLL_MS)
        heard = 0
        for _ in range(_TRIES):
            data = await self._ask()
            heard += len(data)
            at = find_frame(data)
            if at < 0:
                continue
            if data[at + 16] == 0 and data[at + 17] == 0:
                raise SensorError("pms5003", "it sees no particle at all: fan stands still, or tape over the inlet")
            values = {
                "pm2_5": (data[at + 12] << 8 | data[at + 13]) * 10,
                "pm10": (data[at + 14] << 8 | data[at + 15]) * 10,
            }
            return {self._names[own]: values[own] for own in self._names}
        if heard:
            raise SensorError(
                "pms5003", "only damaged answers: is it a PMS5003 or PMS7003, ground wire tight, 9600 baud?"
            )
        raise SensorError("pms5003", "no answer on the UART: TX/RX swapped, or no 5 V?")

    def stop(self) -> None:
        """Stop the fan: it lives about 3 years of running."""
        self._uart.write(_SLEEP)

    async def _ask(self) -> bytearray:
        """Forget what lies in the buffer, ask, collect until a frame is whole or the time is over."""
        chunk = bytearray(_FRAME_BYTES)
        while self._uart.any():
            self._uart.readinto(chunk)
        self._uart.write(_READ)
        data = bytearray()
        for _ in range(_ANSWER_MS // _POLL_MS):
            await self._board.sleep_ms(_POLL_MS)
            while self._uart.any() and len(data) < _BUFFER_BYTES:
                count = self._uart.readinto(chunk) or 0
                data += chunk[:count]
            if find_frame(data) >= 0:
                break
        return data
