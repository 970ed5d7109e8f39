"""A board without a chip: real sockets, a clock that moves only by sleeping, an ADC and nothing else."""

import asyncio
import os


class Asleep(BaseException):
    """The firmware went to deep sleep."""


class Restarted(BaseException):
    """The firmware reset the board."""


class DeskBoard:
    """Keeps its flash folder, RTC memory and uptime over several lives of the firmware."""

    def __init__(self, data_dir):
        self.data_dir = data_dir
        self.now_ms = 0
        self.rtc = b""
        self.cause = 1
        self.is_online = True
        self.is_joined = False
        self.joins = 0
        self.pins = {}
        self.chip = ("esp32", 6)
        self.stop_at_ms = 2**40  # a node that stays awake is stopped at its first sleep from then on

    def ticks_ms(self):
        return self.now_ms % 2**29

    def uptime_s(self):
        return self.now_ms // 1000

    def random(self, size):
        assert self.is_joined, "random bytes without the radio"
        return os.urandom(size)

    async def sleep_ms(self, delay_ms):
        if self.now_ms >= self.stop_at_ms:
            raise Asleep
        self.now_ms += delay_ms
        await asyncio.sleep(0)

    def deep_sleep_ms(self, delay_ms):
        self.now_ms += delay_ms
        self.cause = 4
        raise Asleep

    def restart(self):
        self.cause = 2
        raise Restarted

    def lose_power(self):
        """Off and on: RTC memory and uptime are gone."""
        self.rtc = b""
        self.now_ms = 0
        self.cause = 1

    def reset_cause(self):
        return self.cause

    def board_id(self):
        return b"desk"

    def platform(self):
        return self.chip

    def rtc_read(self):
        return self.rtc

    def rtc_write(self, data):
        self.rtc = bytes(data)

    def feed(self):
        pass

    def battery_mv(self):
        return None

    def rssi_dbm(self):
        return -60

    async def radio_on(self, ssid, password):
        self.joins += 1
        if not self.is_online:
            raise OSError("no such network")
        self.is_joined = True

    def radio_off(self):
        self.is_joined = False

    async def connect(self, host, port, ca_der):
        assert ca_der is None
        return await asyncio.open_connection(host, port)

    def clock_at_least(self, time_s):
        pass

    def adc(self, pin):
        return _Adc(self.pins, pin)


class _Adc:
    """machine.ADC: what the test says lies at the pin, in microvolts."""

    def __init__(self, pins, pin):
        self._pins = pins
        self._pin = pin

    def read_uv(self):
        return self._pins[self._pin]
