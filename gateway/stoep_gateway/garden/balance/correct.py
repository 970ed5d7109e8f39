"""What a reading says of every member: of its water at once, of its soil and probe slowly.

An ensemble Kalman filter without perturbed readings (Whitaker and Hamill 2002, Monthly Weather Review 130): the mean
moves by the gain, deviations shrink by a reduced one.
"""

import numpy as np

from stoep_gateway.garden.balance.members import (
    CAPACITY,
    DEEP,
    GAIN,
    OFFSET,
    RAIN,
    SPEED,
    TOP,
    USE,
    WARM,
    WILTING,
    Floats,
    Members,
    means,
    moments,
)

NOISE = 0.008  # of an evening mean, m3/m3: one spot, one probe
_VARIANCE = NOISE**2
_WETTING_MM = 6.0  # so much rain on the day: it may not have reached the probe, or only just
# Model errors last for weeks: readings of following days are no news about soil and probe.
_WEIGHTS = np.full((SPEED + 1, 1), 10.0)
_WEIGHTS[[TOP, DEEP]] = 1.0
_LEAST = np.array([[0.0], [0.0], [0.05], [0.002], [0.2], [0.5], [0.6], [-0.15], [-0.004], [0.0], [-5.0]])
_MOST = np.array([[1.0], [1.0], [0.90], [0.60], [2.0], [1.6], [1.4], [0.15], [0.004], [0.2], [6.0]])
_FURTHEST = 3.0  # deviations: a reading farther out is taken for one so far


def seen(members: Members, *, warm_k: float) -> Floats:
    """What each member's probe would say, m3/m3, in soil warmer than 15 °C by warm_k."""
    state = members.state
    felt: Floats = state[TOP] * state[GAIN] + state[OFFSET] + state[WARM] * warm_k
    return felt


def noise_of(rain_mm: float) -> float:
    """Variance of an evening mean after rain of its day."""
    return _VARIANCE * (1.0 + (rain_mm / _WETTING_MM) ** 2)


def correct(members: Members, *, content: float, seen: Floats, noise: float) -> None:
    """content: the calibrated reading, m3/m3; noise: its variance."""
    state = members.state
    mean, variance = moments(seen)
    deviations = seen - mean
    news = content - mean
    most = _FURTHEST * (variance + noise) ** 0.5
    news = min(most, max(-most, news))
    weights = variance + noise * _WEIGHTS
    center = means(state)[:, None]
    gain = ((state - center) @ deviations)[:, None] / ((len(seen) - 1) * weights)
    reduced = gain / (1.0 + np.sqrt(noise * _WEIGHTS / weights))
    state += gain * news - reduced * deviations
    np.minimum(np.maximum(state, _LEAST), _MOST, out=state)
    np.maximum(state[CAPACITY], state[WILTING] + 0.03, out=state[CAPACITY])


def drift(members: Members, *, noise: Floats) -> None:
    """What differs from garden to garden changes a little every day, so that it stays open to correction.

    noise: 3 × members, standard normal.
    """
    state = members.state
    state[OFFSET] += 0.0004 * noise[0]
    state[USE] *= 1.0 + 0.006 * noise[1]
    state[RAIN] *= 1.0 + 0.003 * noise[2]
