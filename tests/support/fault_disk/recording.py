"""Replay a recording of disk calls, and say what a disk may hold when the power is cut there. Pure but for `read`.

What a file system promises, and no more: a file's bytes are safe once the file was synced, its name once the folder
was. Everything since may be kept, dropped or torn at a sector, each write by itself; changes of names keep their order.
"""

import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

_HEAD = struct.Struct("=cQQQ")
_SECTOR = 512


@dataclass(frozen=True, slots=True)
class Call:
    """kind: see fault_disk.c."""

    kind: str
    name: str
    number: int
    data: bytes


@dataclass(slots=True)
class _File:
    synced: bytearray = field(default_factory=bytearray)
    now: bytearray = field(default_factory=bytearray)
    unsynced: list[Call] = field(default_factory=list)


def read(path: Path) -> tuple[Call, ...]:
    """Every call, in order."""
    raw, at, calls = path.read_bytes(), 0, []
    while at < len(raw):
        kind, name_size, number, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        name, data = raw[at : at + name_size], raw[at + name_size : at + name_size + size]
        at += name_size + size
        calls.append(Call(kind.decode(), name.decode(), number, data))
    return tuple(calls)


class Disk:
    """One folder. mark: the newest that the program set."""

    def __init__(self) -> None:
        self.mark = 0
        self._names: dict[str, _File] = {}
        self._synced_names: dict[str, _File] = {}
        self._unsynced: list[dict[str, _File]] = []  # all names after each change since the folder was synced

    def apply(self, call: Call) -> None:
        """The program's next call."""
        if call.kind == "M":
            self.mark = call.number
        elif call.kind == "D":
            self._synced_names, self._unsynced = dict(self._names), []
        elif call.kind in "CRU":
            self._rename(call)
        elif call.kind == "S":
            file = self._names[call.name]
            file.synced, file.unsynced = bytearray(file.now), []
        else:
            file = self._names[call.name]
            file.unsynced.append(call)
            _change(file.now, call)

    def killed(self) -> dict[str, bytes]:
        """What the next program finds when only this one was killed."""
        return {name: bytes(file.now) for name, file in self._names.items()}

    def cut(self, rng: random.Random) -> dict[str, bytes]:
        """What may be left after a power cut: one of the many ways."""
        names = rng.choice([self._synced_names, *self._unsynced])
        return {name: self._torn(file, rng=rng) for name, file in names.items()}

    def _rename(self, call: Call) -> None:
        if call.kind == "C":
            self._names[call.name] = _File()
        else:
            file = self._names.pop(call.name)
            if call.kind == "R":
                self._names[call.data.decode()] = file
        self._unsynced.append(dict(self._names))

    @staticmethod
    def _torn(file: _File, *, rng: random.Random) -> bytes:
        left = bytearray(file.synced)
        kept = rng.random()
        for call in file.unsynced:
            if rng.random() < kept:
                _change(left, call)
            elif call.kind == "W" and rng.random() < 0.5:
                for piece in _sectors(call):
                    if rng.random() < 0.5:
                        _change(left, piece)
        return bytes(left)


def _change(data: bytearray, call: Call) -> None:
    if call.kind == "T":
        del data[call.number :]
        data.extend(bytes(call.number - len(data)))
        return
    data.extend(bytes(max(0, call.number - len(data))))
    data[call.number : call.number + len(call.data)] = call.data


def _sectors(call: Call) -> Iterator[Call]:
    begin, end = call.number, call.number + len(call.data)
    while begin < end:
        until = min(end, (begin // _SECTOR + 1) * _SECTOR)
        yield Call("W", call.name, begin, call.data[begin - call.number : until - call.number])
        begin = until
