"""A chart, the words that say the same, and its table: built together so that they cannot differ."""

from collections.abc import Iterator
from dataclasses import dataclass

from stoep_gateway.grid import HOUR_S
from stoep_gateway.web.axis import axis
from stoep_gateway.web.buckets import Bucket, split
from stoep_gateway.web.exact import count_words, margin, within_words
from stoep_gateway.web.hidden import blank_words
from stoep_gateway.web.page import Visit
from stoep_gateway.web.ports import Device
from stoep_gateway.web.quantities import shown
from stoep_gateway.web.svg import Line, Mirror, line, mirror
from stoep_gateway.web.totals import by_day, by_hour, total
from stoep_gateway.web.windows import Slot, Stretch, Verdict, lay, stretches

_STEP_S = 1800  # 96 steps in two days: about one for each three pixels of a phone
_ROW_S = 6 * 3600
WINDOW_S = 900
_PLUS_MINUS = "±"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: when, then its cells."""

    day: str
    when: str
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleFigure:
    """People in and out of one place. shut: the words for a hidden window. totals: of days and hours, newest first."""

    name: str
    span: str
    chart: Mirror
    words: str
    rows: tuple[Row, ...]
    totals: tuple[Row, ...]
    totals_words: str
    latest: str
    shut: str
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesFigure:
    """One quantity of one device. chart is None when nothing was measured in the two days."""

    name: str
    quantity: str
    label: str
    chart: Line | None
    low: str
    high: str
    words: str
    rows: tuple[Row, ...]
    is_sum: bool


def people_figure(visit: Visit, device: str) -> PeopleFigure:
    """The last two days of `in` and `out`."""
    speaker = visit.speaker
    window_s = visit.policy.window_s if visit.policy else WINDOW_S
    reach = axis(speaker, step_s=window_s)
    came, left = (_slots(visit, device, quantity, reach.start_s, reach.end_s) for quantity in ("in", "out"))
    chart = mirror(came, left, start_s=reach.start_s, end_s=reach.end_s, unit_s=window_s, marks=reach.marks)
    lines = stretches((came, left))
    totals = tuple(_totals(visit, came, left))
    has_margin = any(_PLUS_MINUS in cell for row in totals for cell in row.cells)
    has_gap = any(slot.verdict is Verdict.GAP for slot in (*came, *left))
    return PeopleFigure(
        name=device,
        span=speaker.span(window_s),
        chart=chart,
        words=speaker.t(
            "people.chart",
            window=speaker.span(window_s),
            place=device,
            start=speaker.moment(reach.start_s),
            end=speaker.moment(reach.end_s),
            in_high=_highest(visit, came),
            out_high=_highest(visit, left),
        ),
        rows=tuple(_people_row(visit, stretch) for stretch in lines),
        totals=totals,
        totals_words=speaker.t("people.totals.about" if has_margin else "people.totals", place=device),
        latest=_latest(visit, lines),
        shut=blank_words(visit, Verdict.GAP if has_gap else Verdict.BELOW, time_s=speaker.now_s),
        gap=speaker.t("people.gap.why") if has_gap else "",
    )


def series_figure(visit: Visit, device: Device, *, quantity: str) -> SeriesFigure:
    """Two days of one quantity: half-hour means (sums for what adds up) as a line, six-hour rows as a table."""
    speaker = visit.speaker
    named = shown(quantity, device=device, speaker=speaker)
    reach = axis(speaker, step_s=_STEP_S)
    points = visit.archive.series(device.name, quantity=quantity, start_s=reach.start_s, end_s=reach.end_s)
    steps = split(points, size_s=_STEP_S, start_s=reach.start_s, end_s=reach.end_s)
    heights = [None if step is None else (step.total if named.is_sum else step.mean) for step in steps]
    chart = line(heights, marks=reach.marks)

    def row(bucket: Bucket) -> Row:
        values = (bucket.total,) if named.is_sum else (bucket.low, bucket.mean, bucket.high)
        cells = tuple(speaker.number(value, named.decimals) for value in values)
        return Row(speaker.day(bucket.start_s), speaker.clock(bucket.start_s), cells)

    rows = split(points, size_s=_ROW_S, start_s=reach.start_s - reach.start_s % _ROW_S, end_s=reach.end_s)
    low, high = (chart.low, chart.high) if chart else (0.0, 0.0)
    return SeriesFigure(
        name=device.name,
        quantity=quantity,
        label=f"{named.label} ({named.unit})" if named.unit else named.label,
        chart=chart,
        low=speaker.number(low, named.decimals),
        high=speaker.number(high, named.decimals),
        words=speaker.t(
            "series.chart",
            quantity=named.label,
            place=device.name,
            start=speaker.moment(reach.start_s),
            end=speaker.moment(reach.end_s),
            low=speaker.amount(low, decimals=named.decimals, unit=named.unit),
            high=speaker.amount(high, decimals=named.decimals, unit=named.unit),
        ),
        rows=tuple(row(bucket) for bucket in reversed(rows) if bucket is not None),
        is_sum=named.is_sum,
    )


def _slots(visit: Visit, device: str, quantity: str, start_s: int, end_s: int) -> tuple[Slot, ...]:
    points = visit.archive.series(device, quantity=quantity, start_s=start_s, end_s=end_s)
    closed = visit.archive.closed(device)
    return lay(points, closed=closed, grid=visit.window_of, start_s=start_s, end_s=end_s)


def _highest(visit: Visit, slots: tuple[Slot, ...]) -> str:
    highest = max((slot.value for slot in slots if slot.value is not None), default=None)
    return visit.speaker.t("none") if highest is None else visit.speaker.number(highest)


def _people_row(visit: Visit, stretch: Stretch) -> Row:
    """Windows without any number have one cell for all of them."""
    speaker = visit.speaker
    cells = tuple(_cell(visit, slot) for slot in stretch.slots)
    if all(slot.value is None for slot in stretch.slots):
        newest = stretch.slots[0]
        words = blank_words(visit, newest.verdict, time_s=newest.start_s, repeated=not stretch.is_one_window)
        cells = (words,)
    return Row(speaker.day(stretch.start_s), speaker.between(stretch.start_s, stretch.end_s), cells)


def _cell(visit: Visit, slot: Slot) -> str:
    if slot.value is None:
        return blank_words(visit, slot.verdict, time_s=slot.start_s)
    return visit.speaker.number(slot.value)


def _exact_cell(visit: Visit, slot: Slot) -> str:
    return _cell(visit, slot) if slot.value is None else count_words(visit.speaker, slot.value, made=slot.made)


def _totals(visit: Visit, came: tuple[Slot, ...], left: tuple[Slot, ...]) -> Iterator[Row]:
    """A row for each day, then its hours; nothing of those in which no window is closed yet."""
    speaker = visit.speaker

    def row(when: str, slots: tuple[tuple[Slot, ...], ...]) -> Row:
        return Row(speaker.day(slots[0][0].start_s), when, tuple(_total(visit, each) for each in slots))

    for day in reversed(tuple(zip(by_day(came, day_of=speaker.day), by_day(left, day_of=speaker.day), strict=True))):
        if total(day[0]).windows:
            is_over = speaker.day(speaker.now_s) != speaker.day(day[0][0].start_s)
            yield row(speaker.t("people.total.day" if is_over else "people.total.today"), day)
        for hour in reversed(tuple(zip(by_hour(day[0]), by_hour(day[1]), strict=True))):
            if total(hour[0]).windows:
                start_s = hour[0][0].start_s - hour[0][0].start_s % HOUR_S
                yield row(speaker.between(start_s, start_s + HOUR_S), hour)


def _total(visit: Visit, slots: tuple[Slot, ...]) -> str:
    found, speaker = total(slots), visit.speaker
    if found.value is None:
        return speaker.t("people.total.none", windows=found.windows)
    width = margin(found.made)
    number = speaker.number(found.value)
    if width:
        number += f" {_PLUS_MINUS} {speaker.number(width)}"
    return speaker.t("people.total", number=number, shown=found.shown, windows=found.windows)


def _latest(visit: Visit, lines: tuple[Stretch, ...]) -> str:
    """The newest window alone, also when it reads like those before it."""
    if not lines:
        return visit.speaker.t("beach.empty")
    speaker, newest = visit.speaker, lines[0].slots
    start, end = speaker.clock(newest[0].start_s), speaker.clock(newest[0].end_s)
    came, left = (_exact_cell(visit, slot) for slot in newest)
    if all(slot.value is None for slot in newest) and came == left:
        return speaker.t("beach.latest.blank", start=start, end=end, words=came)
    within = within_words(speaker, [slot.made for slot in newest])
    words = speaker.t("beach.latest", in_count=came, out_count=left, start=start, end=end)
    return f"{words}, {within}." if within else f"{words}."
