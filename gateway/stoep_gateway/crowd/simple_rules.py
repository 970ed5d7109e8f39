"""Rules that a forecast must beat: as now, as last week, and the formula that Amsterdam published."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.slots import grid_of

Floats = NDArray[np.float32]

NEWEST, CAP = 0.69, 4.0  # weight of the newest ratio, and its cap: see docs/decisions/forecast-model.md


def rules(history: History, *, usual: Floats, hours: Sequence[int], first: int) -> dict[str, dict[int, Floats]]:
    """By name, by hours ahead: (slots, places), the forecast of each slot from `first` on; NaN where there is none."""
    steps = {h: h * history.per_hour for h in hours}
    ratio = smoothed_ratio(history.counts, usual=usual, first=first)
    week = last_week(history)
    return {
        "persistence": {h: _later(history.counts, by=step) for h, step in steps.items()},
        "last_week": dict.fromkeys(hours, week),
        "published_formula": {h: usual * _later(ratio, by=step) for h, step in steps.items()},
    }


def last_week(history: History) -> Floats:
    """(slots, places): what was counted at the same local time a week before."""
    ago = grid_of(history, ahead=0).ago(np.arange(history.slots), days=7)
    inside = (ago >= 0) & (ago < history.slots)
    return np.where(inside[:, None], history.counts[np.where(inside, ago, 0)], np.float32(np.nan))


def smoothed_ratio(counts: Floats, *, usual: Floats, first: int) -> Floats:
    """(slots, places): counted over usual, the newest with its weight, the one before with the rest; 1 before `first`,
    and as before where nothing is known.
    """
    ratio = np.ones(counts.shape, dtype=np.float32)
    with np.errstate(invalid="ignore"):
        now = np.clip(counts / np.maximum(usual, 1), 0, CAP)
    for slot in range(max(first - 1, 1), len(counts)):
        ratio[slot] = np.where(
            np.isnan(now[slot]), ratio[slot - 1], NEWEST * now[slot] + (1 - NEWEST) * ratio[slot - 1]
        )
    return ratio


def _later(table: Floats, *, by: int) -> Floats:
    moved = np.full_like(table, np.nan)
    moved[by:] = table[: len(table) - by]
    return moved
