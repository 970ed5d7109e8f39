"""`time` of the virtual board: as an ESP32 has it whose clock nobody has set, counting from power-on."""

import utime
from utime import *  # noqa: F403

from stoep_simulators.virtual_board import power

_2000_S = 946_684_800  # the port's epoch is 2000; what this VM makes dates of is 1970


def time():
    """Seconds since power-on, through deep sleep and resets; since 2000 once somebody has set the clock."""
    import machine

    power.now.look()
    return (power.now.clock.now_ms - power.now.on_ms) // 1000 + machine.seconds_ahead()


def time_ns():
    """The same in nanoseconds."""
    return time() * 1_000_000_000


def ticks_ms():
    """Goes on through nothing: each boot begins somewhere."""
    return power.now.ticks_ms()


def sleep_ms(delay_ms):
    """Interrupts come meanwhile."""
    power.now.sleep_ms(delay_ms)


def sleep(delay_s):
    """The same in seconds."""
    power.now.sleep_ms(int(delay_s * 1000))


def gmtime(seconds=None):
    """Of the port's epoch."""
    return utime.gmtime((time() if seconds is None else seconds) + _2000_S)


localtime = gmtime


def mktime(when):
    """Of the port's epoch."""
    return utime.mktime(when) - _2000_S
