"""DS18B20 thermometers on a 1-Wire pin, with the methods of MicroPython's onewire.OneWire."""

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.models import faults
from stoep_simulators.models.crc import maxim_crc

if TYPE_CHECKING:
    from typing import Any

    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_CONVERT_MS = const(750)
_SKIP_ROM = const(0xCC)
_MATCH_ROM = const(0x55)
_CONVERT = const(0x44)
_READ_SCRATCHPAD = const(0xBE)


def attach(wiring: "Wiring", sensor: "dict[str, Any]") -> None:
    """Put it where a device's configuration has it."""
    wanted = sensor.get("as", {"soil_temperature": 0})
    bus = wiring.onewire(sensor["pin"])
    for quantity in sorted(wanted):
        serial = _serial(wiring.seed, wanted[quantity])
        bus.attach(SimDs18b20(wiring.clock, wiring.tape, quantity=quantity, serial=serial))


class SimDs18b20:
    """One thermometer: level `quantity` in 0.1 °C. Before its first conversion the register says 85.0 °C."""

    def __init__(self, clock: "SimClock", tape: "Tape", *, quantity: str, serial: int) -> None:
        self.serial = serial
        self._rom = bytes(8)
        self._clock = clock
        self._level = tape.level(quantity, 150)
        self._fault = faults.FaultLine(tape, "ds18b20")
        self._raw = 0x0550
        self._next = 0x0550
        self._ready_ms = 0

    def fault(self) -> int:
        """What is wrong with it now."""
        return self._fault.at_ms(self._clock.now_ms)

    def rom(self) -> bytes:
        """Family, serial number, CRC."""
        family = 0x10 if self.fault() == faults.WRONG_CHIP else 0x28
        if self._rom[0] != family:
            head = bytes([family]) + self.serial.to_bytes(6, "little")
            self._rom = head + bytes([maxim_crc(head)])
        return self._rom

    def convert(self) -> None:
        """Measure; the register changes when the conversion ends."""
        self._settle()
        self._next = (self._level.at_ms(self._clock.now_ms) * 16 + 5) // 10 & 0xFFFF
        if self.fault() == faults.RESET:
            self._next = 0x0550  # parasite power without a strong pull-up: it starts anew in the middle
        self._ready_ms = self._clock.now_ms + _CONVERT_MS

    def scratchpad(self) -> bytes:
        """Nine bytes."""
        self._settle()
        head = bytes([self._raw & 0xFF, self._raw >> 8, 0x4B, 0x46, 0x7F, 0xFF, 0x0C, 0x10])
        crc = maxim_crc(head)
        return head + bytes([crc ^ 0x55 if self.fault() == faults.BAD_CHECKSUM else crc])

    def _settle(self) -> None:
        if self._ready_ms and self._clock.now_ms >= self._ready_ms:
            self._raw = self._next
            self._ready_ms = 0


class SimOneWire:
    """onewire.OneWire at the level of bytes: reset, a ROM command, a function command, data."""

    def __init__(self) -> None:
        self._devices: "list[SimDs18b20]" = []
        self._selected: "list[SimDs18b20]" = []
        self._rom: "bytearray | None" = None
        self._data = b""

    def attach(self, device: "SimDs18b20") -> None:
        """Connect one."""
        self._devices.append(device)

    def reset(self, required: bool = False) -> bool:  # noqa: FBT001, FBT002 - MicroPython's signature
        """Presence pulse seen?"""
        self._selected = []
        self._rom = None
        self._data = b""
        present = bool(self._present())
        if required and not present:
            raise OSError("no 1-Wire device")
        return present

    def scan(self) -> "list[bytearray]":
        """All ROMs, in the order in which the search finds them (low bits first)."""
        roms = [bytearray(device.rom()) for device in self._present() if device.fault() != faults.STUCK]
        return sorted(roms, key=_search_order)

    def select_rom(self, rom: "bytes | bytearray") -> None:
        """Address one thermometer."""
        self.reset()
        self.writebyte(_MATCH_ROM)
        for byte in rom:
            self.writebyte(byte)

    def writebyte(self, value: int) -> None:
        """Eight write slots."""
        if self._rom is not None:
            self._rom.append(value)
            if len(self._rom) == 8:
                self._selected = [device for device in self._present() if device.rom() == self._rom]
                self._rom = None
        elif value == _MATCH_ROM:
            self._rom = bytearray()
        elif value == _SKIP_ROM:
            self._selected = self._present()
        elif value == _CONVERT:
            for device in self._selected:
                device.convert()
        elif value == _READ_SCRATCHPAD and len(self._selected) == 1:
            self._data = self._selected[0].scratchpad()

    def readbyte(self) -> int:
        """Eight read slots; an idle line reads as ones."""
        if not self._data:
            return 0xFF
        value = self._data[0]
        self._data = self._data[1:]
        return value

    def _present(self) -> "list[SimDs18b20]":
        return [device for device in self._devices if device.fault() != faults.NO_ANSWER]


def _search_order(rom: "bytearray") -> "list[int]":
    return [rom[position >> 3] >> (position & 7) & 1 for position in range(64)]


def _serial(seed: int, wanted: "int | str") -> int:
    """48 bits. Numbers rise in the order in which the 1-Wire search finds them, so that index n is thermometer n."""
    if isinstance(wanted, str):
        return int.from_bytes(bytes([int(wanted[at : at + 2], 16) for at in range(2, 14, 2)]), "little")
    return (0, 4, 2, 6, 1, 5, 3, 7)[wanted & 7] | (seed & 0xFFFFFF) << 8
