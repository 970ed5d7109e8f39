"""The ESP32 as a Board: the only door to the chip. ESP32, S3 and C3 under MicroPython ≥ 1.24.

Pins come from "pins" in stoep.json; the defaults are those of common ESP32 development boards.
"""

import asyncio
import os
import sys
import time

import machine
import network

from stoep_firmware.system_clock import SystemClock
from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any, NoReturn

_TICKS_MASK = const(0x1FFFFFFF)
_WATCHDOG_MS = const(120_000)  # longer than any bounded wait between two feeds: joining takes at most 30 s
_SLICE_MS = const(10_000)
_JOIN_TRIES = const(200)
_JOIN_STEP_MS = const(100)
_I2C_HZ = const(100_000)
_BYTE_CLOCKS = const(9)
_HALF_CLOCK_US = const(5)
_UART_BUFFER_BYTES = const(1024)  # a tenth of a second of an LD2450 at 256,000 baud is 300 bytes
_FEED_MS = const(30_000)


class Esp32Board:
    """stoep_firmware.board.Board on the chip. pins: scl, sda, tx, rx, battery; battery_divider, 2 if not said."""

    data_dir = ""

    def __init__(self, pins: "dict[str, int]") -> None:
        self._pins = pins
        self._start = time.ticks_ms()
        self._watchdog = machine.WDT(timeout=_WATCHDOG_MS)
        rtc = machine.RTC()
        self._clock = SystemClock(
            bytes(rtc.memory()),
            write=rtc.memory,
            now_s=lambda: int(time.time()),
            set_s=lambda time_s: rtc.datetime(_rtc_tuple(time_s)),
        )
        self._tls: "Any" = None
        self._wlan = network.WLAN(network.STA_IF)
        self._i2c: "Any" = None
        self._uart: "Any" = None
        self._battery: "Any" = None

    def ticks_ms(self) -> int:
        return time.ticks_diff(time.ticks_ms(), self._start) & _TICKS_MASK

    def uptime_s(self) -> int:
        return self._clock.uptime_s()

    def random(self, size: int) -> bytes:
        return os.urandom(size)

    async def sleep_ms(self, delay_ms: int) -> None:
        while delay_ms > 0:
            step_ms = min(delay_ms, _SLICE_MS)
            await asyncio.sleep_ms(step_ms)
            self._watchdog.feed()
            delay_ms -= step_ms

    def deep_sleep_ms(self, delay_ms: int) -> "NoReturn":
        machine.deepsleep(delay_ms)

    def restart(self) -> "NoReturn":
        machine.reset()

    def reset_cause(self) -> int:
        cause = machine.reset_cause()
        if cause == machine.DEEPSLEEP_RESET:
            return 4
        if cause == machine.WDT_RESET:
            return 3
        if cause in (machine.HARD_RESET, machine.SOFT_RESET):
            return 2
        return 1 if cause == machine.PWRON_RESET else 0  # the port reports a brown-out as power-on

    def board_id(self) -> bytes:
        return machine.unique_id()[:8]

    def platform(self) -> "tuple[str, int]":
        return chip_of(os.uname().machine), sys.implementation._mpy & 0xFF

    def rtc_read(self) -> bytes:
        return self._clock.record

    def rtc_write(self, data: "bytes | bytearray") -> None:
        self._clock.keep(data)

    def feed(self) -> None:
        self._watchdog.feed()

    def battery_mv(self) -> "int | None":
        pin = self._pins.get("battery")
        if pin is None:
            return None
        if self._battery is None:
            self._battery = self.adc(pin)
        return int(self._battery.read_uv() * self._pins.get("battery_divider", 2) // 1000)

    def rssi_dbm(self) -> "int | None":
        try:
            return int(self._wlan.status("rssi")) if self._wlan.isconnected() else None
        except (OSError, ValueError):
            return None

    async def radio_on(self, ssid: str, password: str) -> None:
        wlan = self._wlan
        if wlan.active() and wlan.isconnected() and wlan.config("ssid") == ssid:
            return
        wlan.active(0)  # forgets a half-finished attempt
        wlan.active(1)
        wlan.connect(ssid, password)
        for _ in range(_JOIN_TRIES):
            if wlan.isconnected():
                return
            await asyncio.sleep_ms(_JOIN_STEP_MS)
        wlan.active(0)
        raise OSError("cannot join " + ssid)

    def radio_off(self) -> None:
        if self._wlan.active():
            self._wlan.active(0)

    async def connect(self, host: str, port: int, ca_der: "bytes | None") -> "tuple[Any, Any]":
        if ca_der is None:
            return await asyncio.open_connection(host, port)
        from stoep_firmware.tls_stream import TlsStream

        self._tls = TlsStream(ca_der)
        return await self._tls.open(host, port)

    def certificate_begins_s(self) -> "int | None":
        return self._tls.begins_s if self._tls is not None else None

    def clock_at_least(self, time_s: int) -> None:
        self._clock.at_least(time_s)

    def i2c(self) -> "Any":
        if self._i2c is None:
            scl, sda = machine.Pin(self._pins.get("scl", 22)), machine.Pin(self._pins.get("sda", 21))
            _clock_on(scl, sda)
            self._i2c = machine.I2C(0, scl=scl, sda=sda, freq=_I2C_HZ)
        return self._i2c

    def uart(self, baud: int) -> "Any":
        if self._uart is None:
            self._uart = machine.UART(
                1,
                baudrate=baud,
                tx=self._pins.get("tx", 17),
                rx=self._pins.get("rx", 16),
                rxbuf=_UART_BUFFER_BYTES,
                timeout=0,
            )
        return self._uart

    def adc(self, pin: int) -> "Any":
        return machine.ADC(machine.Pin(pin), atten=machine.ADC.ATTN_11DB)

    def pin(self, number: int) -> "Any":
        return machine.Pin(number, machine.Pin.IN, machine.Pin.PULL_UP)

    def output(self, number: int) -> "Any":
        return machine.Pin(number, machine.Pin.OUT, value=0)

    def onewire(self, pin: int) -> "Any":
        import onewire

        return onewire.OneWire(machine.Pin(pin))

    def hand_over(self) -> None:
        """A person is at the keyboard: the watchdog cannot be stopped, so a timer feeds it from now on."""
        machine.Timer(0).init(period=_FEED_MS, mode=machine.Timer.PERIODIC, callback=self._feed_by_timer)

    def _feed_by_timer(self, _timer: "Any") -> None:
        self._watchdog.feed()


def _clock_on(scl: "Any", sda: "Any") -> None:
    """Free a bus on which a chip was left in the middle of a byte and holds SDA low (UM10204, bus clear; not seen).

    A reset of the board does not reset the chips. The port's own driver clocks only after a transaction that failed,
    which on a board that sleeps after each may be the only one.
    """
    sda.init(machine.Pin.IN, machine.Pin.PULL_UP)
    if sda.value():
        return
    scl.init(machine.Pin.OPEN_DRAIN, machine.Pin.PULL_UP, value=1)
    for _ in range(_BYTE_CLOCKS):
        scl.value(0)
        time.sleep_us(_HALF_CLOCK_US)
        scl.value(1)
        time.sleep_us(_HALF_CLOCK_US)
    sda.init(machine.Pin.OPEN_DRAIN, machine.Pin.PULL_UP, value=0)
    time.sleep_us(_HALF_CLOCK_US)
    sda.value(1)  # rises while SCL is high: a stop


def chip_of(machine_name: str) -> str:
    """Its family: the chip comes last in "Generic ESP32 module with ESP32", as "ESP32-C3FH4" on some boards."""
    name = machine_name.split()[-1].lower().replace("-", "")
    family = name[:7]
    return family if family in ("esp32s2", "esp32s3", "esp32c3", "esp32c6") else name[:5]


def _rtc_tuple(time_s: int) -> "tuple[int, ...]":
    """As RTC.datetime takes it: year, month, day, weekday, hours, minutes, seconds, microseconds."""
    year, month, day, hour, minute, second, weekday = time.gmtime(time_s)[:7]
    return year, month, day, weekday, hour, minute, second, 0
