"""The outbox's segment files: which there are, how far they reach, one more behind, some fewer in front."""

import os
from array import array

from stoep_firmware.segment import file_name, parse_file_name, record_bytes
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import MAX_INT

if TYPE_CHECKING:
    from typing import Any

    from stoep_firmware.own_profiles import OwnProfiles
    from stoep_protocol.profiles import Profile


_OWN = const(0x100)  # numbers from here on are of a maker's own profiles; a built-in one's is its id


class Segments:
    """In order of position; `kinds` are number of the profile << 8 | column count. OSError wherever the flash refuses.

    next: the position that the next row gets. is_torn: the last file may end in half a record, so it takes no more.
    has_lost: a file was of no use to this firmware and is gone.
    """

    def __init__(self, folder: str, *, profile: "Profile") -> None:
        self._dir = folder
        self._own: "OwnProfiles | None" = None
        number = profile.id if isinstance(profile.id, int) else _OWN + self._described().keep(profile)
        self.kind = number << 8 | len(profile.columns)
        self.firsts = array("i")
        self.kinds = array("i")
        self.next = 1
        self.is_torn = False
        self.has_lost = False
        self._list()

    def __len__(self) -> int:
        return len(self.firsts)

    def index_of(self, position: int) -> int:
        """The segment that holds a position, -1 when it lies before all."""
        index = len(self.firsts) - 1
        while index >= 0 and self.firsts[index] > position:
            index -= 1
        return index

    def end_of(self, index: int) -> int:
        """The position behind the segment's last row."""
        return self.firsts[index + 1] if index + 1 < len(self.firsts) else self.next

    def profile_of(self, index: int) -> "int | bytes":
        """What a frame of the segment's rows says."""
        return self._id_of(self.kinds[index])

    def told(self, kind: int) -> "int | bytes":
        """What a hello says of a kind: a built-in profile's number, a description of a maker's own."""
        number = kind >> 8
        return number if number < _OWN else self._described().descriptions[number - _OWN]

    def takes(self, rows: int) -> bool:
        """Whether the next row of the present profile may go into the last file, which holds at most that many."""
        last = len(self.firsts) - 1
        return not self.is_torn and self.kinds[last] == self.kind and self.next - self.firsts[last] < rows

    def add(self) -> None:
        """Begin a new last file; an empty one gives up its place."""
        name = file_name(self.next, profile_id=self._id_of(self.kind), column_count=self.kind & 0xFF)
        open(self._dir + "/" + name, "wb").close()
        last = len(self.firsts) - 1
        if last >= 0 and self.firsts[last] == self.next:
            if not self._path(last).endswith(name):
                os.remove(self._path(last))
            self.kinds[last] = self.kind
        else:
            self.firsts.append(self.next)
            self.kinds.append(self.kind)
        self.is_torn = False

    def append(self, record: memoryview) -> None:
        """Write the next row."""
        self.is_torn = True
        with open(self._path(len(self.firsts) - 1), "ab") as file:
            file.write(record)
        self.is_torn = False
        self.next += 1

    def erase_up_to(self, position: int) -> None:
        """Delete the segments that end at or before the position; an empty one takes the last one's place."""
        if self.next - 1 <= position and self.next > self.firsts[len(self.firsts) - 1]:
            self.add()
        while len(self.firsts) > 1 and self.firsts[1] - 1 <= position:
            path = self._path(0)
            self.firsts = self.firsts[1:]  # first: a file that flash does not let go is tried again at the next start
            self.kinds = self.kinds[1:]
            os.remove(path)

    def open_at(self, position: int, index: int) -> "Any":
        """The file, at that row. One that cannot be opened reads as empty, so its rows as damaged."""
        try:
            file = open(self._path(index), "rb")
        except OSError:
            return _Nothing()
        file.seek((position - self.firsts[index]) * record_bytes(self.kinds[index] & 0xFF))
        return file

    def _path(self, index: int) -> str:
        name = file_name(self.firsts[index], profile_id=self.profile_of(index), column_count=self.kinds[index] & 0xFF)
        return self._dir + "/" + name

    def _id_of(self, kind: int) -> "int | bytes":
        number = kind >> 8
        return number if number < _OWN else self._described().ids[number - _OWN]

    def _number_of(self, profile_id: "int | bytes", column_count: int) -> int:
        """-1 for a profile that this firmware does not know with so many columns."""
        if isinstance(profile_id, int):
            if profile_id << 8 | column_count == self.kind:
                return profile_id
            from stoep_protocol.profiles import BUILT_IN  # some KB, for what was measured here before

            known = BUILT_IN.get(profile_id)
            return profile_id if known is not None and len(known.columns) == column_count else -1
        place = self._described().place_of(profile_id, column_count=column_count)
        return place if place < 0 else _OWN + place

    def _described(self) -> "OwnProfiles":
        if self._own is None:
            from stoep_firmware.own_profiles import OwnProfiles  # some KB that most boards never need

            self._own = OwnProfiles(self._dir)
        return self._own

    def _list(self) -> None:
        found = []
        has_descriptions = False
        for name in os.listdir(self._dir):
            has_descriptions = has_descriptions or name.endswith(".profile")
            parts = parse_file_name(name)
            if parts is None:
                continue
            first, profile_id, column_count = parts
            number = self._number_of(profile_id, column_count)
            if number < 0 or not 0 < first <= MAX_INT:
                os.remove(self._dir + "/" + name)  # no gateway would take a frame of it
                self.has_lost = True
            else:
                found.append((first, number << 8 | column_count))
        if has_descriptions:
            self._described().forget_others()
        found.sort()
        for first, kind in found:
            self.firsts.append(first)
            self.kinds.append(kind)
        if found:
            last = len(found) - 1
            size_bytes = os.stat(self._path(last))[6]
            width = record_bytes(self.kinds[last] & 0xFF)
            self.next = self.firsts[last] + size_bytes // width
            self.is_torn = size_bytes % width != 0


class _Nothing:
    """Stands in for a segment file that cannot be opened."""

    def __enter__(self) -> "_Nothing":
        return self

    def __exit__(self, *_: object) -> None: ...

    def readinto(self, _buffer: memoryview) -> int:
        return 0
