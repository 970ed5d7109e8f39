"""Counts beside what is usual, as running sums: how any stretch of hours compares with its usual costs two look-ups."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints

FEW = 5.0  # people an hour that are added to both sides of a ratio: a place with few people is damped towards usual
MOST = 2.5  # of the logarithm of a ratio: twelve times the usual and a twelfth of it
_DAY_HOURS = 24

Sums = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracks:
    """Sums over slots 0 .. n - 1 of a stretch of a history, with a row 0 of zeros; a slot counts where both are known.

    counted, usual: (n + 1, places). town_counted, town_usual: (n + 1,), of all places. swing: (n + 1, places), of the
    absolute logarithm of the hour's ratio. few: (places,), people added to the ratio of an hour; it is larger where
    counts carry noise. last: (places,), index of the newest slot known, -1 if there is none.
    """

    per_hour: int
    counted: Sums
    usual: Sums
    town_counted: Sums
    town_usual: Sums
    swing: Sums
    few: Floats
    last: Ints

    def ratio(self, end: Ints, *, place: Ints, hours: float) -> Floats:
        """Logarithm of counted over usual in the hours up to the end of slot `end`; 0 where none is known."""
        stop, start = self._ends(end, hours=hours)
        few = self.few[place] * np.sqrt(hours)
        width = self.counted.shape[1]
        high, low = stop * width + place, start * width + place  # flat: twice as quick as two indices
        counted = np.take(self.counted, high) - np.take(self.counted, low)
        return log_ratio(counted, np.take(self.usual, high) - np.take(self.usual, low), few=few)

    def town_ratio(self, end: Ints, *, hours: float) -> Floats:
        """The same of all places together."""
        stop, start = self._ends(end, hours=hours)
        few = float(np.sqrt(np.sum(self.few.astype(np.float64) ** 2) * hours))
        counted = self.town_counted[stop] - self.town_counted[start]
        return log_ratio(counted, self.town_usual[stop] - self.town_usual[start], few=few)

    def unrest(self, end: Ints, *, place: Ints) -> Floats:
        """Mean of |log ratio| of the hours in the last day."""
        stop, start = self._ends(end, hours=_DAY_HOURS)
        return np.asarray(
            (self.swing[stop, place] - self.swing[start, place]) / np.maximum(stop - start, 1), dtype=np.float32
        )

    def _ends(self, end: Ints, *, hours: float) -> tuple[Ints, Ints]:
        """Rows of the sums after and before these hours. np.clip costs thrice as much for whole numbers."""
        stop = np.minimum(np.maximum(end + 1, 0), len(self.counted) - 1)
        return stop, np.minimum(np.maximum(end + 1 - round(hours * self.per_hour), 0), stop)


def tracks(history: History, *, usual: Floats, first: int, origin: int) -> Tracks:
    """Of a history's slots from `first` on. usual: (slots - first, places). origin: slot of the tracks, the first one
    that is asked for its unrest: logarithms of older hours are not worked out.
    """
    counts = history.counts[first:]
    known = ~(np.isnan(counts) | np.isnan(usual))
    counted, base = _sums(np.where(known, counts, 0)), _sums(np.where(known, usual, 0))
    places = len(history.places)
    few = (FEW + history.noise * np.sqrt(history.per_hour)).astype(np.float32)
    newest = np.where(known.any(axis=0), len(known) - 1 - np.argmax(known[::-1], axis=0), -1)
    made = Tracks(
        per_hour=history.per_hour, counted=counted, usual=base, town_counted=counted.sum(axis=1),
        town_usual=base.sum(axis=1), swing=np.zeros((1, places)), few=few, last=newest,
    )  # fmt: skip
    slots = np.arange(max(0, origin + 1 - _DAY_HOURS * history.per_hour), len(counts))
    hourly = made.ratio(slots[:, None], place=np.arange(places)[None], hours=1)
    swing = np.zeros((len(counts) + 1, places))
    np.cumsum(np.abs(hourly), axis=0, dtype=np.float64, out=swing[len(counts) + 1 - len(slots) :])
    return Tracks(
        per_hour=made.per_hour, counted=counted, usual=base, town_counted=made.town_counted,
        town_usual=made.town_usual, swing=swing, few=few, last=newest,
    )  # fmt: skip


def log_ratio(counted: Floats | Sums, usual: Floats | Sums, *, few: Floats | float) -> Floats:
    """Of people counted and usual, damped by `few` people on both sides, held within MOST."""
    return np.minimum(np.maximum(np.log((counted + few) / (usual + few)), -MOST), MOST).astype(np.float32)


def _sums(values: Floats) -> Sums:
    """Running sums along the first axis, from a row of zeros."""
    sums = np.zeros((len(values) + 1, *values.shape[1:]))
    np.cumsum(values, axis=0, dtype=np.float64, out=sums[1:])
    return sums
