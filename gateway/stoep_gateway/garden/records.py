"""What is known of a garden, day by day. All rooms share these records; None: not measured, not said."""

from dataclasses import dataclass
from datetime import date

PLANTINGS = ("lawn", "border", "vegetables", "tree")
SOIL_GROUPS = ("sand", "loam", "clay", "peat")
# Where a soil class comes from, the surest first.
FROM_LAB, FROM_FINGER, FROM_POSTCODE = "lab", "finger", "postcode"
# Where rain and evaporation of a day come from.
OWN, NEIGHBOUR, FILE, USUAL = "own", "neighbour", "file", "usual"


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Two readings of one probe, mV, and how much water there was then, vol %: by default air and water.

    probe: its name; "" when nobody wrote it down, then they count for whichever there is.
    """

    dry_mv: int
    wet_mv: int
    dry_percent: float = 0.0
    wet_percent: float = 100.0
    probe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What its keeper, or the operator, said of a garden. "" and None: nobody did.

    soil: a Staring code, such as "B01"; soil_by: FROM_LAB, FROM_FINGER or FROM_POSTCODE; planting: one of PLANTINGS;
    sun: "sun", "half" or "shade"; paved_percent: of the garden's surface.
    """

    soil: str = ""
    soil_by: str = ""
    planting: str = ""
    sun: str = ""
    paved_percent: int | None = None
    calibration: Calibration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local day of one garden, as measured.

    evening: mean of the probe over the last six hours that it reported in, the highest and the lowest left out; mV, or
    vol % from a probe that gives those;
    swing: standard deviation of its hourly means, in the same unit; hours: in which it reported.
    Temperatures in °C: soil at probe depth, deep soil, air; mean, lowest and highest.
    rain_mm: None when no source knows the day; rain_from: OWN, NEIGHBOUR or FILE.
    evaporation_mm: Makkink's reference; evaporation_from: FILE (from radiation and temperature) or USUAL (of the
    month).
    """

    date: date
    evening: float | None = None
    swing: float | None = None
    hours: int = 0
    soil_c: float | None = None
    soil_low_c: float | None = None
    soil_high_c: float | None = None
    deep_c: float | None = None
    air_c: float | None = None
    air_low_c: float | None = None
    air_high_c: float | None = None
    rain_mm: float | None = None
    rain_from: str = ""
    evaporation_mm: float = 0.0
    evaporation_from: str = USUAL


# What may be wrong with a probe, as Estimate.fault says it.
FLAT, SPIKES, AIR_GAP, PULLED_OUT, SILENT = "flat", "spikes", "air-gap", "pulled-out", "silent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """The soil's water at the end of a day, in the root zone of what grows there.

    depletion_mm: below field capacity, negative when wetter; spread_mm: its standard deviation; available_mm: between
    field capacity and wilting (TAW); ready_mm: of that, what is taken without stress (RAW).
    chance_dry: that depletion is beyond ready_mm; chance_wet: that the top is too wet. fault: "" or one of the above;
    silent_days: since the last reading that counted. evaporation_from, rain_from: as in Day.
    """

    date: date
    depletion_mm: float
    spread_mm: float
    available_mm: float
    ready_mm: float
    chance_dry: float
    chance_wet: float
    fault: str = ""
    silent_days: int = 0

    @property
    def fill(self) -> float:
        """How full the root zone is: 0 at wilting, 1 at field capacity and above."""
        return min(1.0, max(0.0, 1.0 - self.depletion_mm / self.available_mm))


WATER, WAIT, TOO_WET, NOT_KNOWN = "water", "wait", "too-wet", "not-known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """kind: one of the four above. rule: id of an entry of `advice.RULES`, which cites its source.

    reason: a word of `advice.REASONS`, change: one of `advice.CHANGES`: pages have a sentence for each. litres_m2: only
    with WATER. chance: of what the advice rests on, 0 to 1; None with NOT_KNOWN.
    """

    kind: str
    rule: str
    reason: str
    change: str
    chance: float | None = None
    litres_m2: int | None = None


# What happened, as Event.kind says it.
FROST, HEAT, WATERLOGGING, WATERED = "frost", "heat", "waterlogging", "watered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """start, end: first and last day. value: lowest °C, highest °C, or the days' highest share of the pores, 0 to 1."""

    kind: str
    start: date
    end: date
    value: float
