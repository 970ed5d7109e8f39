"""Look over a whole ledger: unbroken chain, nothing drawn twice, nothing missing that was given away? Pure."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import replace

from stoep_gateway.anonymise.ledger import BUDGET, CLOCK, FIRST_HASH, POLICY, RECOVER, WINDOW, Anchor, Ledger, row_hash
from stoep_gateway.anonymise.policy import DAY_S, MICRO, Schedule, parse
from stoep_gateway.journal.records import LedgerRow, LedgerState

_OLDER_COPY = "and this ledger does not: it was put back from an older copy: stop the gateway, run stoep ledger recover"


def findings(rows: Iterable[LedgerRow], *, state: LedgerState, anchor: Anchor | None, key: bytes) -> Iterator[str]:
    """One line each, none when all is well. rows: all, in order. state: as loaded. anchor: of the second file."""
    kept = list(rows)
    yield from _chain(kept)
    yield from _budget(kept)
    if state.claimed:
        yield f"a device knows row {state.claimed} {_OLDER_COPY}"
    elif anchor is not None:
        ledger = Ledger(replace(state, anchor=None), key=key, epoch=b"")
        ledger.hear(anchor)
        if ledger.is_shut:
            yield f"the second file knows row {anchor[0]} {_OLDER_COPY}"


def _chain(rows: Iterable[LedgerRow]) -> Iterator[str]:
    before, index, recovered_until_s = FIRST_HASH, 0, 0
    drawn: dict[str, list[tuple[int, int]]] = {}
    for row in rows:
        if row.index != index + 1 and row.kind != RECOVER:
            yield f"row {row.index} follows row {index}: rows are missing, put back your backup"
        if not _fits(before, row):
            yield f"row {row.index}: its hash does not fit: somebody changed the ledger, put back your backup"
        if row.kind == RECOVER:
            recovered_until_s = row.end_s
        elif row.kind == WINDOW and (
            row.start_s < recovered_until_s or not _is_first(drawn.setdefault(row.place, []), row)
        ):
            yield f"row {row.index}: {row.place} drew from the window at {row.start_s} (wire time) before"
        before, index = row.hash, row.index


def _budget(rows: Iterable[LedgerRow]) -> Iterator[str]:
    """Was every window released as the policy of its time says, and did no place spend more than its day allows?"""
    schedule = Schedule(())
    spent: dict[tuple[str, int], int] = {}
    ended: dict[str, list[tuple[int, int]]] = {}  # windows of each place, without those that a wrong clock let in
    for row in rows:
        if row.kind == POLICY:
            try:
                policy = parse(row.mode)
            except ValueError:
                yield f"row {row.index}: its policy cannot be read: of a later stoep, or somebody changed it"
                return
            if schedule.newest and row.start_s % DAY_S:
                yield f"row {row.index}: a policy that does not begin at a UTC midnight"
            if schedule.newest and any(windows and windows[-1][1] > row.start_s for windows in ended.values()):
                yield f"row {row.index}: a policy for windows that were drawn before it was declared"
            schedule.add(row.start_s, policy)
        elif row.kind == CLOCK:
            windows = ended.get(row.place, [])
            while windows and windows[-1][0] >= row.start_s:
                windows.pop()
        elif row.kind == WINDOW and schedule.newest:
            ended.setdefault(row.place, []).append((row.start_s, row.end_s))
            policy, day = schedule.at(row.start_s), (row.place, row.start_s // DAY_S)
            cost = 0 if policy.epsilon is None or row.mode == BUDGET else int(policy.epsilon * MICRO)
            spent[day] = spent.get(day, 0) + row.spent
            if row.mode not in (policy.mode, BUDGET) or row.spent != cost:
                yield f"row {row.index}: {row.place} drew in another way than the policy of that time says"
            elif policy.window_of(row.start_s) != (row.start_s, row.end_s):
                yield f"row {row.index}: {row.place} drew from another window than the policy of that time has"
            elif spent[day] > policy.cap * MICRO:
                yield f"row {row.index}: {row.place} spent more than its day allows"


def _fits(before: bytes, row: LedgerRow) -> bool:
    """Whether the row's hash is its own; a row that no ledger can hold (out of range, too long) has none."""
    try:
        return row.hash == row_hash(before, row)
    except ValueError:
        return False


def _is_first(drawn: list[tuple[int, int]], row: LedgerRow) -> bool:
    """Note the window; whether it touches none drawn before. drawn: (start, end), sorted, without overlap so far."""
    at = bisect_left(drawn, (row.start_s, row.end_s))
    is_free = (at == 0 or drawn[at - 1][1] <= row.start_s) and (at == len(drawn) or drawn[at][0] >= row.end_s)
    insort(drawn, (row.start_s, row.end_s))
    return is_free
