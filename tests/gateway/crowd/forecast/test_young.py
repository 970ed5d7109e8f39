"""A place of a few days: better than the published formula, honest about what it cannot know."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.young import Young
from stoep_gateway.crowd.forecast.young_training import train_young

ZONE = ZoneInfo("Europe/Amsterdam")
START_S = int(datetime(2026, 1, 5, tzinfo=ZONE).astimezone(UTC).timestamp())  # a Monday
PEAKS_H = (8, 10, 12, 13, 15, 17, 18, 20)
DAYS, NEW = 80, 3  # days of the town; the place that is new


@cache
def town() -> NDArray[np.float32]:
    """(hours, places): each place its rhythm; whole days and single hours that differ, as real ones do."""
    random = np.random.default_rng(3)
    hours = DAYS * 24
    of_day, weekday = np.arange(hours) % 24, np.arange(hours) // 24 % 7
    days = np.exp(random.normal(0, 0.25, DAYS)).repeat(24)
    columns = []
    for peak in PEAKS_H:
        shape = 0.05 + np.exp(-(((of_day - peak) / 3.0) ** 2)) * np.where(weekday >= 5, 0.6, 1.0)
        moods = np.convolve(random.normal(0, 0.15, hours + 7), np.exp(-np.arange(8) / 2), mode="valid")
        columns.append(random.poisson(500 * shape * days * np.exp(moods)))
    return np.stack(columns, axis=1).astype(np.float32)


def history_of(counts: NDArray[np.float32], *, start_s: int = START_S, slot_s: int = 3_600) -> History:
    names = tuple(f"place-{number}" for number in range(counts.shape[1]))
    return History(
        slot_s=slot_s, start_s=start_s, zone=ZONE, places=names, counts=counts,
        hidden=np.zeros(counts.shape, dtype=np.bool_), noise=np.zeros(counts.shape[1], dtype=np.float32),
    )  # fmt: skip


@cache
def young() -> Young:
    others = [place for place in range(len(PEAKS_H)) if place != NEW]
    return train_young(
        history_of(town()[: 50 * 24][:, others]), ages_days=(1, 14), leads_h=(1, 3), on_progress=lambda _: None
    )


def people(history: History, *, ahead: tuple[int, ...]) -> NDArray[np.float32]:
    """(places, ahead), at the end of the history."""
    made: NDArray[np.float32] = young().people(history, origins=np.array([history.slots - 1]), ahead=ahead)[0]
    return made


def new_place(*, until_h: int, from_day: int = 50) -> History:
    """Of the new place alone, from a day on up to an hour."""
    counts = town()[from_day * 24 : until_h, NEW : NEW + 1]
    return history_of(counts, start_s=START_S + from_day * 86_400)


def test_two_weeks_of_one_place_are_enough_to_beat_the_published_formula() -> None:
    counts = town()[:, NEW]
    ours, theirs = [], []
    ratio = 1.0
    for now in range(64 * 24, 71 * 24):
        usual = (counts[now - 168] + counts[now - 336]) / 2
        made = people(new_place(until_h=now), ahead=(1,))
        ours.append(abs(made[0, 0] - counts[now]))
        theirs.append(abs(min(ratio, 4.0) * usual - counts[now]))
        ratio = 0.69 * counts[now] / max(usual, 1) + 0.31 * ratio
    assert sum(ours) < 0.92 * sum(theirs)


def test_one_day_is_enough_to_say_something() -> None:
    counts, errors, total = town()[:, NEW], 0.0, 0.0
    for now in range(51 * 24, 53 * 24):
        made = people(new_place(until_h=now), ahead=(1,))
        errors, total = errors + abs(made[0, 0] - counts[now]), total + counts[now]
    assert errors < 0.35 * total


def test_no_forecast_where_nobody_was_ever_counted() -> None:
    history = history_of(np.full((48, 1), np.nan, dtype=np.float32))
    assert np.isnan(people(history, ahead=(1, 2))).all()


def test_many_origins_at_once_are_what_each_is_alone() -> None:
    history = new_place(until_h=64 * 24 + 12)
    origins = np.arange(history.slots - 40, history.slots)
    alone = [people(history.until(int(origin) + 1), ahead=(1, 3)) for origin in origins]
    assert young().people(history, origins=origins, ahead=(1, 3)).tolist() == np.stack(alone).tolist()


def test_quarters_of_an_hour_are_a_quarter_of_the_hour() -> None:
    hourly = new_place(until_h=64 * 24 + 12)
    fine = history_of(np.repeat(hourly.counts / 4, 4, axis=0), start_s=hourly.start_s, slot_s=900)
    whole, quarters = people(hourly, ahead=(1,)), people(fine, ahead=(1, 2, 3, 4))
    assert quarters.sum() == pytest.approx(whole[0, 0], rel=0.1)


def test_one_place_alone_is_forecast_as_it_is_among_others() -> None:
    counts = town()[50 * 24 : 65 * 24]
    alone = people(history_of(counts[:, NEW : NEW + 1], start_s=START_S + 50 * 86_400), ahead=(1, 3))
    among = people(history_of(counts, start_s=START_S + 50 * 86_400), ahead=(1, 3))
    assert alone[0] == pytest.approx(among[NEW], rel=1e-4)


def test_its_arrays_make_the_same_again_and_others_are_refused() -> None:
    history, arrays = new_place(until_h=64 * 24), young().arrays()
    origins = np.array([history.slots - 1])
    again = Young.of_arrays(arrays).people(history, origins=origins, ahead=(1, 2, 3))
    before = young().people(history, origins=origins, ahead=(1, 2, 3))
    assert again.tolist() == before.tolist()
    with pytest.raises(ValueError, match="do not fit"):
        Young.of_arrays({**arrays, "leads_h": arrays["leads_h"][:1]})
