"""Which chunk a point belongs to. Pure."""

from stoep_gateway.grid import DAY_S

_UNDATED_ROWS = 1024  # a chunk


def bucket_of(time_s: int | None, *, row: int) -> int:
    """Days since 1970 (UTC); below zero for rows without a time."""
    return time_s // DAY_S if time_s is not None else -1 - row // _UNDATED_ROWS


def start_of(bucket: int) -> int:
    """What times in the chunk count from, in Unix seconds; 0 for rows without a time."""
    return max(0, bucket) * DAY_S
