"""A run of consecutive rows, column by column, delta-coded (SPEC §5)."""

from array import array
from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.errors import DecodeError
from stoep_protocol.extras import NO_EXTRAS, Extras, check_bytes, check_uint, count_extras, encode_extras, parse_extras
from stoep_protocol.limits import LIFE_BYTES, MAX_INT, PEOPLE_FRAME_ROWS
from stoep_protocol.profiles import BUILT_IN

if TYPE_CHECKING:
    from typing import Any, NamedTuple

    from stoep_protocol.cbor import Writer

    class Rows(NamedTuple):
        """Rows first_row, first_row + 1, … of one profile (id), boot and clock quality.

        lag: first_row − oldest row in the ring. clock: 1 = times are seconds since 2020, 0 = seconds since power-on.
        times: one per row. columns: a tuple per column of an integer or None per row, deltas undone; () without rows.
        """

        profile: int
        life: bytes
        first_row: int
        lag: int
        clock: int
        times: tuple[int, ...]
        columns: "tuple[tuple[int | None, ...], ...]"
        extras: Extras
else:
    Rows = namedtuple("Rows", ("profile", "life", "first_row", "lag", "clock", "times", "columns", "extras"))

KIND_ROWS = 2
CLOCK_UNKNOWN = 0
CLOCK_KNOWN = 1


class FrameBuffer:
    """Rows about to be encoded, in arrays made once. values is row-major with NULL where nothing was measured."""

    def __init__(self, *, max_rows: int, max_columns: int) -> None:
        self.times = array("i", bytes(4 * max_rows))
        self.values = array("i", bytes(4 * max_rows * max_columns))
        self.max_rows = max_rows
        self.profile_id = 0
        self.column_count = 0
        self.life = b""
        self.first_row = 1
        self.lag = 0
        self.clock = CLOCK_KNOWN
        self.count = 0
        self.extras = NO_EXTRAS


def encode_rows(writer: "Writer", frame: FrameBuffer) -> None:
    """Write the message from the start of the buffer, allocating nothing. ValueError when out of bounds or room."""
    with_extras = count_extras(frame.extras) > 0
    writer.reset()
    writer.array(10 if with_extras else 9)
    writer.uint(KIND_ROWS)
    writer.uint(frame.profile_id)
    writer.byte_string(frame.life)
    writer.uint(frame.first_row)
    writer.uint(frame.lag)
    writer.uint(frame.clock)
    writer.uint(frame.times[0] if frame.count else 0)
    _encode_steps(writer, frame)
    writer.array(frame.column_count if frame.count else 0)
    if frame.count:
        for column in range(frame.column_count):
            writer.differences(frame.values, start=column, stride=frame.column_count, count=frame.count)
    if with_extras:
        encode_extras(writer, frame.extras)


def _encode_steps(writer: "Writer", frame: FrameBuffer) -> None:
    times = frame.times
    count = frame.count
    if count < 2:
        writer.uint(0)
        return
    step = times[1] - times[0]
    even = True
    for i in range(2, count):
        if times[i] - times[i - 1] != step:
            even = False
            break
    if even:
        writer.uint(step)
        return
    writer.array(count - 1)
    for i in range(1, count):
        writer.uint(times[i] - times[i - 1])


def parse_rows(items: "list[Any]") -> Rows:
    """Check the decoded array and undo the differences. DecodeError `shape` or `profile`."""
    if len(items) not in (9, 10):
        raise DecodeError("shape")
    _, profile_id, life, first_row, lag, clock, t0, steps, columns = items[:9]
    if type(profile_id) is not int or profile_id not in BUILT_IN:
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
    profile = BUILT_IN[profile_id]
    if len(columns) != len(profile.columns):
        raise DecodeError("profile")
    count = len(columns[0]) if type(columns[0]) is list else 0
    if not count or first_row + count > MAX_INT or (profile.is_people and count > PEOPLE_FRAME_ROWS):
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
