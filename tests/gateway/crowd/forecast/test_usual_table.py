"""What is usual, kept from round to round: the same as worked out anew, whatever came late."""

from zoneinfo import ZoneInfo

import numpy as np
import pytest

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.usual_table import UsualTable

_DAY = 24
_START_S = 20_000 * 86_400


def history(counts: Floats) -> History:
    """By the hour."""
    return History(
        slot_s=3_600,
        start_s=_START_S,
        zone=ZoneInfo("Europe/Amsterdam"),
        places=("old", "new"),
        counts=counts,
        hidden=np.zeros(counts.shape, dtype=bool),
        noise=np.zeros(2, dtype=np.float32),
    )


def counts(days: int) -> Floats:
    return np.random.default_rng(3).integers(10, 100, (days * _DAY, 2)).astype(np.float32)


@pytest.mark.parametrize("days", [3, 20, 80])
@pytest.mark.parametrize("late_h", [1, 30, 70, 400])
def test_what_came_late_changes_what_is_usual_just_as_if_it_had_been_there(days: int, late_h: int) -> None:
    whole = counts(days)
    part = whole.copy()
    part[-late_h:, 1] = np.nan
    index = np.arange(len(whole) + 2 * _DAY)
    kept = UsualTable()
    kept.at(history(part), index=index)
    assert np.array_equal(
        kept.at(history(whole), index=index), UsualTable().at(history(whole), index=index), equal_nan=True
    )


def test_a_new_place_has_something_usual_from_its_first_count_on() -> None:
    whole = counts(20)
    part = whole.copy()
    part[:, 1] = np.nan
    kept = UsualTable()
    ahead = np.array([len(whole) + 3])
    assert np.isnan(kept.at(history(part), index=ahead)[0, 1])
    part[-1, 1] = 40
    assert kept.at(history(part.copy()), index=ahead)[0, 1] == 40
