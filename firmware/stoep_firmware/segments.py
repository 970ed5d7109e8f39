"""The outbox's segment files: which there are, how far they reach, one more behind, some fewer in front."""

import os
from array import array

from stoep_firmware.segment import file_name, parse_file_name, record_bytes
from stoep_protocol.compat import TYPE_CHECKING
from stoep_protocol.limits import MAX_INT
from stoep_protocol.profiles import BUILT_IN

if TYPE_CHECKING:
    from typing import Any

    from stoep_protocol.profiles import Profile


class Segments:
    """In order of position; `kinds` are profile id << 8 | column count. OSError wherever the flash refuses.

    next: the position that the next row gets. is_torn: the last file may end in half a record, so it takes no more.
    has_lost: a file was of no use to this firmware and is gone.
    """

    def __init__(self, folder: str, *, profile: "Profile") -> None:
        self._dir = folder
        self.kind = profile.id << 8 | len(profile.columns)
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

    def takes(self, rows: int) -> bool:
        """Whether the next row of the present profile may go into the last file, which holds at most that many."""
        last = len(self.firsts) - 1
        return not self.is_torn and self.kinds[last] == self.kind and self.next - self.firsts[last] < rows

    def add(self) -> None:
        """Begin a new last file; an empty one gives up its place."""
        name = file_name(self.next, profile_id=self.kind >> 8, column_count=self.kind & 0xFF)
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
        kind = self.kinds[index]
        return self._dir + "/" + file_name(self.firsts[index], profile_id=kind >> 8, column_count=kind & 0xFF)

    def _list(self) -> None:
        found = []
        for name in os.listdir(self._dir):
            parts = parse_file_name(name)
            if parts is None:
                continue
            first, profile_id, column_count = parts
            profile = BUILT_IN.get(profile_id)
            if profile is None or len(profile.columns) != column_count or not 0 < first <= MAX_INT:
                os.remove(self._dir + "/" + name)  # no gateway would take a frame of it
                self.has_lost = True
            else:
                found.append(parts)
        found.sort()
        for first, profile_id, column_count in found:
            self.firsts.append(first)
            self.kinds.append(profile_id << 8 | column_count)
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
