"""Which days are holidays: by rule, by table, by the operator's file; and what no table knows is told."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.crowd.calendar import easter_sunday, holidays, parse_calendar, public_holidays
from stoep_gateway.crowd.school_holidays import REGIONS, periods
from stoep_gateway.errors import ConfigError

FILE = Path("calendar.toml")


@pytest.mark.parametrize(
    ("year", "month", "day"), [(2019, 4, 21), (2024, 3, 31), (2025, 4, 20), (2026, 4, 5), (2027, 3, 28), (2038, 4, 25)]
)
def test_easter_is_on_its_sunday(year: int, month: int, day: int) -> None:
    assert easter_sunday(year) == date(year, month, day)


@given(year=st.integers(1900, 2300))
def test_easter_is_a_sunday_between_22_march_and_25_april(year: int) -> None:
    easter = easter_sunday(year)
    assert easter.weekday() == 6
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)


def test_the_feasts_of_2026() -> None:
    assert sorted(public_holidays(2026)) == [
        date(2026, 1, 1),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 4, 27),
        date(2026, 5, 5),
        date(2026, 5, 14),
        date(2026, 5, 24),
        date(2026, 5, 25),
        date(2026, 12, 25),
        date(2026, 12, 26),
    ]


def test_kings_day_is_not_kept_on_a_sunday() -> None:
    assert date(2025, 4, 26) in public_holidays(2025)
    assert date(2025, 4, 27) not in public_holidays(2025)


@pytest.mark.parametrize("region", REGIONS)
def test_school_holidays_begin_on_saturdays_and_end_on_sundays_and_never_touch(region: str) -> None:
    found = periods(region)
    assert all((first.weekday(), last.weekday()) == (5, 6) for first, last in found)
    assert [day for period in found for day in period] == sorted({day for period in found for day in period})
    assert {(last - first).days for first, last in found} == {8, 15, 43}  # a week, two, six, with their weekends


def test_a_span_gets_its_own_days_alone() -> None:
    found = holidays(date(2025, 12, 26), last=date(2026, 1, 2), region="midden")
    assert found.public == {date(2025, 12, 26), date(2026, 1, 1)}
    assert len(found.school) == 8
    assert found.notes == ()


def test_without_a_region_there_are_no_school_holidays_and_nothing_to_tell() -> None:
    found = holidays(date(2024, 1, 1), last=date(2031, 1, 1), region="")
    assert (found.school, found.notes) == (frozenset(), ())


def test_what_no_table_knows_is_told() -> None:
    found = holidays(date(2023, 1, 1), last=date(2026, 12, 31), region="noord")
    assert found.notes == (
        "no school holidays of region noord are known before 2023-09-04: write them into the calendar file",
        "no school holidays of region noord are known after 2026-08-16: write them into the calendar file",
    )


OWN = """\
public_holiday = [2027-06-01]
[[school_holiday]]
from = 2027-07-10
until = 2027-08-22
"""


def test_an_operators_file_adds_days() -> None:
    own = parse_calendar(OWN, file=FILE)
    found = holidays(date(2027, 1, 1), last=date(2027, 7, 31), region="noord", own=own)
    assert {date(2027, 6, 1), date(2027, 1, 1)} <= found.public
    assert date(2027, 7, 11) in found.school
    assert found.notes == ()


def test_an_operators_file_can_stand_instead_of_what_is_built_in() -> None:
    own = parse_calendar(f"replace_public = true\nreplace_school = true\n{OWN}", file=FILE)
    found = holidays(date(2026, 1, 1), last=date(2027, 7, 11), region="midden", own=own)
    assert found.public == {date(2027, 6, 1)}
    assert found.school == {date(2027, 7, 10), date(2027, 7, 11)}


MISTAKES = [
    ("public_holidays = []\n", "calendar.toml:1: unknown key 'public_holidays', did you mean public_holiday?"),
    ('public_holiday = ["2027-06-01"]\n', "calendar.toml:1: public_holiday must be a list of at most 2000 dates"),
    ("public_holiday = [2027-06-01T10:00:00]\n", "calendar.toml:1: public_holiday must be a list of"),
    (OWN.replace("2027-08-22", "2027-07-09"), "calendar.toml:4: school_holiday 1: until must be from 0 to 99 days"),
    (OWN.replace("2027-08-22", "2028-07-09"), "calendar.toml:4: school_holiday 1: until must be from 0 to 99 days"),
    (OWN.replace("2027-08-22", "3"), "calendar.toml:2: school_holiday 1: from and until must be dates"),
    (OWN + "till = 3\n", "calendar.toml:5: school_holiday 1: unknown key 'till', did you mean until?"),
    ("replace_school = 1\n", "calendar.toml:1: replace_school must be true or false"),
    ("public_holiday = [2027-02-30]\n", "calendar.toml:1: not TOML: "),
]


@pytest.mark.parametrize(("text", "message"), MISTAKES)
def test_a_mistake_is_one_line_with_its_place(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_calendar(text, file=FILE)
    assert str(caught.value).startswith(message)
