"""The one error of all drivers."""


class SensorError(Exception):
    """A sensor gave no usable value. `hint` is one line that a maker with the board in hand can act on."""

    def __init__(self, sensor: str, hint: str) -> None:
        super().__init__(sensor + ": " + hint)
        self.sensor = sensor
        self.hint = hint
