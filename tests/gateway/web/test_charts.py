"""Windows on their grid, buckets, axes and the geometry of the charts."""

import re

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.web.axis import axis
from stoep_gateway.web.buckets import split
from stoep_gateway.web.ports import Closed, Point, Policy
from stoep_gateway.web.speech import Speaker, zone
from stoep_gateway.web.svg import HEIGHT, Mirror, line, mirror, nice_ceiling
from stoep_gateway.web.windows import Slot, Verdict, lay, stretches
from support.street_archive import NOW_S

HOUR = 3600
HOURLY = Policy(k=10, window_s=HOUR).window_of
NIGHTLY = Policy(k=10, window_s=HOUR, night_h=4).window_of
RELEASED, BELOW, GAP, OPEN = Verdict.RELEASED, Verdict.BELOW, Verdict.GAP, Verdict.OPEN


def laid(values: dict[int, int], *, closed: Closed | None, hours: int = 6) -> tuple[Slot, ...]:
    points = tuple(Point(hour * HOUR, count, HOUR) for hour, count in values.items())
    return lay(points, closed=closed, grid=HOURLY, start_s=0, end_s=hours * HOUR)


def bars(up: tuple[Slot, ...], down: tuple[Slot, ...], *, hours: int) -> Mirror:
    return mirror(up, down, start_s=0, end_s=hours * HOUR, unit_s=HOUR, marks=())


def verdicts(slots: tuple[Slot, ...]) -> list[Verdict]:
    return [slot.verdict for slot in slots]


def test_a_closed_window_without_a_value_stayed_below_k_when_nothing_else_hides_windows() -> None:
    slots = laid({2: 30}, closed=Closed(from_s=HOUR, until_s=4 * HOUR, all_below=True))
    assert verdicts(slots) == [OPEN, BELOW, RELEASED, BELOW, OPEN, OPEN]


def test_a_closed_window_is_only_called_not_shown_when_there_may_be_another_reason() -> None:
    slots = laid({2: 30}, closed=Closed(from_s=HOUR, until_s=4 * HOUR, all_below=False))
    assert verdicts(slots) == [OPEN, GAP, RELEASED, GAP, OPEN, OPEN]


def test_without_word_of_the_gateway_only_windows_between_two_values_are_known_to_be_closed() -> None:
    assert verdicts(laid({1: 30, 4: 12}, closed=None)) == [OPEN, RELEASED, GAP, GAP, RELEASED, OPEN]


def test_values_of_windows_of_another_length_are_left_out() -> None:
    slots = lay((Point(0, 50, 900),), closed=None, grid=HOURLY, start_s=0, end_s=2 * HOUR)
    assert verdicts(slots) == [OPEN, OPEN]


def test_windows_that_read_alike_become_one_line_newest_first() -> None:
    closed = Closed(from_s=0, until_s=6 * HOUR, all_below=True)
    came, left = laid({0: 20, 1: 30}, closed=closed), laid({0: 20}, closed=closed)
    lines = stretches((came, left))
    assert [(found.start_s // HOUR, found.end_s // HOUR) for found in lines] == [(2, 6), (1, 2), (0, 1)]


def test_open_windows_are_in_no_table() -> None:
    slots = laid({}, closed=None)
    assert stretches((slots, slots)) == ()


def test_bars_go_up_and_down_from_the_middle_and_hidden_windows_are_dots() -> None:
    closed = Closed(from_s=0, until_s=3 * HOUR, all_below=True)
    chart = bars(laid({0: 50}, closed=closed, hours=4), laid({0: 25, 1: 10}, closed=closed, hours=4), hours=4)
    assert (chart.width, chart.ceiling) == (4, 50)
    assert (chart.up, chart.down, chart.shut) == ("M0 80v-80", "M0 80v40M1 80v16", "M2 80h0")


def test_the_night_is_one_window_as_wide_as_it_is_long_and_as_high_as_its_people_spread_over_it() -> None:
    points = (Point(0, 80, 4 * HOUR), Point(4 * HOUR, 10, HOUR))
    slots = lay(points, closed=None, grid=NIGHTLY, start_s=0, end_s=6 * HOUR)
    assert [(slot.start_s // HOUR, slot.end_s // HOUR, slot.value) for slot in slots] == [
        (0, 4, 80),
        (4, 5, 10),
        (5, 6, None),
    ]
    chart = bars(slots, slots, hours=6)
    assert (chart.ceiling, chart.up) == (20, "M0 80v-80h3v80zM4 80v-40")


def test_a_hidden_night_has_one_dot_in_its_middle() -> None:
    closed = Closed(from_s=0, until_s=5 * HOUR, all_below=True)
    slots = lay((), closed=closed, grid=NIGHTLY, start_s=0, end_s=6 * HOUR)
    assert bars(slots, slots, hours=6).shut == "M1.5 80h0M4 80h0"


def test_a_window_that_began_before_the_first_moment_is_left_out() -> None:
    slots = lay((), closed=None, grid=NIGHTLY, start_s=HOUR, end_s=6 * HOUR)
    assert [slot.start_s // HOUR for slot in slots] == [4, 5]


def test_a_missing_value_breaks_the_line_and_a_lonely_one_is_a_dot() -> None:
    chart = line([1.0, 3.0, None, 2.0, None], marks=())
    assert chart is not None
    assert chart.path == "M0 152L1 8M3 80h0"
    assert (chart.low, chart.high) == (1.0, 3.0)


def test_nothing_measured_is_no_chart() -> None:
    assert line([None, None], marks=()) is None


@given(st.lists(st.one_of(st.none(), st.floats(min_value=-1e6, max_value=1e6)), min_size=1, max_size=50))
def test_a_line_stays_inside_its_box(values: list[float | None]) -> None:
    chart = line(values, marks=())
    for x, y in re.findall(r"[ML](\d+) (-?\d+)", chart.path if chart else ""):
        assert 0 <= int(x) < len(values)
        assert 0 <= int(y) <= HEIGHT


@given(st.integers(min_value=0, max_value=10**7))
def test_a_ceiling_is_round_and_not_far_above(highest: int) -> None:
    ceiling = nice_ceiling(highest)
    assert ceiling >= highest
    assert ceiling == 10 or ceiling <= 2 * highest
    assert str(ceiling).rstrip("0") in ("1", "2", "3", "5")


def test_buckets_keep_lowest_mean_highest_and_total_and_say_where_nothing_was_measured() -> None:
    first, second = split((Point(0, 1.0), Point(59, 4.0), Point(200, 9.0)), size_s=60, start_s=0, end_s=120)
    assert first is not None
    assert (first.low, first.mean, first.high, first.total) == (1.0, 2.5, 4.0, 5.0)
    assert second is None


def test_the_axis_is_two_days_up_to_the_window_under_way_marked_at_local_midnight_and_noon() -> None:
    reach = axis(Speaker(language="nl", now_s=NOW_S, zone=zone()), step_s=900)
    assert reach.end_s - NOW_S == 600
    assert reach.end_s - reach.start_s == 48 * HOUR
    assert [mark.text for mark in reach.marks] == ["vr", "12:00", "za", "12:00"]
    assert all(0 < mark.percent < 100 for mark in reach.marks)
