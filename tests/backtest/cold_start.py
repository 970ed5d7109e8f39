"""Two weeks after a place was first counted: how much better than the published formula on the same two weeks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from backtest.auckland import Auckland, auckland, hour_of
from backtest.formula import formula
from stoep_gateway.crowd.forecast.distribution import PROBES
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.usual import middle
from stoep_gateway.crowd.forecast.walk import walk
from stoep_gateway.crowd.forecast.young import Young
from stoep_gateway.crowd.forecast.young_training import train_young

AHEAD_H = (1, 2, 3, 24)
OWN_DAYS, SCORED_DAYS = 14, 7
_FOLDS = 3
_STARTS, _EVERY_DAYS = 16, 22
_BOUNDS = (PROBES.index(0.1), PROBES.index(0.9))
_LEAST_KNOWN = 0.8  # of the fourteen days


@dataclass(frozen=True, slots=True, kw_only=True)
class ColdStart:
    """WAPE by hours ahead, of ours and of the formula; coverage80 of ours."""

    ours: dict[int, float]
    formula: dict[int, float]
    coverage80: dict[int, float]

    @property
    def gain(self) -> float:
        """Smallest relative gain at 1, 2 and 3 hours."""
        return min(1 - self.ours[hours] / self.formula[hours] for hours in (1, 2, 3))


def cold_start() -> ColdStart:
    """Of 21 places and 16 dates of 2025. What is known of other places comes from the other two thirds, before 2025.

    The forecaster is the product's, without nets, which have no say while a place is young. No other place's counts are
    looked at when forecasting: a place alone gets the same, as a test of the young says.
    """
    data = auckland()
    sums = np.zeros((len(AHEAD_H), 5))
    for fold in range(_FOLDS):
        sensors = tuple(sensor for sensor in range(len(data.names)) if sensor % _FOLDS == fold)
        others = tuple(sensor for sensor in range(len(data.names)) if sensor % _FOLDS != fold)
        known = data.history(begin=hour_of(2022, 7, 1), end=hour_of(2025, 1, 1), sensors=others)
        young = train_young(known, ages_days=(OWN_DAYS,), leads_h=AHEAD_H, on_progress=lambda _: None)
        for number in range(_STARTS):
            sums += _week(data, young, sensors, begin=hour_of(2025, 1, 20) + number * _EVERY_DAYS * 24)
    ours, theirs, people, inside, cells = sums.T
    return ColdStart(
        ours=dict(zip(AHEAD_H, ours / people, strict=True)), formula=dict(zip(AHEAD_H, theirs / people, strict=True)),
        coverage80=dict(zip(AHEAD_H, inside / cells, strict=True)),
    )  # fmt: skip


def _week(data: Auckland, young: Young, sensors: tuple[int, ...], *, begin: int) -> NDArray[np.float64]:
    """(ahead, 5) of seven days: our distance, theirs, people, cells inside of the 80 % interval, cells."""
    first, end = begin - OWN_DAYS * 24, begin + SCORED_DAYS * 24
    counts = data.counts[first:end][:, sensors]
    own = counts[: OWN_DAYS * 24]
    is_used = (~np.isnan(own)).mean(axis=0) > _LEAST_KNOWN
    usual = np.tile(middle(own.reshape(2, 168, -1)), (3, 1))  # the middle of two is their mean
    theirs = np.stack([formula(counts, usual=usual, ahead=hours) for hours in AHEAD_H])
    sums = np.zeros((len(AHEAD_H), 5))
    history = data.history(begin=first, end=end, sensors=sensors)
    for day in walk(Forecaster(young=young), history=history, first=OWN_DAYS * 24 - 1, ahead=AHEAD_H):
        shape = (len(day.origins), len(sensors), len(AHEAD_H))
        made, curve = day.made.expected.reshape(shape), day.made.curve.reshape(*shape, len(PROBES))
        for number, hours in enumerate(AHEAD_H):
            is_inside = day.origins + hours < len(counts)
            slot = day.origins[is_inside] + hours
            true, other = counts[slot], theirs[number, slot]
            said, low, high = made[is_inside, :, number], *curve[is_inside, :, number][..., _BOUNDS].transpose(2, 0, 1)
            is_scored = is_used & ~np.isnan(true) & ~np.isnan(other)
            columns = (np.abs(said - true), np.abs(other - true), true, (low <= true) & (true <= high), is_scored)
            sums[number] += [float(column[is_scored].sum()) for column in columns]
    return sums
