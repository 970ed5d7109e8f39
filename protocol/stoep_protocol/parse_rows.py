"""Rows, parsed and their differences undone (SPEC §5): the gateway's side, which boards do not load."""

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, check_bytes, check_uint
from stoep_protocol.limits import LIFE_BYTES, MAX_COLUMNS, MAX_INT, PEOPLE_FRAME_ROWS, PROFILE_ID_BYTES
from stoep_protocol.padding import is_people
from stoep_protocol.parse_extras import parse_extras
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.rows import CLOCK_KNOWN, CLOCK_UNKNOWN, Rows

if TYPE_CHECKING:
    from typing import Any


def parse_rows(items: "list[Any]") -> Rows:
    """Check the decoded array and undo the differences. DecodeError `shape` or `profile`."""
    if len(items) not in (9, 10):
        raise DecodeError("shape")
    _, profile_id, life, first_row, lag, clock, t0, steps, columns = items[:9]
    if type(profile_id) is bytes:
        if len(profile_id) != PROFILE_ID_BYTES:
            raise DecodeError("profile")
    elif type(profile_id) is not int or profile_id not in BUILT_IN:
        raise DecodeError("profile")
    check_bytes(life, size_bytes=LIFE_BYTES)
    check_uint(first_row)
    check_uint(lag)
    check_uint(t0)
    if lag >= first_row or type(clock) is not int or not CLOCK_UNKNOWN <= clock <= CLOCK_KNOWN:
        raise DecodeError("shape")
    if type(columns) is not list:
        raise DecodeError("shape")
    extras = parse_extras(items[9]) if len(items) == 10 else NO_EXTRAS
    if not columns:
        if t0 or type(steps) is not int or steps:
            raise DecodeError("shape")
        return Rows(profile_id, life, first_row, lag, clock, (), (), extras)
    if type(profile_id) is bytes:
        if len(columns) > MAX_COLUMNS:
            raise DecodeError("profile")
    elif len(columns) != len(BUILT_IN[profile_id].columns):
        raise DecodeError("profile")
    count = len(columns[0]) if type(columns[0]) is list else 0
    if not count or first_row + count > MAX_INT or (is_people(profile_id) and count > PEOPLE_FRAME_ROWS):
        raise DecodeError("shape")
    times = _parse_times(t0, steps, count)
    return Rows(
        profile_id, life, first_row, lag, clock, times, tuple([_parse_column(c, count) for c in columns]), extras
    )


def _parse_times(t0: int, steps: "Any", count: int) -> "tuple[int, ...]":
    times = [t0]
    if type(steps) is int:
        check_uint(steps)
        if count < 2 and steps:
            raise DecodeError("shape")
        for i in range(1, count):
            times.append(t0 + i * steps)
    elif type(steps) is list and len(steps) == count - 1 and count > 2 and _is_uneven(steps):
        for step in steps:
            check_uint(step)
            times.append(times[-1] + step)
    else:
        raise DecodeError("shape")
    if times[-1] > MAX_INT:
        raise DecodeError("shape")
    return tuple(times)


def _is_uneven(steps: "list[Any]") -> bool:
    """One way to say a thing: equal steps go as one number."""
    for step in steps:
        if step != steps[0]:
            return True
    return False


def _parse_column(column: "Any", count: int) -> "tuple[int | None, ...]":
    if type(column) is not list or len(column) != count:
        raise DecodeError("shape")
    values: "list[int | None]" = []
    last = 0
    for difference in column:
        if difference is None:
            values.append(None)
        elif type(difference) is int:
            last += difference
            if not -MAX_INT <= last <= MAX_INT:
                raise DecodeError("shape")
            values.append(last)
        else:
            raise DecodeError("shape")
    return tuple(values)
