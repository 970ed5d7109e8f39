"""What the virtual chip's modules share: the wiring, the time, and the lines to and from the host."""

import select

import utime

from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_simulators.sim_clock import LIVE, SimClock
from stoep_simulators.tape_player import NEVER, open_tape
from stoep_simulators.wiring import Wiring

if TYPE_CHECKING:
    from typing import Any

_LOOK_MS = const(20)  # so often a waiting board hears of buttons and of time


class Power:
    """One boot. plan: see host.py. orders, reports: from and to the host."""

    def __init__(self, plan: "dict[str, Any]", *, orders: "Any", reports: "Any") -> None:
        self.cause: int = plan["cause"]
        self.board_id = bytes(plan["board_id"])
        self.pins: "dict[str, int]" = plan["pins"]
        self.on_ms: int = plan["on_ms"]  # when the supply came, in wire milliseconds
        self.ahead_ms = 0  # how far the board's time has been put forward in this boot
        self.clock = SimClock(plan["now_ms"])
        self.tape = open_tape(plan["tape"])
        self.wiring = Wiring(plan["sensors"], clock=self.clock, tape=self.tape, seed=plan["seed"])
        self.wiring.hold_up(self.pins)
        self.wiring.i2c_on(scl=self.pins["scl"], sda=self.pins["sda"])
        self.rtc = open(plan["rtc"], "r+b")
        self._orders = orders
        self._reports = reports
        self._poll = select.poll()
        self._poll.register(orders, select.POLLIN)

    def begin(self) -> None:
        """Let time pass; `now` must be set."""
        self.clock.run(LIVE, until_ms=NEVER)

    def report(self, word: str, number: int = 0) -> None:
        """The host hears a word and a number."""
        self._reports.write(word + " " + str(number) + "\n")

    def look(self) -> None:
        """Do what the host ordered, and let happen what is due."""
        while self._poll.poll(0):
            line = self._orders.readline()
            if not line:
                self._poll.unregister(self._orders)  # the host is gone, and soon so are we
                break
            word, number, value = line.split()
            if word == "ahead":
                self.ahead_ms += int(value)
            elif word == "pin":
                self.wiring.pin(int(number)).drive(int(value))
        self.clock.follow_real_time()

    def sleep_ms(self, delay_ms: int) -> None:
        """Wait; buttons and sensors go on."""
        until_ms = self.ticks_ms() + delay_ms
        while True:
            self.look()
            left_ms = until_ms - self.ticks_ms()
            if left_ms <= 0:
                return
            utime.sleep_ms(self.idle_ms(left_ms))

    def idle_ms(self, limit_ms: int) -> int:
        """How long it may wait before it looks again: 1 to limit_ms."""
        limit_ms = min(limit_ms, _LOOK_MS)
        return max(self.clock.next_event_ms(self.clock.now_ms + limit_ms) - self.clock.now_ms, 1)

    def ticks_ms(self) -> int:
        """The VM's, put forward."""
        return int(utime.ticks_ms()) + self.ahead_ms


now: "Any" = None  # the Power of this boot, before anything else of the chip is imported
