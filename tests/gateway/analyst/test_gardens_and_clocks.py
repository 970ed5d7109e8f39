"""Garden rounds after a clock that was ahead: what it made is put right, and what comes is seen."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from stoep_gateway.garden.records import OWN, Day
from support.garden_town import DAY_S, HOUR_S, NOW_S, GardenTown, garden_town

TODAY = date(2026, 7, 15)
FIRST, LAST = date(2000, 1, 1), date(2200, 1, 1)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[GardenTown]:
    with garden_town(tmp_path) as town:
        yield town


def next_day(town: GardenTown, names: list[str]) -> None:
    town.now_s += DAY_S
    for name in names:
        town.soil(name, days=1)


def days_with_figures(town: GardenTown) -> list[date]:
    return [figure.date for figure in town.almanac.figures(FIRST, LAST)]


@pytest.mark.parametrize("ahead_days", [5, 3 * 365])
def test_a_clock_that_was_ahead_costs_no_figure_of_the_days_that_come(town: GardenTown, ahead_days: int) -> None:
    names = town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        town.now_s += ahead_days * DAY_S
        town.settle(rounds)
        town.now_s -= ahead_days * DAY_S
        town.settle(rounds)
        assert max(days_with_figures(town)) < TODAY
        for _ in range(3):
            next_day(town, names)
            town.settle(rounds)
        assert days_with_figures(town)[-3:] == [TODAY + timedelta(days=late) for late in range(3)]
        assert len(town.almanac.blocks()) == 1


def test_a_garden_that_waits_since_a_day_to_come_counts_with_the_next_ones(town: GardenTown) -> None:
    names = town.gardens(3)
    with town.rounds(k=3) as rounds:
        town.now_s += 30 * DAY_S
        town.settle(rounds)
        town.now_s -= 30 * DAY_S
        town.add("tuin-x")
        town.soil("tuin-x", days=3)
        town.set_up("tuin-x")
        town.consent("tuin-x")
        town.settle(rounds)
        (block,) = town.almanac.blocks()
    assert (block.gardens, block.since) == (len(names) + 1, TODAY)


def yesterday(town: GardenTown, garden: str) -> Day:
    findings = town.almanac.garden(garden)
    assert findings is not None
    return findings.days[-2]


def test_a_row_of_a_day_to_come_hides_no_rain_and_no_reading(town: GardenTown) -> None:
    town.add("tuin-1")
    town.add("tuin-1-regen", garden="tuin-1", profile="weather")
    ahead_s = NOW_S + 300 * DAY_S
    town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_500, times_s=[ahead_s])
    town.measure("tuin-1-regen", quantity="rain_tips", values=lambda _: 99, times_s=[ahead_s])
    town.soil("tuin-1", days=3)
    with town.rounds() as rounds:
        town.settle(rounds)
        town.now_s += DAY_S
        rain_s = range(NOW_S - DAY_S, town.now_s, HOUR_S)
        town.measure("tuin-1-regen", quantity="rain_tips", values=lambda _: 1, times_s=rain_s)
        town.soil("tuin-1", days=1)
        town.settle(rounds)
        assert (yesterday(town, "tuin-1").rain_mm, yesterday(town, "tuin-1").rain_from) == (6.0, OWN)
        town.now_s += HOUR_S
        town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_777, times_s=[town.now_s - 1])
        town.settle(rounds)
    findings = town.almanac.garden("tuin-1")
    assert findings is not None
    assert findings.reading == 1_777
