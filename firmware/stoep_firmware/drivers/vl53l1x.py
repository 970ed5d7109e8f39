"""VL53L1X over a doorway: two zones ranged in turn, 13 times a second; who passes below takes one before the other.

Settings as ST's people counter has them for a door of 2.4 m: long range, 33 ms a range, two zones of 8 × 16 SPADs, a
person is nearer than 1.6 m. Each range is a single shot, since a zone must not be changed while ranging.
Sources: ST UM2600 revision 2, December 2020 (overview and hysteresis seen, settings not), registers, default
configuration and start of ST's ultra lite driver, the numbers of the SPADs and the settings of its people counter in
public copies (all seen); the data sheet DS12385 not.
"""

import asyncio

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.direction import Direction
from stoep_firmware.drivers.errors import SensorError, i2c_error
from stoep_firmware.drivers.ticks import ticks_diff
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_ADDRESS = const(0x29)
_VHV_LOOPS = const(0x0008)
_VHV_START = const(0x000B)
_CONFIGURATION = const(0x002D)
_READY = const(0x0031)
_ZONE_CENTRE = const(0x007F)
_CLEAR = const(0x0086)
_START = const(0x0087)
_RESULT = const(0x0089)
_BOOTED = const(0x00E5)
_MODEL = const(0x010F)
_VL53L1X = b"\xea\xcc"
_SINGLE_SHOT = b"\x10"
_VALID = const(9)  # of the lowest five bits of the range status
_CENTRES = (167, 231)  # of columns 0 to 7 and 8 to 15 of the SPADs
# Registers 0x2D to 0x87 as ST's driver sets them for long range, but for: pull-ups at 2.8 V (0x2E, 0x2F), 33 ms (0x5E,
# 0x61), a zone of 8 × 16 (0x7F, 0x80).
_DEFAULTS = (
    b"\x00\x01\x01\x01\x02\x00\x02\x08\x00\x08\x10\x01\x01\x00\x00\x00\x00\xff\x00\x0f\x00\x00\x00\x00"
    b"\x00\x20\x0b\x00\x00\x02\x0a\x21\x00\x00\x05\x00\x00\x00\x00\xc8\x00\x00\x38\xff\x01\x00\x08\x00"
    b"\x00\x00\x60\x0f\x00\x6e\x0d\x01\x68\x00\x80\x08\xb8\x00\x00\x00\x00\x0f\x89\x00\x00\x00\x00\x00"
    b"\x00\x00\x01\x0f\x0d\x0e\x0e\x00\x00\x02\xa7\xf7\x9b\x00\x00\x00\x01\x00\x00"
)
_RANGE_MS = const(35)
_POLL_MS = const(5)
_POLLS = const(40)  # the first range after a start calibrates, too
_BOOT_MS = const(2)  # 1.2 ms at most
_RETRY_MS = const(1_000)
_MARGIN_MM = const(100)
_SILENT_MS = const(3_000)
_TAKEN_MS = const(60_000)


class Doorway(Direction):
    """Ranges of the two zones in, people out; sans-IO. A zone with somebody nearer than the threshold is taken."""

    def __init__(self, threshold_mm: int) -> None:
        super().__init__()
        self.ranges = 0
        self.usable = 0
        self.taken = 0  # bit 0 outside, bit 1 inside
        self._threshold_mm = threshold_mm

    def range(self, zone: int, distance_mm: "int | None") -> None:
        """zone: 0 outside, 1 inside. None: nothing that it could range, so nobody near."""
        self.ranges += 1
        bit = 1 << zone
        limit_mm = self._threshold_mm + (_MARGIN_MM if self.taken & bit else 0)
        if distance_mm is not None:
            self.usable += 1
        if distance_mm is not None and distance_mm < limit_mm:
            self.taken |= bit
        else:
            self.taken &= ~bit
        self.take(self.taken)


