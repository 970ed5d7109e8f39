"""The outbox: a bounded ring of rows in flash that a power cut at any write cannot spoil.

Small append-only segment files (littlefs copies all that follows a change in place) and one state file replaced by
rename. At least one segment always stays, so that a number is never used twice in a life.
"""

import os
from array import array

from stoep_firmware.segment import Record, file_name, parse_file_name, record_bytes
from stoep_firmware.state import State
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_PROFILES, NULL
from stoep_protocol.messages import has_people

if TYPE_CHECKING:
    from typing import Any

    from stoep_protocol.profiles import Profile
    from stoep_protocol.rows import FrameBuffer

SEGMENT_ROWS = 64
PEOPLE_SEGMENT_ROWS = 15  # settled raw counts leave the flash within a window
_MAX_SEGMENTS = const(400)
_BOOT_MASK = const(0xFFFF)


class Outbox:
    """Rows of one device, 1, 2, 3 … within a life.

    owner: a number below 2^30 that another device id would not have; rows of another owner are erased on opening.
    A ring with people rows erases what is settled and never moves settled down. OSError wherever the flash refuses.
    """

    def __init__(
        self,
        data_dir: str,
        *,
        owner: int,
        profile: "Profile",
        capacity_rows: int,
        segment_rows: int = SEGMENT_ROWS,
    ) -> None:
        self._dir = data_dir + "/outbox" if data_dir else "outbox"
        self._profile = profile
        self.capacity_rows = capacity_rows
        self._segment_rows = segment_rows
        self._record = Record()
        self._firsts = array("i")
        self._kinds = array("i")  # profile id << 8 | column count, one per segment
        self._tail_is_torn = False
        self._erases_settled = False
        self._next = 1
        _make_dir(self._dir)
        self.state = State(self._dir + "/state")
        self._open(owner)

    @property
    def life(self) -> "bytes | None":
        """None until the first is drawn."""
        return self.state.life if self.state.has_life else None

    @property
    def next_row(self) -> int:
        """The number the next row gets."""
        return self._next - self.state.base

    @property
    def oldest_row(self) -> int:
        """The oldest row held, next_row when there is none."""
        return self._oldest() - self.state.base

    @property
    def settled(self) -> int:
        """Every row up to here has a durable final verdict, as far as this device knows."""
        return self.state.settled - self.state.base

    @property
    def dropped(self) -> int:
        """Unsettled rows of this life that a full ring lost."""
        return self.state.dropped

    def profiles(self) -> "tuple[int, ...]":
        """Ids of what the ring holds, what is measured now last."""
        ids: "list[int]" = []
        for i in range(len(self._kinds)):
            if self._kinds[i] >> 8 not in ids and self._kinds[i] >> 8 != self._profile.id and self._rows_in(i):
                ids.append(self._kinds[i] >> 8)
        return tuple(ids[-(MAX_PROFILES - 1) :] + [self._profile.id])

    def append(self, values: "array[int]", *, time_s: int, boot: int, is_dated: bool) -> int:
        """Add one row (NULL where nothing was measured); return its number. An OSError loses this row only."""
        kind = self._profile.id << 8 | len(self._profile.columns)
        last = len(self._firsts) - 1
        if self._tail_is_torn or self._kinds[last] != kind or self._next - self._firsts[last] >= self._segment_rows:
            self._add_segment()
            self._make_room()
        record = self._record
        record.width(len(self._profile.columns))
        record.pack(self._next, time_s=time_s, boot=boot, is_dated=is_dated, values=values)
        self._tail_is_torn = True
        with open(self._path(len(self._firsts) - 1), "ab") as file:
            file.write(record.view)
        self._tail_is_torn = False
        self._next += 1
        return self.next_row - 1

    def read(self, frame: "FrameBuffer", *, first_row: int, max_rows: int, boot: int) -> int:
        """Fill the frame with rows from first_row on that may travel together; return how many, 0 if none may go yet.

        One profile, clock quality and power-on (boot: the present one), time never going back. A damaged row is NULLs.
        """
        frame.life = self.state.life
        frame.first_row = first_row
        frame.lag = max(0, first_row - self.oldest_row)
        frame.count = 0
        frame.profile_id = self._profile.id
        frame.column_count = len(self._profile.columns)
        position = first_row + self.state.base
        index = self._segment_of(position)
        if index < 0 or not self._oldest() <= position < self._next:
            return 0
        kind = self._kinds[index]
        frame.profile_id = kind >> 8
        frame.column_count = kind & 0xFF
        limit = min(max_rows, frame.max_rows)
        run_boot = -1
        while index < len(self._firsts) and self._kinds[index] == kind:
            end = min(self._end_of(index), position + limit - frame.count)
            if position < end:
                done, run_boot = self._read_segment(frame, index, position, end, boot, run_boot)
                position += done
            if position < self._end_of(index) or frame.count >= limit:
                break
            index += 1
        return frame.count

    def settle(self, row: int) -> None:
        """Note the gateway's verdict: up, and for harmless data also down to what the ring still holds."""
        state = self.state
        settled = min(row + state.base, self._next - 1)
        settled = max(settled, state.settled if self._erases_settled else self._oldest() - 1)
        if settled != state.settled:
            state.settled = settled
            state.save()
        if self._erases_settled:
            self._erase_up_to(settled)

    def begin_life(self, life: bytes, *, boot: int) -> None:
        """Number anew under a fresh life. The first life keeps all rows; a later one those of this power-on.

        Only they are surely newer than the flash that was restored.
        """
        state = self.state
        if state.has_life:
            first = self._next
            for position in range(self._oldest(), self._next):
                if self._load(position) and self._record.boot == boot & _BOOT_MASK:
                    first = position
                    break
            state.base = first - 1
            state.settled = first - 1
            state.dropped = 0
        state.life = bytes(life)
        state.has_life = True
        state.save()
        self._erase_up_to(state.base)

    def date_boot(self, boot: int, *, offset_s: int) -> None:
        """Give the rows that a power-on took before it knew the time theirs: the first that is said, for ever."""
        if self.state.offset_s(boot & _BOOT_MASK) is None:
            self.state.keep_offset(boot & _BOOT_MASK, offset_s=offset_s)
            self.state.save()

    def _open(self, owner: int) -> None:
        state = self.state
        self._list()
        is_foreign = not state.is_new and state.owner != owner
        if is_foreign:
            state.settled = state.dropped_to = state.base = self._next - 1
            state.dropped = 0
        lost_files = not self._firsts or self._next <= state.settled
        if state.is_new or is_foreign or lost_files:
            state.has_life = False  # rows may have carried these numbers before: never under the same life again
            if state.is_new or lost_files:
                state.base = state.settled = (self._firsts[0] if self._firsts else 1) - 1
                state.dropped = state.dropped_to = 0
            state.owner = owner
            state.save()
        if not self._firsts:
            self._next = state.base + 1
            self._add_segment()
        self._erases_settled = has_people(self.profiles())
        self._erase_up_to(max(state.dropped_to, state.base))
        if self._erases_settled:
            self._erase_up_to(state.settled)

    def _list(self) -> None:
        found = []
        for name in os.listdir(self._dir):
            parts = parse_file_name(name)
            if parts is not None:
                found.append(parts)
        found.sort()
        for first, profile_id, column_count in found:
            self._firsts.append(first)
            self._kinds.append(profile_id << 8 | column_count)
        if found:
            last = len(found) - 1
            size_bytes = os.stat(self._path(last))[6]
            width = record_bytes(self._kinds[last] & 0xFF)
            self._next = self._firsts[last] + size_bytes // width
            self._tail_is_torn = size_bytes % width != 0

    def _read_segment(
        self, frame: "FrameBuffer", index: int, position: int, end: int, boot: int, run_boot: int
    ) -> "tuple[int, int]":
        record = self._record
        columns = frame.column_count
        record.width(columns)
        start = position
        times = frame.times
        oldest_waiting = self._next - self.capacity_rows // 2
        with _open_or_none(self._path(index)) as file:
            file.seek((position - self._firsts[index]) * record_bytes(columns))
            while position < end:
                count = frame.count
                whole = record.read(file, position)
                time_s = record.time_s
                clock = 1
                row_boot = -1
                if not whole:
                    clock = frame.clock if count else 0
                    time_s = times[count - 1] if count else 0
                    row_boot = run_boot
                elif not record.is_dated:
                    offset_s = self.state.offset_s(record.boot)
                    if offset_s is not None:
                        time_s += offset_s
                    elif record.boot == boot & _BOOT_MASK and position >= oldest_waiting:
                        break
                    else:
                        clock = 0
                        row_boot = record.boot
                if not count:
                    frame.clock = clock
                    run_boot = row_boot
                elif clock != frame.clock or row_boot != run_boot or time_s < times[count - 1]:
                    break
                times[count] = time_s
                if whole:
                    record.copy_values(frame.values, count * columns)
                else:
                    for i in range(count * columns, (count + 1) * columns):
                        frame.values[i] = NULL
                frame.count = count + 1
                position += 1
        return position - start, run_boot

    def _load(self, position: int) -> bool:
        index = self._segment_of(position)
        self._record.width(self._kinds[index] & 0xFF)
        with _open_or_none(self._path(index)) as file:
            file.seek((position - self._firsts[index]) * len(self._record.view))
            return self._record.read(file, position)

    def _segment_of(self, position: int) -> int:
        index = len(self._firsts) - 1
        while index >= 0 and self._firsts[index] > position:
            index -= 1
        return index

    def _end_of(self, index: int) -> int:
        return self._firsts[index + 1] if index + 1 < len(self._firsts) else self._next

    def _rows_in(self, index: int) -> int:
        return self._end_of(index) - self._firsts[index]

    def _oldest(self) -> int:
        oldest = max(self._firsts[0], self.state.base + 1)
        return max(oldest, self.state.settled + 1) if self._erases_settled else oldest

    def _path(self, index: int) -> str:
        kind = self._kinds[index]
        return self._dir + "/" + file_name(self._firsts[index], profile_id=kind >> 8, column_count=kind & 0xFF)

    def _add_segment(self) -> None:
        column_count = len(self._profile.columns)
        name = file_name(self._next, profile_id=self._profile.id, column_count=column_count)
        open(self._dir + "/" + name, "wb").close()
        last = len(self._firsts) - 1
        if last >= 0 and self._firsts[last] == self._next:
            if not self._path(last).endswith(name):
                os.remove(self._path(last))
            self._kinds[last] = self._profile.id << 8 | column_count
        else:
            self._firsts.append(self._next)
            self._kinds.append(self._profile.id << 8 | column_count)
        self._tail_is_torn = False

    def _make_room(self) -> None:
        while len(self._firsts) > 1 and (
            self._next - self._firsts[0] >= self.capacity_rows or len(self._firsts) > _MAX_SEGMENTS
        ):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        """Count first, delete then: a cut in between finds the rows counted and deletes them on opening."""
        state = self.state
        end = self._firsts[1] - 1
        lost = end - max(self._firsts[0] - 1, state.settled, state.base)
        if lost > 0:
            state.dropped += lost
            state.dropped_to = end
            state.save()
        self._erase_up_to(end)

    def _erase_up_to(self, position: int) -> None:
        """Delete the segments that end at or before the position; an empty one takes the last one's place."""
        if self._next - 1 <= position and self._next > self._firsts[len(self._firsts) - 1]:
            self._add_segment()
        gone = 0
        while gone + 1 < len(self._firsts) and self._firsts[gone + 1] - 1 <= position:
            os.remove(self._path(gone))
            gone += 1
        if gone:
            self._firsts = self._firsts[gone:]
            self._kinds = self._kinds[gone:]


class _Nothing:
    """Stands in for a segment file that cannot be opened: its rows read as damaged."""

    def __enter__(self) -> "_Nothing":
        return self

    def __exit__(self, *_: object) -> None: ...

    def seek(self, _offset: int) -> None: ...

    def readinto(self, _buffer: memoryview) -> int:
        return 0


def _open_or_none(path: str) -> "Any":
    try:
        return open(path, "rb")
    except OSError:
        return _Nothing()


def _make_dir(path: str) -> None:
    try:
        os.mkdir(path)
    except OSError:
        os.listdir(path)  # there already, else this says why not
