"""Train a forecaster on a history: seeded, in chunks, within the memory of a small computer."""

from collections.abc import Callable

import numpy as np

from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import DAY_S, Flags, History
from stoep_gateway.crowd.forecast.net import Nets, Samples, fit
from stoep_gateway.crowd.forecast.outages import outages
from stoep_gateway.crowd.forecast.record import for_places
from stoep_gateway.crowd.forecast.sheet import sheet
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.usual_table import UsualTable
from stoep_gateway.crowd.forecast.young_training import train_young

NETS, EPOCHS = 5, 4
ROWS_MAX = 1_000_000  # 140 MB: more teach little, see docs/decisions/forecast-model.md
YEARS = 3  # older counts are of another city
_FIRST_DAYS = 14  # before them hardly anything is usual
_CHUNK_DAYS = 28
_TEACHING_PLACES, _TEACHING_DAYS = 8, 182
_DRAWN = 3  # rows of one place and origin, at most
# How often an hour ahead is drawn, 1 to 24: people act on the next hours and plan for the same time tomorrow.
_WEIGHTS = np.array([4.0] * 3 + [2.0] * 3 + [1.0] * 17 + [6.0])


def train(
    history: History, *, previous: Forecaster | None, seed: int, on_progress: Callable[[float], None]
) -> Forecaster:
    """previous: its knowledge of its own errors is kept, and of young places unless the history teaches it anew.
    on_progress: share done, 0 to 1; may raise to stop.

    ValueError when the history is shorter than three weeks.
    """
    young = None if previous is None else previous.young
    if _teaches(history):
        young = train_young(history, on_progress=lambda share: on_progress(share * 0.3))
    nets = train_nets(history, seed=seed, on_progress=lambda share: on_progress(0.3 + share * 0.7))
    record = for_places(history.places, before=None if previous is None else previous.record)
    return Forecaster(nets=nets, young=young, record=record, trained_s=history.now_s)


def _teaches(history: History) -> bool:
    """Whether enough places were counted for long enough to say what places have in common."""
    days = (~np.isnan(history.counts)).sum(axis=0) * history.slot_s / DAY_S
    return int((days >= _TEACHING_DAYS).sum()) >= _TEACHING_PLACES


def train_nets(history: History, *, seed: int, on_progress: Callable[[float], None]) -> Nets:
    """Places are pooled: a row says nothing of who it is, so nets may be trained on some places and used for others."""
    drawn = samples(history, seed=seed, on_progress=lambda share: on_progress(share * 0.2))
    return fit(drawn, nets=NETS, epochs=EPOCHS, seed=seed, on_progress=lambda share: on_progress(0.2 + share * 0.8))


def samples(history: History, *, seed: int, on_progress: Callable[[float], None], rows_max: int = ROWS_MAX) -> Samples:
    """Rows of origins, places and slots ahead drawn at random, with what was counted then."""
    day = DAY_S // history.slot_s
    first = max(_FIRST_DAYS * day, history.slots - YEARS * 365 * day)
    if history.slots - first < 7 * day:
        raise ValueError(f"{history.slots // day} days of counts are too few to train on: three weeks are the least")
    table, chance = UsualTable(), np.random.default_rng(seed)
    each = min(_DRAWN, rows_max / ((history.slots - first) * len(history.places)))
    parts = []
    for at in range(first, history.slots - 1, _CHUNK_DAYS * day):
        origins = np.arange(at, min(at + _CHUNK_DAYS * day, history.slots - 1))
        parts.append(_chunk(history, table=table, origins=origins, each=each, chance=chance))
        on_progress((at - first) / (history.slots - first))
    return Samples(
        rows=np.concatenate([part.rows for part in parts]), counted=np.concatenate([part.counted for part in parts]),
        usual=np.concatenate([part.usual for part in parts]), few=np.concatenate([part.few for part in parts]),
    )  # fmt: skip


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
        counted=history.counts[target, place], usual=made.usual_at(target, place=place), few=made.few[place],
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
