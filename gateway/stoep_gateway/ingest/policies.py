"""Which policy holds when: as the ledger says, and what the operator changed."""

from collections.abc import Mapping

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import Schedule, declared, schedule_of
from stoep_gateway.anonymise.windows import AHEAD_MAX_S
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.ingest.place import PlaceState
from stoep_gateway.journal.records import JournalState


class Policies:
    """schedule is one object for ever; every change of it is a row of the ledger, in the order of the draws."""

    def __init__(
        self,
        state: JournalState,
        *,
        settings: PeopleSettings,
        ledger: Ledger,
        pending: Pending,
        places: Mapping[str, PlaceState],
    ) -> None:
        """settings: what the operator wants now. Where no policy was ever declared it holds at once, for open windows
        too. places: those with devices, by name.
        """
        self._policy = declared(settings)
        self._ledger = ledger
        self._pending = pending
        self._places = places
        self._counted_s = max((row.watermark_s for row in state.places.values()), default=0)
        self.schedule: Schedule = schedule_of(state.ledger.policies)
        if self.schedule.newest is None:
            self._declare(from_s=0)

    def tick(self, *, now_s: int | None) -> None:
        """A policy that has changed is declared for the next UTC midnight, once the time is known.

        That is the first one that no place has counted up to: a clock that was put back changes no window that has
        begun. Declared for later than that, by a clock that was ahead, it is declared again.
        """
        if now_s is None or self._ledger.is_shut:
            return
        counted_s = max([self._counted_s, *(place.windows.watermark_s for place in self._places.values())])
        from_s = -(-max(now_s + AHEAD_MAX_S, counted_s) // DAY_S) * DAY_S
        held_s, held = self.schedule.changes[-1]
        if held_s > from_s or held.text() != self._policy.text():
            self._declare(from_s=from_s)

    def _declare(self, *, from_s: int) -> None:
        self.schedule.add(from_s, self._policy)
        if not self._ledger.is_shut:  # else it is declared after the recovery, by the next start
            self._pending.add_draw(self._ledger.declare(self._policy, from_s=from_s))
