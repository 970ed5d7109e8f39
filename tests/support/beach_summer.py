"""Days at the simulated beach as a gateway releases them: quarters of an hour, with noise and a threshold."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import History
from stoep_simulators.beach_day import DAY, SLOT_S, crowds
from stoep_simulators.sim_clock import WIRE_EPOCH_UNIX_S
from stoep_simulators.worlds.local_time import day_start_s
from stoep_simulators.worlds.weather import weather

ZONE = ZoneInfo("Europe/Amsterdam")
_SCALE, _K = 2.0, 10  # of the default policy: contribution 2 at epsilon 1, hidden below ten
_GUESS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Summer:
    """true: (slots, places), who passed. history: what is known of it."""

    true: NDArray[np.float32]
    history: History


def summer(*, seed: int, days: int) -> Summer:
    """The days up to a fine Saturday in July, each gate a place."""
    start_s, end_s = day_start_s(DAY + 1 - days), day_start_s(DAY + 1)
    people = crowds(weather(seed, start_s=start_s, end_s=end_s), seed=seed)
    slots = (end_s - start_s) // SLOT_S
    true = np.stack(
        [
            np.stack([_counts(times, start_s=start_s, slots=slots) for times in (one.ins_ms, one.outs_ms)], axis=1)
            for one in people.values()
        ],
        axis=1,
    )
    shown = np.round(true + np.random.default_rng(seed).laplace(0, _SCALE, true.shape))
    hidden = shown < _K
    counts = np.where(hidden, _GUESS, shown).sum(axis=2).astype(np.float32)
    noise = np.full(len(people), 2 * _SCALE, dtype=np.float32)  # of two directions, each with a deviation of scale·√2
    history = History(
        slot_s=SLOT_S, start_s=start_s + WIRE_EPOCH_UNIX_S, zone=ZONE, places=tuple(people), counts=counts,
        hidden=np.asarray(hidden.all(axis=2)), noise=noise,
    )  # fmt: skip
    return Summer(true=true.sum(axis=2).astype(np.float32), history=history)


def _counts(times_ms: tuple[int, ...], *, start_s: int, slots: int) -> NDArray[np.int64]:
    slot = (np.asarray(times_ms, dtype=np.int64) // 1_000 - start_s) // SLOT_S
    return np.bincount(slot[(slot >= 0) & (slot < slots)], minlength=slots)
