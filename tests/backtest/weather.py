"""How much weather lowers the error: hourly bicycle hires of Washington in 2011, the weather as it was observed.

Bikeshare.csv inside of ISLP (Capital Bikeshare by way of the UCI Machine Learning Repository). Its weather is that of
the hour itself, not a forecast: what a forecast of the weather gets wrong comes on top. Bicycles are not pedestrians:
the shipped forecaster, which knows pedestrians alone, is trained on the first nine months and scored on the last three.
"""

import csv
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.training import train
from stoep_gateway.crowd.shipped import default

FILE = Path("build/islp/ISLP/data/Bikeshare.csv")
AHEAD_H = (1, 3, 24)
_SLOT_S, _YEAR_H = 3_600, 365 * 24
_TRAINED_H = 273 * 24  # January to September
_START = datetime(2011, 1, 1, tzinfo=UTC)
_RAIN_MM_H = {"clear": 0.0, "cloudy/misty": 0.0, "light rain/snow": 1.0, "heavy rain/snow": 5.0}
_SUN = {"clear": 1.0, "cloudy/misty": 0.4, "light rain/snow": 0.1, "heavy rain/snow": 0.0}
_COLDEST_C, _SPAN_C, _FASTEST_M_S = -8.0, 47.0, 67 / 3.6  # the file gives shares of these
_DRAWS, _SEED = 2_000, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WeatherGain:
    """So many hours ahead: WAPE without and with weather; low, high: 95 % interval of the gain, over whole days."""

    without: float
    with_it: float
    low: float
    high: float

    @property
    def gain(self) -> float:
        """Relative."""
        return 1 - self.with_it / self.without


def weather_gain() -> dict[int, WeatherGain]:
    """By hours ahead."""
    plain, knowing = (_distances(_history(knows_weather=knows)) for knows in (False, True))
    counts = _history(knows_weather=False).counts[:, 0]
    return {hours: _gain(plain[hours], knowing[hours], counts=counts) for hours in AHEAD_H}


def _distances(history: History) -> dict[int, Floats]:
    """By hours ahead, (hours of the year,): of forecast and count; NaN where there is none."""
    made = train(history.until(_TRAINED_H), previous=default(), seed=_SEED, on_progress=lambda _: None)
    origins = np.arange(_TRAINED_H - 1, history.slots - 1)
    people = made.expected(history, origins=origins, ahead=AHEAD_H)[:, 0]
    found = {}
    for number, hours in enumerate(AHEAD_H):
        use = origins + hours < history.slots
        found[hours] = np.full(history.slots, np.nan, dtype=np.float32)
        slots = origins[use] + hours
        found[hours][slots] = np.abs(people[use, number] - history.counts[slots, 0])
    return found


def _gain(without: Floats, with_it: Floats, *, counts: Floats) -> WeatherGain:
    scored = ~np.isnan(without) & ~np.isnan(with_it)
    days = np.flatnonzero(scored.reshape(-1, 24).any(axis=1))
    by_day = [np.where(scored, one, 0).reshape(-1, 24).sum(axis=1)[days] for one in (without, with_it, counts)]
    drawn = np.random.default_rng(_SEED).integers(0, len(days), (_DRAWS, len(days)))
    gains = 1 - by_day[1][drawn].sum(axis=1) / by_day[0][drawn].sum(axis=1)
    low, high = np.quantile(gains, (0.025, 0.975))
    total = [float(one.sum()) for one in by_day]
    return WeatherGain(without=total[0] / total[2], with_it=total[1] / total[2], low=float(low), high=float(high))


def _history(*, knows_weather: bool) -> History:
    counts = np.full((_YEAR_H, 1), np.nan, dtype=np.float32)
    weather = np.full((_YEAR_H, 4), np.nan, dtype=np.float32)
    holidays = set[date]()
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            hour = (int(row["day"]) - 1) * 24 + int(row["hr"])
            counts[hour] = float(row["bikers"])
            temperature_c = float(row["temp"]) * _SPAN_C + _COLDEST_C
            wind_m_s, kind = float(row["windspeed"]) * _FASTEST_M_S, row["weathersit"]
            weather[hour] = temperature_c, _RAIN_MM_H[kind], wind_m_s, _SUN[kind]
            if row["holiday"] == "1":
                holidays.add((_START + timedelta(hours=hour)).date())
    return History(
        slot_s=_SLOT_S, start_s=int(_START.timestamp()), zone=ZoneInfo("UTC"), places=("bicycles",), counts=counts,
        hidden=np.zeros(counts.shape, dtype=np.bool_), noise=np.zeros(1, dtype=np.float32),
        public_holiday=frozenset(holidays), weather=_filled(weather) if knows_weather else None,
    )  # fmt: skip


def _filled(weather: NDArray[np.float32]) -> Floats:
    """The few hours that are missing as the hour before them."""
    for hour in range(1, len(weather)):
        weather[hour] = np.where(np.isnan(weather[hour]), weather[hour - 1], weather[hour])
    return weather
