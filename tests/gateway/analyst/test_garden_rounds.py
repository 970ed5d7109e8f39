"""Garden rounds: what is new is found, what was said holds at once, what is wrong with one garden stops no other."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from stoep_gateway.almanac.records import COUNTS, NO, WAITS, GardenFindings
from stoep_gateway.crowd.weather import WeatherHour
from stoep_gateway.garden.records import FILE, NEIGHBOUR, NOT_KNOWN, OWN, USUAL
from stoep_gateway.records import Cell
from support.garden_town import CELL, DAY_S, HOUR_S, NOW_S, GardenTown, garden_town

TODAY = date(2026, 7, 15)
MIDNIGHT_S = NOW_S - (14 + 2) * HOUR_S - 20 * 60  # local: two hours before that of UTC
WEEK = [date(2026, 7, day) for day in range(7, 15)]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[GardenTown]:
    with garden_town(tmp_path) as town:
        yield town


def found(town: GardenTown, name: str) -> GardenFindings:
    findings = town.almanac.garden(name)
    assert findings is not None
    return findings


def run(town: GardenTown) -> None:
    with town.rounds() as rounds:
        town.settle(rounds)


def test_a_garden_is_told_of_from_its_first_reading_on(town: GardenTown) -> None:
    town.add("tuin-1")
    with town.rounds() as rounds:
        town.settle(rounds)
        assert town.almanac.garden("tuin-1") is None
        town.soil("tuin-1", days=3)
        town.settle(rounds)
    told = found(town, "tuin-1")
    assert [day.date for day in told.days] == [date(2026, 7, day) for day in (12, 13, 14, 15)]
    assert [each.date for each in told.estimates] == [day.date for day in told.days]
    assert (told.unit, told.reading_s, told.made_s, told.setup_version) == ("mV", NOW_S // HOUR_S * HOUR_S, NOW_S, 0)
    assert told.reading == pytest.approx(1_900, abs=3)
    assert [(each.name, each.battery_mv) for each in told.devices] == [("tuin-1", 3_900)]
    assert (told.advice.kind, told.research) == (NOT_KNOWN, NO)


@pytest.mark.parametrize("is_revoked", [False, True])
def test_a_replacement_under_another_name_goes_on_and_asks_for_its_own_calibration(
    town: GardenTown, is_revoked: bool
) -> None:
    town.add("voeler-1", garden="tuin")
    town.add("voeler-2", garden="tuin")
    town.soil("voeler-1", days=9, until_s=NOW_S - 3 * DAY_S)
    town.set_up("tuin", probe="voeler-1")
    with town.rounds() as rounds:
        town.settle(rounds)
        assert found(town, "tuin").advice.reason != "not-calibrated"
        town.soil("voeler-2", days=2)
        if is_revoked:  # the gateway tells of it no more
            del town.devices["voeler-1"]
            town.tell()
        town.now_s += 61
        town.settle(rounds)
        told = found(town, "tuin")
        assert (told.days[-1].hours, told.reading_s) == (17, NOW_S // HOUR_S * HOUR_S)
        assert told.devices[0].name == "voeler-2"
        assert (told.advice.kind, told.advice.reason) == (NOT_KNOWN, "not-calibrated")
        town.set_up("tuin", probe="voeler-2")
        town.settle(rounds)
    assert found(town, "tuin").advice.reason != "not-calibrated"


def test_a_setup_changes_findings_in_the_next_turn(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=3)
    with town.rounds() as rounds:
        town.settle(rounds)
        town.set_up("tuin-1")
        town.now_s += 2
        rounds.turn()
    told = found(town, "tuin-1")
    assert told.setup_version == town.desk.garden("tuin-1").setup_version > 0
    assert told.made_s == NOW_S + 2
    assert told.advice.reason not in ("not-calibrated", "no-class", "no-planting")


def test_one_with_a_new_setup_comes_before_those_that_wait(town: GardenTown) -> None:
    names = town.gardens(6)
    with town.rounds() as rounds:
        town.settle(rounds)
        town.now_s += DAY_S
        for name in names:
            town.soil(name, days=1)
        town.set_up(names[-1], soil="B10")
        ticks = iter(range(1_000))
        rounds.turn(mono_s=lambda: float(next(ticks)))  # over after the first garden
    made = {name: found(town, name).made_s for name in names}
    assert made == {**dict.fromkeys(names, NOW_S), names[-1]: NOW_S + DAY_S}


def test_readings_are_looked_at_again_after_a_minute_at_the_earliest(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=1)
    with town.rounds() as rounds:
        town.settle(rounds)
        for later_s, is_new in ((30, False), (30, True)):
            town.now_s += later_s
            town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_800, times_s=[town.now_s - 1])
            town.settle(rounds)
            assert (found(town, "tuin-1").made_s == town.now_s) is is_new
    assert found(town, "tuin-1").reading == 1_800


def test_a_silent_garden_has_a_new_day_all_the_same(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=3)
    with town.rounds() as rounds:
        town.settle(rounds)
        town.now_s += 2 * DAY_S
        town.settle(rounds)
    told = found(town, "tuin-1")
    assert [day.hours > 0 for day in told.days] == [True, True, True, True, False, False]
    assert len(told.estimates) == 6


def test_rows_that_come_late_change_days_that_were_over(town: GardenTown) -> None:
    town.add("tuin-1")
    away_s = range(NOW_S - 9 * DAY_S, NOW_S - 6 * DAY_S, HOUR_S)
    town.soil("tuin-1", days=20, until_s=NOW_S - 9 * DAY_S)
    town.soil("tuin-1", days=6)
    with town.rounds() as rounds:
        town.settle(rounds)
        assert [day.hours for day in found(town, "tuin-1").days].count(0) == 2
        town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_700, times_s=away_s)
        town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_700, times_s=[NOW_S - 1])
        town.now_s += 3_600
        town.settle(rounds)
    assert [day.hours for day in found(town, "tuin-1").days].count(0) == 0


def test_the_past_is_not_read_again_from_the_archive(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=40)
    run(town)
    before = found(town, "tuin-1")
    with closing(sqlite3.connect(town.archive)) as connection, connection:
        connection.execute("UPDATE part SET body = zeroblob(length(body)) WHERE bucket < ?", (NOW_S // DAY_S - 10,))
    town.now_s += DAY_S
    town.soil("tuin-1", days=1)
    run(town)
    assert found(town, "tuin-1").days[: len(before.days) - 4] == before.days[:-4]


def test_days_are_kept_no_longer_than_the_archive_keeps_them(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=20)
    with town.rounds(keep_days=7) as rounds:
        town.settle(rounds)
        town.now_s += DAY_S
        town.settle(rounds)
    assert [day.date.day for day in found(town, "tuin-1").days] == [10, 11, 12, 13, 14, 15, 16]


def rain(town: GardenTown, device: str, *, tips: int) -> None:
    """Two days of hourly rows that have so many tips a day."""
    times_s = range(MIDNIGHT_S - DAY_S, NOW_S, HOUR_S)
    town.measure(device, quantity="rain_tips", values=lambda time_s: tips * (time_s % DAY_S == 0), times_s=times_s)


def test_rain_is_of_the_own_gauge_else_of_the_nearest_else_of_the_operators_file(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=2)
    hours = range(MIDNIGHT_S - DAY_S, NOW_S, HOUR_S)
    town.weather = tuple(WeatherHour(start_s=start_s, rain_mm=0.1) for start_s in hours)
    with town.rounds() as rounds:

        def rain_of_yesterday() -> tuple[float | None, str]:
            town.now_s += 3_600
            town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_800, times_s=[town.now_s - 1])
            town.tell()
            town.settle(rounds)
            day = next(day for day in found(town, "tuin-1").days if day.date == date(2026, 7, 14))
            return day.rain_mm, day.rain_from

        assert rain_of_yesterday() == (pytest.approx(2.4), FILE)
        town.add("far", garden=None, profile="weather", cell=Cell(x_m=CELL.x_m + 6_000, y_m=CELL.y_m, size_m=500))
        rain(town, "far", tips=80)
        assert rain_of_yesterday() == (pytest.approx(2.4), FILE)
        town.add("near", garden=None, profile="weather", cell=Cell(x_m=CELL.x_m + 3_000, y_m=CELL.y_m, size_m=500))
        rain(town, "near", tips=40)
        assert rain_of_yesterday() == (10.0, NEIGHBOUR)
        town.add("tuin-1-regen", garden="tuin-1", profile="weather")
        rain(town, "tuin-1-regen", tips=12)
        assert rain_of_yesterday() == (3.0, OWN)


def test_what_the_gauge_of_a_garden_measures_is_told_to_no_other_garden(town: GardenTown) -> None:
    rain_s = range(NOW_S - 2 * DAY_S, NOW_S, HOUR_S)
    for name in ("tuin-1", "tuin-2"):
        town.add(name)
        town.soil(name, days=2)
    town.add("tuin-2-regen", garden="tuin-2", profile="weather")
    town.measure("tuin-2-regen", quantity="rain_tips", values=lambda _: 2, times_s=rain_s)
    with town.rounds() as rounds:
        town.settle(rounds)
        assert found(town, "tuin-2").days[-2].rain_from == OWN
        assert found(town, "tuin-1").days[-2].rain_mm is None
        town.add("station", garden=None, profile="weather", cell=CELL)
        town.measure("station", quantity="rain_tips", values=lambda _: 1, times_s=rain_s)
        town.now_s += HOUR_S
        town.measure("tuin-1", quantity="probe_mv", values=lambda _: 1_800, times_s=[town.now_s - 1])
        town.settle(rounds)
    assert found(town, "tuin-1").days[-2].rain_from == NEIGHBOUR


def test_rain_that_nobody_knows_is_not_known(town: GardenTown) -> None:
    town.add("tuin-1")
    town.soil("tuin-1", days=2)
    run(town)
    assert {(day.rain_mm, day.rain_from) for day in found(town, "tuin-1").days} == {(None, "")}


def test_evaporation_comes_from_radiation_where_the_weather_has_it(town: GardenTown) -> None:
    """De Bilt, 2 July 2018: 20.6 °C and 3035 J/cm2 make 5.6 mm."""
    town.add("tuin-1")
    town.soil("tuin-1", days=3)
    hours = range(MIDNIGHT_S - DAY_S, MIDNIGHT_S, HOUR_S)
    town.weather = tuple(
        WeatherHour(start_s=start_s, temperature_c=20.6, radiation_j_cm2=3_035 / 24) for start_s in hours
    )
    run(town)
    days = {day.date.day: day for day in found(town, "tuin-1").days}
    assert (days[14].evaporation_from, round(days[14].evaporation_mm, 1)) == (FILE, 5.6)
    assert (days[13].evaporation_from, round(days[13].evaporation_mm, 1)) == (USUAL, 3.2)
    assert 0 < days[15].evaporation_mm < days[13].evaporation_mm


def test_gardens_count_once_there_are_enough_and_have_figures_of_the_last_week(town: GardenTown) -> None:
    names = town.gardens(4, days=12)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        (block,) = town.almanac.blocks()
        assert (block.gardens, block.soil, block.region, block.is_open) == (4, "sand", "080-450", True)
        figures = town.almanac.figures(date(2026, 1, 1), TODAY)
        assert [figure.date.day for figure in figures] == [8, 9, 10, 11, 12, 13, 14]
        assert {figure.gardens for figure in figures} == {4}
        assert found(town, names[0]).research == COUNTS
        about = town.almanac.about()
        assert about is not None
        assert (about.k, about.gardens, about.name) == (3, 4, "straat")


def test_figures_of_a_day_are_made_the_next_morning(town: GardenTown) -> None:
    names = town.gardens(4)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
        town.now_s = int(MIDNIGHT_S + 2 * HOUR_S + DAY_S + 6 * HOUR_S) - 60  # 05:59 UTC
        for name in names:
            town.soil(name, days=1)
        town.settle(rounds)
        assert town.almanac.figures(TODAY, TODAY) == ()
        town.now_s += 61
        town.settle(rounds)
        assert len(town.almanac.figures(TODAY, TODAY)) == 1


def test_k_gardens_have_no_figures(town: GardenTown) -> None:
    names = town.gardens(3)
    with town.rounds(k=3) as rounds:
        town.settle(rounds)
    assert (town.almanac.blocks(), town.almanac.figures(date(2026, 1, 1), TODAY)) == ((), ())
    assert found(town, names[0]).research == WAITS


def test_a_probe_that_tells_water_content_needs_no_millivolts(town: GardenTown) -> None:
    town.add("tuin-1", profile="soil-rs485")
    town.soil("tuin-1", days=2, mv=24.0)
    run(town)
    told = found(town, "tuin-1")
    assert told.unit == "%"
    assert told.reading == pytest.approx(24, abs=3)
