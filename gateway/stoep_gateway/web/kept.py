"""Pages kept as they were sent, for the next reader who would get the same: bounded in bytes, the oldest use goes."""

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from threading import Lock

_LEVEL = 5  # of gzip: half the time of the highest one, for a fiftieth more bytes


@dataclass(frozen=True, slots=True)
class Sent:
    """A page as text and packed."""

    plain: bytes
    packed: bytes

    @property
    def size_bytes(self) -> int:
        return len(self.plain) + len(self.packed)


def pack(html: str) -> Sent:
    """mtime 0: the same page packs to the same bytes."""
    plain = html.encode()
    return Sent(plain, gzip.compress(plain, _LEVEL, mtime=0))


class KeptPages:
    """For any thread. bytes_max >= the size of one page."""

    def __init__(self, *, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._bytes = 0
        self._pages: OrderedDict[Hashable, Sent] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable) -> Sent | None:
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: Hashable, page: Sent) -> None:
        with self._lock:
            old = self._pages.pop(key, None)
            self._bytes += page.size_bytes - (old.size_bytes if old else 0)
            self._pages[key] = page
            while self._bytes > self._bytes_max:
                self._bytes -= self._pages.popitem(last=False)[1].size_bytes
