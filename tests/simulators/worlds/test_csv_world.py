"""Real measurements become a world without a number lost."""

import pytest

from stoep_simulators.worlds.csv_world import Measurements, RowOrder, Spread, TimeColumn, crossings_ms, knots, read_csv

_HOUR_S = 3_600


def test_times_come_from_a_column() -> None:
    lines = ["time,temperature", "2020-01-01T01:00:00Z,18.25", "2020-01-01T04:00:00+02:00,"]
    read = read_csv(lines, clock=TimeColumn(), names=["temperature"])
    assert read == Measurements(times_s=(3_600, 7_200), columns={"temperature": (18.25, None)})


def test_times_come_from_the_order_of_rows_where_labels_lie() -> None:
    lines = ["date,hour,gate", "garbled,x,4", "garbled,y,5", "garbled,z,6"]
    clock = RowOrder(start_s=_HOUR_S, step_s=_HOUR_S, absent_s=frozenset({3 * _HOUR_S}))
    read = read_csv(lines, clock=clock, names=["gate"])
    assert read.times_s == (_HOUR_S, 2 * _HOUR_S, 4 * _HOUR_S)


def test_a_level_keeps_its_value_and_skips_its_gaps() -> None:
    read = Measurements(times_s=(0, 60, 120), columns={"temperature": (18.25, None, -0.5)})
    assert knots(read, column="temperature", decimals=1) == ((0, 182), (120, -5))


def test_a_missing_column_is_named() -> None:
    with pytest.raises(ValueError, match="no column 'humidity'; it has: time, temperature"):
        read_csv(["time,temperature"], clock=TimeColumn(), names=["humidity"])


def test_a_word_in_place_of_a_number_is_named() -> None:
    with pytest.raises(ValueError, match="line 2, column gate: 'many' is no number"):
        read_csv(["time,gate", "2026-07-01T12:00:00Z,many"], clock=TimeColumn(), names=["gate"])


def test_a_count_below_0_is_named() -> None:
    lines = ["time,gate,temperature", "2026-07-01T12:00:00Z,0,-3", "2026-07-01T13:00:00Z,-3,4"]
    with pytest.raises(ValueError, match="line 3, column gate: '-3' is no count: write numbers from 0 on, or nothing"):
        read_csv(lines, clock=TimeColumn(), names=["gate", "temperature"], counts={"gate"})


def test_a_word_in_place_of_a_time_is_named() -> None:
    with pytest.raises(ValueError, match="line 2: 'noon' is no time"):
        read_csv(["time,gate", "noon,3"], clock=TimeColumn(), names=["gate"])


def test_rows_between_two_times_are_kept_and_moved() -> None:
    read = Measurements(times_s=(0, 60, 120), columns={"gate": (1.0, 2.0, 3.0)})
    assert read.between(60, end_s=120).moved(by_s=1_000) == Measurements(times_s=(1_060,), columns={"gate": (2.0,)})


def test_each_hour_keeps_its_count_and_its_edges_are_free() -> None:
    counts = (0.0, 2_280.0, None, 7.0)
    read = Measurements(times_s=tuple(hour * _HOUR_S for hour in range(4)), columns={"gate": counts})
    passes_ms = crossings_ms(read, column="gate", seed="1", spread=Spread())
    for hour, count in enumerate(counts):
        start_ms = hour * _HOUR_S * 1_000
        inside = [time_ms for time_ms in passes_ms if start_ms <= time_ms < start_ms + _HOUR_S * 1_000]
        assert len(inside) == (count or 0)
        assert all(75_000 <= time_ms - start_ms <= 3_585_000 for time_ms in inside)


def test_another_seed_spreads_the_same_count_otherwise() -> None:
    read = Measurements(times_s=(0,), columns={"gate": (50.0,)})
    assert crossings_ms(read, column="gate", seed="1", spread=Spread()) != crossings_ms(
        read, column="gate", seed="2", spread=Spread()
    )
