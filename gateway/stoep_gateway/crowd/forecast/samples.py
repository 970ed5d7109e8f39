"""Rows to train on: origins, places and slots ahead drawn at random from a history, with what was counted then."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import DAY_S, Flags, Floats, History
from stoep_gateway.crowd.forecast.outages import outages
from stoep_gateway.crowd.forecast.rows import ROW
from stoep_gateway.crowd.forecast.sheet import sheet
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.usual_table import UsualTable

ROWS_MAX = 1_000_000  # 178 MB
FINE_ROWS_MAX = 700_000  # of slots shorter than an hour, whose neighbours are alike: 118 MB, which a Pi can spare
YEARS = 3  # older counts are of another city
_FIRST_DAYS = 14  # before them hardly anything is usual
_CHUNK_SLOTS = 672  # whose rows are put together at a time: bounds the memory that their tables take
_DRAWN = 3  # rows of one place and origin, at most
# How often an hour ahead is drawn, 1 to 24: people act on the next hours and plan for the same time tomorrow.
_WEIGHTS = np.array([4.0] * 3 + [2.0] * 3 + [1.0] * 17 + [6.0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """rows: (n, columns), float16. place: (n,). counted, usual, few: (n,), people in the slot; few is added to both in
    the ratio.
    """

    rows: NDArray[np.float16]
    place: NDArray[np.int16]
    counted: Floats
    usual: Floats
    few: Floats


def draw(history: History, *, seed: int, on_progress: Callable[[float], None], rows_max: int | None = None) -> Samples:
    """Rows of origins, places and slots ahead drawn at random, with what was counted then."""
    day = DAY_S // history.slot_s
    first = max(_FIRST_DAYS * day, history.slots - YEARS * 365 * day)
    if history.slots - first < 7 * day:
        raise ValueError(f"{history.slots // day} days of counts are too few to train on: three weeks are the least")
    table, chance = UsualTable(), np.random.default_rng(seed)
    most = rows_max or (ROWS_MAX if history.per_hour == 1 else FINE_ROWS_MAX)
    each = min(_DRAWN, most / ((history.slots - first) * len(history.places)))
    starts = range(first, history.slots - 1, _CHUNK_SLOTS)
    # All rows have their place before the first is made: held twice they would not fit a small computer.
    rows = np.empty((ceil(each * (history.slots - first) * len(history.places)) + len(starts), len(ROW)), np.float16)
    parts, end = [], 0
    for at in starts:
        origins = np.arange(at, min(at + _CHUNK_SLOTS, history.slots - 1))
        part = _chunk(history, table=table, origins=origins, each=each, chance=chance)
        rows[end : end + len(part.rows)] = part.rows
        end += len(part.rows)
        parts.append((part.place, part.counted, part.usual, part.few))
        on_progress((at - first) / (history.slots - first))
    place, counted, usual, few = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return Samples(rows=rows[:end], place=place, counted=counted, usual=usual, few=few)


def _chunk(history: History, *, table: UsualTable, origins: Ints, each: float, chance: np.random.Generator) -> Samples:
    last = min(int(origins[-1]) + 24 * history.per_hour, history.slots - 1)
    made = sheet(
        history, table=table, origins=(int(origins[0]), int(origins[-1])), targets=np.arange(origins[0], last + 1)
    )
    counts = history.counts[origins[0] : last + 1]
    bad = np.isnan(counts) | np.isnan(made.usual) | outages(counts, usual=made.usual, per_hour=history.per_hour)
    number = round(each * len(origins) * len(history.places))
    origin, place = chance.choice(origins, size=number), chance.integers(0, len(history.places), size=number)
    ahead = _ahead(chance, number=number, per_hour=history.per_hour)
    fits = _fits(history, bad=bad, origin=origin, place=place, target=origin + ahead, last=last)
    origin, place, ahead = origin[fits], place[fits], ahead[fits]
    target = origin + ahead
    return Samples(
        rows=made.rows(origin=origin, place=place, ahead=ahead).astype(np.float16),
        place=place.astype(np.int16), counted=history.counts[target, place],
        usual=made.usual_at(target, place=place), few=made.few[place],
    )  # fmt: skip


def _fits(history: History, *, bad: Flags, origin: Ints, place: Ints, target: Ints, last: int) -> Flags:
    """Rows whose origin and target are counts to learn from."""
    inside = target <= last
    start = last + 1 - len(bad)
    target_bad = bad[np.minimum(target, last) - start, place]
    return np.asarray(inside & ~target_bad & ~np.isnan(history.counts[origin, place]))


def _ahead(chance: np.random.Generator, *, number: int, per_hour: int) -> Ints:
    """Slots ahead: an hour by its weight, a slot of it at random."""
    hour = chance.choice(len(_WEIGHTS), size=number, p=_WEIGHTS / _WEIGHTS.sum())
    return np.asarray(hour * per_hour + chance.integers(1, per_hour + 1, size=number))
