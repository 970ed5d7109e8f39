"""A garden's soil as a column between dry and wet, filled to now: lengths for a drawing, shares for its words. Pure."""

from dataclasses import dataclass

from stoep_gateway.garden.records import Estimate

DRY, GOOD, WET = "dry", "good", "wet"
_WET_SHARE = 0.22  # of the column: above field capacity a soil only drains, so nobody has to read a number there
_SPREADS = 1.64  # standard deviations to each side: nine of ten lie within (normal distribution)
_SATURATED = 1.5  # fill at saturation of a soil that nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One of DRY, GOOD and WET. top, height: in per cent of the column, from above."""

    zone: str
    top: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """bands: from above. level, low, high: heights of the water and of its uncertainty, per cent from above.

    zone: the band of the level. fill, fill_low, fill_high: 0 at wilting, 1 at field capacity and above.
    ready: the fill below which plants suffer.
    """

    bands: tuple[Band, ...]
    level: float
    low: float
    high: float
    zone: str
    fill: float
    fill_low: float
    fill_high: float
    ready: float


def column(estimate: Estimate, *, saturated: float = _SATURATED) -> Column:
    """saturated: the fill at saturation, above 1."""
    ready = 1 - estimate.ready_mm / estimate.available_mm
    fill = 1 - estimate.depletion_mm / estimate.available_mm
    reach = _SPREADS * estimate.spread_mm / estimate.available_mm

    def height(of: float) -> float:
        if of <= 1:
            from_below = max(0.0, of) * (1 - _WET_SHARE)
        else:
            from_below = 1 - _WET_SHARE + _WET_SHARE * min(1.0, (of - 1) / (saturated - 1))
        return round(100 * (1 - from_below), 1)

    edges = (0.0, height(1), height(ready), 100.0)
    return Column(
        bands=tuple(
            Band(zone=zone, top=top, height=round(bottom - top, 1))
            for zone, top, bottom in zip((WET, GOOD, DRY), edges, edges[1:], strict=False)
        ),
        level=height(fill),
        low=height(fill - reach),
        high=height(fill + reach),
        zone=zone_of(estimate),
        fill=_within(fill),
        fill_low=_within(fill - reach),
        fill_high=_within(fill + reach),
        ready=ready,
    )


def zone_of(estimate: Estimate) -> str:
    """Where the level lies, whatever the advice."""
    if estimate.depletion_mm > estimate.ready_mm:
        return DRY
    return WET if estimate.depletion_mm < 0 else GOOD


def _within(fill: float) -> float:
    return min(1.0, max(0.0, fill))
