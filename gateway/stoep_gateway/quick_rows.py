"""Read the common rows frame with compiled code: what it takes, it reads as `decode_up` does; the rest it leaves.

The strict decoder is Python, for it runs on boards too, and a gateway that catches up spends half its time in it. Here
a pattern shows that every byte is as SPEC §2 and §5 want it, cbor2 reads the numbers, and the rest is checked as there.
"""

import re
from functools import cache, partial
from itertools import accumulate
from typing import NamedTuple

import cbor2

from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.limits import MAX_INT
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.rows import Rows

_UINT = rb"(?:[\x00-\x17]|\x18[\x18-\xff]|\x19[\x01-\xff].|\x1a(?!\x00\x00)[\x00-\x3f]...)"
_SMALL = rb"[\x00-\x17\x20-\x37]"  # -24 to 23
_SMALL_MAX = 24
_MIDDLE = rb"[\x18\x38][\x18-\xff]|[\x19\x39][\x01-\xff]."
# 65,536 at most: a frame has not room for so many that a sum leaves the wire's range. Most are of one byte, in runs.
_DIFFERENCES = rb"(?:[\x00-\x17\x20-\x37\xf6]++|" + _MIDDLE + rb")++"
_COLUMN_HEAD = rb"(?:[\x81-\x97]|\x98[\x18-\xff])"
# [2, profile, life, first row, lag, clock, t0, one step for all, [column …]] without extras. A head is followed by a
# difference, so nothing nests; that there are as many as the heads say is for cbor2 to find.
_START = rb"\x89\x02([\x00-\x17]\x44...." + _UINT + _UINT + rb"[\x00\x01]" + _UINT + _UINT + rb")"
_FRAME = re.compile(_START + rb"[\x81-\x97](?:" + _COLUMN_HEAD + _DIFFERENCES + rb")++", re.DOTALL)
_PAIR, _TRUE = b"\x82", b"\xf5"
_HARMLESS = {id_: profile for id_, profile in BUILT_IN.items() if not profile.is_people}
_WIDTHS = {id_: len(profile.columns) for id_, profile in _HARMLESS.items()}


@cache
def _calm_pattern(profile: bytes) -> re.Pattern[bytes] | None:
    """Columns of one length (its head is group 2), in each a first value and small differences. profile: its byte."""
    width = _WIDTHS.get(profile[0], 0) if profile else 0
    column = rb"(" + _SMALL + rb"|" + _MIDDLE + rb")(" + _SMALL + rb"*+)"
    pattern = _START + bytes([0x80 | width]) + rb"([\x81-\x97])" + rb"\2".join([column] * width)
    return re.compile(pattern, re.DOTALL) if width else None


# For each column: where a first value may be so that small differences cannot lead out of the range; and the range.
_RANGES = {
    (id_, count): [
        (column.low + _SMALL_MAX * (count - 1), column.high - _SMALL_MAX * (count - 1), column.low, column.high)
        for column in profile.columns
    ]
    for id_, profile in _HARMLESS.items()
    for count in range(1, 24)
}
_SIGNED = bytes(byte if byte < 0x20 else 0xFF & 0x1F - byte for byte in range(256))  # small differences in 8 bits


class QuickFrame(NamedTuple):
    """The items of a rows frame that has passed all checks but one: whether the differences are integers or None.

    Whoever adds them up sees it: anything else is a TypeError. None for all differences: they are so small that the
    first values show that every value is there and in the profile's range.
    """

    profile: int
    life: bytes
    first_row: int
    lag: int
    clock: int
    t0: int
    step: int
    rows: int
    differences: list[list[int | None]] | None
    message: bytes


_frame = partial(tuple.__new__, QuickFrame)  # in C, unlike QuickFrame's own constructor


class WholeRows(Rows):
    """Rows with the message that they came in."""

    message: bytes


def read_frame(plaintext: bytes) -> QuickFrame | None:
    """A frame of a harmless profile, at equal steps, without extras. None: not such a frame, or a faulty one."""
    return _calm_frame(plaintext) or _any_frame(plaintext)


def rows_of(frame: QuickFrame) -> WholeRows | None:
    """The same, decoded. None: it is a faulty one."""
    if frame.differences is None:
        decoded = _any_frame(frame.message)
        return decoded and rows_of(decoded)
    try:
        columns = tuple([_values(column) for column in frame.differences])
    except TypeError:
        return None
    t0, step, count = frame.t0, frame.step, frame.rows
    times = tuple(range(t0, t0 + step * count, step)) if step else (t0,) * count
    rows = WholeRows(frame.profile, frame.life, frame.first_row, frame.lag, frame.clock, times, columns, NO_EXTRAS)
    rows.message = frame.message
    return rows


def read_rows(plaintext: bytes) -> WholeRows | None:
    """Both steps in one."""
    frame = read_frame(plaintext)
    return None if frame is None else rows_of(frame)


def _calm_frame(plaintext: bytes) -> QuickFrame | None:
    """One whose values hardly move. None: it must be read in full, first of all to see whether it is right."""
    pattern = _calm_pattern(plaintext[2:3])
    found = pattern and pattern.fullmatch(plaintext)
    if not found:
        return None
    groups = found.groups()
    firsts, small = groups[2::2], groups[3::2]
    # An array of what the pattern has taken apart: seven items and a first value a column.
    items = bytes((0x87 + len(firsts),)) + groups[0] + b"".join(firsts)
    profile, life, first_row, lag, clock, t0, step, *values = cbor2.loads(items)
    count = groups[1][0] & 0x1F
    if lag >= first_row or first_row + count > MAX_INT or t0 + step * (count - 1) > MAX_INT or (step and count == 1):
        return None
    for value, differences, (low, high, least, most) in zip(values, small, _RANGES[profile, count], strict=True):
        if len(differences) != count - 1:
            return None
        if not low <= value <= high:
            way = sorted(accumulate(memoryview(differences.translate(_SIGNED)).cast("b"), initial=value))
            if way[0] < least or way[-1] > most:
                return None
    return _frame((profile, life, first_row, lag, clock, t0, step, count, None, plaintext))


def _any_frame(plaintext: bytes) -> QuickFrame | None:
    if not _FRAME.fullmatch(plaintext):
        return None
    try:
        # cbor2 does not mind what follows a value. No frame has a True: it stands where the frame ends, and there only.
        frame, end = cbor2.loads(_PAIR + plaintext + _TRUE)
        _, profile, life, first_row, lag, clock, t0, step, columns = frame
        count = len(columns[0])
        lengths = [*map(len, columns)]
    except (cbor2.CBORDecodeError, TypeError, ValueError):
        return None
    if end is not True or lengths != [count] * _WIDTHS.get(profile, 0):
        return None
    if lag >= first_row or first_row + count > MAX_INT or t0 + step * (count - 1) > MAX_INT or (step and count == 1):
        return None
    return QuickFrame(profile, life, first_row, lag, clock, t0, step, count, columns, plaintext)


def _values(differences: list[int | None]) -> tuple[int | None, ...]:
    """TypeError for anything but integers and None."""
    if None not in differences:
        return tuple(accumulate(differences))
    known = accumulate([difference for difference in differences if difference is not None], initial=0)
    next(known)
    return tuple([None if difference is None else next(known) for difference in differences])
