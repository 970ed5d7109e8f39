"""All that rows of one stretch of a history are put together from, so that many rows share the work."""

from dataclasses import dataclass

import numpy as np

from stoep_gateway.crowd.forecast.history import Floats, History
from stoep_gateway.crowd.forecast.outside import EVENTS, OUTSIDE, outside_now, outside_target
from stoep_gateway.crowd.forecast.rows import ORIGIN, PAIR, REACH_HOURS, ROW, origin_rows, pair_rows
from stoep_gateway.crowd.forecast.slots import Ints, SlotGrid
from stoep_gateway.crowd.forecast.target import target_rows
from stoep_gateway.crowd.forecast.tracks import Tracks, tracks
from stoep_gateway.crowd.forecast.usual_table import UsualTable

_OUTSIDE_AT = len(ROW) - len(OUTSIDE)
_NOW = (
    len(EVENTS) - 1,
    len(OUTSIDE) - 4,
)  # columns of OUTSIDE that compare with now: the event's, the first of weather's


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """tracks start at slot `first` of the history. targets: slots, rising; usual: (len(targets), places), what is usual
    then; about: (len(targets), places, len(TARGET) + len(OUTSIDE)).
    """

    history: History
    grid: SlotGrid
    first: int
    tracks: Tracks
    targets: Ints
    usual: Floats
    about: Floats

    @property
    def few(self) -> Floats:
        """(places,): people added to both sides of a slot's ratio."""
        return np.asarray(self.tracks.few / np.sqrt(self.history.per_hour), dtype=np.float32)

    def rows(self, *, origin: Ints, place: Ints, ahead: Ints) -> Floats:
        """(n, len(ROW)). origin: slots of the history that have just ended; origin + ahead must be among targets."""
        at = np.searchsorted(self.targets, origin + ahead)
        shifted = origin - self.first
        table = np.empty((len(origin), len(ROW)), dtype=np.float32)
        edges = np.flatnonzero((np.diff(shifted, prepend=-1) != 0) | (np.diff(place, prepend=-1) != 0))
        each = origin_rows(self.tracks, origin=shifted[edges], place=place[edges])  # many rows of one origin and place
        table[:, : len(ORIGIN)] = np.repeat(each, np.diff(edges, append=len(shifted)), axis=0)
        table[:, len(ORIGIN) : len(ORIGIN) + len(PAIR)] = pair_rows(
            self.tracks, origin=shifted, place=place, ahead=ahead
        )
        table[:, len(ORIGIN) + len(PAIR) :] = self.about[at, place]
        self._compare_with_now(table, origin=origin, place=place)
        return table

    def usual_at(self, slot: Ints, *, place: Ints) -> Floats:
        """People usual in slots that are among targets."""
        return self.usual[np.searchsorted(self.targets, slot), place]

    def _compare_with_now(self, table: Floats, *, origin: Ints, place: Ints) -> None:
        if self.history.events is None and self.history.weather is None:
            return
        each, where = np.unique(origin, return_inverse=True)
        now = outside_now(self.history, origin=each)[where, place]
        event, weather = _OUTSIDE_AT + _NOW[0], _OUTSIDE_AT + _NOW[1]
        table[:, event] = now[:, 0]
        if self.history.weather is not None:
            own = _OUTSIDE_AT + len(EVENTS)
            table[:, weather : weather + 4] = table[:, own : own + 4] - now[:, 1:]


def sheet(history: History, *, table: UsualTable, origins: tuple[int, int], targets: Ints) -> Sheet:
    """For origins from the first to the second, both included. targets: slots of the history or after it, rising."""
    first = max(0, origins[0] - REACH_HOURS * history.per_hour)
    stretch = history.until(origins[1] + 1)
    usual = table.at(history, index=np.arange(first, origins[1] + 1))
    wanted = table.at(history, index=targets)
    grid = table.grid
    about = [
        target_rows(history, grid=grid, usual=wanted, index=targets),
        outside_target(history, grid=grid, index=targets),
    ]
    return Sheet(
        history=history, grid=grid, first=first, targets=targets,
        tracks=tracks(stretch, usual=usual, first=first, origin=origins[0] - first),
        usual=wanted, about=np.concatenate(about, axis=-1),
    )  # fmt: skip
