"""`machine` of the virtual board: an ESP32's names over the bus models. Real constants of the ESP32 port."""

import sys
import time

from umachine import *  # noqa: F403

from stoep_protocol.compat import const
from stoep_simulators.models.i2c_bus import SimI2c
from stoep_simulators.virtual_board import endings, power

PWRON_RESET = 1
HARD_RESET = 2
WDT_RESET = 3
DEEPSLEEP_RESET = 4
SOFT_RESET = 5
_RTC_BYTES = const(2048)
_RTC_HEAD = const(6)


def reset():
    """Ends this boot."""
    sys.exit(endings.RESET)


def soft_reset():
    """Ends this boot; the RTC's memory and the pins stay."""
    sys.exit(endings.SOFT_RESET)


def deepsleep(time_ms=None):
    """Ends this boot; the board starts again after so long, or never."""
    power.now.report("sleep", -1 if time_ms is None else time_ms)
    sys.exit(endings.DEEP_SLEEP)


def lightsleep(time_ms):
    """Waits."""
    power.now.sleep_ms(time_ms)


def reset_cause():
    """One of the constants."""
    return power.now.cause


def unique_id():
    """Six bytes."""
    return power.now.board_id


def freq(hz=None):
    """What the chip would run at; nothing gets faster or slower by it."""
    return 160_000_000 if hz is None else None


class Pin:
    """Inputs show what the models drive, outputs what was last written."""

    IN = 1
    OUT = 3
    OPEN_DRAIN = 7
    PULL_UP = 2
    PULL_DOWN = 1
    IRQ_RISING = 1
    IRQ_FALLING = 2

    def __init__(self, number, mode=-1, pull=-1, *, value=None, **_others):
        if not 0 <= number <= 48:
            raise ValueError("invalid pin")
        self.number = number
        self._wire = power.now.wiring.pin(number)
        self._undriven = 1
        self.init(mode, pull, value=value)

    def init(self, mode=-1, pull=-1, *, value=None):
        """As input or output."""
        if pull == Pin.PULL_DOWN:
            self._undriven = 0
        elif pull == Pin.PULL_UP:
            self._undriven = 1
        self._output = None
        if mode in (Pin.OUT, Pin.OPEN_DRAIN):
            self.value(0 if value is None else value)

    def value(self, level=None):
        """Read it, or write it."""
        if level is not None:
            self._output = 1 if level else 0
            self._wire.value(self._output)
            return None
        power.now.look()
        return self._wire.level(undriven=self._undriven) if self._output is None else self._output

    __call__ = value

    def on(self):
        """High."""
        self.value(1)

    def off(self):
        """Low."""
        self.value(0)

    def irq(self, handler=None, trigger=3, **_others):
        """Call handler(pin) at edges; None stops."""
        self._wire.irq(None if handler is None else lambda _wire: handler(self), trigger)


