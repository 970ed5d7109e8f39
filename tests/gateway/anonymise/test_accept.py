"""Whatever a wrong clock let in: no row enters a window over one that was drawn."""

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.recovery import accept
from stoep_gateway.anonymise.windows import Windows
from stoep_gateway.journal.records import JournalState, LedgerRow, LedgerState, PlaceRow
from support.policies import PLAIN, plain

NOON_S = 215_006_400  # a whole quarter of an hour, and a whole hour
QUARTER_S = 900
KEY = bytes(range(32))
EPOCH = b"epoch-07"


def books(starts_s: list[int]) -> tuple[JournalState, tuple[LedgerRow, ...]]:
    """One place that drew these windows."""
    ledger = Ledger(LedgerState(), key=KEY, epoch=EPOCH)
    rows = tuple(ledger.draw(place="beach", start_s=at_s, end_s=at_s + QUARTER_S, policy=PLAIN) for at_s in starts_s)
    end_s = max(row.end_s for row in rows)
    place = PlaceRow(place="beach", watermark_s=end_s, closed_until_s=end_s)
    return JournalState(
        places={"beach": place}, ledger=LedgerState(index=len(rows), hashes=tuple(row.hash for row in rows))
    ), rows


@given(
    drawn=st.sets(st.integers(-8, 12), min_size=1, max_size=8),
    now_s=st.integers(NOON_S, NOON_S + 2 * 3600),
    window_s=st.sampled_from([300, 900, 3600]),
    row_s=st.integers(NOON_S - 3 * 3600, NOON_S + 5 * 3600),
)
def test_no_row_whenever_it_comes_enters_a_window_over_one_that_was_drawn(
    drawn: set[int], now_s: int, window_s: int, row_s: int
) -> None:
    state, rows = books([NOON_S + at * QUARTER_S for at in sorted(drawn)])
    begun_s = now_s - now_s % window_s
    batch = accept(
        state,
        drawn=[row for row in rows if row.end_s > begun_s],
        ledger=Ledger(state.ledger, key=KEY, epoch=EPOCH),
        now_s=now_s,
        schedule=plain(window_s),
    )
    (place,) = batch.places if batch is not None else state.places.values()
    windows = Windows(
        plain(window_s),
        watermark_s=place.watermark_s,
        closed_until_s=place.closed_until_s,
        barred=[(row.start_s, row.end_s) for row in batch.ledger] if batch is not None else [],
    )
    begin_s = row_s - row_s % window_s
    is_over_a_draw = any(row.start_s < begin_s + window_s and begin_s < row.end_s for row in rows)
    assert not (is_over_a_draw and windows.accepts(start_s=row_s, end_s=row_s + 1))
