"""Moments come in order, each device at its own, the same for the same seed."""

from hypothesis import given
from hypothesis import strategies as st

from stoep_simulators.load.schedule import Moment, schedule


@given(devices=st.integers(1, 30), frames=st.integers(1, 5), every_s=st.floats(1, 60), seed=st.integers(0, 2**32))
def test_each_device_has_each_frame_once_in_order_at_its_own_moment_of_the_interval(
    devices: int, frames: int, every_s: float, seed: int
) -> None:
    moments = list(schedule(devices, every_s=every_s, frames=frames, seed=seed))
    assert {(moment.device, moment.frame) for moment in moments} == {
        (device, frame) for device in range(devices) for frame in range(frames)
    }
    assert len(moments) == devices * frames
    times_s = [moment.at_s for moment in moments]
    assert times_s == sorted(times_s)
    first = {moment.device: moment.at_s for moment in moments if moment.frame == 0}
    assert all(0 <= at_s < every_s for at_s in first.values())
    assert all(moment.at_s == first[moment.device] + moment.frame * every_s for moment in moments)


def _told(devices: int, *, seed: int) -> list[Moment]:
    return list(schedule(devices, every_s=6, frames=2, seed=seed))


def test_the_seed_decides_the_moments() -> None:
    assert _told(20, seed=1) == _told(20, seed=1) != _told(20, seed=2)


def test_a_larger_fleet_has_the_moments_of_a_smaller_one() -> None:
    assert set(_told(5, seed=1)) < set(_told(20, seed=1))


def test_devices_spread_over_the_interval() -> None:
    firsts_s = [moment.at_s for moment in schedule(1_000, every_s=60, frames=1, seed=7)]
    assert all(70 <= sum(low <= at_s < low + 6 for at_s in firsts_s) <= 130 for low in range(0, 60, 6))
