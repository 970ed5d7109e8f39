"""Events and weather on the grid of slots: the arrays that the forecast takes."""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.events import Event
from stoep_gateway.crowd.weather import HOUR_S, WeatherHour


def event_array(
    events: Iterable[Event], *, places: Sequence[str], start_s: int, slot_s: int, slots: int
) -> NDArray[np.float32]:
    """(slots, places): how strong what goes on is, 0 to 1; of a slot that an event fills in part, that part."""
    strength = np.zeros((slots, len(places)), dtype=np.float32)
    for event in events:
        first, last = max(0, (event.start_s - start_s) // slot_s), min(slots, -((start_s - event.end_s) // slot_s))
        if first >= last:
            continue
        begins_s = start_s + slot_s * np.arange(first, last)
        filled = np.minimum(begins_s + slot_s, event.end_s) - np.maximum(begins_s, event.start_s)
        columns = [index for index, place in enumerate(places) if not event.places or place in event.places]
        strength[first:last, columns] += (event.strength * filled / slot_s)[:, np.newaxis].astype(np.float32)
    return np.minimum(strength, np.float32(1))


def weather_array(hours: Iterable[WeatherHour], *, start_s: int, slot_s: int, slots: int) -> NDArray[np.float32]:
    """(slots, 4): temperature °C, rain mm an hour, wind m/s, sun 0 to 1; NaN where unknown. slot_s divides an hour."""
    weather = np.full((slots, 4), np.nan, dtype=np.float32)
    per_hour = HOUR_S // slot_s
    for hour in hours:
        first = (hour.start_s - start_s) // slot_s
        rows = slice(max(0, first), max(0, first + per_hour))
        values = (hour.temperature_c, hour.rain_mm, hour.wind_m_s, hour.sun)
        weather[rows] = [np.nan if value is None else value for value in values]
    return weather
