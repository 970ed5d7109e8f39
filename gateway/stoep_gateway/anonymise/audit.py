"""Look over a whole ledger: unbroken chain, nothing drawn twice, nothing missing that was given away? Pure."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stoep_gateway.anonymise.ledger import BUDGET, CLOCK, FIRST_HASH, POLICY, RECOVER, WINDOW, Anchor, Ledger, row_hash
from stoep_gateway.anonymise.policy import MICRO, Policy, Schedule, parse
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import LedgerRow, LedgerState

_OLDER_COPY = "and this ledger does not: it was put back from an older copy: stop the gateway, run stoep ledger recover"


def findings(rows: Iterable[LedgerRow], *, state: LedgerState, anchor: Anchor | None, key: bytes) -> Iterator[str]:
    """One line each, none when all is well. rows: all, in order; they are read once and none is kept, so that a ledger
    of years takes little memory. state: as loaded. anchor: of the second file.
    """
    chain, budget = _Chain(), _Budget()
    for row in rows:
        yield from chain.look(row)
        yield from budget.look(row)
    if state.claimed:
        yield f"a device knows row {state.claimed} {_OLDER_COPY}"
    elif anchor is not None and not knows(state, anchor=anchor, key=key):
        yield f"the second file knows row {anchor[0]} {_OLDER_COPY}"


def knows(state: LedgerState, *, anchor: Anchor, key: bytes) -> bool:
    """Whether these books hold what the second file says of them; also when that file says nothing that counts."""
    ledger = Ledger(replace(state, anchor=None, claimed=0), key=key, epoch=b"")
    ledger.hear(anchor)
    return not ledger.is_shut


class _Chain:
    """Does each row fit the one before, and is no window drawn twice?"""

    def __init__(self) -> None:
        self._before, self._index, self._recovered_until_s = FIRST_HASH, 0, 0
        # By place: start, end, start, end … of the time drawn from, sorted; neighbours are one. A place that counts
        # without a pause is two numbers, however long.
        self._drawn: dict[str, array[int]] = {}

    def look(self, row: LedgerRow) -> Iterator[str]:
        if row.index != self._index + 1 and row.kind != RECOVER:
            yield f"row {row.index} follows row {self._index}: rows are missing, put back your backup"
        if not _fits(self._before, row):
            yield f"row {row.index}: its hash does not fit: somebody changed the ledger, put back your backup"
        if row.kind == RECOVER:
            self._recovered_until_s = row.end_s
        elif row.kind == WINDOW:
            is_first = _add(self._drawn.setdefault(row.place, array("q")), row.start_s, row.end_s)
            if not is_first or row.start_s < self._recovered_until_s:
                yield f"row {row.index}: {row.place} drew from the window at {row.start_s} (wire time) before"
        self._before, self._index = row.hash, row.index


class _Budget:
    """Was every window released as the policy of its time says, and did no place spend more than its day allows?"""

    def __init__(self) -> None:
        self._schedule: Schedule | None = Schedule(())  # None: one of its policies cannot be read
        self._spent: dict[tuple[str, int], int] = {}  # one a place and day
        self._ended: dict[str, array[int]] = {}  # as in _Chain, without those windows that a wrong clock let in

    def look(self, row: LedgerRow) -> Iterator[str]:
        if self._schedule is None:
            return
        if row.kind == POLICY:
            yield from self._declare(row, schedule=self._schedule)
        elif row.kind == CLOCK:
            _cut(self._ended.get(row.place, array("q")), row.start_s)
        elif row.kind == WINDOW and self._schedule.newest:
            ended = self._ended.setdefault(row.place, array("q"))
            _cut(ended, row.start_s)
            _add(ended, row.start_s, row.end_s)
            yield from self._pay(row, policy=self._schedule.at(row.start_s))

    def _declare(self, row: LedgerRow, *, schedule: Schedule) -> Iterator[str]:
        try:
            policy = parse(row.mode)
        except ValueError:
            yield f"row {row.index}: its policy cannot be read: of a later stoep, or somebody changed it"
            self._schedule = None
            return
        if schedule.newest and row.start_s % DAY_S:
            yield f"row {row.index}: a policy that does not begin at a UTC midnight"
        if schedule.newest and any(ended and ended[-1] > row.start_s for ended in self._ended.values()):
            yield f"row {row.index}: a policy for windows that were drawn before it was declared"
        schedule.add(row.start_s, policy)

    def _pay(self, row: LedgerRow, *, policy: Policy) -> Iterator[str]:
        day = (row.place, row.start_s // DAY_S)
        cost = 0 if row.mode == BUDGET else policy.cost
        self._spent[day] = self._spent.get(day, 0) + row.spent
        if row.mode not in (policy.mode, BUDGET) or row.spent != cost:
            yield f"row {row.index}: {row.place} drew in another way than the policy of that time says"
        elif policy.window_of(row.start_s) != (row.start_s, row.end_s):
            yield f"row {row.index}: {row.place} drew from another window than the policy of that time has"
        elif self._spent[day] > policy.cap * MICRO:
            yield f"row {row.index}: {row.place} spent more than its day allows"


def _fits(before: bytes, row: LedgerRow) -> bool:
    """Whether the row's hash is its own; a row that no ledger can hold (out of range, too long) has none."""
    try:
        return row.hash == row_hash(before, row)
    except ValueError:
        return False


def _add(drawn: "array[int]", start_s: int, end_s: int) -> bool:
    """Note a window; whether it touches none drawn before."""
    if start_s >= end_s:
        return False
    first, beyond = bisect_right(drawn, start_s), bisect_left(drawn, end_s)
    is_free = first == beyond and first % 2 == 0
    first, beyond = bisect_left(drawn, start_s), bisect_right(drawn, end_s)
    bounds = [start_s] * (first % 2 == 0) + [end_s] * (beyond % 2 == 0)
    drawn[first:beyond] = array("q", bounds)
    return is_free


def _cut(drawn: "array[int]", start_s: int) -> None:
    """Forget what was drawn from then on."""
    at = bisect_left(drawn, start_s)
    drawn[at:] = array("q", [start_s] * (at % 2))
