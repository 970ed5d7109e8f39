"""One round: from the counts of lines to the board of places, with a forecast and what is in doubt."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from stoep_gateway.analyst.surroundings import Sight
from stoep_gateway.crowd import faults
from stoep_gateway.crowd.aligned import event_array, weather_array
from stoep_gateway.crowd.board import Board, Counted, Expected, Fault, PlaceState
from stoep_gateway.crowd.forecast.distribution import Distribution
from stoep_gateway.crowd.forecast.forecaster import Forecaster
from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.lines import LineCounts, PlaceCounts, of_places
from stoep_gateway.crowd.places import Level, Place
from stoep_gateway.crowd.weather import stale_note
from stoep_gateway.grid import DAY_S, HOUR_S

_SLOTS_AHEAD = 12  # three hours, slot by slot
_HOURS_AHEAD = 24
_SHOWN_S = DAY_S
_JUDGED_DAYS = 112  # five weeks, the ten before them that say what is usual, and a week to spare
_MANY = 20
_WARNED = (Level.YELLOW, Level.ORANGE, Level.RED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a round knows: the places' history, and which lines are in doubt."""

    history: History
    places: PlaceCounts
    faults: tuple[Fault, ...]
    sight: Sight


def slots_ahead(slot_s: int) -> tuple[int, ...]:
    """Of a board's forecasts: 1 is the slot that begins now."""
    per_hour = HOUR_S // slot_s
    return (*range(1, _SLOTS_AHEAD + 1), *range(_SLOTS_AHEAD + 1, _HOURS_AHEAD * per_hour + 2, per_hour))


def situation(lines: LineCounts, *, sight: Sight, due_s: int) -> Situation:
    """due_s: end of the newest window that should have come in by now, at most lines.now_s."""
    found = faults.find(_recent(lines), zone=sight.zone, due_s=due_s)
    index = {line: number for number, line in enumerate(lines.lines)}
    places = of_places(
        lines,
        places=[[index[line] for line in place.lines] for place in sight.places.places],
        distrusted=faults.distrusted(lines, faults=found),
    )
    slots = len(places.counts) + max(slots_ahead(lines.slot_s))
    names = tuple(place.name for place in sight.places.places)
    grid = {"start_s": lines.start_s, "slot_s": lines.slot_s, "slots": slots}
    history = History(
        slot_s=lines.slot_s,
        start_s=lines.start_s,
        zone=sight.zone,
        places=names,
        counts=places.counts,
        hidden=places.hidden,
        noise=places.noise,
        public_holiday=sight.holidays.public,
        school_holiday=sight.holidays.school,
        events=None if sight.events is None else event_array(sight.events, places=names, **grid),
        weather=None if sight.weather is None else weather_array(sight.weather, **grid),
    )
    return Situation(history=history, places=places, faults=found, sight=sight)


def _recent(lines: LineCounts) -> LineCounts:
    """As far back as faults are looked for."""
    first = max(0, len(lines.counts) - _JUDGED_DAYS * DAY_S // lines.slot_s)
    return replace(
        lines,
        start_s=lines.start_s + first * lines.slot_s,
        counts=lines.counts[first:],
        hidden=lines.hidden[first:],
    )


def board_of(
    situation: Situation, *, forecaster: Forecaster, made_s: int, notes: Sequence[tuple[str, str]] = ()
) -> Board:
    """The forecaster learns from what has come true first."""
    history, sight = situation.history, situation.sight
    forecaster.learn(history)
    said = forecaster.forecast(history, ahead=slots_ahead(history.slot_s))
    chances = said.chance_above(_limits(sight.places.places, slot_s=history.slot_s))
    stale = None if sight.weather is None else stale_note(sight.weather, now_s=history.now_s)
    told = (*sight.notes, *notes, *((("weather", stale),) if stale else ()))
    return Board(
        now_s=history.now_s,
        made_s=made_s,
        slot_s=history.slot_s,
        places=tuple(
            _state(place, index=index, situation=situation, said=said, chances=chances)
            for index, place in enumerate(sight.places.places)
        ),
        model=replace(forecaster.note(history), notes=told),
    )


def _state(place: Place, *, index: int, situation: Situation, said: Distribution, chances: Floats) -> PlaceState:
    history, counts = situation.history, situation.places
    shown = max(0, history.slots - _SHOWN_S // history.slot_s)
    counted = tuple(
        Counted(
            start_s=history.start_s + slot * history.slot_s,
            people=_people(counts.counts[slot, index]),
            is_hidden=bool(counts.hidden[slot, index]),
            is_partial=bool(counts.partial[slot, index]),
        )
        for slot in range(shown, history.slots)
    )
    newest = next((slot for slot in reversed(counted) if slot.people is not None), None)
    return PlaceState(
        name=place.name,
        counted=counted,
        expected=_expected(said, index=index, chances=chances, history=history),
        faults=tuple(fault for fault in situation.faults if fault.device in place.lines),
        counted_s=newest.start_s + history.slot_s if newest else None,
        level=place.level_of(newest.people, slot_s=history.slot_s) if newest and newest.people is not None else None,
    )


def _expected(said: Distribution, *, index: int, chances: Floats, history: History) -> tuple[Expected, ...]:
    expected = []
    for at, ahead in enumerate(said.ahead):
        five = said.quantiles[index, at]
        if np.isnan(five).any():
            continue
        low, less, middle, more, high = (_rounded(people) for people in five)
        yellow, orange, red = (round(float(chance), 3) for chance in chances[index, at])
        start_s = history.now_s + (ahead - 1) * history.slot_s
        expected.append(
            Expected(start_s=start_s, quantiles=(low, less, middle, more, high), chances=(yellow, orange, red))
        )
    return tuple(expected)


def _limits(places: Sequence[Place], *, slot_s: int) -> Floats:
    """(places, 3): people in a slot from which on each level holds."""
    limits: NDArray[np.float32] = np.array(
        [[place.limit(level, slot_s=slot_s) for level in _WARNED] for place in places], dtype=np.float32
    )
    return limits


def _people(count: float) -> float | None:
    return None if np.isnan(count) else _rounded(max(0.0, count))


def _rounded(people: float) -> float:
    """As exact as is told of so many: every board is kept for weeks."""
    return round(float(people), 1 if people < _MANY else 0)
