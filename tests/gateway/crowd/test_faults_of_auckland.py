"""Faults put into real counts: a cut of what `make backtest` measures over a year."""

from backtest.auckland import hour_of
from backtest.line_faults import FAULTS, found, told_of_clean


def test_faults_in_real_counts_are_told_in_time() -> None:
    told = found([(2025, 8, 23, 8)], sensors=(3, 9))
    hard_to_see = told.pop("moved")  # the next street may be much the same
    assert {kind: one.share for kind, one in told.items()} == dict.fromkeys(told, 1.0)
    assert hard_to_see.share >= 0.5
    assert {*told, "moved"} == set(FAULTS)


def test_real_counts_without_a_fault_are_seldom_blamed() -> None:
    a_year = told_of_clean(hour_of(2024, 5, 8), hour_of(2024, 5, 22))
    assert sum(a_year.values()) < 5
