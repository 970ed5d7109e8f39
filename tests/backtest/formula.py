"""The published formula of Amsterdam: what is usual times a newest-weighted ratio to it."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats

NEWEST, CAP = 0.69, 4.0


def formula(counts: Floats, *, usual: Floats, ahead: int) -> Floats:
    """(slots, places) -> the same: for each slot, as forecast so many slots before it; NaN in the first ones."""
    ratio = np.ones(counts.shape[1])
    now = counts / np.maximum(usual, 1)
    made = np.full(counts.shape, np.nan, dtype=np.float32)
    for slot in range(len(counts) - ahead):
        known = ~np.isnan(now[slot])
        ratio = np.where(known, NEWEST * np.minimum(np.where(known, now[slot], 0), CAP) + (1 - NEWEST) * ratio, ratio)
        made[slot + ahead] = np.minimum(ratio, CAP) * usual[slot + ahead]
    return made
