"""One day of a soil's water in two layers: rain, what plants take (FAO-56), drainage, and what rises again."""

import numpy as np

from stoep_gateway.garden.balance.members import (
    CAPACITY,
    DEEP,
    RAIN,
    RISE,
    SPEED,
    TOP,
    TOP_M,
    USE,
    WILTING,
    Floats,
    Members,
)

_CAUGHT_MM = 0.5  # of a day's rain stays on leaves: our own norm for what grows low
_TOP_MM = 1_000.0 * TOP_M
# Drainage by its own weight rises e-fold with each eighth of the room between wilting and field capacity: about what
# the series' curves do between pF 1.7 and 2.7, in all classes.
_STEEP = 8.0
# Above field capacity what lies below holds it up: of the excess a day drains a share, by field capacity.
_DRAINS_FROM, _DRAINS = (0.28, 0.36, 0.39, 0.45), (0.5, 0.2, 0.2, 0.06)
_NOISE = np.array([[0.004], [0.003]])  # m3/m3 a day, of each layer
_EVENS = 0.06  # of a difference in fullness between the layers that a day evens out


def stress(depletion: Floats | float, *, available: float, ready: float) -> Floats:
    """Ks: the share of their use that plants still get (FAO-56, equation 84): 1 up to RAW, 0 at TAW.

    All in one unit: mm, or shares of what is available.
    """
    return np.minimum(np.maximum((available - depletion) / (available - ready), 0.0), 1.0)  # clip takes twice as long


def _settled(fill: Floats, *, room_mm: Floats, speed_mm: Floats) -> Floats:
    """What a day takes of fill (0 at wilting, 1 at field capacity) by d fill/dt = -speed/room exp(8 (fill - 1))."""
    brake: Floats = np.exp(_STEEP * np.maximum(1.0 - fill, 0.0))
    return np.log1p(_STEEP * speed_mm / room_mm / brake) / _STEEP


def step(members: Members, *, rain_mm: Floats, crop_mm: float, noise: Floats) -> None:
    """Change both layers by a day. rain_mm: by member; crop_mm: reference evaporation × crop factor.

    noise: 2 × members, standard normal: what no balance of two layers knows.
    """
    state = members.state
    top, deep, capacity, wilting = state[TOP], state[DEEP], state[CAPACITY], state[WILTING]
    both, deep_mm = state[TOP : DEEP + 1], members.layers_mm[1]
    room = capacity - wilting
    full = capacity + members.pores
    speed_mm = np.exp(state[SPEED])
    drains = np.interp(capacity, _DRAINS_FROM, _DRAINS)

    top += np.maximum(rain_mm - _CAUGHT_MM, 0.0) * state[RAIN] / _TOP_MM
    poured = np.maximum(top - full, 0.0)  # what finds no pores runs on downward, in cracks and worm holes
    top -= poured
    seeps = drains * np.maximum(top - capacity, 0.0)
    top -= seeps
    settles = _settled((top - wilting) / room, room_mm=room * _TOP_MM, speed_mm=speed_mm) * room
    top -= settles
    deep += (poured + seeps + settles) * _TOP_MM / deep_mm
    deep -= np.maximum(deep - full, 0.0)
    deep -= drains * np.maximum(deep - capacity, 0.0)
    deep -= _settled((deep - wilting) / room, room_mm=room * deep_mm, speed_mm=speed_mm) * room

    use_mm = crop_mm * state[USE]
    wet = (both - wilting) / room
    taken = stress(1.0 - wet, available=1.0, ready=members.plant.share_at(crop_mm))
    both -= use_mm * members.use * taken / members.layers_mm

    both += _EVENS * (wet[1] - wet[0]) * room * members.evens
    deep += state[RISE] * np.maximum(capacity - deep, 0.0)

    both += _NOISE * noise
    np.minimum(np.maximum(both, 0.6 * wilting), full, out=both)
