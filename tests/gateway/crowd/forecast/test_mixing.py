"""How long a place has been counted decides how much its own last weeks say."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.mixing import days_counted, mixed

ZONE = ZoneInfo("UTC")


def test_days_are_those_counted_in_the_last_eight_weeks() -> None:
    counts = np.ones((80 * 24, 2), dtype=np.float32)
    counts[: 75 * 24, 1] = np.nan
    history = History(
        slot_s=3_600, start_s=int(datetime(2026, 1, 1, tzinfo=UTC).timestamp()), zone=ZONE, places=("old", "new"),
        counts=counts, hidden=np.zeros(counts.shape, dtype=np.bool_), noise=np.zeros(2, dtype=np.float32),
    )  # fmt: skip
    assert days_counted(history, origins=np.array([76 * 24 - 1, 80 * 24 - 1])).tolist() == [[56, 1], [56, 5]]


def test_a_young_place_is_its_own_and_an_old_one_lies_between_both() -> None:
    trained, own = np.full((1, 3, 1), 100, dtype=np.float32), np.full((1, 3, 1), 200, dtype=np.float32)
    made = mixed(trained, own, days=np.array([[10.0, 42.0, 56.0]], dtype=np.float32), per_hour=1)[0, :, 0]
    assert round(float(made[0])) == 200
    assert 200 > made[1] > made[2] > 100


def test_one_stands_in_for_the_other() -> None:
    trained = np.array([[[np.nan], [30], [np.nan]]], dtype=np.float32)
    own = np.array([[[20], [np.nan], [np.nan]]], dtype=np.float32)
    made = mixed(trained, own, days=np.full((1, 3), 60, dtype=np.float32), per_hour=4)[0, :, 0]
    np.testing.assert_allclose(made, [20, 30, np.nan])
