"""BME280: air temperature, humidity and pressure over I2C, one forced measurement a reading.

Datasheet: Bosch BST-BME280-DS002-15 revision 1.6 (register differences to the BMP280 p. 26 seen; the rest of the memory
map not seen).
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.bosch import Calibration, to_centidegrees
from stoep_firmware.drivers.errors import SensorError, i2c_error
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.board import Board

_ADDRESSES = (0x76, 0x77)  # SDO to ground, SDO to supply
_ID = const(0xD0)
_BME280 = const(0x60)
_BMP280 = (0x56, 0x57, 0x58)
_CALIBRATION_LOW = const(0x88)
_CALIBRATION_HIGH = const(0xE1)
_CTRL_HUM = const(0xF2)
_STATUS = const(0xF3)
_CTRL_MEAS = const(0xF4)
_DATA = const(0xF7)
_ONCE = b"\x01"  # humidity oversampling × 1
_FORCED = b"\x25"  # temperature and pressure × 1, forced mode
_MEASURING = const(0x08)
_MEASURE_MS = const(10)  # 9.3 ms at most with every oversampling at 1
_POLLS = const(5)
_SKIPPED = const(0x80000)  # the registers after a reset


class Driver:
    """Config: "address" (else both are tried), "as" over temperature, humidity, pressure."""

    COLUMNS = ("temperature", "humidity", "pressure")
    counts = False

    def __init__(self, board: "Board", config: "dict[str, Any]") -> None:
        self._board = board
        self._bus = board.i2c()
        self._addresses = (settings.number(config, "address"),) if "address" in config else _ADDRESSES
        self._names = settings.names(config, self.COLUMNS)
        self._address = 0
        self._calibration: "Calibration | None" = None

    async def start(self) -> None:
        """The chip sleeps until it is asked; `read` looks for it, so that one plugged in later is found too."""

    async def read(self) -> "dict[str, int]":
        """Measure once: 0.1 °C, 0.1 %, 0.1 hPa."""
        try:
            calibration = self._calibration or self._find()
            data = await self._measure()
        except OSError as error:
            self._calibration = None
            raise i2c_error("bme280", "0x{:02x}".format(self._address), error)
        raw_pressure = data[0] << 12 | data[1] << 4 | data[2] >> 4
        raw_temperature = data[3] << 12 | data[4] << 4 | data[5] >> 4
        if raw_temperature == _SKIPPED:
            self._calibration = None
            raise self._error("lost its settings while measuring: check its 3.3 V supply")
        fine = calibration.fine(raw_temperature)
        values = {
            "temperature": (to_centidegrees(fine) + 5) // 10,
            "humidity": (calibration.humidity(data[6] << 8 | data[7], fine) * 10 + 512) >> 10,
            "pressure": (calibration.pressure(raw_pressure, fine) + 1280) // 2560,
        }
        return {self._names[own]: values[own] for own in self._names}

    def stop(self) -> None:
        """After a forced measurement it sleeps by itself."""

    def _find(self) -> Calibration:
        chip = bytearray(1)
        silence = OSError(0)
        for address in self._addresses:
            try:
                self._bus.readfrom_mem_into(address, _ID, chip)
            except OSError as error:
                silence = error
                continue
            self._address = address
            if chip[0] in _BMP280:
                raise self._error("this is a BMP280 sold as BME280: it has no humidity, buy a real BME280")
            if chip[0] != _BME280:
                raise self._error(
                    "another chip answers (id 0x{:02x}); give the right address in stoep.json".format(chip[0])
                )
            low, high = bytearray(26), bytearray(7)
            self._bus.readfrom_mem_into(address, _CALIBRATION_LOW, low)
            self._bus.readfrom_mem_into(address, _CALIBRATION_HIGH, high)
            if not any(low) or min(low) == 0xFF:
                raise self._error("its calibration reads as all the same: SDA shorted, or a broken chip")
            self._calibration = Calibration(low, high)
            return self._calibration
        where = " and ".join(["0x{:02x}".format(address) for address in self._addresses])
        raise i2c_error("bme280", where, silence)

    async def _measure(self) -> bytearray:
        status = bytearray(1)
        self._bus.writeto_mem(self._address, _CTRL_HUM, _ONCE)
        self._bus.writeto_mem(self._address, _CTRL_MEAS, _FORCED)
        for _ in range(_POLLS):
            await self._board.sleep_ms(_MEASURE_MS)
            self._bus.readfrom_mem_into(self._address, _STATUS, status)
            if not status[0] & _MEASURING:
                data = bytearray(8)
                self._bus.readfrom_mem_into(self._address, _DATA, data)
                return data
        raise self._error("never finishes measuring: take its power away for a second")

    def _error(self, hint: str) -> SensorError:
        return SensorError("bme280", "I2C 0x{:02x}: ".format(self._address) + hint)
