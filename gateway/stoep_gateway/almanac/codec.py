"""Records of the almanac as bytes, and back: deflated JSON, column by column. Damaged bytes are a ValueError. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import Field, dataclass, fields
from datetime import date
from typing import Any, ClassVar, Protocol, TypeVar

from stoep_gateway.almanac.records import Chapter, GardenDevice, GardenFindings, Report, ReportRow
from stoep_gateway.garden.records import Advice, Day, Estimate, Event
from stoep_gateway.strict import (
    Members,
    items,
    optional_real,
    optional_whole,
    packed,
    real,
    text,
    unpacked,
    whole,
)

_FORMAT = 1
_DIGITS = 4  # of a float: finer than any probe


class _Record(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


R = TypeVar("R", bound=_Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """Days that are over, oldest first, and their estimates."""

    days: tuple[Day, ...] = ()
    estimates: tuple[Estimate, ...] = ()


def encode_past(past: Past) -> bytes:
    """ValueError: a number that is not finite."""
    return packed(
        {"format": _FORMAT, "days": _columns(past.days, Day), "estimates": _columns(past.estimates, Estimate)}
    )


def decode_past(body: bytes) -> Past:
    """ValueError: damaged, or of another format."""
    members = _opened(body)
    past = Past(days=_rows(members.take("days"), Day), estimates=_rows(members.take("estimates"), Estimate))
    members.done()
    return past


def encode_findings(findings: GardenFindings) -> bytes:
    """All of it, research apart: that is told by who is in a block. ValueError: a number that is not finite."""
    return packed(
        {
            "format": _FORMAT,
            "name": findings.name,
            "made_s": findings.made_s,
            "setup_version": findings.setup_version,
            "unit": findings.unit,
            "devices": _columns(findings.devices, GardenDevice),
            "reading": findings.reading,
            "reading_s": findings.reading_s,
            "days": _columns(findings.days, Day),
            "estimates": _columns(findings.estimates, Estimate),
            "events": _columns(findings.events, Event),
            "advice": _columns((findings.advice,), Advice),
        }
    )


def decode_findings(body: bytes, *, past: Past, research: str) -> GardenFindings:
    """past: the days before those in it. ValueError: damaged, or of another format."""
    members = _opened(body)
    (advice,) = _rows(members.take("advice"), Advice)
    findings = GardenFindings(
        name=text(members.take("name")),
        made_s=whole(members.take("made_s")),
        setup_version=whole(members.take("setup_version")),
        unit=text(members.take("unit")),
        devices=_rows(members.take("devices"), GardenDevice),
        reading=optional_real(members.take("reading")),
        reading_s=optional_whole(members.take("reading_s")),
        days=(*past.days, *_rows(members.take("days"), Day)),
        estimates=(*past.estimates, *_rows(members.take("estimates"), Estimate)),
        events=_rows(members.take("events"), Event),
        advice=advice,
        research=research,
    )
    members.done()
    return findings


def encode_report(report: Report) -> bytes:
    """ValueError: a number that is not finite."""
    return packed(
        {
            "format": _FORMAT,
            "year": report.year,
            "made_s": report.made_s,
            "first": report.first.toordinal(),
            "last": report.last.toordinal(),
            "gardens": report.gardens,
            "blocks": report.blocks,
            "dropped": report.dropped,
            "chapters": [
                [chapter.kind, _columns(chapter.rows, ReportRow), chapter.slope, chapter.slope_error]
                for chapter in report.chapters
            ],
        }
    )


def decode_report(body: bytes) -> Report:
    """ValueError: damaged, or of another format."""
    members = _opened(body)
    report = Report(
        year=whole(members.take("year")),
        made_s=whole(members.take("made_s")),
        first=_date(members.take("first")),
        last=_date(members.take("last")),
        gardens=whole(members.take("gardens")),
        blocks=whole(members.take("blocks")),
        dropped=whole(members.take("dropped")),
        chapters=tuple(_chapter(each) for each in items(members.take("chapters"))),
    )
    members.done()
    return report


def _chapter(value: object) -> Chapter:
    kind, rows, slope, error = items(value, count=4)
    return Chapter(
        kind=text(kind), rows=_rows(rows, ReportRow), slope=optional_real(slope), slope_error=optional_real(error)
    )


def _opened(body: bytes) -> Members:
    members = Members(unpacked(body))
    if whole(members.take("format")) != _FORMAT:
        raise ValueError("of another format")
    return members


def _columns(rows: Sequence[R], kind: type[R]) -> dict[str, list[object]]:
    return {field.name: [_plain(getattr(row, field.name)) for row in rows] for field in fields(kind)}


def _rows(value: object, kind: type[R]) -> tuple[R, ...]:
    members = Members(value)
    columns: list[list[Any]] = []
    for field in fields(kind):
        read = _READERS[field.type]
        column = items(members.take(field.name), count=len(columns[0]) if columns else None)
        columns.append([read(each) for each in column])
    members.done()
    names = [field.name for field in fields(kind)]
    return tuple(kind(**dict(zip(names, row, strict=True))) for row in zip(*columns, strict=True))


def _plain(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    return value.toordinal() if isinstance(value, date) else value


def _date(value: object) -> date:
    try:
        return date.fromordinal(whole(value))
    except OverflowError as error:
        raise ValueError("not a day") from error


_READERS: dict[object, Callable[[object], Any]] = {
    int: whole,
    float: real,
    str: text,
    date: _date,
    int | None: optional_whole,
    float | None: optional_real,
}
