"""A CSV file of counts becomes a table, or one line that says what is wrong and where."""

import math
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from stoep_gateway.crowd.count_table import CountTable, read_counts
from stoep_gateway.errors import ConfigError

FILE = Path("counts.csv")
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
HEAD = "sensor,ts,count"


def read(*lines: str, zone: ZoneInfo | None = None) -> CountTable:
    return read_counts([f"{line}\n" for line in lines], file=FILE, zone=zone)


def test_rows_and_columns_may_come_in_any_order_with_others_between() -> None:
    table = read(
        "count,weather,ts,sensor", "7,dry,2026-07-05T10:15+02:00,pier", "5,wet,2026-07-05T08:00Z,pier",
        "3,,2026-07-05T10:00+02:00,square",
    )  # fmt: skip
    assert (table.slot_s, table.sensors) == (900, ("pier", "square"))
    assert table.counts[:, 0].tolist() == [5, 7]
    assert table.counts[0, 1] == 3
    assert math.isnan(table.counts[1, 1])


def test_an_empty_count_is_not_known() -> None:
    table = read(HEAD, "pier,2026-07-05T10:00Z,", "pier,2026-07-05T11:00Z,4")
    assert math.isnan(table.counts[0, 0])


def test_a_time_without_an_offset_is_of_the_zone() -> None:
    table = read(HEAD, "pier,2026-07-05 10:00,1", "pier,2026-07-05 11:00,2", zone=AMSTERDAM)
    assert table.start_s == 1_783_238_400  # 08:00 UTC


def test_the_hour_that_comes_twice_in_autumn_is_two_hours() -> None:
    table = read(
        HEAD, "pier,2026-10-25T01:00,1", "pier,2026-10-25T02:00,2", "pier,2026-10-25T02:00,3",
        "pier,2026-10-25T03:00,4", zone=AMSTERDAM,
    )  # fmt: skip
    assert table.counts[:, 0].tolist() == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("sensor,time,count",), "counts.csv:1: column ts is missing"),
        ((HEAD, "pier,yesterday,4"), "counts.csv:2: 'yesterday' is no ISO 8601 time"),
        ((HEAD, "pier,2026-07-05T10:00,4"), "counts.csv:2: '2026-07-05T10:00' has no offset: say with --tz"),
        ((HEAD, "pier,2026-07-05T10:00Z,4", "pier,2026-07-05T11:00Z,many"), "counts.csv:3: 'many' is no count"),
        ((HEAD, "pier,2026-07-05T10:00Z,-1"), "counts.csv:2: '-1' is no count"),
        ((HEAD, "pier,2026-07-05T10:00Z"), "counts.csv:2: 2 cells, the first line has 3"),
        ((HEAD, ",2026-07-05T10:00Z,1"), "counts.csv:2: a row without a sensor"),
        ((HEAD, "pier,2026-07-05T10:00Z,1", "pier,2026-07-05T10:00Z,1"), "counts.csv:3: pier at .* on line 2"),
        ((HEAD, "pier,2026-07-05T10:00Z,1", "pier,2026-07-05T10:07Z,1"), "the shortest step between two times is"),
        ((HEAD, "pier,2026-07-05T10:07Z,1", "pier,2026-07-05T10:22Z,1"), "do not start at full slots of 900 s"),
        ((HEAD,), "counts.csv: no counts"),
    ],
)
def test_a_bad_line_is_named(lines: tuple[str, ...], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        read(*lines)


def test_a_time_that_summer_time_skips_is_named() -> None:
    with pytest.raises(ConfigError, match=r"counts.csv:2: .* does not exist in Europe/Amsterdam"):
        read(HEAD, "pier,2026-03-29T02:30,1", zone=AMSTERDAM)
