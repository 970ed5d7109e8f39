"""What the weather changes at each place, learnt from how far forecasts without it were off."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Flags, Floats, History
from stoep_gateway.crowd.forecast.least import least_distance
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid, grid_of
from stoep_gateway.crowd.forecast.tracks import FEW, log_ratio

LEADS_H = (1, 3, 8, 24)
COLUMNS = 3 * 18
Expected = Callable[..., Floats]  # Forecaster.expected

_USUAL_DAYS = 28
_LEAST_DAYS = 60  # of counts with weather before anything is learnt from them
_SCALE = np.array([10, 1, 5, 1], dtype=np.float32)  # °C, mm/h, m/s, share: to numbers around one
_MILD = 1.2  # of temperature, scaled
_WET = 0.5  # mm/h
_MOST = 1.5  # of the logarithm
_ROWS_MAX = 100_000
_CHUNK_DAYS = 14
_RIDGE, _OWN_RIDGE = 5.0, 30.0
_NAMES = ("places", "weights", "own")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherShift:
    """weights: (leads, COLUMNS), for any place; own: (leads, places, COLUMNS), for those learnt from, by name."""

    places: tuple[str, ...]
    weights: Floats
    own: Floats

    def factor(self, history: History, *, origins: Ints, ahead: Sequence[int]) -> Floats:
        """(len(origins), places, len(ahead)): times what is forecast without. 1 where the weather is not known."""
        steps = np.asarray(ahead)
        origin, step = (grid.ravel() for grid in np.meshgrid(origins, steps, indexing="ij"))
        rows = _rows(history, grid=grid_of(history, ahead=int(steps.max())), origin=origin, target=origin + step)
        at = np.interp((step - 0.5) / history.per_hour, np.array(LEADS_H) - 0.5, np.arange(len(LEADS_H)))
        low = np.floor(at).astype(np.int64)
        high, part = np.minimum(low + 1, len(LEADS_H) - 1), (at - low)[:, None]
        shift = np.empty((len(origin), len(history.places)), dtype=np.float32)
        for number, place in enumerate(history.places):
            of_place = self.own[:, self.places.index(place)] if place in self.places else self.weights
            shift[:, number] = (rows * (of_place[low] * (1 - part) + of_place[high] * part)).sum(axis=1)
        factor = np.exp(np.clip(shift, -_MOST, _MOST))
        return factor.reshape(len(origins), len(steps), -1).transpose(0, 2, 1)

    def arrays(self) -> dict[str, NDArray[np.float32] | NDArray[np.str_]]:
        """All of it, by name."""
        return {"places": np.asarray(self.places, dtype=str), "weights": self.weights, "own": self.own}

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[np.float32] | NDArray[np.str_]]) -> "WeatherShift":
        """KeyError, ValueError: not what `arrays` gave."""
        places = tuple(str(place) for place in arrays["places"])
        weights, own = arrays["weights"].astype(np.float32), arrays["own"].astype(np.float32)
        if weights.shape != (len(LEADS_H), COLUMNS) or own.shape != (len(LEADS_H), len(places), COLUMNS):
            raise ValueError("arrays of the weather that do not fit each other")
        if not (np.isfinite(weights).all() and np.isfinite(own).all()):
            raise ValueError("arrays of the weather with a number missing")
        return cls(places=places, weights=weights, own=own)


def learn_weather(history: History, *, expected: Expected, first: int) -> WeatherShift | None:
    """expected: of forecasts without this; from slot `first` on they are compared with the counts. None: too little."""
    day = 24 * history.per_hour
    if history.weather is None or history.slots - first < _LEAST_DAYS * day:
        return None
    every = max(1, round((history.slots - first) / history.per_hour * len(history.places) / _ROWS_MAX))
    origins = np.arange(first, history.slots - 1, every * history.per_hour)
    parts = [origins[at : at + _CHUNK_DAYS * 24] for at in range(0, len(origins), _CHUNK_DAYS * 24)]
    steps = tuple(lead * history.per_hour - (history.per_hour - 1) // 2 for lead in LEADS_H)
    people = np.concatenate([expected(history, origins=part, ahead=steps) for part in parts])
    grid = grid_of(history, ahead=max(steps))
    weights, own = [], []
    for number, step in enumerate(steps):
        use = origins + step < history.slots
        origin, target = origins[use], origins[use] + step
        rows = _rows(history, grid=grid, origin=origin, target=target)
        of_all, of_places = _fit(rows, said=people[use, :, number], counted=history.counts[target], history=history)
        weights.append(of_all)
        own.append(of_places)
    return WeatherShift(places=history.places, weights=np.array(weights), own=np.array(own))


def _fit(rows: Floats, *, said: Floats, counted: Floats, history: History) -> tuple[Floats, Floats]:
    """(COLUMNS,) and (places, COLUMNS): what all places share, and that with what is each one's own."""
    few = FEW / history.per_hour
    known: Flags = np.asarray(np.isfinite(said - counted) & (rows != 0).max(axis=1, keepdims=True), dtype=np.bool_)
    wanted = np.nan_to_num(log_ratio(counted, said, few=few)).astype(np.float32)
    cost = np.where(known, said + few, 0).astype(np.float32)
    table = np.repeat(rows, said.shape[1], axis=0)[known.ravel()]
    if len(table) < COLUMNS:
        return np.zeros(COLUMNS, dtype=np.float32), np.zeros((said.shape[1], COLUMNS), dtype=np.float32)
    shared = least_distance(table, wanted[known], cost=_of_mean_one(cost[known]), ridge=_RIDGE)
    own = np.repeat(shared[None], said.shape[1], axis=0)
    for place in range(said.shape[1]):
        use = known[:, place]
        if said.shape[1] > 1 and use.sum() > COLUMNS:
            left = wanted[use, place] - rows[use] @ shared.astype(np.float32)
            cost_here = _of_mean_one(cost[use, place])
            own[place] += least_distance(rows[use], left, cost=cost_here, ridge=_OWN_RIDGE)
    return shared.astype(np.float32), own.astype(np.float32)


