"""How the windows go on after books that were put back from an older copy, and after a clock that was wrong. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stoep_gateway.anonymise.ledger import WINDOW, Ledger
from stoep_gateway.anonymise.policy import Policy, Schedule
from stoep_gateway.anonymise.windows import AHEAD_MAX_S, windows_of
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.records import CommitBatch, JournalState, LedgerRow, PlaceRow


def recover(
    state: JournalState,
    *,
    ledger: Ledger,
    now_s: int,
    schedule: Schedule,
    wanted: Policy,
    quantities: Mapping[str, int],
) -> CommitBatch:
    """Close every window that has begun, at every place, as `restore`: it may have been a shorter one that ended.

    A release whose reply was lost may be newer than any anchor, so nothing less will do. Where the books end with
    another policy than the `wanted` one, that they once had it may be lost, too: then nothing is drawn under the older
    one, but until the midnight from which the wanted one holds all is closed. quantities: of each place.
    """
    until_s = schedule.next_start(now_s + AHEAD_MAX_S)
    if schedule.newest and schedule.newest.text() != wanted.text():
        until_s = -(-until_s // DAY_S) * DAY_S
    row = ledger.recover(until_s=until_s)
    places = tuple(
        _recovered(place, row=row, schedule=schedule, quantities=quantities.get(place.place, 1), state=state)
        for place in state.places.values()
    )
    return CommitBatch(number=1, places=places, ledger=(row,), anchor=ledger.head)


def accept(
    state: JournalState, *, drawn: Iterable[LedgerRow], ledger: Ledger, now_s: int, schedule: Schedule
) -> CommitBatch | None:
    """Let places that are ahead of the clock count again from now on. None: no place is.

    drawn: ledger rows that end after the present window began. What was drawn for the time ahead is barred, for when
    that time comes.
    """
    limit_s = now_s + AHEAD_MAX_S
    furthest_s = schedule.next_start(limit_s)  # where a recovery under the right clock leaves a place
    rows: list[LedgerRow] = []
    begin_s = state.ledger.recovered_until_s
    if begin_s > furthest_s:  # a recovery under the wrong clock closed the time ahead everywhere
        rows.append(ledger.recover(until_s=furthest_s))
        begin_s = rows[0].end_s
    by_place: dict[str, list[LedgerRow]] = {}
    for row in drawn:
        if row.kind == WINDOW:
            by_place.setdefault(row.place, []).append(row)
    places: list[PlaceRow] = []
    for place in state.places.values():
        if max(place.closed_until_s, place.watermark_s) <= furthest_s:
            continue
        of_place = by_place.get(place.place, ())
        ahead = [row for row in of_place if row.start_s > limit_s]
        closed_until_s = max(
            [schedule.window_of(now_s)[0], begin_s, *(row.end_s for row in of_place if row not in ahead)]
        )
        index = place.ledger_index
        if ahead:
            end_s = max(place.closed_until_s, *(row.end_s for row in ahead))
            rows.append(ledger.bar(place=place.place, start_s=min(row.start_s for row in ahead), end_s=end_s))
            index = rows[-1].index
        places.append(replace(place, watermark_s=closed_until_s, closed_until_s=closed_until_s, ledger_index=index))
    if not rows and not places:
        return None
    return CommitBatch(number=1, places=tuple(places), ledger=tuple(rows), claimed=ledger.claimed, anchor=ledger.head)


def _recovered(
    place: PlaceRow, *, row: LedgerRow, schedule: Schedule, quantities: int, state: JournalState
) -> PlaceRow:
    windows = windows_of(place, ledger=state.ledger, schedule=schedule)
    closed = windows.pass_start(row.end_s, quantities=quantities).skipped
    return replace(
        place,
        watermark_s=windows.watermark_s,
        closed_until_s=windows.closed_until_s,
        closed=place.closed + closed,
        restore=place.restore + closed,
        ledger_index=row.index,
    )
