"""What a year of figures teaches: cooling, infiltration, drought. Pure; it knows nothing but figures."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby, pairwise
from math import ceil, fsum, sqrt

from stoep_gateway.almanac.cohorts import by_day
from stoep_gateway.almanac.records import COOLING, DROUGHT, INFILTRATION, Chapter, Figure, Report, ReportRow

SUMMER = range(4, 10)  # months: April to September
HOT_SHARE, HOT_DAYS_MIN = 0.1, 3  # the warmest days of a summer, but no fewer
HEAVY_MM = 10.0  # rain of a day
DRY_MM, DRY_DAYS = 0.5, 5  # less rain than that, so many days on end
SLOPE_BLOCKS_MIN = 3


def report_of(figures: Iterable[Figure], *, year: int, made_s: int, dropped: int = 0) -> Report | None:
    """None: there are no figures of that year. figures: in any order; dropped: as in Report."""
    known = sorted((each for each in figures if each.date.year == year), key=lambda each: (each.date, each.block))
    if not known:
        return None
    blocks = {each.block: each.gardens for each in known}
    return Report(
        year=year,
        made_s=made_s,
        first=known[0].date,
        last=known[-1].date,
        gardens=sum(blocks.values()),
        blocks=len(blocks),
        dropped=dropped,
        chapters=(_cooling(known), _infiltration(known), _drought(known)),
    )


def _cooling(figures: Sequence[Figure]) -> Chapter:
    """On the warmest days of the summer: each block against all of that day, so that blocks of some days compare."""
    known = [each for each in figures if each.date.month in SUMMER and each.soil_high_c is not None]
    means = {on: both.soil_high_c or 0.0 for on, both in by_day(known).items()}
    several = {
        on for on, group in groupby(known, key=lambda each: each.date) if len({each.block for each in group}) > 1
    }
    wanted = max(HOT_DAYS_MIN, ceil(HOT_SHARE * len(several)))
    hot = frozenset(sorted(several, key=lambda on: (-means[on], on))[:wanted])
    if len(hot) < HOT_DAYS_MIN:
        return Chapter(kind=COOLING, rows=())
    usual = fsum(means[on] for on in hot) / len(hot)
    rows: dict[str, list[tuple[Figure, float]]] = {}
    for each in known:
        if each.date in hot:
            rows.setdefault(each.paved, []).append((each, usual + (each.soil_high_c or 0.0) - means[each.date]))
    slope = _slope([pair for label in rows for pair in rows[label]])
    return Chapter(
        kind=COOLING,
        rows=tuple(_row(label, rows[label]) for label in sorted(rows)),
        slope=slope and slope[0],
        slope_error=slope and slope[1],
    )


def _infiltration(figures: Sequence[Figure]) -> Chapter:
    """Days of heavy rain on which the soil had room for all of it: how much of it was there in the evening."""
    rows: dict[str, list[tuple[Figure, float]]] = {}
    for before, after in _following(figures):
        rain_mm = after.rain_mm or 0.0
        if rain_mm >= HEAVY_MM and before.depletion_mm >= rain_mm:
            gained_mm = before.depletion_mm - after.depletion_mm
            rows.setdefault(after.soil, []).append((after, min(1.0, max(0.0, gained_mm / rain_mm))))
    return Chapter(kind=INFILTRATION, rows=tuple(_row(label, rows[label]) for label in sorted(rows)))


def _drought(figures: Sequence[Figure]) -> Chapter:
    """In dry spells: how much the shortage grows in a day."""
    rows: dict[str, list[tuple[Figure, float]]] = {}
    for spell in _spells(figures):
        for before, after in pairwise(spell):
            rows.setdefault(after.soil, []).append((after, after.depletion_mm - before.depletion_mm))
    return Chapter(kind=DROUGHT, rows=tuple(_row(label, rows[label]) for label in sorted(rows)))


def _row(label: str, values: Sequence[tuple[Figure, float]]) -> ReportRow:
    """Weighted by gardens."""
    weight = sum(figure.gardens for figure, _ in values)
    blocks = {figure.block: figure.gardens for figure, _ in values}
    return ReportRow(
        label=label,
        gardens=sum(blocks.values()),
        blocks=len(blocks),
        days=len({figure.date for figure, _ in values}),
        value=round(fsum(figure.gardens * value for figure, value in values) / weight, 2),
    )


def _slope(values: Sequence[tuple[Figure, float]]) -> tuple[float, float] | None:
    """°C for each 10 % more pavement and its standard error: least squares over the blocks' means, by gardens."""
    points: dict[int, list[tuple[float, float]]] = {}
    weights: dict[int, int] = {}
    for figure, value in values:
        if figure.paved_percent is not None:
            points.setdefault(figure.block, []).append((figure.paved_percent / 10, value))
            weights[figure.block] = figure.gardens
    if len(points) < SLOPE_BLOCKS_MIN:
        return None
    means = {
        block: (fsum(x for x, _ in pairs) / len(pairs), fsum(y for _, y in pairs) / len(pairs))
        for block, pairs in points.items()
    }
    total = sum(weights.values())
    middle_x = fsum(weights[block] * x for block, (x, _) in means.items()) / total
    middle_y = fsum(weights[block] * y for block, (_, y) in means.items()) / total
    spread = fsum(weights[block] * (x - middle_x) ** 2 for block, (x, _) in means.items())
    if spread < 1e-9:
        return None
    slope = fsum(weights[block] * (x - middle_x) * (y - middle_y) for block, (x, y) in means.items()) / spread
    left = fsum(weights[block] * (y - middle_y - slope * (x - middle_x)) ** 2 for block, (x, y) in means.items())
    return round(slope, 2), round(sqrt(left / (len(means) - 2) / spread), 2)


def _of_blocks(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Each block's own, by day."""
    order: Callable[[Figure], tuple[int, date]] = lambda each: (each.block, each.date)  # noqa: E731
    for _, own in groupby(sorted(figures, key=order), key=lambda each: each.block):
        yield list(own)


def _following(figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """Two days of one block, one after the other."""
    for own in _of_blocks(figures):
        for before, after in pairwise(own):
            if after.date - before.date == timedelta(days=1):
                yield before, after


def _spells(figures: Sequence[Figure]) -> Iterator[list[Figure]]:
    """Days of one block on end in the summer without rain, DRY_DAYS of them at least."""
    for own in _of_blocks(figures):
        spell: list[Figure] = []
        for each in own:
            is_dry = each.rain_mm is not None and each.rain_mm < DRY_MM and each.date.month in SUMMER
            if spell and (not is_dry or each.date - spell[-1].date > timedelta(days=1)):
                if len(spell) >= DRY_DAYS:
                    yield spell
                spell = []
            if is_dry:
                spell.append(each)
        if len(spell) >= DRY_DAYS:
            yield spell
