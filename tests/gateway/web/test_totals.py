"""Totals of released windows: what is in them, what never is, and how exact they are said to be."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.grid import HOUR_S
from stoep_gateway.records import Provenance
from stoep_gateway.web.exact import count_words, margin, within_words
from stoep_gateway.web.figures import people_figure
from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Point
from stoep_gateway.web.speech import Speaker, zone
from stoep_gateway.web.totals import by_day, by_hour, total
from stoep_gateway.web.windows import Slot, Verdict
from support.street_archive import NOW_S, StreetArchive, accounts

NOISY = Provenance(epsilon="1", contribution=2, k=10, rounding=1, covered_s=900)
SILENT = replace(NOISY, epsilon="")
DUTCH = Speaker(language="nl", now_s=NOW_S, zone=zone())


def slot(number: int, value: int | None, verdict: Verdict = Verdict.BELOW, *, window_s: int = 900) -> Slot:
    start_s = number * window_s
    if value is None:
        return Slot(start_s, start_s + window_s, verdict, None)
    return Slot(start_s, start_s + window_s, Verdict.RELEASED, value, NOISY)


def test_a_total_is_of_shown_windows_and_tells_of_how_many_of_those_that_are_closed() -> None:
    found = total([slot(0, 12), slot(1, None), slot(2, 30), slot(3, None, Verdict.GAP), slot(4, None, Verdict.OPEN)])
    assert (found.value, found.shown, found.windows, found.made) == (42, 2, 4, (NOISY, NOISY))


def test_a_total_of_hidden_windows_only_has_no_number_also_not_zero() -> None:
    found = total([slot(0, None), slot(1, None)])
    assert (found.value, found.shown, found.windows) == (None, 0, 2)


@given(st.lists(st.one_of(st.none(), st.integers(10, 500)), min_size=1, max_size=40))
def test_nothing_is_left_when_the_shown_windows_are_taken_from_their_total(values: list[int | None]) -> None:
    found = total([slot(number, value) for number, value in enumerate(values)])
    assert (found.value or 0) - sum(value for value in values if value is not None) == 0


def test_a_day_that_began_before_the_first_window_has_no_total() -> None:
    slots = [slot(number, 10, window_s=HOUR_S) for number in range(20, 60)]
    days = by_day(slots, day_of=lambda time_s: str(time_s // 86_400))
    assert [(day[0].start_s // HOUR_S, len(day)) for day in days] == [(24, 24), (48, 12)]


def test_hours_hold_whole_windows_and_a_night_is_in_none() -> None:
    night = Slot(0, 4 * HOUR_S, Verdict.RELEASED, 80)
    hours = by_hour([night, *(slot(number, 10) for number in range(16, 22))])
    assert [(hour[0].start_s // HOUR_S, len(hour)) for hour in hours] == [(4, 4), (5, 2)]
    assert by_hour([slot(number, 10, window_s=HOUR_S) for number in range(3)]) == ()


@pytest.mark.parametrize(
    ("made", "width"),
    [
        ([], None),
        ([None], None),
        ([NOISY, None], None),
        ([SILENT], 0),
        ([SILENT, SILENT], 0),
        ([NOISY], 6),
        ([replace(NOISY, rounding=10)], 11),
        ([NOISY] * 4, 11),
        ([NOISY] * 96, 54),
    ],
)
def test_a_margin_grows_with_the_root_of_the_windows(made: list[Provenance | None], width: int | None) -> None:
    assert margin(made) == width


def test_a_count_tells_how_exact_it_is_if_anybody_knows_that_it_is_not() -> None:
    assert count_words(DUTCH, 40, made=NOISY) == "ongeveer 40"
    assert count_words(replace(DUTCH, language="en"), 40, made=NOISY) == "about 40"
    assert within_words(DUTCH, [NOISY, replace(NOISY, epsilon="0.5")]) == "meestal binnen 12"
    assert within_words(DUTCH, [SILENT, None]) == within_words(DUTCH, []) == ""
    assert count_words(DUTCH, 40, made=SILENT) == count_words(DUTCH, 40, made=None) == "40"


def test_the_totals_of_a_place_can_be_added_up_from_its_table() -> None:
    visit = Visit(archive=StreetArchive(), status=accounts(), speaker=replace(DUTCH, language="en"))
    figure = people_figure(visit, "strand-1")
    shown = {(row.day, row.when): row.cells for row in figure.rows}
    [today, hour] = [row for row in figure.totals if row.when in ("so far", "14:00 – 15:00")][:2]
    quarters = [shown[hour.day, f"{start} – {end}"] for start, end in (("14:00", "14:15"), ("14:15", "14:30"))]
    quarters += [shown[hour.day, f"{start} – {end}"] for start, end in (("14:30", "14:45"), ("14:45", "15:00"))]
    assert hour.cells == tuple(f"{sum(int(cells[way]) for cells in quarters)} ± 11 (4 of 4)" for way in (0, 1))
    assert today.day == hour.day
    assert [row.when for row in figure.totals].count("whole day") == 1
    assert figure.latest == "Between 15:30 and 15:45: in about 167, out about 185, mostly within 6."
    assert "±" in figure.totals_words


def test_without_noise_a_place_reads_as_exact_as_it_is() -> None:
    plain = tuple(replace(policy, epsilon=None) for policy in accounts().policies)
    visit = Visit(archive=Exact(), status=replace(accounts(), policies=plain), speaker=replace(DUTCH, language="en"))
    figure = people_figure(visit, "strand-1")
    assert figure.latest == "Between 15:30 and 15:45: in 167, out 185."
    assert not [cell for row in figure.totals for cell in row.cells if "±" in cell]
    assert "±" not in figure.totals_words
    assert figure.shut == "fewer than 10"


class Exact(StreetArchive):
    """The street by a threshold alone."""

    def series(self, device: str, *, quantity: str, start_s: int, end_s: int) -> tuple[Point, ...]:
        points = super().series(device, quantity=quantity, start_s=start_s, end_s=end_s)
        return tuple(replace(point, made=point.made and replace(point.made, epsilon="")) for point in points)
