"""The forecaster: what it knows of the dynamics, and what it learnt of its own errors."""

from collections.abc import Sequence

import numpy as np

from stoep_gateway.crowd.board import ModelNote
from stoep_gateway.crowd.forecast.distribution import Distribution
from stoep_gateway.crowd.forecast.drivers import Driver, drivers, with_rest
from stoep_gateway.crowd.forecast.history import DAY_S, Floats, History
from stoep_gateway.crowd.forecast.mixing import days_counted, mixed
from stoep_gateway.crowd.forecast.model import Model
from stoep_gateway.crowd.forecast.plain import plain
from stoep_gateway.crowd.forecast.record import Record, for_places
from stoep_gateway.crowd.forecast.sheet import Sheet, sheet
from stoep_gateway.crowd.forecast.slots import Ints
from stoep_gateway.crowd.forecast.spread import GROUP_HOURS, bins_of
from stoep_gateway.crowd.forecast.state import State, pack, unpack
from stoep_gateway.crowd.forecast.usual_table import UsualTable
from stoep_gateway.crowd.forecast.weather_shift import WeatherShift
from stoep_gateway.crowd.forecast.young import KeptWeek, Young

_LATE_HOURS = 6  # a place silent for longer is forecast from what is usual, as if nothing were known of today
_SETTLED_HOURS = 5  # counts come late, the night's as one window: an error is learnt when its slot is so old
_FIRST_DAYS = 28  # of errors are learnt at once by a forecaster that meets a history for the first time


