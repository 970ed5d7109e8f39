"""School holidays in the Netherlands by region, as far as they could be checked; both days belong to the holiday."""

from datetime import date

REGIONS = ("noord", "midden", "zuid")

# Until summer 2026: the open collection openpotato/openholidaysapi.data, src/nl/holidays/holidays.school.csv. There,
# summer 2026 in zuid begins on a Friday; here on the Saturday of its six weeks, as a school of that region has it.
# 2026-27: region midden alone, from two calendars of others that agree. All seen in November 2026, in stored copies;
# the source of all, rijksoverheid.nl, could not be seen.
_ALL = REGIONS
_PERIODS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("2023-10-14", "2023-10-22", ("midden", "zuid")),
    ("2023-10-21", "2023-10-29", ("noord",)),
    ("2023-12-23", "2024-01-07", _ALL),
    ("2024-02-10", "2024-02-18", ("zuid",)),
    ("2024-02-17", "2024-02-25", ("noord", "midden")),
    ("2024-04-27", "2024-05-05", _ALL),
    ("2024-07-06", "2024-08-18", ("zuid",)),
    ("2024-07-13", "2024-08-25", ("midden",)),
    ("2024-07-20", "2024-09-01", ("noord",)),
    ("2024-10-19", "2024-10-27", ("zuid",)),
    ("2024-10-26", "2024-11-03", ("noord", "midden")),
    ("2024-12-21", "2025-01-05", _ALL),
    ("2025-02-15", "2025-02-23", ("noord",)),
    ("2025-02-22", "2025-03-02", ("midden", "zuid")),
    ("2025-04-26", "2025-05-04", _ALL),
    ("2025-07-05", "2025-08-17", ("zuid",)),
    ("2025-07-12", "2025-08-24", ("noord",)),
    ("2025-07-19", "2025-08-31", ("midden",)),
    ("2025-10-11", "2025-10-19", ("zuid",)),
    ("2025-10-18", "2025-10-26", ("noord", "midden")),
    ("2025-12-20", "2026-01-04", _ALL),
    ("2026-02-14", "2026-02-22", ("midden", "zuid")),
    ("2026-02-21", "2026-03-01", ("noord",)),
    ("2026-04-25", "2026-05-03", _ALL),
    ("2026-07-04", "2026-08-16", ("noord",)),
    ("2026-07-11", "2026-08-23", ("zuid",)),
    ("2026-07-18", "2026-08-30", ("midden",)),
    ("2026-10-17", "2026-10-25", ("midden",)),
    ("2026-12-19", "2027-01-03", ("midden",)),
    ("2027-02-20", "2027-02-28", ("midden",)),
    ("2027-04-24", "2027-05-02", ("midden",)),
    ("2027-07-17", "2027-08-29", ("midden",)),
)
FIRST_DAY = date(2023, 9, 4)  # the day after the summer holiday in noord: from here on the table knows


def periods(region: str) -> tuple[tuple[date, date], ...]:
    """(first day, last day) of each holiday, in order."""
    return tuple(
        (date.fromisoformat(first), date.fromisoformat(last)) for first, last, regions in _PERIODS if region in regions
    )
