"""Which clock is good enough to set devices by."""

import time

from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.trusted_clock import is_trusted, kernel_clock_is_synchronised, wire_time_s


def test_the_system_clock_is_trusted_when_the_operator_says_so() -> None:
    before_s = int(time.time()) - WIRE_EPOCH_S
    now_s = wire_time_s("system")
    assert now_s is not None
    assert before_s <= now_s <= time.time() - WIRE_EPOCH_S


def test_ntp_trusts_what_the_kernel_says() -> None:
    assert is_trusted("ntp") == kernel_clock_is_synchronised()
