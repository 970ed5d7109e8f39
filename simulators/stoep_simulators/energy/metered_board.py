"""A simulated board that books what it does, and what its drivers tell the sensors to do."""

from collections.abc import Callable
from typing import Any, NoReturn

from stoep_simulators.energy.meter import Meter
from stoep_simulators.sim_board import SimBoard

CHIP = "chip"
_FIRST_STATES = {  # by type of sensor: at power-on
    "probe": "on",
    "ds18b20": "idle",
    "bme280": "asleep",
    "pms5003": "fan on",
    "scd41": "idle",
    "sgp41": "heated",  # from its first reading on, and for good
    "breakbeam": "on",
    "bucket": "on",
}
# What the drivers send (see there), and how long it keeps the sensor busy.
_SCD41_SHOT, _SCD41_SHOT_MS = b"\x21\x9d", 5_000
_BME280_CONTROL, _BME280_FORCED, _BME280_MS = 0xF4, 0x01, 10
_PMS5003_SLEEP, _PMS5003_WAKE = b"\x42\x4d\xe4\x00\x00", b"\x42\x4d\xe4\x00\x01"
_DS18B20_CONVERT, _DS18B20_MS = 0x44, 750


def power_on(meter: Meter, sensors: list[dict[str, Any]]) -> None:
    """Everything has power from now on."""
    meter.switch(CHIP, "awake")
    for sensor in sensors:
        meter.switch(sensor["type"], _FIRST_STATES[sensor["type"]])


class MeteredBoard(SimBoard):
    """stoep_firmware.board.Board. sensors: of the bundle."""

    def __init__(self, *, meter: Meter, sensors: list[dict[str, Any]], **parts: Any) -> None:
        super().__init__(**parts)
        self._meter = meter
        self._fed = [sensor["power"] for sensor in sensors if "power" in sensor]
        self._thermometers = sum(len(sensor.get("as", "1")) for sensor in sensors if sensor["type"] == "ds18b20")

    async def radio_on(self, ssid: str, password: str) -> None:
        if not self._network.joined:
            self._meter.switch(CHIP, "joining")
        await super().radio_on(ssid, password)
        self._meter.switch(CHIP, "joined")

    async def connect(self, host: str, port: int, ca_der: bytes | None) -> tuple[Any, Any]:
        self._meter.switch(CHIP, "talking")
        reader, writer = await super().connect(host, port, ca_der)
        return reader, _Tap(writer, method="close", heard=self._hang_up)

    def radio_off(self) -> None:
        super().radio_off()
        self._meter.switch(CHIP, "awake")

    def deep_sleep_ms(self, delay_ms: int) -> "NoReturn":
        self._meter.switch(CHIP, "deep sleep")
        super().deep_sleep_ms(delay_ms)

    def i2c(self) -> Any:
        return _I2cTap(super().i2c(), meter=self._meter)

    def uart(self, baud: int) -> Any:
        return _Tap(super().uart(baud), method="write", heard=self._hear_uart)

    def output(self, number: int) -> Any:
        pin = super().output(number)
        if number in self._fed:
            self._meter.switch("probe", "off")
            return _Tap(pin, method="value", heard=self._hear_power)
        return pin

    def onewire(self, pin: int) -> Any:
        return _Tap(super().onewire(pin), method="writebyte", heard=self._hear_onewire)

    def _hang_up(self) -> None:
        self._meter.switch(CHIP, "joined")

    def _hear_power(self, level: int) -> None:
        self._meter.switch("probe", "on" if level else "off")

    def _hear_uart(self, data: bytes) -> None:
        if data.startswith(_PMS5003_WAKE):
            self._meter.switch("pms5003", "fan on")
        elif data.startswith(_PMS5003_SLEEP):
            self._meter.switch("pms5003", "asleep")

    def _hear_onewire(self, value: int) -> None:
        if value == _DS18B20_CONVERT:
            self._meter.pulse("ds18b20", "converting", size_ms=_DS18B20_MS * self._thermometers)


class _Tap:
    """A bus, or a connection, of which one method is listened to."""

    def __init__(self, bus: Any, *, method: str, heard: Callable[..., None]) -> None:
        self._bus = bus
        self._method = method
        self._heard = heard

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._bus, name)
        if name != self._method:
            return method

        def listened(*data: Any) -> Any:
            self._heard(*data)
            return method(*data)

        return listened


class _I2cTap:
    """machine.I2C; both ways to write are listened to."""

    def __init__(self, bus: Any, *, meter: Meter) -> None:
        self._bus = bus
        self._meter = meter

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bus, name)

    def writeto(self, address: int, data: bytes) -> int:
        """A command."""
        if bytes(data) == _SCD41_SHOT:
            self._meter.pulse("scd41", "shot", size_ms=_SCD41_SHOT_MS)
        return int(self._bus.writeto(address, data))

    def writeto_mem(self, address: int, register: int, data: bytes) -> None:
        """A register."""
        if register == _BME280_CONTROL and data[0] & _BME280_FORCED:
            self._meter.pulse("bme280", "measuring", size_ms=_BME280_MS)
        self._bus.writeto_mem(address, register, data)
