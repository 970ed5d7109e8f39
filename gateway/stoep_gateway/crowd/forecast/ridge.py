"""Straight lines: one set of coefficients for each hour of the day, how far ahead as an input, and a place's own sets.

Fitted for the least error in people by weights that are worked out anew from round to round. What lines say well, nets
need not learn; and a mean of both errs less than either.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.outside import OUTSIDE
from stoep_gateway.crowd.forecast.rows import ORIGIN, PAIR, ROW
from stoep_gateway.crowd.forecast.samples import Samples
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.target import CALENDAR, LEVELS
from stoep_gateway.crowd.forecast.tracks import MOST, Sums

HOURS = 24
_PENALTY, _OWN_PENALTY = 50.0, 1_500.0
_NEIGHBOUR = 0.3  # weight of rows of the hour before and after
_ROUNDS, _OWN_ROUNDS = 5, 3
_SHARP = 0.05  # of the forecast: errors below it weigh no more
_BLOCK = 4_096  # rows whose inputs are worked out at a time
_PEOPLE = 300.0  # an hour's count of weight 1

_SINCE = [ROW.index(name) for name in (*ORIGIN[1:], *PAIR[:7])]  # each also times "soon" and "today": they fade
_FADES = [ROW.index(name) for name in ("soon", "today")]
_FIXED_NAMES = (*LEVELS, *CALENDAR, *(f"weekday_{day}" for day in range(7)), *OUTSIDE, "ahead", "soon", "today")
_FIXED = [ROW.index(name) for name in _FIXED_NAMES if name != "noise"]
_FIRST_HOUR = ROW.index("hour_of_day_0")
COLUMNS = 1 + 3 * len(_SINCE) + len(_FIXED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """mean, scale: (COLUMNS - 1,). all: (HOURS, COLUMNS), for any place; own: (HOURS, places, COLUMNS), of those
    trained on.
    """

    mean: Floats
    scale: Floats
    all: Floats
    own: Floats

    def __call__(self, rows: Floats) -> Floats:
        """(n, len(ROW)) -> (n,): the logarithm that lines of all places give."""
        return self.both(rows, who=np.full(len(rows), -1))[0]

    def both(self, rows: Floats, *, who: Ints) -> tuple[Floats, Floats]:
        """(n,) each: by lines of all places, and by a place's own. who: (n,), place among those trained on, or -1."""
        inputs, hour = _design(rows, mean=self.mean, scale=self.scale), hour_of(rows)
        of_all = np.asarray(np.einsum("ij,ij->i", inputs, self.all[hour]), dtype=np.float32)
        if not self.own.shape[1]:
            return of_all, of_all
        own = np.einsum("ij,ij->i", inputs, self.own[hour, np.maximum(who, 0)])
        return of_all, np.where(who >= 0, own, of_all).astype(np.float32)


def hour_of(rows: Floats | NDArray[np.float16]) -> Ints:
    """(n,): hour of the local day in which a row's target lies."""
    return np.asarray(np.argmax(rows[:, _FIRST_HOUR : _FIRST_HOUR + HOURS], axis=1))


def fit_lines(samples: Samples, *, places: int) -> Lines:
    """Same samples, same lines."""
    raw = _raw(samples.rows[:: max(1, len(samples.rows) // 50_000)].astype(np.float32))
    mean, scale = raw.mean(axis=0), np.maximum(raw.std(axis=0), 0.05).astype(np.float32)
    hour = hour_of(samples.rows).astype(np.int32)
    order = np.argsort(hour * np.int32(places) + samples.place, kind="stable").astype(np.int32)
    sets = np.split(order, np.searchsorted(hour[order], np.arange(1, HOURS)))
    del hour
    lines = np.zeros((HOURS, COLUMNS), dtype=np.float32)
    for _ in range(_ROUNDS):
        sums = [
            _Set(samples, chosen=chosen, mean=mean, scale=scale).sums(line)
            for chosen, line in zip(sets, lines, strict=True)
        ]
        for at in range(HOURS):
            before, after = sums[(at - 1) % HOURS], sums[(at + 1) % HOURS]
            gram, side = (own + _NEIGHBOUR * (a + b) for own, a, b in zip(sums[at], before, after, strict=True))
            lines[at] = np.linalg.solve(gram + _PENALTY * _ALL_BUT_FIRST, side)
    own = np.repeat(lines[:, None], places, axis=1)
    for at, chosen in enumerate(sets):
        table = _Set(samples, chosen=chosen, mean=mean, scale=scale)
        edges = np.searchsorted(samples.place[chosen], np.arange(places + 1))
        for place in np.flatnonzero(np.diff(edges)):
            for _ in range(_OWN_ROUNDS):
                gram, side = table.sums(own[at, place], rows=slice(edges[place], edges[place + 1]))
                apart = np.linalg.solve(gram + _OWN_PENALTY * np.eye(COLUMNS), side - gram @ lines[at])
                own[at, place] = lines[at] + apart
    return Lines(mean=mean, scale=scale, all=lines, own=own)


_ALL_BUT_FIRST = np.diag([0.0] + [1.0] * (COLUMNS - 1))


class _Set:
    """Samples of one hour of the day, as a table of inputs: one at a time, since all of them would not fit a Pi."""

    def __init__(self, samples: Samples, *, chosen: NDArray[np.int32], mean: Floats, scale: Floats) -> None:
        self._inputs = np.empty((len(chosen), COLUMNS), dtype=np.float32)
        for at in range(0, len(chosen), _BLOCK):
            rows = samples.rows[chosen[at : at + _BLOCK]].astype(np.float32)
            self._inputs[at : at + _BLOCK] = _design(rows, mean=mean, scale=scale)
        self._base = samples.usual[chosen] + samples.few[chosen]
        counted = samples.counted[chosen] + samples.few[chosen]
        self._counted = counted
        self._logs = np.clip(np.log(counted / self._base), -MOST, MOST)

    def sums(self, line: Floats, *, rows: slice = slice(None)) -> tuple[Sums, Sums]:
        """Inputs by inputs, and inputs by logs, weighted so that squares come to errors in people."""
        inputs = self._inputs[rows]
        forecast = self._base[rows] * np.exp(inputs @ line)
        apart = np.maximum(np.abs(forecast - self._counted[rows]), _SHARP * forecast)
        weighted = inputs * (forecast * forecast / apart / _PEOPLE)[:, None]
        return (weighted.T @ inputs).astype(np.float64), (weighted.T @ self._logs[rows]).astype(np.float64)


def _raw(rows: Floats) -> Floats:
    since = rows[:, _SINCE]
    return np.concatenate([since, *(since * rows[:, [fade]] for fade in _FADES), rows[:, _FIXED]], axis=1)


def _design(rows: Floats, *, mean: Floats, scale: Floats) -> Floats:
    table = np.ones((len(rows), COLUMNS), dtype=np.float32)
    table[:, 1:] = (_raw(rows) - mean) / scale
    return table
