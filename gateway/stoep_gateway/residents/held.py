"""How much of a device this gateway has, and so how much any back-end can have of it at most. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from stoep_gateway.records import Observation


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """observations: in the archive and the journal. first_s, last_s: Unix seconds of the dated ones.

    is_all: every observation that there ever was is among them. ever: how many there were, at most.
    waiting: those that a back-end, by name, cannot have got yet.
    """

    observations: int
    first_s: int | None
    last_s: int | None
    is_all: bool
    ever: int
    waiting: Mapping[str, int]


@dataclass(slots=True)
class Count:
    """Counts one device's observations as they are read. kept: rows that the accounts know; columns: values a row has
    at most; released: windows of one quantity that the accounts know of its place."""

    is_people: bool
    columns: int
    kept: int
    released: int
    waiting: dict[str, int] = field(default_factory=dict)
    _observations: int = 0
    _windows: int = 0
    _rows: set[tuple[str, int]] = field(default_factory=set)
    _quantities: set[str] = field(default_factory=set)
    _first_s: int | None = None
    _last_s: int | None = None

    def add(self, observation: Observation) -> None:
        """One that is in the archive, or on its way there."""
        self._observations += 1
        self._quantities.add(observation.quantity)
        if observation.window_s:
            self._windows += 1
        else:
            self._rows.add((observation.life, observation.row))
        if observation.time_s is not None:
            self._first_s = min(self._first_s or observation.time_s, observation.time_s)
            self._last_s = max(self._last_s or 0, observation.time_s)

    def wait(self, backends: Iterable[str]) -> None:
        """One that these cannot have got."""
        for name in backends:
            self.waiting[name] = self.waiting.get(name, 0) + 1

    def held(self) -> Held:
        """What is no longer here was in at most so many columns of the rows that the accounts know."""
        if self.is_people:
            gone = max(0, self.released - self._windows)
        else:
            gone = max(0, self.kept - len(self._rows)) * max(self.columns, len(self._quantities))
        return Held(
            observations=self._observations,
            first_s=self._first_s,
            last_s=self._last_s,
            is_all=not gone,
            ever=self._observations + gone,
            waiting=dict(self.waiting),
        )