def _of_mean_one(cost: Floats) -> Floats:
    return np.asarray(cost / max(float(cost.mean()), 1e-9), dtype=np.float32)


def _rows(history: History, *, grid: SlotGrid, origin: Ints, target: Ints) -> Floats:
    """(n, COLUMNS): weather at the target, now and in the last day, beside that of four weeks; 0 where unknown."""
    if history.weather is None or not len(target):
        return np.zeros((len(target), COLUMNS), dtype=np.float32)
    size = max(int(target.max()) + 1, len(history.weather))
    scaled = np.full((size, 4), np.nan, dtype=np.float32)
    scaled[: len(history.weather)] = history.weather / _SCALE
    unusual = scaled - _usual(scaled, day=24 * history.per_hour)
    last_day = _mean_before(unusual, slots=24 * history.per_hour)
    hour = history.per_hour
    there, now = unusual[target], unusual[origin]
    wet = [(scaled[np.maximum(at, 0), 1:2] > _WET).astype(np.float32) for at in (target, origin, target - hour)]
    warmth = np.nan_to_num(scaled[target, :1]) - _MILD
    columns = [np.ones_like(warmth), there, now, *wet, warmth, warmth**2, last_day[origin]]
    table = np.nan_to_num(np.concatenate(columns, axis=1))
    turn = 2 * np.pi * (grid.of_day[target] + 0.5) / grid.per_day
    table = np.concatenate([table, table * np.sin(turn)[:, None], table * np.cos(turn)[:, None]], axis=1)
    table[np.isnan(there).any(axis=1)] = 0
    return table.astype(np.float32)


def _usual(scaled: Floats, *, day: int) -> Floats:
    """(slots, 4): mean at this time of day over the four weeks before; NaN where half of them or more are unknown."""
    days = -(-len(scaled) // day)
    table = np.full((days * day, 4), np.nan, dtype=np.float32)
    table[: len(scaled)] = scaled
    by_day = table.reshape(days, day, 4)
    known = ~np.isnan(by_day)
    sums, number = np.zeros((days + 1, day, 4)), np.zeros((days + 1, day, 4))
    np.cumsum(np.where(known, by_day, 0), axis=0, out=sums[1:])
    np.cumsum(known, axis=0, out=number[1:])
    first = np.maximum(np.arange(days) - _USUAL_DAYS, 0)
    counted = number[:-1] - number[first]
    mean = (sums[:-1] - sums[first]) / np.maximum(counted, 1)
    mean[counted < _USUAL_DAYS / 2] = np.nan
    return mean.reshape(-1, 4)[: len(scaled)].astype(np.float32)


def _mean_before(values: Floats, *, slots: int) -> Floats:
    """(slots, 4): mean of what is known in the last so many slots, this one included; 0 where nothing is."""
    known = ~np.isnan(values)
    sums, number = np.zeros((len(values) + 1, 4)), np.zeros((len(values) + 1, 4))
    np.cumsum(np.where(known, values, 0), axis=0, out=sums[1:])
    np.cumsum(known, axis=0, out=number[1:])
    ends = np.arange(1, len(values) + 1)
    first = np.maximum(ends - slots, 0)
    made: Floats = ((sums[ends] - sums[first]) / np.maximum(number[ends] - number[first], 1)).astype(np.float32)
    return made
