"""An anemometer with an analogue output: 0.4 V is calm, 2.0 V is 32.4 m/s.

Datasheet: as sellers of such cups quote it (Adafruit 1733); the data sheet itself: not seen. Not tried on a real one.
"""

from stoep_firmware.drivers import config as settings
from stoep_firmware.drivers.errors import SensorError

_READS = 30
_PAUSE_MS = 100  # three seconds in all: the length of a gust
_CALM_MV = 400
_FULL_MV = 2000
_FULL_DM_S = 324  # wire integers of a profile with one decimal: tenths of m/s
_DEAD_MV = 200


class Driver:
    """Config: "pin" (GPIO 32-39 of an ESP32), "as". Mean and highest of three seconds."""

    COLUMNS = ("wind_speed", "wind_gust")
    counts = False  # it need not listen between two rows: the board may sleep

    def __init__(self, board, config):
        self._board = board
        self._adc = board.adc(settings.number(config, "pin"))
        self._names = settings.names(config, self.COLUMNS)

    async def start(self):
        """Nothing to prepare."""

    async def read(self):
        """Quantity -> wire integer, for the names that stoep.json wants."""
        total = highest = 0
        for _ in range(_READS):
            speed = self._speed_dm_s()
            total += speed
            highest = max(highest, speed)
            await self._board.sleep_ms(_PAUSE_MS)
        found = {"wind_speed": total // _READS, "wind_gust": highest}
        return {self._names[own]: found[own] for own in self._names}

    def stop(self):
        """Nothing to put to sleep."""

    def _speed_dm_s(self):
        millivolts = self._adc.read_uv() // 1000
        if millivolts < _DEAD_MV:
            raise SensorError("anemometer", "0 V: no supply at the anemometer, or its signal wire touches ground")
        return max(0, (millivolts - _CALM_MV) * _FULL_DM_S // (_FULL_MV - _CALM_MV))
