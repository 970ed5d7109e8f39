"""A day's estimate: the members' balance and the class table on the reading, averaged, with how far off they may be.

The two err differently: the balance carries weeks of its own errors, the class table takes one spot for all roots. On
simulated gardens their mean was better than either (docs/garden.md).
"""

from dataclasses import dataclass
from math import erf, sqrt

from stoep_gateway.garden.balance.members import CAPACITY, DEEP, TOP, USE, WILTING, Members, means, moments
from stoep_gateway.garden.soil import SoilClass

_TABLE = 0.25  # the class table's weight, when there is a reading that counts
_HALFWAY = 0.45  # to saturation is too wet; a little less than half, since soil below the probe is wetter than there
_UNSURE = 0.09  # of the available water: what neither knows of a garden
_UNSURE_A_DAY = 0.02  # of it too, in quadrature, for each day without a reading that counts
_TOP_UNSURE = 0.02  # m3/m3, of water in the upper 30 cm
_LONGEST_DAYS = 100  # after that nothing more is forgotten
_LITTLE_MM = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """As in records.Estimate."""

    depletion_mm: float
    spread_mm: float
    available_mm: float
    ready_mm: float
    chance_dry: float
    chance_wet: float


def closing(
    members: Members, *, crop_mm: float, soil: SoilClass | None, content: float | None, silent_days: int
) -> Closing:
    """The end of a day. crop_mm: reference evaporation × crop factor. soil: the class that was said.

    content: the calibrated reading, m3/m3, if the class table may use it; silent_days: since one counted.
    """
    state = members.state
    root_mm, top_mm = members.root_mm, members.top_mm
    dry = (state[CAPACITY] - state[TOP]) * top_mm + (state[CAPACITY] - state[DEEP]) * (root_mm - top_mm)
    available = (state[CAPACITY] - state[WILTING]) * root_mm
    share = members.plant.share_at(crop_mm * float(means(state[USE])))
    available_mm, _ = moments(available)
    depletion_mm, variance = moments(dry)
    _, dry_variance = moments(dry - share * available)
    wet = state[TOP] - state[CAPACITY] - _HALFWAY * members.pores
    wet_m, wet_variance = moments(wet)
    if soil is not None and content is not None:
        table_mm = (soil.field_capacity - content) * 1_000.0 * members.plant.root_m
        room_mm = (soil.field_capacity - soil.wilting) * 1_000.0 * members.plant.root_m
        depletion_mm += _TABLE * (min(room_mm, table_mm) / room_mm * available_mm - depletion_mm)
    unsure = available_mm**2 * (_UNSURE**2 + _UNSURE_A_DAY**2 * min(silent_days, _LONGEST_DAYS))
    ready_mm = share * available_mm
    return Closing(
        depletion_mm=depletion_mm,
        spread_mm=sqrt(variance + unsure),
        available_mm=available_mm,
        ready_mm=ready_mm,
        chance_dry=_above(depletion_mm - ready_mm, spread=sqrt(dry_variance + unsure)),
        chance_wet=_above(wet_m, spread=sqrt(wet_variance + _TOP_UNSURE**2)),
    )


def _above(margin: float, *, spread: float) -> float:
    """Chance that what is margin in the middle lies above 0."""
    return 0.5 * (1.0 + erf(margin / max(spread, _LITTLE_MM) / sqrt(2.0)))
