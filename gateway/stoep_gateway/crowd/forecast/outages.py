"""Hours in which a place counts nobody although many were expected: the device failed, and no model should learn it."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Flags, Floats

_HOURS, _PEOPLE = 6, 100.0


def outages(counts: Floats, *, usual: Floats, per_hour: int) -> Flags:
    """(slots, places): runs of zeros of six hours or more in which a hundred people or more are usual."""
    found = np.zeros(counts.shape, dtype=np.bool_)
    for place in range(counts.shape[1]):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], counts[:, place] == 0, [0]]).astype(np.int8)))
        for start, end in edges.reshape(-1, 2):
            if end - start >= _HOURS * per_hour and np.nansum(usual[start:end, place]) >= _PEOPLE:
                found[start:end, place] = True
    return found
