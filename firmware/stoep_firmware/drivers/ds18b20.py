"""DS18B20 thermometers, several on one 1-Wire pin.

Datasheet: Maxim DS18B20, 19-7487 rev 6 (not seen); the temperature table and the 750 ms as quoted from rev 042208.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_SKIP_ROM = const(0xCC)
_CONVERT = const(0x44)
_READ_SCRATCHPAD = const(0xBE)
_FAMILY = const(0x28)
_CONVERT_MS = const(750)  # 12 bit, maximum
_POWER_UP = const(0x0550)  # 85.0 °C: the register after power-up, before any conversion
_TRIES = const(2)


def crc8(data: "bytes | bytearray") -> int:
    """The 1-Wire CRC, x^8 + x^5 + x^4 + 1, low bit first; 0 over data with its CRC."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0x8C if crc & 1 else crc >> 1
    return crc


def to_decidegrees(low: int, high: int) -> int:
    """The temperature register in 0.1 °C, halves up."""
    raw = high << 8 | low
    if raw & 0x8000:
        raw -= 0x10000
    return (raw * 10 + 8) >> 4


class Driver:
    """Config: "pin", "as": {quantity: index in the bus's order, or ROM in 16 hex digits} ({"soil_temperature": 0}).

    Quantities whose thermometer fails are left out and `problem` holds the last error; read raises it only if all fail.
    """

    COLUMNS = ("soil_temperature", "deep_soil_temperature", "air_temperature", "temperature")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._pin = settings.number(config, "pin")
        self._wire = board.onewire(self._pin)
        self._wanted: "dict[str, int | str]" = config.get("as", {"soil_temperature": 0})
        self._scratchpad = bytearray(9)
        self.problem: "SensorError | None" = None

    async def start(self) -> None:
        """Nothing to prepare: every conversion is asked for."""

    async def read(self) -> "dict[str, int]":
        """One conversion on all, then each one's register."""
        self.problem = None
        roms = self._roms()
        self._convert()
        await self._board.sleep_ms(_CONVERT_MS)
        result = {}
        for quantity in self._wanted:
            try:
                result[quantity] = await self._one(roms, self._wanted[quantity])
            except SensorError as error:
                self.problem = error
        if not result and self.problem is not None:
            raise self.problem
        return result

    def stop(self) -> None:
        """They sleep by themselves after a conversion."""

    def _roms(self) -> "list[bytes]":
        if not self._wire.reset():
            raise self._error(
                "no answer: is the 4.7 kΩ pull-up between data and 3.3 V in place, data wire on this pin?"
            )
        roms = [bytes(rom) for rom in self._wire.scan()]
        if not roms:
            raise self._error("something answers but has no address: data and ground swapped, or the cable too long")
        return roms

    def _convert(self) -> None:
        self._wire.reset()
        self._wire.writebyte(_SKIP_ROM)
        self._wire.writebyte(_CONVERT)

    async def _one(self, roms: "list[bytes]", wanted: "int | str") -> int:
        rom = self._find(roms, wanted)
        for attempt in range(_TRIES):
            if attempt:
                self._convert()
                await self._board.sleep_ms(_CONVERT_MS)
            if not self._fetch(rom):
                continue
            if self._scratchpad[0] | self._scratchpad[1] << 8 != _POWER_UP:
                return to_decidegrees(self._scratchpad[0], self._scratchpad[1])
        if crc8(self._scratchpad) == 0:
            raise self._error(
                "85.0 °C twice: it loses power while it measures; connect its VDD to 3.3 V, not to ground"
            )
        raise self._error(
            "checksum wrong twice: shorten the cable, lower the pull-up to 2.2 kΩ, keep it from the pump or lamp"
        )

    def _find(self, roms: "list[bytes]", wanted: "int | str") -> bytes:
        if isinstance(wanted, str):
            for rom in roms:
                if "".join(["{:02x}".format(byte) for byte in rom]) == wanted.lower():
                    break
            else:
                raise self._error(
                    "no thermometer " + wanted + "; found " + str(len(roms)) + ", check the number in stoep.json"
                )
        elif 0 <= wanted < len(roms):
            rom = roms[wanted]
        else:
            raise self._error("found " + str(len(roms)) + " on this pin, stoep.json asks for number " + str(wanted))
        if crc8(rom) != 0 or rom[0] != _FAMILY:
            raise self._error("not a DS18B20 (family {:02x}); a DS18S20 or a copy needs another driver".format(rom[0]))
        return rom

    def _fetch(self, rom: bytes) -> bool:
        """Read the scratchpad; False if it is damaged. All zeros has a fitting CRC, but register 4 is never zero."""
        self._wire.reset()
        self._wire.select_rom(rom)
        self._wire.writebyte(_READ_SCRATCHPAD)
        for index in range(9):
            self._scratchpad[index] = self._wire.readbyte()
        if self._scratchpad[4] == 0:
            self._scratchpad[8] ^= 0xFF
        return crc8(self._scratchpad) == 0

    def _error(self, hint: str) -> SensorError:
        return SensorError("ds18b20", "pin " + str(self._pin) + ": " + hint)
