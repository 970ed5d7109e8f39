"""Windows on a fixed grid: nothing enters twice, nothing disappears."""

from dataclasses import replace
from secrets import randbelow

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.anonymise.quantities import HARMLESS, SENSITIVE, UNCLASSED, Classes
from stoep_gateway.anonymise.release import release
from stoep_gateway.anonymise.windows import ClosedWindow, Closing, Windows
from stoep_protocol.profiles import BUILT_IN, Profile, by_name
from support.policies import PLAIN, plain

PROFILE = 4
# (seconds since the row before, value); gaps of hours now and then, as after an outage
STEPS = st.lists(st.tuples(st.one_of(st.integers(0, 200), st.integers(0, 20_000)), st.integers(0, 50)), max_size=60)


def run(steps: list[tuple[int, int]], *, window_s: int) -> tuple[list[ClosedWindow], int, int, Windows]:
    """(closed windows, windows skipped, sum of the values that entered, the windows) of rows with these steps."""
    windows = Windows(plain(window_s))
    closed: list[ClosedWindow] = []
    skipped = entered = 0
    end_s = 1_000_000

    def note(closing: Closing) -> None:
        nonlocal skipped
        skipped += closing.skipped
        if closing.window is not None:
            closed.append(closing.window)

    for step_s, value in steps:
        start_s, end_s = end_s + max(0, step_s - 60), end_s + step_s
        note(windows.pass_start(start_s, quantities=1))
        if windows.accepts(start_s=start_s, end_s=end_s):
            windows.enter(PROFILE, start_s=start_s, end_s=end_s, cell=None, values=(value,))
            entered += value
        note(windows.pass_end(end_s, quantities=1))
    note(windows.close())
    return closed, skipped, entered, windows


@given(steps=STEPS, window_s=st.sampled_from([300, 900, 3600]))
def test_what_entered_is_what_the_closed_windows_hold(steps: list[tuple[int, int]], window_s: int) -> None:
    closed, _, entered, _ = run(steps, window_s=window_s)
    assert sum(value or 0 for window in closed for _, value in window.sums) == entered


@given(steps=STEPS, window_s=st.sampled_from([300, 900, 3600]), k=st.integers(0, 100))
def test_released_and_hidden_together_are_what_entered(steps: list[tuple[int, int]], window_s: int, k: int) -> None:
    closed, _, _, _ = run(steps, window_s=window_s)
    for window in closed:
        outcome = release(window, policy=replace(PLAIN, k=k), randbelow=randbelow)
        assert len(outcome.values) + outcome.suppressed + outcome.no_data == len(window.sums)
        assert all(value >= k for _, value in outcome.values)


@given(steps=STEPS, window_s=st.sampled_from([300, 900, 3600]))
def test_a_window_closes_once_on_the_grid_in_order_of_time(steps: list[tuple[int, int]], window_s: int) -> None:
    closed, _, _, _ = run(steps, window_s=window_s)
    starts = [window.start_s for window in closed]
    assert starts == sorted(set(starts))
    assert all(start_s % window_s == 0 for start_s in starts)


@given(steps=STEPS, window_s=st.sampled_from([300, 900, 3600]))
def test_every_window_from_the_first_row_on_is_closed_or_skipped(steps: list[tuple[int, int]], window_s: int) -> None:
    closed, skipped, _, windows = run(steps, window_s=window_s)
    first_s = 1_000_000 + max(0, steps[0][0] - 60) if steps else 0
    covered_s = windows.closed_until_s - first_s // window_s * window_s
    assert covered_s == (len(closed) + skipped) * window_s


def test_a_window_that_is_printed_does_not_tell_its_sums() -> None:
    window = ClosedWindow(start_s=900, window_s=900, cell=None, covered_s=900, sums=(((4, 0), 4711),))
    assert "4711" not in repr(window)


def test_a_sum_below_k_is_not_in_the_release() -> None:
    window = ClosedWindow(start_s=900, window_s=900, cell=None, covered_s=900, sums=(((4, 0), 9), ((4, 1), 10)))
    assert release(window, policy=PLAIN, randbelow=randbelow).values == (((4, 1), 10),)


