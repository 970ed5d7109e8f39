"""A season's report by numbers that were worked out by hand."""

from datetime import date, timedelta

import pytest

from stoep_gateway.almanac.records import COOLING, DROUGHT, INFILTRATION, Chapter, Figure, ReportRow
from stoep_gateway.almanac.season_report import report_of
from support.garden_figures import figure

JUNE = date(2026, 6, 1)


def days(count: int, *, start: date = JUNE) -> list[date]:
    return [start + timedelta(days=number) for number in range(count)]


def chapter(kind: str, figures: list[Figure]) -> Chapter:
    report = report_of(figures, year=2026, made_s=0)
    assert report is not None
    return next(each for each in report.chapters if each.kind == kind)


def test_without_figures_of_the_year_there_is_no_report() -> None:
    assert report_of([figure(date(2025, 6, 1))], year=2026, made_s=0) is None


def test_it_says_what_it_rests_on() -> None:
    report = report_of([figure(JUNE), figure(days(3)[2], block=2, gardens=14)], year=2026, made_s=7, dropped=2)
    assert report is not None
    assert (report.first, report.last, report.gardens, report.blocks) == (JUNE, date(2026, 6, 3), 25, 2)
    assert (report.made_s, report.dropped) == (7, 2)


def test_pavement_makes_hot_days_hotter() -> None:
    """10 % more pavement, half a degree: 20 °C at 20 %, 21 at 40 %, 22 at 60 %."""
    figures = [
        figure(on, block=block, paved=paved, paved_percent=percent, soil_high_c=20.0 + block - 1)
        for on in days(10)
        for block, (paved, percent) in enumerate((("0-33", 20), ("34-66", 40), ("34-66", 60)), start=1)
    ]
    found = chapter(COOLING, figures)
    assert found.rows == (
        ReportRow(label="0-33", gardens=11, blocks=1, days=3, value=20.0),
        ReportRow(label="34-66", gardens=22, blocks=2, days=3, value=21.5),
    )
    assert (found.slope, found.slope_error) == (0.5, 0.0)


def test_only_the_warmest_days_of_the_summer_count() -> None:
    summer, winter = days(10), days(10, start=date(2026, 1, 1))
    figures = [
        figure(on, block=block, soil_high_c=30.0 if on in summer[:3] else 15.0, paved_percent=10 * block)
        for on in (*summer, *winter)
        for block in (1, 2, 3)
    ]
    assert chapter(COOLING, figures).rows[0].value == 30.0


def test_a_block_that_misses_the_hottest_day_is_not_called_cooler_for_it() -> None:
    heat = {on: 20.0 + number for number, on in enumerate(days(3))}
    figures = [figure(on, block=block, paved="0-33", soil_high_c=high) for on, high in heat.items() for block in (1, 2)]
    figures += [figure(on, block=3, paved="67-100", soil_high_c=heat[on]) for on in days(2)]
    assert [row.value for row in chapter(COOLING, figures).rows] == [21.0, 21.0]


def test_two_blocks_make_no_slope_and_one_no_chapter() -> None:
    two = [figure(on, block=block, paved_percent=20 * block) for on in days(5) for block in (1, 2)]
    assert chapter(COOLING, two).slope is None
    assert chapter(COOLING, two).rows
    assert chapter(COOLING, [figure(on) for on in days(5)]).rows == ()


def test_of_heavy_rain_the_soil_takes_what_its_shortage_shrinks_by() -> None:
    before, after = days(2)
    dry = figure(before, depletion_mm=30.0)
    assert chapter(INFILTRATION, [dry, figure(after, depletion_mm=18.0, rain_mm=20.0)]).rows == (
        ReportRow(label="sand", gardens=11, blocks=1, days=1, value=0.6),
    )


@pytest.mark.parametrize(
    "after",
    [
        figure(days(2)[1], depletion_mm=18.0, rain_mm=9.0),  # not heavy
        figure(days(2)[1], depletion_mm=18.0, rain_mm=31.0),  # more than there was room for
        figure(days(2)[1], depletion_mm=18.0, rain_mm=None),
        figure(days(3)[2], depletion_mm=18.0, rain_mm=20.0),  # a day is missing
        figure(days(2)[1], block=2, depletion_mm=18.0, rain_mm=20.0),
    ],
)
def test_other_days_say_nothing_of_infiltration(after: Figure) -> None:
    assert chapter(INFILTRATION, [figure(JUNE, depletion_mm=30.0), after]).rows == ()


def test_a_drought_is_five_dry_days_on_end() -> None:
    def spell(count: int) -> list[Figure]:
        return [figure(on, depletion_mm=10.0 + 3 * day, rain_mm=0.0) for day, on in enumerate(days(count))]

    assert chapter(DROUGHT, spell(5)).rows == (ReportRow(label="sand", gardens=11, blocks=1, days=4, value=3.0),)
    assert chapter(DROUGHT, spell(4)).rows == ()
    assert chapter(DROUGHT, [*spell(4), figure(days(5)[4], rain_mm=0.5), figure(days(6)[5], rain_mm=0.0)]).rows == ()
