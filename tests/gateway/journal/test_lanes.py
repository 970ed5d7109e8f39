"""Two intervals a back-end."""

from hypothesis import given
from hypothesis import strategies as st

from stoep_gateway.journal.lanes import BACKLOG, LIVE, advance, bounds, oldest, split
from stoep_gateway.journal.records import Cursor

LANES = st.sampled_from([BACKLOG, LIVE])


@given(moves=st.lists(st.tuples(LANES, st.integers(1, 40), st.integers(0, 20)), max_size=40), lag=st.integers(0, 30))
def test_every_position_is_passed_once_whatever_the_lag(moves: list[tuple[str, int, int]], lag: int) -> None:
    cursor = Cursor(backlog_next=1, backlog_end=1, live_next=1)
    head = 0
    passed: list[int] = []
    for lane, count, grown in moves:
        head += grown
        cursor = split(cursor, head=head, lag_entries=lag)
        first, end = bounds(cursor, lane=lane)
        until = min(first + count, head + 1 if end is None else end)
        passed.extend(range(first, until))
        cursor = advance(cursor, lane=lane, next_position=max(first, until))
        assert set(range(1, oldest(cursor))) <= set(passed)
    assert len(passed) == len(set(passed))


def test_a_backlog_grows_while_nothing_behind_it_was_delivered() -> None:
    away = Cursor(backlog_next=5, backlog_end=20, live_next=20)
    assert split(away, head=99, lag_entries=10) == Cursor(backlog_next=5, backlog_end=100, live_next=100)


def test_a_backlog_never_takes_in_what_was_delivered() -> None:
    back = Cursor(backlog_next=5, backlog_end=20, live_next=23)
    assert split(back, head=99, lag_entries=10) == back


def test_a_cursor_that_expiry_moved_does_not_move_back() -> None:
    cursor = Cursor(backlog_next=9, backlog_end=9, live_next=9)
    assert advance(cursor, lane=LIVE, next_position=4) == cursor
    assert advance(cursor, lane=BACKLOG, next_position=4) == cursor
