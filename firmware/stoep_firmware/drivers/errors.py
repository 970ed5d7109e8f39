"""The one error of all drivers, and what it says of an I2C bus."""

from stoep_protocol.compat import const

_ENODEV = const(19)


class SensorError(Exception):
    """A sensor gave no usable value. `hint` is one line that a maker with the board in hand can act on."""

    def __init__(self, sensor: str, hint: str) -> None:
        super().__init__(sensor + ": " + hint)
        self.sensor = sensor
        self.hint = hint


def i2c_error(sensor: str, where: str, error: OSError, advice: str = "SDA/SCL swapped, or no 3.3 V?") -> SensorError:
    """Nobody acknowledges at `where`, or the lines do not move: the ESP32 port says ENODEV, or else ETIMEDOUT."""
    if error.args[0] == _ENODEV:
        return SensorError(sensor, "no answer at I2C " + where + ": " + advice)
    return SensorError(
        sensor,
        "the I2C bus hangs: SDA or SCL touches ground, or a chip on it holds it; take the power away for a second",
    )
