"""The settings of the air page: which particle sensor a device has, how damp air is corrected, official values."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from stoep_gateway.config.key import Key
from stoep_gateway.config.settings import AirSettings

SENSOR_TYPES = ("pms5003", "pms7003", "sps30")
SENSORS_TABLE = "sensors"  # [air.sensors]: name of a device = its type

AIR_KEYS: tuple[Key, ...] = (
    Key(
        name="sensor",
        type=str,
        default="",
        choices=("", *SENSOR_TYPES),
        meaning="The particle sensor of air devices that [air.sensors] does not name; empty = not known, then values "
        "are shown raw and without a level.",
    ),
    Key(
        name="kappa",
        type=float,
        default=0.25,
        low=0.05,
        high=0.4,
        meaning="How much particles grow in damp air, for sensors that are corrected by it (pms7003, sps30).",
    ),
    Key(
        name="official_file",
        type=str,
        default="",
        path=True,
        meaning="Official hourly values near by (CSV), shown as context; in a folder without anything secret: the "
        "pages may read all of it.",
    ),
    Key(
        name="official_source",
        type=str,
        default="",
        meaning="Whose values those are and under which licence, as the page says it.",
    ),
)
_SOURCE_CHARS = 200


def air_flaws(air: AirSettings, *, private: tuple[Path, ...]) -> Iterator[tuple[str, str]]:
    """(key, what is wrong with it) of settings that do not fit each other. private: folders that hold secrets."""
    source = air.official_source
    if len(source) > _SOURCE_CHARS or not source.isprintable():
        yield "official_source", f"must be at most {_SOURCE_CHARS} characters on one line"
    if air.official_file is None:
        return
    if not source.strip():
        yield "official_file", "needs official_source: whose values are they, under which licence?"
    folder = air.official_file.resolve().parent
    if any(each.resolve().is_relative_to(folder) for each in private):
        yield "official_file", "must be in a folder of its own, such as air/: the pages may read all of that folder"


def sensors_flaws(table: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """(name, what is wrong with it) in [air.sensors]."""
    for name, kind in table.items():
        if kind not in SENSOR_TYPES:
            yield name, f"must be one of {', '.join(SENSOR_TYPES)}"
