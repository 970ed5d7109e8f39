"""What comes from outside of the counts: events near a place, weather at the target beside that of the usual weeks."""

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid
from stoep_gateway.crowd.forecast.usual import seen

EVENTS = ("event", "event_usual", "event_now")
WEATHER = (
    "temperature", "rain", "wind", "sun", "temperature_usual", "rain_usual", "wind_usual", "sun_usual",
    "temperature_now", "rain_now", "wind_now", "sun_now",
)  # fmt: skip
OUTSIDE = (*EVENTS, *WEATHER)

_WEEKS = tuple(7 * week for week in range(1, 9))
_SCALE = np.array([10, 1, 5, 1], dtype=np.float32)  # °C, mm/h, m/s, share: to numbers around one
_OFFSET = np.array([12, 0, 4, 0.3], dtype=np.float32)


def outside_target(history: History, *, grid: SlotGrid, index: Ints) -> Floats:
    """(len(index), places, len(OUTSIDE)): of each slot to come and of the weeks behind its usual; "_now" still 0."""
    table = np.zeros((len(index), len(history.places), len(OUTSIDE)), dtype=np.float32)
    if history.events is not None:
        table[..., 0] = _at(history.events, index=index)
        table[..., 1] = _usual(history.events, grid=grid, index=index)
    if history.weather is not None:
        shown = weather_scaled(history.weather)
        table[..., 3:7] = _at(shown, index=index)[:, None]
        table[..., 7:11] = (_at(shown, index=index) - _usual(shown, grid=grid, index=index))[:, None]
    return table


def outside_now(history: History, *, origin: Ints) -> Floats:
    """(len(origin), places, 5): event and weather as they are when the forecast is made."""
    table = np.zeros((len(origin), len(history.places), 5), dtype=np.float32)
    if history.events is not None:
        table[..., 0] = _at(history.events, index=origin)
    if history.weather is not None:
        table[..., 1:] = _at(weather_scaled(history.weather), index=origin)[:, None]
    return table


def weather_scaled(weather: Floats) -> Floats:
    """Around one, 0 where unknown."""
    return np.asarray(np.nan_to_num((weather - _OFFSET) / _SCALE), dtype=np.float32)


def _at(table: Floats, *, index: Ints) -> Floats:
    inside = (index >= 0) & (index < len(table))
    return np.where(inside[:, None], np.nan_to_num(table[np.where(inside, index, 0)]), 0).astype(np.float32)


def _usual(table: Floats, *, grid: SlotGrid, index: Ints) -> Floats:
    """Mean of the eight weeks before, at the same local time."""
    weeks = np.nan_to_num(seen(table, grid=grid, index=index, known=len(table), days=_WEEKS))
    return np.asarray(weeks.mean(axis=0), dtype=np.float32)
