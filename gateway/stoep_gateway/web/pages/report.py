"""What a season taught: how hot the soil got, how much rain it took, how fast it dried."""

from collections.abc import Mapping
from dataclasses import dataclass

from stoep_gateway.almanac.records import COOLING, INFILTRATION, Chapter, Report, ReportRow
from stoep_gateway.web.garden.known import known
from stoep_gateway.web.page import NoSuchPageError, Page, Visit
from stoep_gateway.web.ports import Almanac
from stoep_gateway.web.speech import Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of a chapter. share: its bar, per cent of the highest value."""

    label: str
    gardens: int
    days: int
    value: str
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A chapter in words. slope: "" when nobody can say."""

    kind: str
    lines: tuple[Line, ...]
    slope: str


def build(visit: Visit) -> Mapping[str, object]:
    """NoSuchPageError for a year without a report."""
    text = visit.path["year"]

    def ask(almanac: Almanac) -> Report | None:
        return almanac.report(int(text)) if text.isascii() and text.isdecimal() and len(text) == len("2026") else None

    report = known(visit.almanac, ask)
    if report is None:
        raise NoSuchPageError
    speaker = visit.speaker
    return {
        "title": speaker.t("report.title", year=text),
        "report": report,
        "chapters": tuple(_told(speaker, chapter) for chapter in report.chapters),
    }


def _told(speaker: Speaker, chapter: Chapter) -> Told:
    highest = max((row.value for row in chapter.rows), default=0.0)
    return Told(
        kind=chapter.kind,
        lines=tuple(_line(speaker, row, kind=chapter.kind, highest=highest) for row in chapter.rows),
        slope=_slope(speaker, chapter),
    )


def _line(speaker: Speaker, row: ReportRow, *, kind: str, highest: float) -> Line:
    label = f"cohort.paved.{row.label}" if kind == COOLING else f"soil.group.{row.label}"
    return Line(
        label=speaker.t(label if row.label else "report.mixed"),
        gardens=row.gardens,
        days=row.days,
        value=speaker.number(100 * row.value) if kind == INFILTRATION else speaker.number(row.value, 1),
        share=round(100 * max(0.0, row.value) / highest) if highest > 0 else 0,
    )


def _slope(speaker: Speaker, chapter: Chapter) -> str:
    if chapter.slope is None or chapter.slope_error is None:
        return ""
    key = "report.cooling.slope.up" if chapter.slope >= 0 else "report.cooling.slope.down"
    return speaker.t(
        key, degrees=speaker.number(abs(chapter.slope), 1), error=speaker.number(2 * chapter.slope_error, 1)
    )


PAGE = Page(name="report", address="/research/{year}", template="report.html", build=build, section="garden")
