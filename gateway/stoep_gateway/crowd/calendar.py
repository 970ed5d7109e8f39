"""Which days are public or school holidays: Dutch ones by rule and by table, and what the operator's file says."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from stoep_gateway.crowd import school_holidays
from stoep_gateway.crowd.operator_file import toml_table

_DAYS_MAX = 2000
_PERIODS_MAX = 500
_PERIOD_DAYS_MAX = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnCalendar:
    """An operator's file. school: (first day, last day); replaces_…: the built-in holidays do not count."""

    public: frozenset[date]
    school: tuple[tuple[date, date], ...]
    replaces_public: bool = False
    replaces_school: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Holidays:
    """The holidays of a span of days. notes: a line for each stretch of it that no table covers."""

    public: frozenset[date]
    school: frozenset[date]
    notes: tuple[str, ...] = ()


def holidays(first: date, *, last: date, region: str, own: OwnCalendar | None = None) -> Holidays:
    """Of all days from first to last. region: one of school_holidays.REGIONS, or "" for no school holidays but own."""
    public: set[date] = set()
    if own is None or not own.replaces_public:
        public.update(*(public_holidays(year) for year in range(first.year, last.year + 1)))
    periods = list(own.school) if own else []
    is_table_used = bool(region) and (own is None or not own.replaces_school)
    if is_table_used:
        periods += school_holidays.periods(region)
    public |= own.public if own else set()
    school = {day for begin, end in periods for day in _days(max(begin, first), min(end, last))}
    notes = tuple(_unknown(first, last=last, region=region, periods=periods)) if is_table_used else ()
    return Holidays(
        public=frozenset(day for day in public if first <= day <= last), school=frozenset(school), notes=notes
    )


def public_holidays(year: int) -> frozenset[date]:
    """Days that are a feast in all of the Netherlands, whether or not everybody is free. From 2014 on."""
    easter = easter_sunday(year)
    kings_day = date(year, 4, 27)
    if kings_day.weekday() == 6:  # a Sunday: the Saturday before
        kings_day = date(year, 4, 26)
    moving = (0, 1, 39, 49, 50)  # Easter and its Monday, Ascension, Whit Sunday and its Monday
    fixed = (date(year, 1, 1), kings_day, date(year, 5, 5), date(year, 12, 25), date(year, 12, 26))
    return frozenset((*fixed, *(easter + timedelta(days=days) for days in moving)))


def easter_sunday(year: int) -> date:
    """In the Gregorian calendar, by the anonymous algorithm in Nature 13 (1876), 487."""
    golden = year % 19
    century, in_century = divmod(year, 100)
    leap_centuries, rest = divmod(century, 4)
    shift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap_centuries - shift + 15) % 30
    leaps, odd = divmod(in_century, 4)
    weekday = (32 + 2 * rest + 2 * leaps - epact - odd) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def parse_calendar(text: str, *, file: Path) -> OwnCalendar:
    """Of a TOML file: public_holiday = [dates]; [[school_holiday]] with from and until; replace_public, replace_school.

    ConfigError.
    """
    top = toml_table(text, file=file)
    top.only(("public_holiday", "school_holiday", "replace_public", "replace_school"))
    public = top.get("public_holiday") or []
    if not isinstance(public, list) or len(public) > _DAYS_MAX or not all(type(day) is date for day in public):
        raise top.error(
            f"public_holiday must be a list of at most {_DAYS_MAX} dates, such as [2027-06-01]", key="public_holiday"
        )
    school = []
    for each in top.tables("school_holiday", most=_PERIODS_MAX):
        each.only(("from", "until"))
        begin, end = each.get("from"), each.get("until")
        if type(begin) is not date or type(end) is not date:
            raise each.error("from and until must be dates, such as 2027-07-17")
        if not timedelta(0) <= end - begin < timedelta(days=_PERIOD_DAYS_MAX):
            raise each.error(f"until must be from 0 to {_PERIOD_DAYS_MAX - 1} days after from", key="until")
        school.append((begin, end))
    return OwnCalendar(
        public=frozenset(public),
        school=tuple(school),
        replaces_public=top.flag("replace_public"),
        replaces_school=top.flag("replace_school"),
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=day) for day in range((last - first).days + 1))


def _unknown(first: date, *, last: date, region: str, periods: list[tuple[date, date]]) -> Iterable[str]:
    end = max(end for _, end in periods)
    what = f"no school holidays of region {region} are known"
    if first < school_holidays.FIRST_DAY and not any(begin < school_holidays.FIRST_DAY for begin, _ in periods):
        yield f"{what} before {school_holidays.FIRST_DAY}: write them into the calendar file"
    if last > end:
        yield f"{what} after {end}: write them into the calendar file"
