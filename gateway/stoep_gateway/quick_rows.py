"""Read the common rows frame with compiled code: what it takes, it reads as `decode_up` does; the rest it leaves.

The strict decoder is Python, for it runs on boards too, and a gateway that catches up spends half its time in it. Here
a pattern shows that every byte is as SPEC §2 and §5 want it, cbor2 reads the numbers, and the rest is checked as there.
"""

import re
from itertools import accumulate
from typing import NamedTuple

import cbor2

from stoep_protocol.extras import NO_EXTRAS
from stoep_protocol.limits import MAX_INT
from stoep_protocol.profiles import BUILT_IN
from stoep_protocol.rows import Rows

_UINT = rb"(?:[\x00-\x17]|\x18[\x18-\xff]|\x19[\x01-\xff].|\x1a(?!\x00\x00)[\x00-\x3f]...)"
# 65,536 at most: a frame has not room for so many that a sum leaves the wire's range.
_DIFFERENCE = rb"(?:[\x00-\x17\x20-\x37\xf6]|[\x18\x38][\x18-\xff]|[\x19\x39][\x01-\xff].)"
_COLUMN_HEAD = rb"(?:[\x81-\x97]|\x98[\x18-\xff])"
# [2, profile, life, first row, lag, clock, t0, one step for all, [column …]] without extras. A head is followed by a
# difference, so nothing nests; that there are as many as the heads say is for cbor2 to find.
_FRAME = re.compile(
    rb"\x89\x02[\x00-\x17]\x44...." + _UINT + _UINT + rb"[\x00\x01]" + _UINT + _UINT + rb"[\x81-\x97]"
    rb"(?:" + _COLUMN_HEAD + _DIFFERENCE + rb"++)++",
    re.DOTALL,
)
_PAIR, _TRUE = b"\x82", b"\xf5"
_WIDTHS = {id_: len(profile.columns) for id_, profile in BUILT_IN.items() if not profile.is_people}


class QuickFrame(NamedTuple):
    """The items of a rows frame that has passed all checks but one: whether the differences are integers or None.

    Whoever adds them up sees it: anything else is a TypeError.
    """

    profile: int
    life: bytes
    first_row: int
    lag: int
    clock: int
    t0: int
    step: int
    differences: list[list[int | None]]
    message: bytes


class WholeRows(Rows):
    """Rows with the message that they came in."""

    message: bytes


def read_frame(plaintext: bytes) -> QuickFrame | None:
    """A frame of a harmless profile, at equal steps, without extras. None: not such a frame, or a faulty one."""
    if not _FRAME.fullmatch(plaintext):
        return None
    try:
        # cbor2 does not mind what follows a value. No frame has a True: it stands where the frame ends, and there only.
        frame, end = cbor2.loads(_PAIR + plaintext + _TRUE)
        _, profile_id, life, first_row, lag, clock, t0, step, columns = frame
        count = len(columns[0])
        lengths = [*map(len, columns)]
    except (cbor2.CBORDecodeError, TypeError, ValueError):
        return None
    if end is not True or lengths != [count] * _WIDTHS.get(profile_id, 0):
        return None
    last_s = t0 + step * (count - 1)
    if lag >= first_row or first_row + count > MAX_INT or last_s > MAX_INT or (step and count == 1):
        return None
    return QuickFrame(profile_id, life, first_row, lag, clock, t0, step, columns, plaintext)


def rows_of(frame: QuickFrame) -> WholeRows | None:
    """The same, decoded. None: it is a faulty one."""
    profile, life, first_row, lag, clock, t0, step, differences, message = frame
    try:
        columns = tuple([_values(column) for column in differences])
    except TypeError:
        return None
    count = len(differences[0])
    times = tuple(range(t0, t0 + step * count, step)) if step else (t0,) * count
    rows = WholeRows(profile, life, first_row, lag, clock, times, columns, NO_EXTRAS)
    rows.message = message
    return rows


def read_rows(plaintext: bytes) -> WholeRows | None:
    """Both steps in one."""
    frame = read_frame(plaintext)
    return None if frame is None else rows_of(frame)


def _values(differences: list[int | None]) -> tuple[int | None, ...]:
    """TypeError for anything but integers and None."""
    if None not in differences:
        return tuple(accumulate(differences))
    known = accumulate([difference for difference in differences if difference is not None], initial=0)
    next(known)
    return tuple([None if difference is None else next(known) for difference in differences])
