"""The published formula of Amsterdam for one lead: what is usual times a newest-weighted ratio to it."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.simple_rules import smoothed_ratio


def formula(counts: Floats, *, usual: Floats, ahead: int) -> Floats:
    """(slots, places) -> the same: for each slot, as forecast so many slots before it; NaN in the first ones."""
    made = np.full(counts.shape, np.nan, dtype=np.float32)
    made[ahead:] = smoothed_ratio(counts, usual=usual, first=0)[: len(counts) - ahead] * usual[ahead:]
    return made
