"""The last weeks of a garden: water in the soil with its uncertainty, rain, what happened; drawing and table alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from stoep_gateway.garden.records import Day, Estimate, Event
from stoep_gateway.web.figures import Row
from stoep_gateway.web.garden.column import column, zone_of
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import HEIGHT, Mark, nice_ceiling

DAYS = 28
RAIN_HEIGHT = 56  # of the rain's plot, in CSS pixels
_TOP = 8  # of the water's plot: field capacity, and all that is wetter
_REACH = HEIGHT - 2 * _TOP
_MONDAY = 0
_EDGE_PERCENT = 6


@dataclass(frozen=True, slots=True)
class Sign:
    """Something that happened. kind: as in Event; percent: where along the axis."""

    kind: str
    percent: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """line, band, rain: paths in boxes that are as wide as there are days. ready_y: where plants begin to suffer.

    signs: of events; kinds: those that there are; rain_mm: at the top of the rain's plot; rows: newest first.
    """

    width: int
    line: str
    band: str
    rain: str
    ready_y: float
    rain_mm: int
    marks: tuple[Mark, ...]
    signs: tuple[Sign, ...]
    kinds: tuple[str, ...]
    words: str
    rows: tuple[Row, ...]
    rain_total_mm: float | None
    days: int


def weeks(
    speaker: Speaker,
    days: Sequence[Day],
    *,
    estimates: Sequence[Estimate],
    events: Sequence[Event],
    count: int = DAYS,
) -> Weeks | None:
    """The last `count` days up to the newest estimate. None: there is none."""
    if not estimates:
        return None
    last = max(estimate.date for estimate in estimates)
    shown = [last - timedelta(days=back) for back in reversed(range(count))]
    soil = {estimate.date: estimate for estimate in estimates}
    sky = {day.date: day for day in days}
    rain = [sky[day].rain_mm if day in sky else None for day in shown]
    known = [amount for amount in rain if amount is not None]
    ceiling = nice_ceiling(int(max(known, default=0)) + 1)
    newest = column(soil[last])
    signs = tuple(_signs(events, shown))
    total = sum(known) if known else None
    return Weeks(
        width=count,
        line=line_of([soil[day].fill if day in soil else None for day in shown]),
        band=_band([soil.get(day) for day in shown]),
        rain="".join(
            f"M{at + 0.5:g} {RAIN_HEIGHT}v{-max(1, round(amount / ceiling * RAIN_HEIGHT))}"
            for at, amount in enumerate(rain)
            if amount
        ),
        ready_y=_y(newest.ready),
        rain_mm=ceiling,
        marks=tuple(marks_of(speaker, shown)),
        signs=signs,
        kinds=tuple(dict.fromkeys(sign.kind for sign in signs)),
        words=_words(speaker, [soil[day] for day in shown if day in soil], total=total),
        rows=tuple(
            row
            for day in reversed(shown)
            if (row := _row(speaker, day, soil=soil.get(day), sky=sky.get(day), events=events))
        ),
        rain_total_mm=total,
        days=len([day for day in shown if day in soil]),
    )


def _y(fill: float) -> float:
    return round(_TOP + (1 - min(1.0, max(0.0, fill))) * _REACH, 1)


def line_of(fills: Sequence[float | None]) -> str:
    """A day that nobody knows breaks the line."""
    pieces, is_down = [], False
    for at, fill in enumerate(fills):
        if fill is not None:
            pieces.append(f"{'L' if is_down else 'M'}{at + 0.5:g} {_y(fill):g}")
        is_down = fill is not None
    return "".join(pieces)


def _band(found: Sequence[Estimate | None]) -> str:
    pieces, run = [], list[tuple[float, float, float]]()
    for at, estimate in enumerate([*found, None]):
        if estimate:
            reach = column(estimate)
            run.append((at + 0.5, _y(reach.fill_high), _y(reach.fill_low)))
        elif run:
            there = "L".join(f"{x:g} {high:g}" for x, high, _ in run)
            back = "L".join(f"{x:g} {low:g}" for x, _, low in reversed(run))
            pieces.append(f"M{there}L{back}z")
            run = []
    return "".join(pieces)


def marks_of(speaker: Speaker, shown: Sequence[date]) -> Iterator[Mark]:
    """Mondays."""
    for at, day in enumerate(shown):
        percent = round(100 * (at + 0.5) / len(shown), 1)
        if day.weekday() == _MONDAY and _EDGE_PERCENT <= percent <= 100 - _EDGE_PERCENT:
            yield Mark(percent, speaker.short(day))


def _signs(events: Sequence[Event], shown: Sequence[date]) -> Iterator[Sign]:
    for event in events:
        inside = [at for at, day in enumerate(shown) if event.start <= day <= event.end]
        if inside:
            yield Sign(event.kind, round(100 * (inside[0] + inside[-1] + 1) / 2 / len(shown), 1))


def _words(speaker: Speaker, found: Sequence[Estimate], *, total: float | None) -> str:
    fills = [round(100 * estimate.fill) for estimate in found]
    rain = speaker.t("weeks.words.no.rain") if total is None else speaker.t("weeks.words.rain", mm=round(total))
    return speaker.t(
        "weeks.words",
        start=speaker.on(found[0].date),
        end=speaker.on(found[-1].date),
        first=fills[0],
        last=fills[-1],
        low=min(fills),
        high=max(fills),
        rain=rain,
    )


def _row(speaker: Speaker, day: date, *, soil: Estimate | None, sky: Day | None, events: Sequence[Event]) -> Row | None:
    if soil is None and (sky is None or sky.rain_mm is None):
        return None
    fill = reach = "–"
    if soil:
        found = column(soil)
        zone = speaker.t(f"zone.{zone_of(soil)}")
        fill = f"{speaker.t('percent', n=round(100 * found.fill))} ({zone})"
        reach = speaker.reach(round(100 * found.fill_low), round(100 * found.fill_high))
    rain = speaker.number(sky.rain_mm, 1) if sky and sky.rain_mm is not None else "–"
    happened = ", ".join(speaker.t(f"event.{event.kind}") for event in events if event.start <= day <= event.end)
    return Row("", speaker.on(day), (fill, reach, rain, happened or "–"))


def by_kind(events: Sequence[Event]) -> Mapping[str, tuple[Event, ...]]:
    """Events under their kinds, in the order of time."""
    kinds = dict.fromkeys(event.kind for event in events)
    return {kind: tuple(event for event in events if event.kind == kind) for kind in kinds}
