"""Two intervals a back-end, so that a backlog does not keep fresh data waiting. Pure."""

from dataclasses import replace

from stoep_gateway.journal.records import Cursor

BACKLOG = "backlog"
LIVE = "live"


def split(cursor: Cursor, *, head: int, lag_entries: int) -> Cursor:
    """More than lag_entries behind head, the newest position: all up to it is backlog, what follows is live.

    A backlog grows so only while nothing behind it was delivered: it has no gaps.
    """
    behind = head + 1 - cursor.live_next
    if behind <= lag_entries or (has_backlog(cursor) and cursor.backlog_end != cursor.live_next):
        return cursor
    return Cursor(backlog_next=oldest(cursor), backlog_end=head + 1, live_next=head + 1)


def has_backlog(cursor: Cursor) -> bool:
    return cursor.backlog_next < cursor.backlog_end


def bounds(cursor: Cursor, *, lane: str) -> tuple[int, int | None]:
    """(first position, position behind the last one or None) still to deliver in this lane."""
    return (cursor.backlog_next, cursor.backlog_end) if lane == BACKLOG else (cursor.live_next, None)


def wants(cursor: Cursor, position: int) -> bool:
    """Whether the entry at this position has no outcome yet."""
    return cursor.backlog_next <= position < cursor.backlog_end or position >= cursor.live_next


def surely_wants(cursor: Cursor, position: int, *, batch_entries: int) -> bool:
    """The same, and it cannot be in the batch that each lane may have sent without counting it yet."""
    return wants(cursor, position) and not any(
        first <= position < first + batch_entries for first in (cursor.backlog_next, cursor.live_next)
    )


def advance(cursor: Cursor, *, lane: str, next_position: int) -> Cursor:
    """Everything of the lane before next_position has its outcome. A cursor never moves back."""
    if lane == BACKLOG:
        return replace(cursor, backlog_next=max(cursor.backlog_next, next_position))
    return replace(cursor, live_next=max(cursor.live_next, next_position))


def oldest(cursor: Cursor) -> int:
    """Entries before this position are no longer wanted."""
    return cursor.backlog_next if has_backlog(cursor) else cursor.live_next


def other(lane: str) -> str:
    return LIVE if lane == BACKLOG else BACKLOG
