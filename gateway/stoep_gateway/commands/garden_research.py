"""`stoep garden report|open-data`: what a year taught, and the figures as files; made from the almanac alone."""

import time
from contextlib import closing
from datetime import MAXYEAR, MINYEAR, date
from pathlib import Path

from stoep_gateway.almanac.open_data import files, open_figures
from stoep_gateway.almanac.reader import AlmanacReader
from stoep_gateway.almanac.records import COOLING, DROUGHT, INFILTRATION, About, Report
from stoep_gateway.almanac.tables import FILE_NAME
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError

REPORT, OPEN_DATA = "report", "open-data"
_UNITS = {COOLING: "°C", INFILTRATION: "mm of each mm", DROUGHT: "mm a day"}


def make_report(year: int, *, settings: Settings) -> list[str]:
    """Write the season's report into the almanac, for the pages; what it says. ConfigError: there are no figures."""
    path = _path(settings)
    try:
        with closing(AlmanacWriter(path)) as writer:
            report = writer.make_report(year, made_s=int(time.time())) if year in range(MINYEAR, MAXYEAR) else None
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    if report is None:
        raise ConfigError(f"{path}: no figures of {year}: they are made once k + 1 gardens count, a day at a time")
    return list(_lines(report))


def write_open_data(folder: Path, *, settings: Settings) -> list[str]:
    """Both files into the folder, in place of earlier ones; what was written. ConfigError."""
    reader = AlmanacReader(_path(settings))
    garden = settings.garden
    about = About(k=garden.k, gardens=0, name=settings.gateway.name, licence=garden.licence, citation=garden.citation)
    try:
        figures = open_figures(reader.blocks(), reader.figures(date.min, date.max))
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    made = files(about, figures)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            (folder / name).write_bytes(data)
    except OSError as error:
        raise ConfigError(f"{folder}: cannot write ({error.strerror}): name a folder of yours") from error
    blocks = len({figure.block for figure in figures})
    told = [f"{folder / name}: {len(data)} bytes" for name, data in made.items()]
    if not garden.licence:
        told.append("no licence: nobody may use it before [garden] licence names one")
    return [f"{len(figures)} figures of {blocks} blocks", *told]


def _lines(report: Report) -> list[str]:
    lines = [
        f"{report.year}: {report.gardens} gardens in {report.blocks} blocks,"
        f" {report.first.isoformat()} to {report.last.isoformat()}"
    ]
    for chapter in report.chapters:
        lines.append(f"{chapter.kind}:" if chapter.rows else f"{chapter.kind}: no such days")
        lines += [
            f"  {row.label or 'mixed'}: {row.value} {_UNITS[chapter.kind]}"
            f" ({row.gardens} gardens, {row.blocks} blocks, {row.days} days)"
            for row in chapter.rows
        ]
        if chapter.slope is not None:
            lines.append(f"  {chapter.slope} °C for each 10 % more pavement, standard error {chapter.slope_error}")
    return lines


def _path(settings: Settings) -> Path:
    """ConfigError: there is none."""
    path = settings.gateway.state_dir / FILE_NAME
    if not path.exists():
        raise ConfigError(f"{path}: no gardens were looked at yet: start stoep run")
    return path
