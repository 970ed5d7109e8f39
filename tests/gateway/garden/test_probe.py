"""Which of several probes counts, and that its calibration goes with it."""

import pytest

from stoep_gateway.garden.probe import REPLACED_S, probe_of, setup_for
from stoep_gateway.garden.records import Calibration, Setup

NOW_S = 1_784_000_000
DAY_S = REPLACED_S


@pytest.mark.parametrize(
    ("newest", "probe"),
    [
        ({}, ""),
        ({"a": None}, "a"),
        ({"b": None, "a": None}, "a"),
        ({"a": None, "b": NOW_S - 60}, "b"),
        ({"a": NOW_S - DAY_S, "b": NOW_S}, "b"),
        ({"a": NOW_S - DAY_S + 1, "b": NOW_S}, "a"),  # one that only sends less often goes on
        ({"a": NOW_S - 9 * DAY_S, "b": NOW_S - 9 * DAY_S}, "a"),
        ({"a": NOW_S + DAY_S, "b": NOW_S}, "b"),  # of a clock that was ahead
        ({"a": NOW_S + DAY_S}, "a"),
    ],
)
def test_a_probe_counts_until_another_was_heard_a_day_longer(newest: dict[str, int | None], probe: str) -> None:
    assert probe_of(newest, now_s=NOW_S) == probe


def test_points_hold_for_their_own_probe_alone() -> None:
    points = Calibration(dry_mv=2_700, wet_mv=1_150, probe="a")
    setup = Setup(soil="B02", calibration=points)
    assert setup_for(setup, probe="a") == setup_for(setup, probe="") == setup
    assert setup_for(setup, probe="b") == Setup(soil="B02")
    of_any = Setup(calibration=Calibration(dry_mv=2_700, wet_mv=1_150))
    assert setup_for(of_any, probe="b") == of_any
