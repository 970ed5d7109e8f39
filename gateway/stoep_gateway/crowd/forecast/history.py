"""Everything that a forecast may know at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

HOUR_S, DAY_S, WEEK_S = 3_600, 86_400, 604_800

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
WEATHER = ("temperature_c", "rain_mm_h", "wind_m_s", "sun_share")  # columns of History.weather


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Slots on one grid, oldest first; the last one has just ended. ValueError when shapes or slot_s do not fit.

    slot_s: 900 in the product, 3600 for hourly files; divides 3600. start_s: Unix, start of slot 0, a multiple of it.
    counts: (slots, places), people, NaN = not known. A hidden window comes in as a guess below the threshold.
    hidden: (slots, places). noise: (places,), standard deviation of the noise in one slot's count, 0 without.
    public_holiday, school_holiday: local dates, also of days to come.
    events: (slots + ahead, places), strength 0 to 1 of an event near the place, known ahead; or None.
    weather: (slots + ahead, 4) in the order of WEATHER; NaN unknown; past the last slot it is a forecast; or None.
    """

    slot_s: int
    start_s: int
    zone: ZoneInfo
    places: tuple[str, ...]
    counts: Floats
    hidden: Flags
    noise: Floats
    public_holiday: frozenset[date] = frozenset()
    school_holiday: frozenset[date] = frozenset()
    events: Floats | None = None
    weather: Floats | None = None

    def __post_init__(self) -> None:
        if self.slot_s <= 0 or HOUR_S % self.slot_s or self.start_s % self.slot_s:
            raise ValueError(f"slots of {self.slot_s} s do not divide an hour, or do not start on their grid")
        if self.counts.ndim != 2 or self.counts.shape[1] != len(self.places):
            raise ValueError(f"counts of shape {self.counts.shape} for {len(self.places)} places")
        if self.hidden.shape != self.counts.shape or self.noise.shape != (len(self.places),):
            raise ValueError("hidden and noise must fit the counts")
        for name, table, columns in (("events", self.events, len(self.places)), ("weather", self.weather, 4)):
            if table is not None and (table.ndim != 2 or table.shape[1] != columns or len(table) < len(self.counts)):
                raise ValueError(f"{name} of shape {table.shape} for counts of shape {self.counts.shape}")

    @property
    def slots(self) -> int:
        """How many."""
        return len(self.counts)

    @property
    def per_hour(self) -> int:
        """Slots in an hour."""
        return HOUR_S // self.slot_s

    @property
    def now_s(self) -> int:
        """End of the last slot."""
        return self.start_s + self.slots * self.slot_s

    def until(self, slots: int) -> "History":
        """The same, as it was known at the end of so many slots. Events and weather stay: they are known ahead."""
        return History(
            slot_s=self.slot_s, start_s=self.start_s, zone=self.zone, places=self.places, counts=self.counts[:slots],
            hidden=self.hidden[:slots], noise=self.noise, public_holiday=self.public_holiday,
            school_holiday=self.school_holiday, events=self.events, weather=self.weather,
        )  # fmt: skip

    def since(self, slot: int) -> "History":
        """The same without the slots before this one."""
        return History(
            slot_s=self.slot_s, start_s=self.start_s + slot * self.slot_s, zone=self.zone, places=self.places,
            counts=self.counts[slot:], hidden=self.hidden[slot:], noise=self.noise, public_holiday=self.public_holiday,
            school_holiday=self.school_holiday, events=None if self.events is None else self.events[slot:],
            weather=None if self.weather is None else self.weather[slot:],
        )  # fmt: skip

    def only(self, places: Sequence[int]) -> "History":
        """The same of some places, by index."""
        chosen = np.asarray(places)
        return History(
            slot_s=self.slot_s, start_s=self.start_s, zone=self.zone, places=tuple(self.places[i] for i in places),
            counts=self.counts[:, chosen], hidden=self.hidden[:, chosen], noise=self.noise[chosen],
            public_holiday=self.public_holiday, school_holiday=self.school_holiday,
            events=None if self.events is None else self.events[:, chosen], weather=self.weather,
        )  # fmt: skip
