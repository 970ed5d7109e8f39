"""Rows for the model: what is known at an origin about a place some slots ahead. One row for origin, place, target."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.outside import OUTSIDE
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.target import TARGET
from stoep_gateway.crowd.forecast.tracks import Tracks

ORIGIN = (
    "slot", "hour", "hour_1", "hour_2", "hour_3", "hour_4", "hour_5", "hours_3", "hours_6", "hours_24", "hours_72",
    "hours_168", "unrest", "town", "town_1", "town_2",
)  # fmt: skip
PAIR = (
    "day_ago", "day_ago_after", "day_ago_before", "two_days", "three_days", "week_ago", "town_day_ago", "ahead", "soon",
    "today",
)  # fmt: skip
ROW = (*ORIGIN, *PAIR, *TARGET, *OUTSIDE)
_LAGS, _WINDOWS, _TOWN_LAGS = (0, 1, 2, 3, 4, 5), (3, 6, 24, 72, 168), (0, 1, 2)
REACH_HOURS = 168 + 24  # how far back a row looks on tracks


def origin_rows(tracks: Tracks, *, origin: Ints, place: Ints) -> Floats:
    """(n, len(ORIGIN)) of n origins (slot that has just ended, on the tracks) and places."""
    hour = tracks.per_hour
    columns = [tracks.ratio(origin, place=place, hours=1 / hour)]
    columns += [tracks.ratio(origin - lag * hour, place=place, hours=1) for lag in _LAGS]
    columns += [tracks.ratio(origin, place=place, hours=hours) for hours in _WINDOWS]
    columns += [tracks.unrest(origin, place=place)]
    columns += [tracks.town_ratio(origin - lag * hour, hours=1) for lag in _TOWN_LAGS]
    return np.stack(columns, axis=-1)


def pair_rows(tracks: Tracks, *, origin: Ints, place: Ints, ahead: Ints) -> Floats:
    """(n, len(PAIR)). The hour around the target is centred on it, as far as it has passed."""
    hour, day = tracks.per_hour, 24 * tracks.per_hour
    target = origin + ahead
    days = -(-ahead // day)  # so many days back the target's time of day has passed
    around = target - days * day + hour // 2
    before = np.minimum(around, origin)
    lead = (ahead - 0.5) / hour  # hours from now to the middle of the target
    columns = [
        tracks.ratio(before, place=place, hours=1),
        tracks.ratio(np.minimum(around + hour, origin), place=place, hours=1),
        tracks.ratio(around - hour, place=place, hours=1),
        tracks.ratio(around - day, place=place, hours=1),
        tracks.ratio(around - 2 * day, place=place, hours=1),
        tracks.ratio(target + hour // 2 - 7 * day, place=place, hours=1),
        tracks.town_ratio(before, hours=1),
        np.log(lead).astype(np.float32),
        np.exp(-lead / 2).astype(np.float32),
        np.exp(-lead / 6).astype(np.float32),
    ]
    return np.stack(columns, axis=-1)