class Forecaster:
    """Deterministic: the same history and the same state give the same forecast.

    Without a model it is the damped ratio that `plain.py` describes: what is left where nothing was trained or shipped.
    young: forecasts of places too young for them, and part of all others'; `mixing.py` weighs both. weather: what it
    changes of both together; of the young's alone where the model was trained here and has its own inputs for it.
    """

    def __init__(
        self,
        *,
        model: Model | None = None,
        young: Young | None = None,
        weather: WeatherShift | None = None,
        record: Record | None = None,
        trained_s: int | None = None,
    ) -> None:
        self.model = model
        self.young = young
        self.weather = weather
        self.record = record or for_places(())
        self._trained_s = trained_s
        self._table, self._week = UsualTable(), KeptWeek()

    def forecast(self, history: History, *, ahead: Sequence[int]) -> Distribution:
        """At the end of the history's last slot. ahead: slots ahead, >= 1, 1 = the slot that begins now."""
        self.record = for_places(history.places, before=self.record)
        origin, steps = self._late(history), np.asarray(ahead)
        target = history.slots - 1 + steps
        made = self._sheet(history, first=int(origin.min()), last=history.slots - 1, targets=np.unique(target))
        places = np.arange(len(history.places))
        place, slot = (grid.ravel() for grid in np.meshgrid(places, target, indexing="ij"))
        expected = self._people(made, origin=origin[place], place=place, ahead=slot - origin[place])
        expected = self._with_own(history, expected.reshape(len(places), len(target)), origin=origin, target=target)
        bins = bins_of(made.grid, index=target)
        curve = self.record.spread.curve(expected, hours=(steps / history.per_hour).astype(np.float32), bins=bins)
        return Distribution(ahead=tuple(ahead), curve=curve, expected=expected)

    def expected(self, history: History, *, origins: Ints, ahead: Sequence[int]) -> Floats:
        """(len(origins), places, len(ahead)): forecasts at the ends of many slots of a history, rising; nothing of a
        later slot is looked at. For scores: `forecast` gives the same for the last one.
        """
        steps = np.asarray(ahead)
        targets = np.unique(origins[:, None] + steps)
        made = self._sheet(history, first=int(origins[0]), last=int(origins[-1]), targets=targets)
        parts = (origins, np.arange(len(history.places)), steps)
        origin, place, step = (grid.ravel() for grid in np.meshgrid(*parts, indexing="ij"))
        people = self._people(made, origin=origin, place=place, ahead=step)
        people = people.reshape(len(origins), len(history.places), len(steps))
        if self.young is not None:
            people = self._mixed(self.young, history, people, origins=origins, ahead=ahead)
        return people

    def forecast_many(self, history: History, *, origins: Ints, ahead: Sequence[int]) -> Distribution:
        """Of many origins, with what was learnt by now; its places are origin by origin all places."""
        expected = self.expected(history, origins=origins, ahead=ahead)
        steps = np.asarray(ahead)
        hours = (steps / history.per_hour).astype(np.float32)
        bins = bins_of(self._table.grid, index=(origins[:, None] + steps).ravel()).reshape(len(origins), len(steps))
        spread = self.record.spread
        curve = np.concatenate(
            [spread.curve(one, hours=hours, bins=at) for one, at in zip(expected, bins, strict=True)]
        )
        return Distribution(ahead=tuple(ahead), curve=curve, expected=expected.reshape(-1, len(steps)))

    def learn(self, history: History) -> None:
        """Score the earlier forecasts that came true by now. Asked twice with one history, it learns once."""
        self.record = for_places(history.places, before=self.record)
        settled_s = history.now_s - _SETTLED_HOURS * 3_600
        if self.record.learnt_s > history.now_s + DAY_S:  # of a clock that was ahead
            self.record.learnt_s = 0
        from_s = max(self.record.learnt_s, settled_s - _FIRST_DAYS * DAY_S, history.start_s + DAY_S)
        first, end = ((time_s - history.start_s) // history.slot_s for time_s in (from_s, settled_s))
        week = 7 * 24 * history.per_hour
        for at in range(first, end, week):
            self._learn(history, slots=np.arange(at, min(at + week, end)))
        self.record.learnt_s = max(self.record.learnt_s, settled_s)

    def explain(self, history: History, *, place: int, ahead: int) -> tuple[Driver, ...]:
        """What drove the forecast of one place (index), so many slots ahead. () where nothing can be said."""
        origin = self._late(history)[place : place + 1]
        target = history.slots - 1 + ahead
        made = self._sheet(history, first=int(origin[0]), last=history.slots - 1, targets=np.array([target]))
        which = np.array([place])
        row = made.rows(origin=origin, place=which, ahead=target - origin)
        who = self._who(history)[place]
        usual, few = float(made.usual[0, place]), float(made.few[place])
        found = drivers(row, usual=usual, few=few, logs=lambda rows: self._logs(rows, who=np.full(len(rows), who)))
        if not found or self.young is None:
            return found
        said = float(self.forecast(history, ahead=(ahead,)).expected[place, 0])
        return with_rest(found, said=said)

    def note(self, history: History) -> ModelNote:
        """What stands behind the forecasts."""
        days = int((~np.isnan(history.counts)).sum(axis=0).max(initial=0)) * history.slot_s // DAY_S
        return ModelNote(
            trained_s=self._trained_s, history_days=days, has_weather=history.weather is not None,
            has_calendar=bool(history.public_holiday or history.school_holiday),
            coverage80=self.record.coverage80(), errors=self.record.errors(),
        )  # fmt: skip

    def to_bytes(self) -> bytes:
        """All state, as an npz archive."""
        return pack(
            State(
                model=self.model,
                young=self.young,
                weather=self.weather,
                record=self.record,
                trained_s=self._trained_s,
            )
        )

    @classmethod
    def from_bytes(cls, data: bytes) -> "Forecaster":
        """ValueError when damaged or of another version."""
        state = unpack(data)
        return cls(
            model=state.model, young=state.young, weather=state.weather, record=state.record, trained_s=state.trained_s
        )  # fmt: skip

    def _learn(self, history: History, *, slots: Ints) -> None:
        """Of slots that follow each other."""
        steps = [int(hours * history.per_hour) for hours in GROUP_HOURS]
        groups = [group for group, step in enumerate(steps) if 0 < step <= slots[0]]
        if not groups:
            return
        made = [self.expected(history, origins=slots - steps[g], ahead=[steps[g]])[..., 0] for g in groups]
        bins = bins_of(self._table.grid, index=slots)
        for row, (slot, bin_) in enumerate(zip(slots, bins.tolist(), strict=True)):
            forecast = np.stack([one[row] for one in made])
            self.record.learn(np.asarray(groups), forecast=forecast, counted=history.counts[slot], bin_=bin_)

    def _late(self, history: History) -> Ints:
        """(places,): the slot that each place is forecast from: the newest one known, unless that is too old."""
        recent = history.counts[-_LATE_HOURS * history.per_hour :]
        known = ~np.isnan(recent)
        behind = np.where(known.any(axis=0), np.argmax(known[::-1], axis=0), 0)
        return np.asarray(history.slots - 1 - behind)

    def _with_own(self, history: History, expected: Floats, *, origin: Ints, target: Ints) -> Floats:
        """expected: (places, len(target)). origin: (places,), the slot that each place is forecast from."""
        if self.young is None:
            return expected
        made = expected.copy()
        for slot in np.unique(origin):
            steps, past = (target - slot).tolist(), history.until(int(slot) + 1)
            both = self._mixed(self.young, past, expected[None], origins=np.array([slot]), ahead=steps)
            made[origin == slot] = both[0, origin == slot]
        return made

    def _mixed(self, young: Young, history: History, trained: Floats, *, origins: Ints, ahead: Sequence[int]) -> Floats:
        """trained: (len(origins), places, len(ahead)), with each place's own last weeks, and the weather."""
        own = young.people(history, origins=origins, ahead=ahead, kept=self._week)
        days = days_counted(history, origins=origins)
        if not self._is_shipped:
            own = self._in_weather(own, history, origins=origins, ahead=ahead)
            return mixed(trained, own, days=days, per_hour=history.per_hour)
        both = mixed(trained, own, days=days, per_hour=history.per_hour)
        return self._in_weather(both, history, origins=origins, ahead=ahead)

    @property
    def _is_shipped(self) -> bool:
        """Whether the model was trained elsewhere, without the weather of these places."""
        return self.model is None or not self.model.places

    def _in_weather(self, people: Floats, history: History, *, origins: Ints, ahead: Sequence[int]) -> Floats:
        """people: (len(origins), places, len(ahead))."""
        if self.weather is None or history.weather is None:
            return people
        return np.asarray(people * self.weather.factor(history, origins=origins, ahead=ahead), dtype=np.float32)

    def _sheet(self, history: History, *, first: int, last: int, targets: Ints) -> Sheet:
        return sheet(history, table=self._table, origins=(first, last), targets=targets)

    def _people(self, made: Sheet, *, origin: Ints, place: Ints, ahead: Ints) -> Floats:
        """(n,): people in the slot; NaN where nothing is usual."""
        logs = self._logs(made.rows(origin=origin, place=place, ahead=ahead), who=self._who(made.history)[place])
        few = made.few[place]
        usual = made.usual_at(origin + ahead, place=place)
        return np.asarray(np.maximum((usual + few) * np.exp(logs) - few, 0), dtype=np.float32)

    def _logs(self, rows: Floats, *, who: Ints) -> Floats:
        return plain(rows) if self.model is None else self.model(rows, who=who)

    def _who(self, history: History) -> Ints:
        return np.full(len(history.places), -1) if self.model is None else self.model.who(history.places)
