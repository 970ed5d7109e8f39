"""Which policy holds when: as the ledger says, and what the operator changed."""

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import DAY_S, Policy, Schedule, schedule_of
from stoep_gateway.ingest.pending import Pending
from stoep_gateway.journal.records import LedgerState


class Policies:
    """schedule is one object for ever; every change of it is a row of the ledger, in the order of the draws."""

    def __init__(self, state: LedgerState, *, policy: Policy, ledger: Ledger, pending: Pending) -> None:
        """policy: what the operator wants now. Where none was ever declared it holds at once, for open windows too."""
        self._policy = policy
        self._ledger = ledger
        self._pending = pending
        self.schedule: Schedule = schedule_of(state.policies)
        if self.schedule.newest is None:
            self._declare(from_s=0)

    def tick(self, *, now_s: int | None) -> None:
        """A policy that has changed is declared for the next UTC midnight, once the time is known."""
        newest = self.schedule.newest
        if now_s is None or self._ledger.is_shut or (newest and newest.text() == self._policy.text()):
            return
        self._declare(from_s=now_s - now_s % DAY_S + DAY_S)

    def _declare(self, *, from_s: int) -> None:
        self.schedule.add(from_s, self._policy)
        if not self._ledger.is_shut:  # else it is declared after the recovery, by the next start
            self._pending.add_draw(self._ledger.declare(self._policy, from_s=from_s))
