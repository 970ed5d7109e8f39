"""What a block says of a day, and when it says nothing."""

from dataclasses import replace
from datetime import date, timedelta

from stoep_gateway.almanac.figures import CARRIED_DAYS, SILENT_DAYS, MemberDay, figure_of, member_day
from stoep_gateway.garden.records import TOO_WET, WAIT, WATER, Advice, Day, Estimate
from support.garden_figures import block_of, figure

DAY = date(2026, 6, 1)
BLOCK = block_of(figure(DAY))
MEMBER = MemberDay(fill=0.5, depletion_mm=25.0, available_mm=50.0, kind=WAIT, silent_days=0, soil_c=16.0)


def said(*members: MemberDay, k: int = 10) -> object:
    return figure_of(BLOCK, members, on=DAY, k=k)


def test_values_are_means_over_all_gardens_of_the_block() -> None:
    dry = replace(MEMBER, fill=0.0, depletion_mm=50.0, kind=WATER, soil_c=20.4)
    found = figure_of(BLOCK, [dry, *[MEMBER] * 10], on=DAY, k=10)
    assert found is not None
    assert (found.block, found.gardens, found.soil) == (1, 11, "sand")
    assert (found.fill_percent, found.water_percent, found.wet_percent) == (45, 9, 0)
    assert (found.depletion_mm, found.available_mm, found.soil_c) == (27.3, 50.0, 16.4)


def test_what_is_too_wet_is_counted_apart() -> None:
    found = figure_of(BLOCK, [*[replace(MEMBER, kind=TOO_WET)] * 2, *[MEMBER] * 9], on=DAY, k=10)
    assert found is not None
    assert (found.water_percent, found.wet_percent) == (0, 18)


def test_a_garden_that_is_missing_ends_the_day_for_its_block() -> None:
    assert said(*[MEMBER] * 10) is None


def test_one_silent_garden_counts_by_its_balance_but_two_leave_too_few() -> None:
    silent = replace(MEMBER, silent_days=SILENT_DAYS + 1)
    assert said(silent, *[MEMBER] * 10) is not None
    assert said(silent, silent, *[MEMBER] * 9) is None


def test_a_temperature_that_one_garden_does_not_know_is_nobodys() -> None:
    found = figure_of(BLOCK, [replace(MEMBER, soil_c=None), *[MEMBER] * 10], on=DAY, k=10)
    assert found is not None
    assert found.soil_c is None


def garden(*back: int) -> tuple[list[Day], list[Estimate]]:
    """Days so long ago with a temperature of as many degrees; others without."""
    dates = [DAY - timedelta(days=number) for number in range(9, -1, -1)]
    days = [Day(date=on, soil_c=float((DAY - on).days) if (DAY - on).days in back else None) for on in dates]
    estimates = [
        Estimate(
            date=on, depletion_mm=30.0, spread_mm=5.0, available_mm=60.0, ready_mm=24.0, chance_dry=0.9, chance_wet=0.0
        )
        for on in dates
    ]
    return days, estimates


def advise(estimate: Estimate, day: Day) -> Advice:
    return (
        Advice(kind=WATER, rule="", reason="", change="")
        if estimate.date == day.date
        else Advice(kind=WAIT, rule="", reason="", change="")
    )


def test_a_garden_adds_its_day_with_the_newest_temperature_of_three_days() -> None:
    days, estimates = garden(2, 5)
    found = member_day(days, estimates, on=DAY, paved_percent=30, advise=advise)
    assert found is not None
    assert (found.fill, found.kind, found.soil_c, found.paved_percent) == (0.5, WATER, 2.0, 30)


def test_an_older_temperature_is_not_known_and_a_later_one_does_not_count() -> None:
    days, estimates = garden(CARRIED_DAYS + 1)
    found = member_day(days, estimates, on=DAY, paved_percent=None, advise=advise)
    assert found is not None
    assert found.soil_c is None
    days, estimates = garden(1)
    early = member_day(days, estimates, on=DAY - timedelta(days=2), paved_percent=None, advise=advise)
    assert early is not None
    assert early.soil_c is None


def test_a_day_without_an_estimate_adds_nothing() -> None:
    days, estimates = garden()
    assert member_day(days, estimates[:-1], on=DAY, paved_percent=None, advise=advise) is None
    assert member_day(days[:-1], estimates, on=DAY, paved_percent=None, advise=advise) is None
