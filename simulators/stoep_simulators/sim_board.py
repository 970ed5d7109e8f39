"""The board that the firmware runs on in simulation: one life between two resets."""

import asyncio
import os

from stoep_protocol.compat import TYPE_CHECKING, const

if TYPE_CHECKING:
    from typing import Any, NoReturn

    from stoep_simulators.crystal import Crystal
    from stoep_simulators.sim_clock import SimClock
    from stoep_simulators.sim_network import SimNetwork
    from stoep_simulators.tape_player import Tape
    from stoep_simulators.wiring import Wiring

_TICKS_PERIOD = const(1 << 29)
_RTC_BYTES = const(2048)

CAUSE_POWER_ON = 1
CAUSE_RESET = 2
CAUSE_DEEP_SLEEP = 4


class Slept(BaseException):
    """The firmware went to deep sleep. Not an Exception: no handler of the firmware may swallow the end of its RAM."""

    def __init__(self, delay_ms: int) -> None:
        super().__init__(delay_ms)
        self.delay_ms = delay_ms


class Restarted(BaseException):
    """The firmware reset the board."""


class Power:
    """What lasts as long as the supply: RTC memory, the moment of power-on, the sensors' own state.

    crystal: None for one that beats true.
    """

    def __init__(self, *, on_ms: int, wiring: "Wiring", board_id: bytes, crystal: "Crystal | None" = None) -> None:
        self.on_ms = on_ms
        self.crystal = crystal
        self.wiring = wiring
        self.board_id = board_id
        self.rtc = b""


class SimBoard:
    """stoep_firmware.board.Board over bus models. `end()` it after each life: tasks stop at their next wait."""

    def __init__(
        self, *, clock: "SimClock", power: Power, tape: "Tape", network: "SimNetwork", data_dir: str, cause: int
    ) -> None:
        self.data_dir = data_dir
        self._clock = clock
        self._power = power
        self._network = network
        self._cause = cause
        self._crystal = power.crystal
        self._woke_ms = self._counted_ms(clock.now_ms)
        self._battery = tape.level("battery_mv", 4_000)
        self._rssi = tape.level("rssi_dbm", -61)
        self._wifi = tape.level("wifi", 1)
        self._ended = False

    def end(self) -> None:
        """Power down the processor: interrupts, radio and every task of this life are gone."""
        self._ended = True
        self._power.wiring.release()
        self._network.end()

    def ticks_ms(self) -> int:
        self._clock.follow_real_time()
        return (self._counted_ms(self._clock.now_ms) - self._woke_ms) & (_TICKS_PERIOD - 1)

    def uptime_s(self) -> int:
        self._clock.follow_real_time()
        return (self._counted_ms(self._clock.now_ms) - self._counted_ms(self._power.on_ms)) // 1000

    def random(self, size: int) -> bytes:
        if not self._network.joined:
            raise OSError("the random generator needs the radio")
        return os.urandom(size)

    async def sleep_ms(self, delay_ms: int) -> None:
        await self._clock.sleep_ms(self._wait_ms(delay_ms))
        if self._ended:
            raise asyncio.CancelledError

    def deep_sleep_ms(self, delay_ms: int) -> "NoReturn":
        raise Slept(self._wait_ms(delay_ms))

    def restart(self) -> "NoReturn":
        raise Restarted

    def reset_cause(self) -> int:
        return self._cause

    def board_id(self) -> bytes:
        return self._power.board_id

    def platform(self) -> "tuple[str, int]":
        return "esp32", 6

    def rtc_read(self) -> bytes:
        return self._power.rtc

    def rtc_write(self, data: "bytes | bytearray") -> None:
        if self._ended:
            raise asyncio.CancelledError
        if len(data) > _RTC_BYTES:
            raise ValueError("buffer too long")  # as the ESP32 port says it
        self._power.rtc = bytes(data)

    def feed(self) -> None:
        """No watchdog here: a simulated firmware that hangs, hangs its test."""

    def battery_mv(self) -> "int | None":
        return self._battery.at_ms(self._clock.now_ms)

    def rssi_dbm(self) -> "int | None":
        return self._rssi.at_ms(self._clock.now_ms) if self._network.joined else None

    async def radio_on(self, ssid: str, password: str) -> None:
        del ssid, password  # one access point
        await self._network.join(reachable=self._wifi.at_ms(self._clock.now_ms) != 0)
        if self._ended:
            raise asyncio.CancelledError

    def radio_off(self) -> None:
        self._network.leave()

    async def connect(self, host: str, port: int, ca_der: "bytes | None") -> "tuple[Any, Any]":
        return await self._network.connect(host, port, ca_der)

    def certificate_begins_s(self) -> "int | None":
        return self._network.certificate_begins_s()

    def clock_at_least(self, time_s: int) -> None:
        """Certificates are judged by the machine's clock here."""

    def i2c(self) -> "Any":
        return self._power.wiring.i2c

    def uart(self, baud: int) -> "Any":
        return self._power.wiring.uart_at(baud)

    def adc(self, pin: int) -> "Any":
        return self._power.wiring.adc(pin)

    def pin(self, number: int) -> "Any":
        return self._power.wiring.pin(number)

    def output(self, number: int) -> "Any":
        pin = self._power.wiring.pin(number)
        pin.value(0)
        return pin

    def onewire(self, pin: int) -> "Any":
        return self._power.wiring.onewire(pin)

    def _counted_ms(self, now_ms: int) -> int:
        return now_ms if self._crystal is None else self._crystal.counted_ms(now_ms)

    def _wait_ms(self, delay_ms: int) -> int:
        return delay_ms if self._crystal is None else self._crystal.wait_ms(delay_ms, now_ms=self._clock.now_ms)