@pytest.mark.parametrize("profile", BUILT_IN.values(), ids=lambda profile: profile.name)
def test_every_built_in_profile_is_classed_as_its_frames_are_padded(profile: Profile) -> None:
    assert Classes().kind_of(profile) == (SENSITIVE if profile.is_people else HARMLESS)


def test_a_quantity_in_neither_table_is_unclassed() -> None:
    assert Classes(harmless=frozenset({"co2"})).kind_of(by_name("soil")) == UNCLASSED


def test_one_sensitive_quantity_makes_its_profile_sensitive() -> None:
    assert Classes(harmless=frozenset({"in"}), sensitive=frozenset({"out"})).kind_of(by_name("people")) == SENSITIVE


def test_a_sensitive_quantity_that_does_not_sum_waits_until_there_is_a_way_to_release_it() -> None:
    assert Classes(sensitive=frozenset({"co2"})).kind_of(by_name("air")) == UNCLASSED


def barred(*ranges: tuple[int, int], window_s: int = 900, closed_until_s: int = 9000) -> Windows:
    """Windows that stand at 9000, with ranges of the time ahead that a wrong clock closed."""
    return Windows(plain(window_s), watermark_s=closed_until_s, closed_until_s=closed_until_s, barred=ranges)


@pytest.mark.parametrize("start_s", [18_000, 18_840, 18_900, 19_740])
def test_a_row_of_a_barred_window_enters_nothing(start_s: int) -> None:
    assert not barred((18_000, 19_800)).accepts(start_s=start_s, end_s=start_s + 60)


@pytest.mark.parametrize("start_s", [17_100, 17_940, 19_800, 20_640])
def test_rows_right_before_and_right_after_a_barred_range_enter(start_s: int) -> None:
    assert barred((18_000, 19_800)).accepts(start_s=start_s, end_s=start_s + 60)


def test_a_longer_window_that_reaches_into_a_barred_range_takes_no_row_at_all() -> None:
    windows = barred((18_000, 18_900), window_s=3600)
    assert not windows.accepts(start_s=20_000, end_s=20_060)
    assert windows.accepts(start_s=21_600, end_s=21_660)


def test_each_of_several_barred_ranges_counts() -> None:
    windows = barred((18_000, 18_900), (27_000, 27_900))
    is_taken = [windows.accepts(start_s=start_s, end_s=start_s + 60) for start_s in (18_000, 18_900, 27_000, 27_900)]
    assert is_taken == [False, True, False, True]


def test_barred_windows_are_not_counted_again_when_their_time_passes() -> None:
    assert barred((18_000, 19_800)).pass_start(27_000, quantities=2).skipped == 2 * (20 - 2)


def test_of_a_barred_range_only_what_has_passed_is_left_out() -> None:
    windows = barred((18_000, 19_800))
    assert windows.pass_start(18_900, quantities=1).skipped == 10
    assert windows.pass_start(27_000, quantities=1).skipped == 8


def test_windows_that_were_barred_twice_are_left_out_once() -> None:
    windows = barred((18_000, 20_700), (17_100, 19_800), (18_900, 19_800))
    assert windows.pass_start(27_000, quantities=1).skipped == 20 - 4


def test_windows_between_an_open_one_and_a_barred_range_are_counted() -> None:
    windows = barred((10_800, 12_600))
    windows.enter(PROFILE, start_s=9000, end_s=9060, cell=None, values=(7,))
    closing = windows.pass_start(13_500, quantities=1)
    assert closing.window is not None
    assert (closing.window.start_s, closing.skipped) == (9000, 2)


@given(
    ranges=st.lists(st.tuples(st.integers(10, 60), st.integers(1, 20)), max_size=6),
    steps=st.lists(st.integers(1, 30), max_size=10),
)
def test_however_time_passes_each_window_that_is_not_barred_is_counted_once(
    ranges: list[tuple[int, int]], steps: list[int]
) -> None:
    closed = {at for first, count in ranges for at in range(first, first + count)}
    windows = barred(*((900 * first, 900 * (first + count)) for first, count in ranges))
    skipped, at = 0, 10
    for step in steps:
        at += step
        skipped += windows.pass_start(900 * at, quantities=1).skipped
    assert skipped == len(set(range(10, at)) - closed)
