"""What is told of a garden, day by day: by the product, and by simpler rules that it is held against."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from garden_truth.cases import Case
from stoep_gateway.garden.advice import advise
from stoep_gateway.garden.balance.season import season
from stoep_gateway.garden.records import NOT_KNOWN, TOO_WET, WAIT, WATER
from stoep_gateway.garden.soil import CLASSES
from stoep_simulators.ground.profile import Numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """By day. dryness: depletion as a share of what is available, 0 and up. kinds: of the advice."""

    dryness: Numbers
    kinds: tuple[str, ...]


Teller = Callable[[Case], Told]


def product(case: Case) -> Told:
    """Estimate and advice as the gateway makes them."""
    estimates = season(case.days, setup=case.setup, unit="mV", seed=case.seed)
    kinds = [
        advise(estimate, setup=case.setup, day=day).kind for estimate, day in zip(estimates, case.days, strict=True)
    ]
    dryness = np.array([estimate.depletion_mm / estimate.available_mm for estimate in estimates])
    return Told(dryness=np.maximum(0.0, dryness), kinds=tuple(kinds))


def class_table(case: Case) -> Told:
    """The given class's row alone, on the calibrated reading: no balance, no rain, no doubt."""
    soil = CLASSES[case.setup.soil]
    content = contents(case)
    span = soil.field_capacity - soil.wilting
    dryness = np.maximum(0.0, (soil.field_capacity - content) / span)
    too_wet = content > (soil.field_capacity + soil.saturation) / 2
    kinds = np.where(too_wet, TOO_WET, np.where(dryness > case.ready, WATER, WAIT))
    return Told(dryness=dryness, kinds=tuple(kinds.tolist()))


def linear(case: Case) -> Told:
    """40 % is full and 10 % empty, whatever the soil."""
    dryness = np.maximum(0.0, (0.40 - contents(case)) / 0.30)
    kinds = np.where(dryness > case.ready, WATER, WAIT)
    return Told(dryness=dryness, kinds=tuple(kinds.tolist()))


def always_wait(case: Case) -> Told:
    """What is right on most days of most years."""
    return Told(dryness=np.zeros(len(case.days)), kinds=(WAIT,) * len(case.days))


def never_known(case: Case) -> Told:
    """Says nothing, so nothing wrong."""
    return Told(dryness=np.zeros(len(case.days)), kinds=(NOT_KNOWN,) * len(case.days))


def contents(case: Case) -> Numbers:
    """Water by volume, from the two points and a tenth of a vol % a degree; on days without a reading the last one."""
    points = case.setup.calibration
    dry_mv, wet_mv, dry, wet = (
        (2_700, 1_150, 0.0, 100.0)
        if points is None
        else (points.dry_mv, points.wet_mv, points.dry_percent, points.wet_percent)
    )
    found, last = [], 0.3
    for day in case.days:
        if day.evening is not None:
            warm = 0.1 * ((15.0 if day.soil_c is None else day.soil_c) - 15.0)
            last = (dry + (wet - dry) * (day.evening - dry_mv) / (wet_mv - dry_mv) - warm) / 100
        found.append(last)
    return np.array(found)


RULES: Mapping[str, Teller] = MappingProxyType(
    {
        "product": product,
        "class-table": class_table,
        "linear": linear,
        "always-wait": always_wait,
        "never-known": never_known,
    }
)
