"""The last weeks of all gardens together: a line of means, the words that say the same, and a table. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from stoep_gateway.almanac.cohorts import by_day
from stoep_gateway.almanac.records import Figure
from stoep_gateway.web.figures import Row
from stoep_gateway.web.garden.weeks import line_of, marks_of
from stoep_gateway.web.speech import Speaker
from stoep_gateway.web.svg import Mark

DAYS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """As Weeks; each day has the mean of the blocks that it has figures of."""

    width: int
    line: str
    marks: tuple[Mark, ...]
    words: str
    rows: tuple[Row, ...]


def month(speaker: Speaker, figures: Sequence[Figure]) -> Month | None:
    """The last DAYS days up to the newest figure. None: there is none."""
    days = by_day(figures)
    if not days:
        return None
    last = max(days)
    shown = [last - timedelta(days=back) for back in reversed(range(DAYS))]
    found = [days[day] for day in shown if day in days]
    fills = [figure.fill_percent for figure in found]
    return Month(
        width=DAYS,
        line=line_of([days[day].fill_percent / 100 if day in days else None for day in shown]),
        marks=tuple(marks_of(speaker, shown)),
        words=speaker.t(
            "garden.month.words",
            start=speaker.on(found[0].date),
            end=speaker.on(last),
            first=fills[0],
            last=fills[-1],
            low=min(fills),
            high=max(fills),
        ),
        rows=tuple(_row(speaker, figure) for figure in reversed(found)),
    )


def _row(speaker: Speaker, figure: Figure) -> Row:
    cells = (
        *(speaker.number(figure.gardens), speaker.number(figure.fill_percent), speaker.number(figure.water_percent)),
        "–" if figure.rain_mm is None else speaker.number(figure.rain_mm, 1),
    )
    return Row("", speaker.on(figure.date), cells)
