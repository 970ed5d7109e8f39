"""What a wrong sensor does to the forecasts of all other places: they must hardly notice."""

from dataclasses import dataclass

import numpy as np

from backtest.auckland import auckland, hour_of
from backtest.line_faults import FAULTS, STARTS, with_fault
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import Floats

AHEAD_H = (1, 2, 3)
_PAST_H, _AFTER_H, _STEP_H = 63 * 24, 5 * 24, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Relative change of the other places' error: of all cases of a kind together, and of its worst sensor."""

    all_sensors: float
    worst_sensor: float


def effects(forecaster: Forecaster) -> dict[str, Effect]:
    """By kind: the fault at each sensor in turn, and the five days after it. Nothing is left out beforehand."""
    found = {}
    for number, kind in enumerate(FAULTS):
        start = hour_of(*STARTS[number % len(STARTS)])
        clean = _distances(forecaster, auckland().counts, start=start)
        errors = []
        for sensor in range(len(auckland().names)):
            wrong = with_fault(auckland(), kind, sensor=sensor, start=start)
            others = np.arange(len(auckland().names)) != sensor
            pair = np.stack([_distances(forecaster, wrong, start=start), clean])[:, :, others]
            errors.append(np.where(np.isnan(pair).any(axis=0), 0, pair).sum(axis=(1, 2, 3)))
        table = np.array(errors)
        changes = table[:, 0] / table[:, 1] - 1
        found[kind] = Effect(
            all_sensors=float(table[:, 0].sum() / table[:, 1].sum() - 1), worst_sensor=float(changes.max())
        )
    return found


def _distances(forecaster: Forecaster, counts: Floats, *, start: int) -> Floats:
    """(origins, sensors, ahead), from what is truly counted."""
    data, sensors = auckland(), tuple(range(len(auckland().names)))
    begin, end = start - _PAST_H, start + _AFTER_H
    history = data.history(begin=begin, end=end, sensors=sensors, counts=counts)
    origins = np.arange(_PAST_H, history.slots - max(AHEAD_H), _STEP_H)
    people = forecaster.expected(history, origins=origins, ahead=AHEAD_H)
    true = np.stack([data.counts[begin + origins + ahead] for ahead in AHEAD_H], axis=-1)
    return np.asarray(np.abs(people - true), dtype=np.float32)
