"""A forecaster learns from what came true: also from counts that come late, and after a clock that was wrong."""

from zoneinfo import ZoneInfo

import numpy as np

from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, HOUR_S, History

_DAYS, _NIGHT_H = 4, 4


def history(hours: int, *, start_s: int = 20_000 * DAY_S) -> History:
    """As known at the end of so many hours: a night is one window, known once it has closed."""
    clock = np.arange(hours) % 24
    counts = np.round(10 + 90 * np.exp(-(((clock - 14) / 4) ** 2))).astype(np.float32)
    if 0 < hours % 24 < _NIGHT_H:
        counts[-(hours % 24) :] = np.nan
    return History(
        slot_s=HOUR_S,
        start_s=start_s,
        zone=ZoneInfo("Europe/Amsterdam"),
        places=("pier",),
        counts=counts[:, None],
        hidden=np.zeros((hours, 1), dtype=np.bool_),
        noise=np.zeros(1, dtype=np.float32),
    )


def test_the_night_is_learnt_although_its_counts_come_when_it_is_over() -> None:
    by_the_hour, at_once = Forecaster(), Forecaster()
    for hours in range(24, _DAYS * 24 + 1):
        by_the_hour.learn(history(hours))
    at_once.learn(history(_DAYS * 24))
    assert (by_the_hour.record.spread.learnt == at_once.record.spread.learnt).all()


def test_a_clock_that_was_ahead_does_not_end_learning() -> None:
    forecaster, other = Forecaster(), Forecaster()
    forecaster.learn(history(48, start_s=20_400 * DAY_S))
    before = forecaster.record.spread.learnt.copy()
    forecaster.learn(history(_DAYS * 24))
    other.learn(history(_DAYS * 24))
    assert (forecaster.record.spread.learnt - before == other.record.spread.learnt).all()
