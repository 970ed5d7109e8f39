"""What to do about the water in a garden today: by a rule that cites its source, or by none that is known."""

from dataclasses import dataclass

from stoep_gateway.garden.calibration import is_calibrated
from stoep_gateway.garden.plants import PLANTS
from stoep_gateway.garden.records import (
    NOT_KNOWN,
    SILENT,
    TOO_WET,
    WAIT,
    WATER,
    Advice,
    Day,
    Estimate,
    Setup,
)
from stoep_gateway.garden.soil import CLASSES

CERTAIN = 0.60  # less sure than this is not known: measured in docs/garden.md
SILENT_DAYS = 3  # without a reading that counts: the balance alone is off by more than .12 of what a soil holds then
FROZEN_C = 0.0  # ice is dry to a probe
LEAST_LITRES = 5  # less wets the surface and evaporates from it: our own norm


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """says: the rule, in one line. source: who says so."""

    says: str
    source: str


_FAO = "FAO Irrigation and Drainage Paper 56 (Allen et al. 1998), chapter 8, equations 82 to 84 and table 22"
_OWN = "our own norm"
RULES: dict[str, Rule] = {
    "readily-available": Rule(says="Water once the roots have taken what they can without stress.", source=_FAO),
    "enough-left": Rule(says="Wait while roots can take water without stress.", source=_FAO),
    "air": Rule(
        says="Give nothing while the top is wetter than half of the way from field capacity to saturation.",
        source="Field capacity and saturation: Staring series 2018; half of the way: our own norm",
    ),
    "calibrated": Rule(
        says="No advice from a probe that was not read at two known points.",
        source="Adla et al. 2020, Sensors 20(2) 363: cheap probes differ, each needs its own calibration",
    ),
    "class-known": Rule(says="No advice without a soil class: it says what is wet and what is dry.", source=_FAO),
    "planting-known": Rule(says="No advice without what grows there: it says how deep roots are.", source=_FAO),
    "probe-sound": Rule(says="No advice from a probe whose readings cannot be soil's.", source=_OWN),
    "fresh": Rule(says="No advice more than three days after the last reading that counted.", source=_OWN),
    "thawed": Rule(
        says="No advice from frozen soil: a probe feels water, not ice.",
        source="Permittivity of ice about 3, of water about 80; the threshold is our own norm",
    ),
    "sure-enough": Rule(says="No advice that is less than 60 % sure.", source=_OWN),
}

# Why: words that pages have a sentence for.
REASONS = (
    "dry",  # roots have taken what they can without stress
    "enough",  # there is enough left
    "full",  # the top is too wet for air
    "not-calibrated",
    "no-class",
    "no-planting",
    "flat",
    "spikes",
    "air-gap",
    "pulled-out",
    "silent",
    "frozen",
    "unsure",
)
# What would change it.
CHANGES = (
    "rain",  # as much rain as the litres
    "dry-days",  # days without rain
    "calibrate",  # two points of the probe
    "say-class",  # finger test, or what a laboratory says
    "say-planting",
    "check-probe",
    "press-soil",  # soil pressed to the probe, or a good shower
    "wake-probe",  # battery, or distance
    "thaw",
    "more-days",  # readings of a few more days
)

_FAULT_CHANGES = {"air-gap": "press-soil", "silent": "wake-probe"}


def advise(estimate: Estimate, *, setup: Setup, day: Day, unit: str = "mV") -> Advice:
    """day: the one that the estimate is of. unit: of its probe, "mV" or "%"."""
    unknown = _unknown(estimate, setup=setup, day=day, unit=unit)
    if unknown is not None:
        return unknown
    chance_wait = max(0.0, 1.0 - estimate.chance_dry - estimate.chance_wet)
    kind, rule, reason, change, chance = max(
        (WAIT, "enough-left", "enough", "dry-days", chance_wait),
        (WATER, "readily-available", "dry", "rain", estimate.chance_dry),
        (TOO_WET, "air", "full", "dry-days", estimate.chance_wet),
        key=lambda choice: choice[4],
    )
    if chance < CERTAIN:
        return _not_known("sure-enough", reason="unsure", change="more-days")
    litres = _litres(estimate, planting=setup.planting) if kind == WATER else None
    return Advice(kind=kind, rule=rule, reason=reason, change=change, chance=min(1.0, chance), litres_m2=litres)


def _unknown(estimate: Estimate, *, setup: Setup, day: Day, unit: str) -> Advice | None:
    """What keeps a rule from being used, what its keeper can do most about first."""
    if not is_calibrated(setup.calibration, unit=unit):
        return _not_known("calibrated", reason="not-calibrated", change="calibrate")
    if setup.soil not in CLASSES:
        return _not_known("class-known", reason="no-class", change="say-class")
    if setup.planting not in PLANTS:
        return _not_known("planting-known", reason="no-planting", change="say-planting")
    if estimate.fault and estimate.fault != SILENT:
        change = _FAULT_CHANGES.get(estimate.fault, "check-probe")
        return _not_known("probe-sound", reason=estimate.fault, change=change)
    if estimate.fault == SILENT or estimate.silent_days > SILENT_DAYS:
        return _not_known("fresh", reason="silent", change="wake-probe")
    if day.soil_low_c is not None and day.soil_low_c <= FROZEN_C:
        return _not_known("thawed", reason="frozen", change="thaw")
    return None


def _not_known(rule: str, *, reason: str, change: str) -> Advice:
    return Advice(kind=NOT_KNOWN, rule=rule, reason=reason, change=change)


def _litres(estimate: Estimate, *, planting: str) -> int:
    """A litre on a m2 is 1 mm: what fills the roots up to field capacity, no more than they can hold at once."""
    return max(LEAST_LITRES, min(PLANTS[planting].largest_mm, round(estimate.depletion_mm)))