class ADC:
    """One channel."""

    ATTN_0DB = 0
    ATTN_11DB = 3

    def __init__(self, pin, *, atten=ATTN_11DB):
        del atten
        self._channel = power.now.wiring.adc(_number(pin))

    def read_uv(self):
        """Microvolts."""
        power.now.look()
        return self._channel.read_uv()

    def read_u16(self):
        """0-65535 for 0-3.3 V."""
        return min(self.read_uv() * 65535 // 3_300_000, 65535)


class I2C:
    """The bus of pins scl and sda; on other pins nobody answers."""

    def __init__(self, bus=0, *, scl=None, sda=None, freq=400_000, timeout=50_000):
        del bus, freq, timeout
        pins = power.now.pins
        wired = (scl is None or _number(scl) == pins["scl"]) and (sda is None or _number(sda) == pins["sda"])
        self._bus = power.now.wiring.i2c if wired else SimI2c()

    def scan(self):
        """Addresses that answer."""
        return self._now().scan()

    def writeto(self, address, data, stop=True):  # noqa: FBT002 - MicroPython's signature
        """The number of bytes acknowledged."""
        del stop
        return self._now().writeto(address, data)

    def readfrom_into(self, address, buffer, stop=True):  # noqa: FBT002
        """Fill the buffer."""
        del stop
        self._now().readfrom_into(address, buffer)

    def readfrom(self, address, count, stop=True):  # noqa: FBT002
        """So many bytes."""
        buffer = bytearray(count)
        self.readfrom_into(address, buffer, stop)
        return bytes(buffer)

    def writeto_mem(self, address, register, data, *, addrsize=8):
        """Write to a register."""
        del addrsize
        self._now().writeto_mem(address, register, data)

    def readfrom_mem_into(self, address, register, buffer, *, addrsize=8):
        """Read from a register on."""
        del addrsize
        self._now().readfrom_mem_into(address, register, buffer)

    def readfrom_mem(self, address, register, count, *, addrsize=8):
        """So many bytes."""
        buffer = bytearray(count)
        self.readfrom_mem_into(address, register, buffer, addrsize=addrsize)
        return bytes(buffer)

    def _now(self):
        power.now.look()
        return self._bus


SoftI2C = I2C


class UART:
    """The one that a sensor may hang on."""

    def __init__(self, number, baudrate=9600, *, tx=17, rx=16, rxbuf=256, timeout=0, **_others):
        del number, rxbuf, timeout
        self._port = power.now.wiring.uart_at(baudrate)
        self._wired = _number(tx) == power.now.pins["tx"] and _number(rx) == power.now.pins["rx"]

    def any(self):
        """Bytes that wait."""
        power.now.look()
        return self._port.any() if self._wired else 0

    def readinto(self, buffer, size=-1):
        """How many, None if there are none."""
        power.now.look()
        return self._port.readinto(buffer, size) if self._wired else None

    def read(self, size=-1):
        """What waits, None if nothing does."""
        buffer = bytearray(self.any() if size < 0 else size)
        count = self.readinto(buffer)
        return None if count is None else bytes(buffer[:count])

    def write(self, data):
        """Send."""
        power.now.look()
        return self._port.write(data) if self._wired else len(data)

    def flush(self):
        """Until all is sent."""
        power.now.look()
        if self._wired:
            self._port.flush()


class RTC:
    """Its memory and its setting live as long as the supply. In the file: seconds, size of the memory, memory."""

    def memory(self, data=None):
        """Read it, or write it."""
        stored = _rtc_read()
        if data is None:
            return stored[_RTC_HEAD:]
        if len(data) > _RTC_BYTES:
            raise ValueError("buffer too long")
        _rtc_write(stored[:4], bytes(data))
        return None

    def datetime(self, when=None):
        """(year, month, day, weekday, hours, minutes, seconds, 0); setting it moves `time.time`."""
        if when is None:
            year, month, day, hour, minute, second, weekday, _ = time.gmtime()[:8]
            return (year, month, day, weekday, hour, minute, second, 0)
        year, month, day, _, hour, minute, second, _ = when
        ahead_s = time.mktime((year, month, day, hour, minute, second, 0, 0)) - time.time() + seconds_ahead()
        _rtc_write(ahead_s.to_bytes(4, "big"), self.memory())
        return None


def seconds_ahead():
    """How far the clock was set ahead of its seconds since power-on."""
    return int.from_bytes(_rtc_read()[:4], "big")


def _rtc_read():
    file = power.now.rtc
    file.seek(0)
    stored = file.read()
    return stored[: _RTC_HEAD + int.from_bytes(stored[4:_RTC_HEAD], "big")] or bytes(_RTC_HEAD)


def _rtc_write(ahead, data):
    file = power.now.rtc
    file.seek(0)
    file.write(ahead + len(data).to_bytes(2, "big") + data)


class WDT:
    """Bites by the supervisor: the process is killed."""

    def __init__(self, *, timeout=5000):
        self._timeout_ms = timeout
        self.feed()

    def feed(self):
        """Not yet."""
        power.now.report("watchdog", self._timeout_ms)


class Timer:
    """Its callback comes while the board waits or looks at its clock."""

    ONE_SHOT = 0
    PERIODIC = 1

    def __init__(self, number=0, **options):
        self.number = number
        self.next_ms = 1 << 60
        if options:
            self.init(**options)

    def init(self, *, period=1000, mode=PERIODIC, callback=None):
        """Start it."""
        self._period_ms = period
        self._mode = mode
        self._callback = callback
        if self.next_ms == 1 << 60:
            power.now.clock.add_source(self)
        self.next_ms = power.now.clock.now_ms + period

    def deinit(self):
        """Stop it."""
        self.next_ms = 1 << 59

    def fire(self):
        """The clock has come to next_ms."""
        self.next_ms = self.next_ms + self._period_ms if self._mode == Timer.PERIODIC else 1 << 59
        if self._callback is not None:
            self._callback(self)


def _number(pin):
    return pin.number if isinstance(pin, Pin) else pin
