"""The figures as open data: a CSV file and a datapackage.json (Frictionless) beside it. Equal figures, equal bytes."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date

from stoep_gateway.almanac.records import About, Block, Figure

DATA_FILE, PACKAGE_FILE = "data.csv", "datapackage.json"
_LICENCES = "https://spdx.org/licenses/"
_METHOD = (
    "Each row is one local day of a block: at least k + 1 gardens whose keepers consent to it and that only ever appear"
    " together, so that no sum or difference of rows rests on fewer. Values are rounded means over its gardens."
    " A day is made once, the day after, and never changed; when a garden withdraws, all rows of its block are left out"
    " from then on. The soil's water is estimated from a probe and a daily water balance (docs/garden.md of stoep)."
)
# By column: Frictionless type, unit (UCUM), meaning.
_COLUMNS: Mapping[str, tuple[str, str, str]] = {
    "date": ("date", "", "Local day (Europe/Amsterdam)."),
    "block": ("integer", "", "Number of the block; it stays the same."),
    "gardens": ("integer", "1", "How many gardens the row is the mean of."),
    "soil": ("string", "", "Soil group of all of them: sand, loam, clay or peat; empty when they differ."),
    "paved": ("string", "", "Share of pavement of all of them, percent of the garden; empty when they differ."),
    "region": ("string", "", "Square of 10 km: its south-western corner in km, RD New; empty when they differ."),
    "fill_percent": ("integer", "%", "How full the root zone is: 0 at wilting point, 100 at field capacity."),
    "water_percent": ("integer", "%", "Gardens that were advised to water."),
    "wet_percent": ("integer", "%", "Gardens that were told that it is too wet."),
    "depletion_mm": ("number", "mm", "Water short of field capacity in the root zone; negative when wetter."),
    "available_mm": ("number", "mm", "Water between field capacity and wilting point in the root zone."),
    "rain_mm": ("number", "mm", "Rain of the day; empty unless known of every garden."),
    "soil_c": ("number", "Cel", "Mean temperature of the soil at the probe; empty unless known of every garden."),
    "soil_high_c": ("number", "Cel", "Highest hourly temperature of the soil; empty unless known of every garden."),
    "air_high_c": ("number", "Cel", "Highest hourly temperature of the air; empty unless known of every garden."),
    "paved_percent": ("integer", "%", "Pavement of the gardens' surface; empty unless known of every garden."),
}
assert set(_COLUMNS) == {field.name for field in fields(Figure)}  # noqa: S101 - of this file alone


def open_figures(blocks: Iterable[Block], figures: Iterable[Figure]) -> tuple[Figure, ...]:
    """Those of blocks all of whose keepers consent to open data, by day and block: from the last one's consent on."""
    since = {block.id: block.open_since or date.min for block in blocks if block.is_open}
    opened = (each for each in figures if each.block in since and each.date >= since[each.block])
    return tuple(sorted(opened, key=lambda each: (each.date, each.block)))


def files(about: About, figures: Iterable[Figure]) -> dict[str, bytes]:
    """Both files by name. figures: as `open_figures` gives them."""
    rows = tuple(figures)
    data = _csv(rows)
    return {DATA_FILE: data, PACKAGE_FILE: _package(about, rows, data=data)}


def _csv(figures: Iterable[Figure]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(getattr(figure, name)) for name in _COLUMNS] for figure in figures)
    return text.getvalue().encode()


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _package(about: About, figures: tuple[Figure, ...], *, data: bytes) -> bytes:
    # The days and the hash say which figures these are: another release has another version.
    digest = hashlib.sha256(data).hexdigest()
    span = f"{figures[0].date.isoformat()}/{figures[-1].date.isoformat()}" if figures else ""
    version = f"{figures[-1].date:%Y.%m.%d}+{digest[:8]}" if figures else f"0+{digest[:8]}"
    name = about.name or "stoep"
    package: dict[str, object] = {
        "profile": "tabular-data-package",
        "name": "garden-soils",
        "title": f"Soil of gardens, {name}",
        "description": _METHOD,
        "version": version,
        "k": about.k,
        "temporal": span,
        "citation": about.citation or f"{name}: soil of gardens, version {version}",
        "resources": [
            {
                "name": "data",
                "path": DATA_FILE,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{digest}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
                "schema": {
                    "fields": [_field(name, *column) for name, column in _COLUMNS.items()],
                    "primaryKey": ["date", "block"],
                    "missingValues": [""],
                },
            }
        ],
    }
    if about.licence:
        package["licenses"] = [{"name": about.licence, "path": f"{_LICENCES}{about.licence}.html"}]
    return (json.dumps(package, indent=2, ensure_ascii=False) + "\n").encode()


def _field(name: str, kind: str, unit: str, meaning: str) -> dict[str, object]:
    return {"name": name, "type": kind, "description": meaning, **({"unit": unit} if unit else {})}
