"""A run of consecutive rows, column by column, delta-coded (SPEC §5)."""

from array import array
from collections import namedtuple

from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.extras import NO_EXTRAS, Extras, count_extras, encode_extras

if TYPE_CHECKING:
    from typing import NamedTuple

    from stoep_protocol.cbor import Writer

    class Rows(NamedTuple):
        """Rows first_row, first_row + 1, … of one profile, boot and clock quality.

        profile: a built-in one's number; the id of a maker's own, whose number of columns only its description tells.

        lag: first_row − oldest row in the ring. clock: 1 = times are seconds since 2020, 0 = seconds since power-on.
        times: one per row. columns: a tuple per column of an integer or None per row, deltas undone; () without rows.
        """

        profile: "int | bytes"
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
        self.profile_id: "int | bytes" = 0
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
    writer.profile(frame.profile_id)
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
