"""Weights that make distances small rather than squares: a busy day that is far off does not pull all others along."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats
from stoep_gateway.crowd.forecast.tracks import Sums

_ROUNDS = 6
_LEAST = 0.02  # of a distance: keeps the weights of near-exact fits from growing without end
_SHARE = 0.1


def least_distance(table: Floats, wanted: Floats, *, cost: Floats, ridge: float) -> Sums:
    """(columns,). table: (n, columns), its first column 1 and not held small by ridge; cost: (n,), of a distance."""
    damping = np.diag([1e-6, *[ridge] * (table.shape[1] - 1)])
    weight, solved = cost, np.zeros(table.shape[1], dtype=np.float64)
    for _ in range(_ROUNDS):
        weighed = table * weight[:, None]
        gram = (weighed.T @ table).astype(np.float64) + damping
        solved = np.asarray(np.linalg.solve(gram, weighed.T @ wanted), dtype=np.float64)
        weight = cost / np.maximum(np.abs(wanted - table @ solved.astype(np.float32)), _LEAST) * np.float32(_SHARE)
    return solved
