"""The outbox: a bounded ring of rows in flash that a power cut at any write cannot spoil.

Small append-only segment files (littlefs copies all that follows a change in place) and one state file replaced by
rename. At least one segment always stays, so that a number is never used twice in a life.
"""

import os

from stoep_firmware.segment import Record
from stoep_firmware.segments import Segments
from stoep_firmware.state import State
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT, MAX_PROFILES, NULL
from stoep_protocol.padding import has_people

if TYPE_CHECKING:
    from array import array

    from stoep_protocol.profiles import Profile
    from stoep_protocol.rows import FrameBuffer

SEGMENT_ROWS = 64
PEOPLE_SEGMENT_ROWS = 15  # settled raw counts leave the flash within a window
_LONG_WAIT = const(16)  # segments that wait for a verdict; from then on they are longer
_LONGER = const(4)
_MAX_SEGMENTS = const(400)
_BOOT_MASK = const(0xFFFF)
_FULL = (28, 36)  # ENOSPC; ENAMETOOLONG is how littlefs says that there is no room for a new file
_KEPT_S = const(259200)  # 72 h
_MIN_ROWS = const(128)
_MAX_ROWS = const(5000)  # people: some 100 segments, each a 4 KB block of a 2 MB file system


class Outbox:
    """Rows of one device, 1, 2, 3 … within a life.

    owner: a number below 2^30 that another device id would not have; rows of another owner are erased on opening.
    A ring with people rows erases what is settled and never moves settled down. OSError where the flash refuses what
    cannot wait: a row, a life, the count of what a full ring drops.
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
        folder = data_dir + "/outbox" if data_dir else "outbox"
        self._profile = profile
        self.capacity_rows = capacity_rows
        self._segment_rows = segment_rows
        self._record = Record()
        self._erases_settled = False
        _make_dir(folder)
        self.state = State(folder + "/state")
        self._segments = Segments(folder, profile=profile)
        self._open(owner)

    @property
    def life(self) -> "bytes | None":
        """None until the first is drawn."""
        return self.state.life if self.state.has_life else None

    @property
    def next_row(self) -> int:
        """The number the next row gets."""
        return self._segments.next - self.state.base

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
        """Unsettled rows of this life that a full ring lost; the gateway may have some of them after all."""
        return self.state.dropped

    @property
    def widest(self) -> int:
        """The most columns that a row of this ring has."""
        segments = self._segments
        return max([segments.kind & 0xFF] + [kind & 0xFF for kind in segments.kinds])

    def profiles(self) -> "tuple[int | bytes, ...]":
        """What a hello says of what the ring holds, what is measured now last.

        Built-in numbers, and descriptions of at most two of the maker's own: of what is measured, and of the first
        rows that are not settled. Others are described when their turn has come and the gateway asks.
        """
        segments = self._segments
        built_in: "list[int | bytes]" = []
        own: "list[int | bytes]" = []
        for i in range(len(segments)):
            kind = segments.kinds[i]
            told = segments.told(kind)
            if kind == segments.kind or segments.end_of(i) == segments.firsts[i]:
                continue
            if type(told) is int:
                if told not in built_in:
                    built_in.append(told)
            elif not own and segments.end_of(i) > self.state.settled + 1:
                own.append(told)
        return tuple(own + built_in[len(own) - (MAX_PROFILES - 1) :] + [segments.told(segments.kind)])

    def append(self, values: "array[int]", *, time_s: int, boot: int, is_dated: bool) -> int:
        """Add one row (NULL where nothing was measured); return its number. An OSError loses this row only."""
        record = self._record
        record.width(len(self._profile.columns))
        record.pack(self._segments.next, time_s=time_s, boot=boot, is_dated=is_dated, values=values)
        try:
            self._write()
        except OSError as error:
            if error.args[0] not in _FULL or len(self._segments) < 2:
                raise
            self._drop_oldest()  # the ring's share of the flash is what the flash has
            self._write()
        return self.next_row - 1

    def read(self, frame: "FrameBuffer", *, first_row: int, max_rows: int, boot: int) -> int:
        """Fill the frame with rows from first_row on that may travel together; return how many, 0 if none may go yet.

        One profile, clock quality and power-on (boot: the present one), time never going back. A damaged row is NULLs.
        """
        segments = self._segments
        frame.life = self.state.life
        frame.first_row = first_row
        frame.lag = max(0, first_row - self.oldest_row)
        frame.count = 0
        frame.profile_id = self._profile.id
        frame.column_count = len(self._profile.columns)
        position = first_row + self.state.base
        index = segments.index_of(position)
        if index < 0 or not self._oldest() <= position < segments.next:
            return 0
        kind = segments.kinds[index]
        frame.profile_id = segments.profile_of(index)
        frame.column_count = kind & 0xFF
        limit = min(max_rows, frame.max_rows)
        run_boot = -1
        while index < len(segments) and segments.kinds[index] == kind:
            end = min(segments.end_of(index), position + limit - frame.count)
            if position < end:
                done, run_boot = self._read_segment(frame, index, position, end, boot, run_boot)
                position += done
            if position < segments.end_of(index) or frame.count >= limit:
                break
            index += 1
        return frame.count

    def settle(self, row: int) -> None:
        """Note the gateway's verdict: up, and for harmless data also down to what the ring still holds."""
        state = self.state
        settled = min(row + state.base, self._segments.next - 1)
        settled = max(settled, state.settled if self._erases_settled else self._oldest() - 1)
        if settled != state.settled:
            state.settled = settled
            state.save_if_room()
        if self._erases_settled:
            self._segments.erase_up_to(settled)

    def begin_life(self, life: bytes, *, boot: int) -> None:
        """Number anew under a fresh life. The first life keeps all rows; a later one those of this power-on.

        Only they are surely newer than the flash that was restored.
        """
        state = self.state
        if state.has_life:
            state.base = state.settled = self._first_of(boot & _BOOT_MASK) - 1
            state.dropped = 0
        state.life = bytes(life)
        state.has_life = True
        state.save()
        self._segments.erase_up_to(state.base)

    def first_row_of(self, boot: int) -> int:
        """The first row that a power-on took, next_row if it has none. Reads the ring."""
        return self._first_of(boot & _BOOT_MASK) - self.state.base

    def begin_boot(self) -> int:
        """A power-on: its number, in two bytes of each row; 0 is none."""
        self.state.boot = self.state.boot % _BOOT_MASK + 1
        self.state.save_if_room()
        return self.state.boot

    def go_on_with_boot(self, boot: int) -> None:
        """No power-on, but perhaps flash that has lost its state: later power-ons get higher numbers than this one."""
        if self.state.boot < boot:
            self.state.boot = boot
            self.state.save_if_room()

    def date_boot(self, boot: int, *, offset_s: int) -> None:
        """Give the rows that a power-on took before it knew the time theirs: the first that is said, for ever."""
        if self.state.offset_s(boot & _BOOT_MASK) is None:
            self.state.keep_offset(boot & _BOOT_MASK, offset_s=offset_s)
            self.state.save_if_room()

    def _open(self, owner: int) -> None:
        state, segments = self.state, self._segments
        is_foreign = not state.is_new and state.owner != owner
        if is_foreign:
            state.settled = state.dropped_to = state.base = segments.next - 1
            state.dropped = 0
        has_lost = not len(segments) or segments.next <= state.settled or segments.has_lost
        if state.is_new or is_foreign or has_lost:
            state.has_life = False  # rows may have carried these numbers before: never under the same life again
            if state.is_new or has_lost:
                state.base = state.settled = (segments.firsts[0] if len(segments) else 1) - 1
                state.dropped = state.dropped_to = 0
            if state.is_new:
                state.boot = self._newest_boot()
            state.owner = owner
            state.save()
        if not len(segments):
            segments.next = state.base + 1
            segments.add()
        self._erases_settled = has_people(self.profiles())
        segments.erase_up_to(max(state.dropped_to, state.base))
        if self._erases_settled:
            segments.erase_up_to(state.settled)

    def _read_segment(
        self, frame: "FrameBuffer", index: int, position: int, end: int, boot: int, run_boot: int
    ) -> "tuple[int, int]":
        record = self._record
        columns = frame.column_count
        record.width(columns)
        start = position
        times = frame.times
        oldest_waiting = self._segments.next - self.capacity_rows // 2
        with self._segments.open_at(position, index) as file:
            while position < end:
                count = frame.count
                whole = record.read(file, position)
                time_s = record.time_s
                clock = 1
                row_boot = -1
                if whole and not record.is_dated:
                    offset_s = self.state.offset_s(record.boot)
                    if offset_s is not None:
                        time_s += offset_s
                    elif record.boot == boot & _BOOT_MASK and position >= oldest_waiting:
                        break
                    else:
                        clock = 0
                        row_boot = record.boot
                if not whole or not 0 <= time_s <= MAX_INT:  # no frame could carry such a time
                    whole = False
                    clock = frame.clock if count else 0
                    time_s = times[count - 1] if count else 0
                    row_boot = run_boot
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

    def _first_of(self, boot: int) -> int:
        """The position of a power-on's first row, the next position if it has none."""
        segments, record = self._segments, self._record
        for index in range(len(segments)):
            record.width(segments.kinds[index] & 0xFF)
            start = max(self._oldest(), segments.firsts[index])
            with segments.open_at(start, index) as file:
                for position in range(start, segments.end_of(index)):
                    if record.read(file, position) and record.boot == boot:
                        return position
        return segments.next

    def _newest_boot(self) -> int:
        """The power-on of the newest row that can be read, 0 if none can."""
        segments, record = self._segments, self._record
        boot = 0
        for index in range(len(segments) - 1, -1, -1):
            record.width(segments.kinds[index] & 0xFF)
            with segments.open_at(segments.firsts[index], index) as file:
                for position in range(segments.firsts[index], segments.end_of(index)):
                    if record.read(file, position):
                        boot = record.boot
            if boot:
                break
        return boot

    def _oldest(self) -> int:
        oldest = max(self._segments.firsts[0], self.state.base + 1)
        return max(oldest, self.state.settled + 1) if self._erases_settled else oldest

    def _write(self) -> None:
        rows = self._segment_rows
        if min(self._segments.next - self.state.settled, self.next_row - self.oldest_row) > _LONG_WAIT * rows:
            rows *= _LONGER  # each file takes a block of flash; the short ones are for rows that are settled soon
        if not self._segments.takes(rows):
            self._segments.add()
            self._make_room()
        self._segments.append(self._record.view)

    def _make_room(self) -> None:
        segments = self._segments
        while len(segments) > 1 and (
            segments.next - segments.firsts[1] >= self.capacity_rows or len(segments) > _MAX_SEGMENTS
        ):
            self._drop_oldest()

    def _drop_oldest(self) -> None:
        """Count first, delete then: a cut in between finds the rows counted and deletes them on opening."""
        state = self.state
        first, end = self._segments.firsts[0], self._segments.end_of(0) - 1
        lost = end - max(first - 1, state.settled, state.base, state.dropped_to)
        if lost > 0:
            state.dropped += lost
            state.dropped_to = end
            state.save()
        self._segments.erase_up_to(end)


def capacity_rows(sample_s: int) -> int:
    """How many rows the outbox holds: 72 hours of them, within what flash has room for."""
    return min(max(_KEPT_S // sample_s, _MIN_ROWS), _MAX_ROWS)


def _make_dir(path: str) -> None:
    try:
        os.mkdir(path)
    except OSError:
        os.listdir(path)  # there already, else this says why not
