"""A block's figures of one day, out of what was found in each of its gardens. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import fsum

from stoep_gateway.almanac.records import Block, Figure
from stoep_gateway.garden.records import TOO_WET, WATER, Advice, Day, Estimate

# A probe that is silent so long still counts by the running balance, but k others beside it must have been heard.
SILENT_DAYS = 7
# A temperature of so many days ago counts for today's: it changes by less in a block's mean than it is rounded to.
CARRIED_DAYS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberDay:
    """What one garden adds to its block. kind: of the advice of that day. None: not known."""

    fill: float
    depletion_mm: float
    available_mm: float
    kind: str
    silent_days: int
    rain_mm: float | None = None
    soil_c: float | None = None
    soil_high_c: float | None = None
    air_high_c: float | None = None
    paved_percent: int | None = None


def member_day(
    days: Sequence[Day],
    estimates: Sequence[Estimate],
    *,
    on: date,
    paved_percent: int | None,
    advise: Callable[[Estimate, Day], Advice],
) -> MemberDay | None:
    """days, estimates: of the garden, oldest first. advise: by its set-up. None: that day is not among them."""
    day = next((each for each in reversed(days) if each.date == on), None)
    estimate = next((each for each in reversed(estimates) if each.date == on), None)
    if day is None or estimate is None:
        return None
    recent = [each for each in days if on - timedelta(days=CARRIED_DAYS) <= each.date <= on]

    def carried(value: Callable[[Day], float | None]) -> float | None:
        return next((found for each in reversed(recent) if (found := value(each)) is not None), None)

    return MemberDay(
        fill=estimate.fill,
        depletion_mm=estimate.depletion_mm,
        available_mm=estimate.available_mm,
        kind=advise(estimate, day).kind,
        silent_days=estimate.silent_days,
        rain_mm=day.rain_mm,
        soil_c=carried(lambda each: each.soil_c),
        soil_high_c=carried(lambda each: each.soil_high_c),
        air_high_c=carried(lambda each: each.air_high_c),
        paved_percent=paved_percent,
    )


def figure_of(block: Block, members: Sequence[MemberDay], *, on: date, k: int) -> Figure | None:
    """members: of every garden of the block. None: one is missing, or fewer than k of them were heard lately."""
    if len(members) != block.gardens or sum(each.silent_days <= SILENT_DAYS for each in members) < k:
        return None

    def share(is_so: Callable[[MemberDay], bool]) -> int:
        return round(100 * sum(map(is_so, members)) / len(members))

    def mean(value: Callable[[MemberDay], float | None]) -> float | None:
        values = [found for each in members if (found := value(each)) is not None]
        return round(fsum(values) / len(members), 1) if len(values) == len(members) else None

    paved = mean(lambda each: each.paved_percent)
    return Figure(
        date=on,
        block=block.id,
        gardens=block.gardens,
        soil=block.soil,
        paved=block.paved,
        region=block.region,
        fill_percent=round(100 * fsum(each.fill for each in members) / len(members)),
        water_percent=share(lambda each: each.kind == WATER),
        wet_percent=share(lambda each: each.kind == TOO_WET),
        depletion_mm=mean(lambda each: each.depletion_mm) or 0.0,
        available_mm=mean(lambda each: each.available_mm) or 0.0,
        rain_mm=mean(lambda each: each.rain_mm),
        soil_c=mean(lambda each: each.soil_c),
        soil_high_c=mean(lambda each: each.soil_high_c),
        air_high_c=mean(lambda each: each.air_high_c),
        paved_percent=None if paved is None else round(paved),
    )
