"""A history goes into a process of its own and a model comes back, or a reason to try again."""

from dataclasses import fields, replace
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from stoep_gateway.analyst.training import pack, trained, unpack
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, History
from stoep_gateway.errors import RetryableError

DAYS = 22
SLOTS = DAYS * 96


def history(*, days: int = DAYS) -> History:
    slots = days * 96
    hour = np.arange(slots) % 96 / 4
    counts = 100 * np.exp(-(((hour - 14) / 3.5) ** 2)) + np.arange(slots) % 7
    return History(
        slot_s=900,
        start_s=20_000 * DAY_S,
        zone=ZoneInfo("Europe/Amsterdam"),
        places=("boulevard", "pier"),
        counts=np.stack([counts, counts * 2], axis=1).astype(np.float32),
        hidden=np.zeros((slots, 2), dtype=bool),
        noise=np.array([0, 4], dtype=np.float32),
        public_holiday=frozenset({date(2026, 4, 27)}),
    )


@pytest.mark.parametrize("beside", [False, True])
def test_a_history_comes_out_of_the_pipe_as_it_went_in(beside: bool) -> None:
    whole = history()
    if beside:
        ahead = SLOTS + 97
        whole = replace(
            whole,
            events=np.ones((ahead, 2), dtype=np.float32),
            weather=np.full((ahead, 4), np.nan, dtype=np.float32),
            school_holiday=frozenset({date(2026, 7, 18), date(2026, 7, 19)}),
        )
    found, _ = unpack(pack(whole, previous=Forecaster()))
    for field in fields(History):
        one, other = getattr(found, field.name), getattr(whole, field.name)
        if isinstance(other, np.ndarray):
            assert np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
        else:
            assert one == other


async def test_a_model_comes_back_from_the_process() -> None:
    whole = history()
    model = await trained(whole, previous=Forecaster())
    assert model.note(whole).trained_s == whole.now_s


async def test_a_training_that_fails_says_why_and_is_to_be_tried_again() -> None:
    with pytest.raises(RetryableError, match=r"training ended with code 1 \(.*3 days of counts are too few"):
        await trained(history(days=3), previous=Forecaster())
