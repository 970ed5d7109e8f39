"""The forecaster: what it knows of the dynamics, and what it learnt of its own errors."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.board import ModelNote
from stoep_gateway.crowd.forecast.distribution import PROBES, Distribution
from stoep_gateway.crowd.forecast.history import HOUR_S, Floats, History
from stoep_gateway.crowd.forecast.slots import grid_of
from stoep_gateway.crowd.forecast.usual import usual

_VERSION = 1
_CAP = 4.0
# How much of today's ratio is left after so many hours: chosen on Auckland's counts of 2024.
_LEFT_HOURS, _LEFT = (0.0, 1.0, 2.0, 3.0, 24.0), (0.85, 0.8, 0.65, 0.5, 0.2)
_SPREAD = 1.25  # of a score, times the normal quantile: start width, before own errors are known
_NORMAL = (-2.58, -1.96, -1.64, -1.28, -0.84, -0.52, -0.25, 0.0, 0.25, 0.52, 0.84, 1.28, 1.64, 1.96, 2.58)


@dataclass(frozen=True, slots=True, kw_only=True)
class Driver:
    """One cause of a forecast. name: "usual" (factor: people in the slot), "today", "neighbours", "calendar",
    "events", "weather", "last_year", "rest" (factor: times that). The product of all factors is the forecast.
    """

    name: str
    factor: float


class Forecaster:
    """Deterministic: the same history and the same state give the same forecast."""

    def __init__(self, *, trained_s: int | None = None) -> None:
        self._trained_s = trained_s

    def forecast(self, history: History, *, ahead: Sequence[int]) -> Distribution:
        """At the end of the history's last slot. ahead: slots ahead, >= 1, 1 = the slot that begins now."""
        base, ratio = self._expected(history, ahead=ahead)
        expected = base * ratio
        width = _SPREAD * 0.6 * (expected + 5) ** 0.7
        curve = expected[..., None] + width[..., None] * np.asarray(_NORMAL, dtype=np.float32)
        return Distribution(ahead=tuple(ahead), curve=np.maximum(curve, 0).astype(np.float32), expected=expected)

    def learn(self, history: History) -> None:
        """Score the earlier forecasts that came true by now. Asked twice with one history, it learns once."""

    def explain(self, history: History, *, place: int, ahead: int) -> tuple[Driver, ...]:
        """What drove the forecast of one place (index), so many slots ahead. () where nothing can be said."""
        base, ratio = self._expected(history, ahead=(ahead,))
        if np.isnan(base[place, 0] * ratio[place, 0]):
            return ()
        return Driver(name="usual", factor=float(base[place, 0])), Driver(name="today", factor=float(ratio[place, 0]))

    def note(self, history: History) -> ModelNote:
        """What stands behind the forecasts."""
        known = ~np.isnan(history.counts)
        days = int(known.sum(axis=0).max(initial=0)) * history.slot_s // 86_400
        has_calendar = bool(history.public_holiday or history.school_holiday)
        return ModelNote(
            trained_s=self._trained_s, history_days=days, has_weather=history.weather is not None,
            has_calendar=has_calendar, coverage80=None,
        )  # fmt: skip

    def to_bytes(self) -> bytes:
        """All state, as an npz archive."""
        buffer = io.BytesIO()
        trained = np.asarray(-1 if self._trained_s is None else self._trained_s)
        np.savez_compressed(buffer, version=np.asarray(_VERSION), trained_s=trained, probes=np.asarray(PROBES))
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Forecaster":
        """ValueError when damaged or of another version."""
        try:
            with np.load(io.BytesIO(data), allow_pickle=False) as state:
                version, trained = int(state["version"]), int(state["trained_s"])
        except Exception as error:  # a damaged archive ends in any of zipfile's, zlib's and numpy's errors
            raise ValueError("the model's state cannot be read") from error
        if version != _VERSION:
            raise ValueError(f"the model's state is of version {version}, not {_VERSION}")
        return cls(trained_s=None if trained < 0 else trained)

    def _expected(self, history: History, *, ahead: Sequence[int]) -> tuple[Floats, Floats]:
        """(places, len(ahead)) each: what is usual, and what today makes of it."""
        known, most = history.slots, max(ahead)
        grid = grid_of(history, ahead=most)
        recent = np.arange(max(0, known - history.per_hour), known)
        target = known - 1 + np.asarray(ahead)
        both = usual(history.counts, grid=grid, index=np.concatenate([recent, target]), known=known)
        passed, base = both[: len(recent)], both[len(recent) :]
        actual, few = history.counts[recent], 5 + history.noise
        counted = ~np.isnan(actual) & ~np.isnan(passed)
        ratio = (np.where(counted, actual, 0).sum(axis=0) + few) / (np.where(counted, passed, 0).sum(axis=0) + few)
        hours = np.asarray(ahead) * history.slot_s / HOUR_S
        left = np.interp(hours, _LEFT_HOURS, _LEFT)
        moved = np.clip(ratio, 1 / _CAP, _CAP)[:, None] ** left
        return base.T.astype(np.float32), moved.astype(np.float32)
