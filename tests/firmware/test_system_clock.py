"""The system clock goes forward, uptime does not jump, and a reset between any two steps changes nothing."""

import pytest

from stoep_firmware.system_clock import SystemClock

WIRE_EPOCH_S = 631_152_000  # in seconds since 2000
DAY_S = 86_400


class Cut(BaseException):
    """The board was reset."""


class Chip:
    """RTC memory and clock of an ESP32; it is reset before step `cut_at`, counted over writes and settings."""

    def __init__(self) -> None:
        self.memory = b""
        self.now_s = 0
        self.cut_at = -1

    def boot(self) -> SystemClock:
        return SystemClock(self.memory, write=self._write, now_s=lambda: self.now_s, set_s=self._set)

    def _step(self) -> None:
        if self.cut_at == 0:
            self.cut_at = -1
            raise Cut
        self.cut_at -= 1

    def _write(self, memory: bytes) -> None:
        self._step()
        self.memory = memory

    def _set(self, now_s: int) -> None:
        self._step()
        self.now_s = now_s


def test_a_clock_that_nobody_has_set_is_uptime() -> None:
    chip = Chip()
    clock = chip.boot()
    clock.keep(b"record")
    chip.now_s += 7
    assert clock.uptime_s() == 7
    assert (chip.boot().uptime_s(), chip.boot().record) == (7, b"record")


@pytest.mark.parametrize("cut_at", range(4))
def test_a_reset_between_any_two_steps_keeps_uptime_record_and_clock(cut_at: int) -> None:
    for told_s in (200_000_000, 200_000_000 + 90 * DAY_S):
        chip = Chip()
        chip.boot().keep(b"record")
        chip.now_s += 100
        for target_s in (200_000_000, told_s):
            clock = chip.boot()
            uptime_s = clock.uptime_s()
            chip.cut_at = cut_at
            try:
                clock.at_least(target_s)
            except Cut:
                chip.now_s += 2
                uptime_s += 2
                clock = chip.boot()
            assert (clock.uptime_s(), clock.record) == (uptime_s, b"record")
            chip.cut_at = -1
            clock.at_least(target_s)
            assert chip.now_s >= WIRE_EPOCH_S + target_s
            assert chip.boot().uptime_s() == clock.uptime_s() == uptime_s


def test_it_never_goes_back() -> None:
    chip = Chip()
    chip.boot().at_least(200_000_000)
    before_s = chip.now_s
    chip.boot().at_least(100_000_000)
    assert chip.now_s == before_s


def test_a_little_behind_is_an_hour_so_that_a_reset_in_the_middle_is_seen() -> None:
    chip = Chip()
    chip.boot().at_least(200_000_000)
    chip.boot().at_least(200_000_001)
    assert chip.now_s == WIRE_EPOCH_S + 200_000_000 + 3_600
    assert chip.boot().uptime_s() == 0


@pytest.mark.parametrize("memory", [b"", b"x" * 5, b"record" + bytes(15) + b"\x01"])
def test_a_lost_base_begins_uptime_anew(memory: bytes) -> None:
    chip = Chip()
    chip.now_s = WIRE_EPOCH_S + 5
    chip.memory = memory
    assert chip.boot().uptime_s() == 0
