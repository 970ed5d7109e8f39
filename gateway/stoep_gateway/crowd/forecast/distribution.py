"""What may come: for each place and slot ahead, how many people with which probability."""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.board import PROBABILITIES
from stoep_gateway.crowd.chances import NEWS_PER_HOUR
from stoep_gateway.crowd.forecast.history import Floats

# Of the curve: the five of a board and more between them, since chances are read off between two points.
PROBES = (0.005, 0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975, 0.995)
_FIVE = tuple(PROBES.index(p) for p in PROBABILITIES)
_TAIL = 4  # power with which chances fade above the curve's end


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """Made at the end of a history's last slot.

    ahead: slots ahead, 1 = the slot that begins now. curve: (places, len(ahead), len(PROBES)), people in that slot,
    never negative, not falling along PROBES. expected: (places, len(ahead)), the one number to give; NaN and a curve
    of NaN where nothing can be said: a place without any count.
    """

    ahead: tuple[int, ...]
    curve: Floats
    expected: Floats

    @property
    def quantiles(self) -> Floats:
        """(places, len(ahead), 5), at board.PROBABILITIES."""
        return self.curve[:, :, _FIVE]

    def chance_above(self, limits: Floats) -> Floats:
        """limits: (places, m), people in a slot -> (places, len(ahead), m), 0 to 1: of at least so many."""
        wanted, curve = limits[:, None, :], self.curve
        below = np.sum(curve[:, :, None, :] < wanted[..., None], axis=-1)
        low, high = np.maximum(below - 1, 0), np.minimum(below, len(PROBES) - 1)
        left, right = np.take_along_axis(curve, low, axis=-1), np.take_along_axis(curve, high, axis=-1)
        probes = np.asarray(PROBES, dtype=np.float32)
        share = (wanted - left) / np.maximum(right - left, 1e-6)
        inside = probes[low] + np.clip(share, 0, 1) * (probes[high] - probes[low])
        # Outside of the curve the chance fades: below in proportion, above as a heavy tail.
        under = probes[0] * np.clip(wanted / np.maximum(curve[:, :, :1], 1e-6), 0, 1)
        over = 1 - (1 - probes[-1]) * np.clip(curve[:, :, -1:] / np.maximum(wanted, 1e-6), 0, 1) ** _TAIL
        not_above = np.where(below == 0, under, np.where(below == len(PROBES), over, inside))
        return np.where(np.isnan(left), np.nan, 1 - not_above).astype(np.float32)

    def chance_within(self, limits: Floats, *, slots: int, per_hour: int) -> Floats:
        """limits: (places, m) -> (places, m): of at least so many in any of the first `slots` slots, which all must be
        among ahead. Joined as `crowd.chances` does it.
        """
        chosen = [at for at, step in enumerate(self.ahead) if step <= slots]
        return _of_any(self.chance_above(limits)[:, chosen], news=NEWS_PER_HOUR / per_hour)


def _of_any(chances: Floats, *, news: float) -> Floats:
    """(places, slots, m) -> (places, m). news: how much of what another slot adds is not the same crowd."""
    ordered = np.sort(chances, axis=1)[:, ::-1]
    joined = ordered[:, 0]
    for at in range(1, ordered.shape[1]):
        joined = joined + news * (1 - joined) * ordered[:, at]
    return np.asarray(joined, dtype=np.float32)
