"""Scores against values worked out by hand."""

import math

import numpy as np
import pytest

from stoep_gateway.crowd.score import Warnings, average_precision, coverage, relative_width, wape, warnings

EVERY = np.ones(4, dtype=np.bool_)


def test_the_error_is_the_sum_of_errors_over_the_sum_of_people() -> None:
    counted = np.array([10.0, 20.0, 0.0, 70.0])
    assert wape(np.array([12.0, 15.0, 1.0, 70.0]), counted=counted, scored=EVERY) == pytest.approx(0.08)
    assert wape(counted, counted=counted, scored=counted > 10) == 0


def test_where_nobody_came_there_is_no_error_to_tell() -> None:
    assert math.isnan(wape(np.zeros(4), counted=np.zeros(4), scored=EVERY))


def test_coverage_counts_the_ends_of_an_interval_as_inside() -> None:
    counted = np.array([1.0, 2.0, 3.0, 4.0])
    assert coverage(np.full(4, 2.0), high=np.full(4, 3.0), counted=counted, scored=EVERY) == 0.5
    assert relative_width(np.full(4, 2.0), high=np.full(4, 3.0), counted=counted, scored=EVERY) == pytest.approx(0.4)


def test_average_precision_goes_down_the_chances() -> None:
    came = np.array([True, False, True, False])
    assert average_precision(np.array([0.9, 0.8, 0.7, 0.1]), came=came) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision(np.full(4, 0.5), came=came) == 0.5  # equal chances are one step, in any order


def warned(chance: list[float], above: list[bool]) -> Warnings:
    given, passed = np.array(chance)[:, None], np.array(above)[:, None]
    known = np.ones_like(passed)
    return warnings(given, above=passed, known=known, per_hour=1, within_h=2, threshold=0.5)


def test_a_crossing_is_caught_by_a_warning_in_the_hours_before_it() -> None:
    found = warned([0.1, 0.6, 0.1, 0.0, 0.0, 0.0], [False, False, False, True, False, False])
    assert (found.crossings, found.chosen.crossings_caught, found.chosen.lead_h) == (1, 1.0, 2.0)
    assert found.chosen.precision == 1.0


def test_a_warning_at_or_after_the_crossing_catches_nothing() -> None:
    found = warned([0.1, 0.1, 0.1, 0.9, 0.9, 0.0], [False, False, False, True, False, False])
    assert found.chosen.crossings_caught == 0.0
    assert found.chosen.recall == 0.0


def test_nothing_is_asked_while_it_is_above_or_the_end_is_near() -> None:
    found = warned([0.9, 0.9, 0.9, 0.9], [True, True, True, True])
    assert math.isnan(found.chosen.precision)
    assert found.reliability == ()


def test_the_gap_is_the_mean_over_bins_that_hold_something() -> None:
    above = [False, True, False, False, False, False, False]
    found = warned([0.95, 0.0, 0.25, 0.05, 0.05, 0.0, 0.0], above)
    assert found.reliability_gap == pytest.approx((0.05 + 0.25 + (0.05 + 0.05) / 2) / 3, abs=0.01)
