"""A forecaster on a history whose end it has not seen, beside the simple rules that it must beat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.crowd.forecast.distribution import PROBES, Distribution
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import History
from stoep_gateway.crowd.forecast.outages import outages
from stoep_gateway.crowd.forecast.usual_table import UsualTable
from stoep_gateway.crowd.forecast.walk import walk
from stoep_gateway.crowd.score import Flags, Warnings, coverage, relative_width, wape, warnings
from stoep_gateway.crowd.simple_rules import rules

HOURS = (1, 2, 3, 24)
WITHIN_H = 2
BUSY = 0.95  # quantile of a place's counts: what "busy" is, in warnings
THRESHOLD = 0.45  # of a chance, from which on it is warned: on 2024 as many warnings came true as crossings were caught
_EXAMPLE_H = 3
_AT = {probability: PROBES.index(probability) for probability in (0.025, 0.1, 0.9, 0.975)}

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """So many hours ahead. wape: by method, "stoep" first; the others: of stoep's intervals.

    of_places: name, people a slot, wape by method, coverage80, coverage95; in the history's order.
    """

    hours: int
    wape: dict[str, float]
    coverage80: float
    coverage95: float
    width80: float
    width95: float
    of_places: tuple["OfPlace", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPlace:
    """NaN where a place has nothing to score."""

    place: str
    people: float
    wape: dict[str, float]
    coverage80: float
    coverage95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """from_s, to_s: Unix, of the slots tested; scored: how many counts."""

    slot_s: int
    from_s: int
    to_s: int
    scored: int
    horizons: tuple[Horizon, ...]
    warnings: Warnings
    example: "Example"


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """The last week of the place with most people, forecast so many hours before. (slots,) each, people; NaN: none."""

    place: str
    hours: int
    counted: Floats
    expected: Floats
    low: Floats
    high: Floats


def backtest(
    forecaster: Forecaster,
    *,
    history: History,
    first: int,
    on_progress: Callable[[float], None],
    truth: Floats | None = None,
    hours: Sequence[int] = HOURS,
) -> Result:
    """Of the slots from `first` on. truth: (slots, places), what was really counted, if the history holds noise."""
    hour = history.per_hour
    counted = history.counts if truth is None else truth
    usual = UsualTable().at(history, index=np.arange(history.slots))
    scored = ~np.isnan(counted) & ~np.isnan(usual) & ~outages(counted, usual=usual, per_hour=hour)
    scored[:first] = False
    ahead = tuple(sorted({*range(1, WITHIN_H * hour + 1), *(step * hour for step in hours)}))
    shape = (history.slots, len(history.places))
    expected = {h: np.full(shape, np.nan, dtype=np.float32) for h in hours}
    ends = {h: np.full((*shape, len(_AT)), np.nan, dtype=np.float32) for h in hours}
    chance = np.full(shape, np.nan, dtype=np.float32)
    limits = _limits(history.counts[:first])
    start = max(0, first - max(ahead))
    for day in walk(forecaster, history=history, first=start, ahead=ahead):
        for h in hours:
            _put(day.made, origins=day.origins, step=h * hour, expected=expected[h], ends=ends[h])
        each = np.tile(limits, (len(day.origins), 1))
        chances = day.made.chance_within(each, slots=WITHIN_H * hour, per_hour=hour)
        chance[day.origins] = chances.reshape(len(day.origins), -1)
        on_progress((int(day.origins[-1]) + 1 - start) / (history.slots - start))
    chance[:first] = np.nan
    simple = rules(history, usual=usual, hours=hours, first=start)
    return Result(
        slot_s=history.slot_s, from_s=history.start_s + first * history.slot_s, to_s=history.now_s,
        scored=int(scored.sum()),
        horizons=tuple(
            _horizon(
                h, forecasts={"stoep": expected[h]} | {name: rule[h] for name, rule in simple.items()}, ends=ends[h],
                counted=counted, scored=scored, places=history.places, first=first,
            )
            for h in hours
        ),
        warnings=warnings(
            chance[first:], above=(counted > limits[:, 0])[first:], known=~np.isnan(counted)[first:], per_hour=hour,
            within_h=WITHIN_H, threshold=THRESHOLD,
        ),
        example=_example(history, counted=counted, expected=expected, ends=ends, first=first),
    )  # fmt: skip


def _example(
    history: History, *, counted: Floats, expected: dict[int, Floats], ends: dict[int, Floats], first: int
) -> Example:
    hours = max((h for h in expected if h <= _EXAMPLE_H), default=min(expected))
    busiest = int(np.argmax(np.nansum(counted[first:], axis=0)))
    start = max(first, history.slots - 7 * 24 * history.per_hour)
    low, high = (ends[hours][start:, busiest, list(_AT).index(probability)] for probability in (0.1, 0.9))
    return Example(
        place=history.places[busiest], hours=hours, counted=counted[start:, busiest],
        expected=expected[hours][start:, busiest], low=low, high=high,
    )  # fmt: skip


def _limits(counts: Floats) -> Floats:
    """(places, 1): the count that only so few slots pass; endless where a place has none."""
    known = ~np.isnan(counts)
    found = [
        np.quantile(counts[known[:, at], at], BUSY) if known[:, at].any() else np.inf for at in range(counts.shape[1])
    ]
    return np.array(found, dtype=np.float32)[:, None]


def _put(made: Distribution, *, origins: NDArray[np.int64], step: int, expected: Floats, ends: Floats) -> None:
    """Into the slots that the forecasts are of."""
    at = made.ahead.index(step)
    inside = origins + step < len(expected)
    target = origins[inside] + step
    places = expected.shape[1]
    expected[target] = made.expected[:, at].reshape(-1, places)[inside]
    ends[target] = made.curve[:, at][:, list(_AT.values())].reshape(-1, places, len(_AT))[inside]


def _horizon(
    hours: int,
    *,
    forecasts: dict[str, Floats],
    ends: Floats,
    counted: Floats,
    scored: Flags,
    places: tuple[str, ...],
    first: int,
) -> Horizon:
    low95, low80, high80, high95 = np.moveaxis(ends[first:], -1, 0)
    counted, scored = counted[first:], scored[first:] & ~np.isnan(forecasts["stoep"][first:])

    def errors(where: Flags) -> dict[str, float]:
        return {
            name: wape(made[first:], counted=counted, scored=where & ~np.isnan(made[first:]))
            for name, made in forecasts.items()
        }

    def inside(where: Flags) -> tuple[float, float]:
        pairs = (low80, high80), (low95, high95)
        return tuple(coverage(low, high=high, counted=counted, scored=where) for low, high in pairs)  # type: ignore[return-value]

    of_places = []
    for at, place in enumerate(places):
        where = np.zeros_like(scored)
        where[:, at] = scored[:, at]
        people = float(counted[where].mean()) if where.any() else float("nan")
        own80, own95 = inside(where)
        of_places.append(OfPlace(place=place, people=people, wape=errors(where), coverage80=own80, coverage95=own95))
    all80, all95 = inside(scored)
    return Horizon(
        hours=hours, wape=errors(scored), coverage80=all80, coverage95=all95,
        width80=relative_width(low80, high=high80, counted=counted, scored=scored),
        width95=relative_width(low95, high=high95, counted=counted, scored=scored), of_places=tuple(of_places),
    )  # fmt: skip