class Driver:
    """Config: "threshold_mm" (1600): who is nearer is a person; "turned" (0; 1: the sensor hangs the other way)."""

    COLUMNS = ("in", "out")
    counts = True

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._bus = board.i2c()
        self._names = settings.names(config, self.COLUMNS)
        self._turned = settings.number(config, "turned", 0)
        self._doorway = Doorway(settings.number(config, "threshold_mm", 1_600))
        self._is_set = False
        self._error: "SensorError | None" = None
        self._heard_at = 0  # ticks of the last range
        self._free_at = 0  # ticks at which nobody was below it
        self._was_free = False  # since the last read
        self._task: "Any" = None

    async def start(self) -> None:
        """Watch from now on."""
        self._heard_at = self._free_at = self._board.ticks_ms()
        self._task = asyncio.create_task(self._watch())

    async def read(self) -> "dict[str, int]":
        """People in and out since the last read."""
        doorway = self._doorway
        ranges, usable = doorway.ranges, doorway.usable
        entered, left = doorway.entered, doorway.left
        doorway.ranges = doorway.usable = doorway.entered = doorway.left = 0
        was_free, self._was_free = self._was_free, False
        if self._error is not None:
            raise self._error
        if ticks_diff(self._board.ticks_ms(), self._heard_at) > _SILENT_MS:
            raise _stopped()
        if 2 * usable < ranges:
            raise SensorError(
                "vl53l1x", "blind most of the time: sunlight on it or on the floor, or it hangs above 2.5 m"
            )
        # Not by counts: whether a row has values must not tell whether somebody passed (see breakbeam).
        if ticks_diff(self._board.ticks_ms(), self._free_at) > _TAKEN_MS and not was_free:
            raise SensorError(
                "vl53l1x", "something has been near for a minute: is the film off, a lamp or the door in its view?"
            )
        return {self._names[own]: {"in": entered, "out": left}[own] for own in self._names}

    def stop(self) -> None:
        """Stop watching; without orders it sleeps."""
        if self._task is not None:
            self._task.cancel()

    async def _watch(self) -> None:
        zone = 0
        while True:
            try:
                if not self._is_set:
                    await self._set_up()
                self._doorway.range(zone ^ (self._turned & 1), await self._range(zone))
                self._error = None
                zone = 1 - zone
                self._heard_at = self._board.ticks_ms()
                if not self._doorway.taken:
                    self._free_at = self._heard_at
                    self._was_free = True
            except OSError as error:
                await self._lost(i2c_error("vl53l1x", "0x29", error, "SDA/SCL swapped, no supply, XSHUT low?"))
            except SensorError as error:
                await self._lost(error)

    async def _lost(self, error: SensorError) -> None:
        self._is_set = False
        self._error = error
        await self._board.sleep_ms(_RETRY_MS)

    async def _set_up(self) -> None:
        model = self._read(_MODEL, 2)
        if model != _VL53L1X:
            raise SensorError(
                "vl53l1x", "another chip answers at I2C 0x29 (id 0x{:02x}{:02x}): VL53L0X?".format(model[0], model[1])
            )
        await self._board.sleep_ms(_BOOT_MS)
        if not self._read(_BOOTED, 1)[0] & 1:
            raise _stopped()
        self._write(_CONFIGURATION, _DEFAULTS)
        await self._range(0)  # with a full calibration; the next ones begin where this one ended
        self._write(_VHV_LOOPS, b"\x09")
        self._write(_VHV_START, b"\x00")
        self._is_set = True

    async def _range(self, zone: int) -> "int | None":
        """Millimetres, None if nothing came back that can be relied on."""
        self._write(_ZONE_CENTRE, bytes([_CENTRES[zone]]))
        self._write(_CLEAR, b"\x01")
        self._write(_START, _SINGLE_SHOT)
        await self._board.sleep_ms(_RANGE_MS)
        for _ in range(_POLLS):
            if self._read(_READY, 1)[0] & 1:
                result = self._read(_RESULT, 17)
                return result[13] << 8 | result[14] if result[0] & 0x1F == _VALID else None
            await self._board.sleep_ms(_POLL_MS)
        raise _stopped()

    def _read(self, register: int, size: int) -> bytearray:
        data = bytearray(size)
        self._bus.writeto(_ADDRESS, bytes([register >> 8, register & 0xFF]))
        self._bus.readfrom_into(_ADDRESS, data)
        return data

    def _write(self, register: int, data: bytes) -> None:
        self._bus.writeto(_ADDRESS, bytes([register >> 8, register & 0xFF]) + data)


def _stopped() -> SensorError:
    return SensorError("vl53l1x", "stops ranging: its supply breaks down, or a loose wire resets it")
