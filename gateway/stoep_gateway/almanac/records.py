"""What the almanac tells: a garden's findings for its keeper, and figures of blocks of gardens for everybody."""

from dataclasses import dataclass
from datetime import date

from stoep_gateway.garden.records import Advice, Day, Estimate, Event

# Whether a garden counts in the figures: its keeper does not want to, it waits for enough others, it counts.
NO, WAITS, COUNTS = "no", "waits", "counts"
# Chapters of a season report.
COOLING, INFILTRATION, DROUGHT = "cooling", "infiltration", "drought"


@dataclass(frozen=True, slots=True, kw_only=True)
class GardenDevice:
    """battery_mv: None when it never told. seen_s: of its newest message, Unix seconds, None when not known."""

    name: str
    profile: str
    battery_mv: int | None = None
    seen_s: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GardenFindings:
    """All that was found in one garden: for its keeper alone, never for a public page.

    made_s: when, Unix seconds; setup_version: of the setup that it was made from, 0: nobody has set it up.
    unit: of the probe, "mV" or "%"; reading: its newest value, measured at reading_s; both None before the first.
    days, estimates: oldest first, at most 400, the newest of today so far. research: NO, WAITS or COUNTS.
    """

    name: str
    made_s: int
    setup_version: int
    unit: str
    devices: tuple[GardenDevice, ...]
    reading: float | None
    reading_s: int | None
    days: tuple[Day, ...]
    estimates: tuple[Estimate, ...]
    events: tuple[Event, ...]
    advice: Advice
    research: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Gardens that only ever appear together, at least k + 1 of them. since: the first day of their figures.

    soil (one of garden.records.SOIL_GROUPS), paved (one of cohorts.PAVED) and region (as cohorts.region_of gives it):
    what holds for every one of its gardens, "" when they differ. is_open: in open data, too, from open_since on;
    None: all of its days.
    """

    id: int
    gardens: int
    soil: str
    paved: str
    region: str
    since: date
    is_open: bool = False
    open_since: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One day of a whole block: made once, the day after, and never made anew. All values are means of its gardens.

    fill_percent: how full the root zone is; water_percent, wet_percent: of its gardens that were advised to water, or
    told that it is too wet. depletion_mm, available_mm: as in garden.records.Estimate. paved_percent: of the gardens'
    surface, None when not all told. rain_mm and temperatures, °C (mean and highest of the soil, highest of the air):
    None unless known of every garden.
    block: its id; 0 in a sum of blocks. soil, paved, region: as in Block.
    """

    date: date
    block: int
    gardens: int
    soil: str
    paved: str
    region: str
    fill_percent: int
    water_percent: int
    wet_percent: int
    depletion_mm: float
    available_mm: float
    rain_mm: float | None = None
    soil_c: float | None = None
    soil_high_c: float | None = None
    air_high_c: float | None = None
    paved_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """One line of a chapter. label: a soil group (infiltration, drought) or one of cohorts.PAVED (cooling), "" mixed.

    days: that counted. value: cooling: highest soil temperature of a hot day, °C; infiltration: mm that the soil took
    of each mm of heavy rain; drought: mm that the shortage grew in a dry day.
    """

    label: str
    gardens: int
    blocks: int
    days: int
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """kind: COOLING, INFILTRATION or DROUGHT. rows: () when the season had no such days, or no block knew.

    slope, slope_error: of cooling only, °C for each 10 % more pavement and its standard error; None when the blocks
    are fewer than three or alike.
    """

    kind: str
    rows: tuple[ReportRow, ...]
    slope: float | None = None
    slope_error: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a year taught, out of the figures alone. made_s: when, Unix seconds. first, last: days with figures.

    gardens, blocks: that it rests on. dropped: blocks that it rested on when it was first made, and that are gone since
    as one of their gardens withdrew.
    """

    year: int
    made_s: int
    first: date
    last: date
    gardens: int
    blocks: int
    dropped: int
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What goes with figures wherever they go. k: a figure of which one garden is known still has k others.

    gardens: how many are followed, taking part in figures or not. Texts as the operator's [garden] has them, "" when it
    does not; name: of the gateway.
    """

    k: int
    gardens: int
    name: str = ""
    licence: str = ""
    citation: str = ""
