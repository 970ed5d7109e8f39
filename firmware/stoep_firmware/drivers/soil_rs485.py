"""RS-485 soil probe: water, temperature and conductivity by Modbus RTU, function 03, through a transceiver on the UART.

Protocol: Modbus over Serial Line V1.02 (not seen). Registers differ by vendor; what was seen of each is in
docs/hardware.md. 5–30 V or 12–24 V at the probe, never the board's 3.3 V.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_WATER, _TEMPERATURE, _CONDUCTIVITY = "water_content", "soil_temperature", "conductivity"
_WTC = (_WATER, _TEMPERATURE, _CONDUCTIVITY)
# Model: baud rate it leaves the factory with; (first register, how many) of each request; what the registers hold, in
# order; parts of 0.1 % and 0.1 °C in a step.
_MODELS = {
    "7-in-1": (4800, ((0x00, 3),), _WTC, 1),
    "jxbs-3001": (9600, ((0x12, 2), (0x15, 1)), _WTC, 1),
    "s-temp-vwc-ec-02": (9600, ((0x00, 3),), (_TEMPERATURE, _WATER, _CONDUCTIVITY), 10),
    "sen0601": (9600, ((0x00, 3),), _WTC, 1),
}
# What any of them can measure, in 0.1 %, 0.1 °C, µS/cm.
_RANGES = {_WATER: (0, 1000), _TEMPERATURE: (-400, 800), _CONDUCTIVITY: (0, 20000)}
_READ = const(0x03)
_REFUSED = const(0x83)
_REQUEST_BYTES = const(8)
_TRIES = const(3)
_ANSWER_MS = const(1_000)
_POLL_MS = const(50)
_BUFFER_BYTES = const(64)


def crc16(data: "bytes | bytearray") -> int:
    """The CRC of Modbus RTU, sent low byte first; 0 over a frame with its CRC."""
    crc = 0xFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc


def request(address: int, first: int, count: int) -> bytes:
    """Ask for `count` registers from `first` on."""
    head = bytes([address, _READ, first >> 8, first & 0xFF, count >> 8, count & 0xFF])
    crc = crc16(head)
    return head + bytes([crc & 0xFF, crc >> 8])


def find_answer(data: "bytes | bytearray", *, address: int, size: int) -> "tuple[int, int]":
    """(offset of the `size` bytes of registers, 0); (−1, exception code); (−1, 0) if there is no whole answer yet."""
    for at in range(len(data) - 4):
        if data[at] != address:
            continue
        if data[at + 1] == _READ and data[at + 2] == size:
            end = at + 5 + size
            if end <= len(data) and crc16(data[at:end]) == 0:
                return at + 3, 0
        elif data[at + 1] == _REFUSED and crc16(data[at : at + 5]) == 0:
            return -1, data[at + 2]
    return -1, 0


class Driver:
    """Config: "model"; "address" (1); "baud" (the model's); "de", pin of the transceiver's direction, if it has one.

    Fills water_content (0.1 %), soil_temperature (0.1 °C), conductivity (µS/cm).
    """

    COLUMNS = _WTC
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        model = config.get("model")
        if model not in _MODELS:
            raise SensorError("soil_rs485", 'stoep.json needs "model", one of ' + ", ".join(sorted(_MODELS)))
        factory_baud, self._requests, self._quantities, self._parts = _MODELS[model]
        self._board = board
        self._address = settings.number(config, "address", 1)
        self._baud = settings.number(config, "baud", factory_baud)
        self._uart = board.uart(self._baud)
        self._direction: "Any" = board.output(settings.number(config, "de")) if "de" in config else None
        self._names = settings.names(config, self.COLUMNS)

    async def start(self) -> None:
        """It measures by itself as long as it has power."""

    async def read(self) -> "dict[str, int]":
        """Ask for the newest values."""
        registers: "list[int]" = []
        for first, count in self._requests:
            registers += await self._registers(first, count)
        values = {}
        for i in range(len(registers)):
            quantity, value = self._quantities[i], registers[i]
            if quantity == _TEMPERATURE and value & 0x8000:
                value -= 0x10000
            if quantity != _CONDUCTIVITY:
                value = (value + self._parts // 2) // self._parts
            low, high = _RANGES[quantity]
            if not low <= value <= high:
                raise SensorError(
                    "soil_rs485", quantity + " cannot be " + str(value) + ": it is another model than in stoep.json"
                )
            values[quantity] = value
        return {self._names[own]: values[own] for own in self._names}

    def stop(self) -> None:
        """It has no sleep; a battery needs a switch in its supply."""

    async def _registers(self, first: int, count: int) -> "list[int]":
        asked = request(self._address, first, count)
        heard = 0
        for _ in range(_TRIES):
            data = await self._ask(asked, 2 * count)
            at, refusal = find_answer(data, address=self._address, size=2 * count)
            if refusal:
                raise SensorError(
                    "soil_rs485",
                    "it refuses these registers (exception " + str(refusal) + "): another model than in stoep.json",
                )
            if at >= 0:
                return [data[i] << 8 | data[i + 1] for i in range(at, at + 2 * count, 2)]
            heard += len(data)
            if data[:_REQUEST_BYTES] == asked:  # a transceiver that listens while it sends
                heard -= _REQUEST_BYTES
        if heard:
            raise SensorError(
                "soil_rs485",
                "only damaged answers: is the baud rate right, do the grounds meet, is it alone on the wires?",
            )
        raise SensorError(
            "soil_rs485",
            "no answer from address {} at {} baud".format(self._address, self._baud)
            + ": A/B swapped, no 12 V at the probe, or another address or baud rate?",
        )

    async def _ask(self, asked: bytes, size: int) -> bytearray:
        """Forget what lies in the buffer, ask, collect until an answer is whole or the time is over."""
        chunk = bytearray(_BUFFER_BYTES)
        while self._uart.any():
            self._uart.readinto(chunk)
        if self._direction is None:
            self._uart.write(asked)
        else:
            self._direction.value(1)
            self._uart.write(asked)
            self._uart.flush()  # blocks for 17 ms at 4800 baud: a task that came back late would talk over the answer
            self._direction.value(0)
        data = bytearray()
        for _ in range(_ANSWER_MS // _POLL_MS):
            await self._board.sleep_ms(_POLL_MS)
            while self._uart.any() and len(data) < _BUFFER_BYTES:
                count = self._uart.readinto(chunk) or 0
                data += chunk[:count]
            if find_answer(data, address=self._address, size=size) != (-1, 0):
                break
        return data
