"""Figures of several blocks together, by soil group, pavement or region: sums of whole blocks. Pure."""

from collections.abc import Callable, Iterable
from datetime import date
from math import fsum

from stoep_gateway.almanac.records import Figure

# Shares of pavement, percent of a garden's surface.
PAVED = ("0-33", "34-66", "67-100")
_REGION_M = 10_000


def paved_of(percent: int | None) -> str:
    """One of PAVED; "" when not known."""
    if percent is None:
        return ""
    return PAVED[(percent > 33) + (percent > 66)]


def region_of(x_m: int, y_m: int) -> str:
    """The square of 10 km by its south-western corner in km, RD New: "080-450"."""
    return f"{x_m // _REGION_M * 10:03d}-{y_m // _REGION_M * 10:03d}"


def by_soil(figures: Iterable[Figure]) -> dict[tuple[date, str], Figure]:
    """By day and soil group, "" for blocks of mixed soils."""
    return _by(figures, key=lambda figure: figure.soil)


def by_paved(figures: Iterable[Figure]) -> dict[tuple[date, str], Figure]:
    """By day and share of pavement, "" for mixed blocks."""
    return _by(figures, key=lambda figure: figure.paved)


def by_region(figures: Iterable[Figure]) -> dict[tuple[date, str], Figure]:
    """By day and region, "" for mixed blocks."""
    return _by(figures, key=lambda figure: figure.region)


def by_day(figures: Iterable[Figure]) -> dict[date, Figure]:
    """All blocks of a day together."""
    return {day: figure for (day, _), figure in _by(figures, key=lambda figure: "").items()}


def of_garden(figures: Iterable[Figure], *, soil: str) -> Figure | None:
    """What a garden of that soil group is compared with: the newest day's blocks of the group, if any, else all."""
    known = tuple(figures)
    newest = max((figure.date for figure in known), default=None)
    if newest is None:
        return None
    return (by_soil(known).get((newest, soil)) if soil else None) or by_day(known)[newest]


def together(figures: Iterable[Figure]) -> Figure:
    """Blocks of one day as one; labels that differ are "". A value that one of them does not know is None.

    ValueError: no figures, or of several days.
    """
    parts = tuple(figures)
    if len({part.date for part in parts}) != 1:
        raise ValueError("figures of one day")
    gardens = sum(part.gardens for part in parts)

    def mean(value: Callable[[Figure], float | None], digits: int | None = 1) -> float | None:
        values = [value(part) for part in parts]
        if None in values:
            return None
        whole = fsum(part.gardens * (value(part) or 0.0) for part in parts) / gardens
        return round(whole, digits)

    def percent(value: Callable[[Figure], int]) -> int:
        return round(fsum(part.gardens * value(part) for part in parts) / gardens)

    paved = mean(lambda part: part.paved_percent)
    return Figure(
        date=parts[0].date,
        block=parts[0].block if len(parts) == 1 else 0,
        gardens=gardens,
        soil=_same(part.soil for part in parts),
        paved=_same(part.paved for part in parts),
        region=_same(part.region for part in parts),
        fill_percent=percent(lambda part: part.fill_percent),
        water_percent=percent(lambda part: part.water_percent),
        wet_percent=percent(lambda part: part.wet_percent),
        depletion_mm=mean(lambda part: part.depletion_mm) or 0.0,
        available_mm=mean(lambda part: part.available_mm) or 0.0,
        rain_mm=mean(lambda part: part.rain_mm),
        soil_c=mean(lambda part: part.soil_c),
        soil_high_c=mean(lambda part: part.soil_high_c),
        air_high_c=mean(lambda part: part.air_high_c),
        paved_percent=None if paved is None else round(paved),
    )


def _by(figures: Iterable[Figure], *, key: Callable[[Figure], str]) -> dict[tuple[date, str], Figure]:
    groups: dict[tuple[date, str], list[Figure]] = {}
    for figure in figures:
        groups.setdefault((figure.date, key(figure)), []).append(figure)
    return {group: together(groups[group]) for group in sorted(groups)}


def _same(labels: Iterable[str]) -> str:
    found = set(labels)
    return found.pop() if len(found) == 1 else ""
