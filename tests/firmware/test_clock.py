"""When rows are due, before and after the time is known, and when it is set."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_firmware.clock import Clock
from stoep_firmware.rtc import RtcRecord


def clock(*, last_row_s: int = 0) -> tuple[Clock, RtcRecord]:
    rtc = RtcRecord(b"", write=lambda _: None)
    rtc.last_row_s = last_row_s
    return Clock(rtc), rtc


def test_before_the_time_is_known_rows_lie_on_multiples_of_uptime() -> None:
    device, _ = clock()
    assert not device.is_known
    assert device.next_row_s(60, uptime_s=61) == 120


def test_after_it_is_known_they_lie_on_multiples_of_the_time() -> None:
    device, _ = clock()
    assert device.learn(200_000_030, uptime_s=45)
    assert device.now_s(uptime_s=50) == 200_000_035
    assert device.next_row_s(60, uptime_s=50) % 60 == 0


def test_learning_the_time_makes_no_row_of_what_passed_before_power_on() -> None:
    device, _ = clock()
    device.learn(200_000_045, uptime_s=3)  # 200,000,040 is a whole minute, two seconds before power-on
    assert 200_000_040 % 60 == 0
    assert device.moment_s(60, uptime_s=3) is None


@pytest.mark.parametrize(("heard_s", "offset_s"), [(101, 100), (99, 100), (102, 102), (98, 98)])
def test_a_second_of_difference_is_none(heard_s: int, offset_s: int) -> None:
    device, rtc = clock()
    device.learn(100, uptime_s=0)
    assert not device.learn(heard_s, uptime_s=0)
    assert rtc.offset_s == offset_s


def test_a_moment_that_passed_wants_one_row() -> None:
    device, rtc = clock(last_row_s=60)
    assert device.moment_s(60, uptime_s=119) is None
    assert device.moment_s(60, uptime_s=200) == 180
    rtc.last_row_s = 180
    assert device.moment_s(60, uptime_s=200) is None


def test_a_clock_set_back_a_little_makes_no_second_row_for_a_moment() -> None:
    device, rtc = clock()
    device.learn(1_000, uptime_s=0)
    rtc.last_row_s = 1_020
    device.learn(1_010, uptime_s=15)
    assert device.moment_s(60, uptime_s=15) is None
    assert device.next_row_s(60, uptime_s=15) == 1_080


def test_a_clock_set_back_a_year_starts_again_at_once() -> None:
    device, rtc = clock()
    device.learn(200_000_000, uptime_s=0)
    rtc.last_row_s = 200_000_000
    device.learn(170_000_000, uptime_s=10)
    assert device.moment_s(60, uptime_s=10) is not None
    assert device.next_row_s(60, uptime_s=10) <= 170_000_060


@pytest.mark.parametrize("time_s", [2**30 - 1, 5])
def test_a_time_that_cannot_be_is_not_taken(time_s: int) -> None:
    device, _ = clock()
    assert not device.learn(time_s, uptime_s=10)
    assert not device.is_known


@given(
    sample_s=st.integers(1, 86_400),
    uptime_s=st.integers(0, 2**26),
    offset_s=st.integers(0, 2**29),
    last_row_s=st.integers(0, 2**29),
)
def test_the_next_row_is_always_ahead_and_never_further_than_three_rows(
    sample_s: int, uptime_s: int, offset_s: int, last_row_s: int
) -> None:
    device, rtc = clock()
    device.learn(uptime_s + offset_s, uptime_s=uptime_s)
    rtc.last_row_s = last_row_s
    now_s = device.now_s(uptime_s=uptime_s)
    due_s = device.next_row_s(sample_s, uptime_s=uptime_s)
    assert due_s % sample_s == 0
    assert now_s < due_s <= now_s + 4 * sample_s
