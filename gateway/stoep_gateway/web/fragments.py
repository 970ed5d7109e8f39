"""Pieces of pages kept as HTML: of a thousand sensors few are new, and only their pieces are made anew."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class KeptFragments:
    """For any thread. chars_max >= the length of one piece; the oldest use goes."""

    def __init__(self, *, chars_max: int) -> None:
        self._chars_max = chars_max
        self._chars = 0
        self._pieces: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def kept(self, key: Hashable, caller: Callable[[], str]) -> str:
        """For `{% call kept(key) %}`: what stands in the block, made once for a key."""
        with self._lock:
            found = self._pieces.get(key)
            if found is not None:
                self._pieces.move_to_end(key)
                return found
        made = caller()
        with self._lock:
            self._chars += len(made) - len(self._pieces.pop(key, ""))
            self._pieces[key] = made
            while self._chars > self._chars_max:
                self._chars -= len(self._pieces.popitem(last=False)[1])
        return made


@dataclass(frozen=True)
class Piece(Generic[T]):
    """What a kept piece shows, worked out when it has to be made. key: everything that its HTML depends on."""

    name: str
    key: Hashable
    make: Callable[[], T]

    @cached_property
    def shown(self) -> T:
        return self.make()
