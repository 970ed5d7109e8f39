"""The week of a young place: known weeks while there is little, its own as it proves to be different."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.slots import SlotGrid
from stoep_gateway.crowd.forecast.weekly import MOST_WEEKS, WEEK_H, hour_of_week, hourly_weeks, weekly

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY_S = int(datetime(2026, 5, 4, tzinfo=ZONE).astimezone(UTC).timestamp())
HOURS = np.arange(WEEK_H)
BUMPS = np.stack([np.exp(-(((HOURS % 24 - peak) / 3.0) ** 2)) + 0.05 for peak in (9, 13, 18)])
KNOWN = (BUMPS / BUMPS.mean(axis=1, keepdims=True)).astype(np.float32)


def grid_of(*, hours: int, slot_s: int = 3_600) -> SlotGrid:
    return SlotGrid(slot_s, ZONE, MONDAY_S // slot_s, hours * 3_600 // slot_s)


def weeks_of(week: NDArray[np.float32], *, days: int) -> NDArray[np.float32]:
    counts = np.tile(week, 8)[: days * 24, None].astype(np.float32)
    return hourly_weeks(counts, grid=grid_of(hours=days * 24))


def test_hours_are_those_of_the_local_week() -> None:
    grid = grid_of(hours=200)
    assert hour_of_week(grid, index=np.arange(200)).tolist() == [hour % WEEK_H for hour in range(200)]


def test_a_mixture_of_known_weeks_is_found_again_from_two_weeks() -> None:
    true = 300 * KNOWN[0] + 100 * KNOWN[2]
    found = weekly(weeks_of(true, days=14), known_weeks=KNOWN)
    assert found.people[0] == pytest.approx(true, rel=0.15, abs=5)
    assert found.days[0] == 14


def test_a_day_tells_the_level_of_a_week() -> None:
    true = 200 * KNOWN.mean(axis=0)
    found = weekly(weeks_of(true, days=1), known_weeks=KNOWN)
    assert found.people[0].mean() == pytest.approx(true.mean(), rel=0.1)


def test_what_differs_from_every_known_week_is_believed_more_with_more_weeks() -> None:
    strange = 200 * KNOWN[1] * np.where(HOURS == 37, 4, 1)  # one hour of the week, every week
    missed = [
        200 * KNOWN[1][37] * 4 - weekly(weeks_of(strange, days=7 * weeks), known_weeks=KNOWN).people[0, 37]
        for weeks in (1, 2, 4)
    ]
    assert missed[0] > missed[1] > missed[2]


def test_a_place_that_was_never_counted_has_no_week() -> None:
    counts = np.full((14 * 24, 2), np.nan, dtype=np.float32)
    counts[:, 0] = 30
    found = weekly(hourly_weeks(counts, grid=grid_of(hours=14 * 24)), known_weeks=KNOWN)
    assert np.isnan(found.people[1]).all()
    assert not np.isnan(found.people[0]).any()


def test_quarters_of_an_hour_add_up_to_about_the_hour() -> None:
    found = weekly(weeks_of(400 * KNOWN[1], days=28), known_weeks=KNOWN)
    quarters = found.at(grid_of(hours=WEEK_H, slot_s=900), index=np.arange(4 * WEEK_H))[:, 0]
    assert quarters.reshape(-1, 4).sum(axis=1) == pytest.approx(found.people[0], rel=0.1, abs=8)


def test_weeks_older_than_the_newest_are_left_out() -> None:
    days = 7 * (MOST_WEEKS + 3)
    counts = np.ones((days * 24, 1), dtype=np.float32)
    counts[: 3 * WEEK_H] = 900
    assert np.nanmax(hourly_weeks(counts, grid=grid_of(hours=days * 24))) == 1
