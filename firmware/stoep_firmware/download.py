"""An image on its way into a slot: verified head first, then file by file; it goes on after any interruption."""

import os
from hashlib import sha256

from stoep_firmware.signature import is_signed
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.errors import DecodeError
from stoep_protocol.image import MAX_HEAD_BYTES, SIGNED_AS, parse_head, parse_manifest
from stoep_protocol.update import DAMAGED, FORGED, MAX_BLOCK_BYTES, NO_ROOM, RUNS, WRONG_BOARD, Ask

if TYPE_CHECKING:
    from typing import Any

    from stoep_protocol.image import ImageFile, Manifest

_FULL = const(28)  # ENOSPC
_SPARE_BYTES = const(65_536)  # for rows, and for what littlefs needs to move things
_BLOCK_BYTES = const(4096)  # of littlefs: what the last part of a file takes at most
_HEAD = "head"


class Download:
    """Ask for `next_ask`, `take` what comes, until outcome is not None: RUNS when the slot is whole, or why not.

    slot: the folder it goes to. have: the folder of the version that runs, whose equal files are copied. platform: chip
    and version of compiled code.
    """

    def __init__(
        self,
        *,
        slot: str,
        have: str,
        version: int,
        head_bytes: int,
        keys: "tuple[int, ...]",
        platform: "tuple[str, int]",
    ) -> None:
        self.version = version
        self.outcome: "int | None" = None
        self._slot = slot
        self._have = have
        self._keys = keys
        self._platform = platform
        self._head_bytes = head_bytes
        self._head = bytearray()
        self._manifest: "Manifest | None" = None
        self._index = 0  # of the file at hand
        self._offset = head_bytes  # where it begins in the image
        self._got = 0  # bytes of it
        self._file: "Any" = None
        self._hash: "Any" = None
        if not 0 < head_bytes <= MAX_HEAD_BYTES:
            self.outcome = DAMAGED

    def next_ask(self) -> "Ask | None":
        """None when there is nothing more to ask for: see outcome. OSError when the flash refuses."""
        if self._manifest is None and self.outcome is None:
            rest = self._head_bytes - len(self._head)
            return Ask(self.version, len(self._head), min(rest, MAX_BLOCK_BYTES))
        while self.outcome is None and self._file is None:
            self._open_next()
        if self.outcome is not None:
            return None
        rest = self._entry().size_bytes - self._got
        return Ask(self.version, self._offset + self._got, min(rest, MAX_BLOCK_BYTES))

    def take(self, data: bytes, *, wanted: int) -> None:
        """What came for the last ask; less than wanted: the image ends there. OSError when the flash refuses."""
        if len(data) > wanted:
            self.outcome = DAMAGED
            self.close()
            return
        if self._manifest is None:
            self._head.extend(data)
            if len(data) < wanted:
                self.outcome = DAMAGED
            elif len(self._head) == self._head_bytes:
                self._check_head()
            return
        try:
            self._file.write(data)
        except OSError as error:
            self._refuse_room(error)
            return
        self._hash.update(data)
        self._got += len(data)
        if self._got == self._entry().size_bytes:
            self._finish()
        elif len(data) < wanted:
            self.outcome = DAMAGED
            self.close()

    def close(self) -> None:
        """What is whole stays for the next time."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _entry(self) -> "ImageFile":
        manifest = self._manifest
        if manifest is None:
            raise ValueError("no head yet")
        return manifest.files[self._index]

    def _check_head(self) -> None:
        try:
            signature, encoded = parse_head(bytes(self._head))
            digest = sha256(SIGNED_AS + encoded).digest()
            if not any(is_signed(digest, signature=signature, modulus=key) for key in self._keys):
                self.outcome = FORGED
                return
            manifest = parse_manifest(encoded)
        except DecodeError:
            self.outcome = DAMAGED
            return
        if manifest.version != self.version:
            self.outcome = DAMAGED
        elif self._platform[0] not in manifest.chips or manifest.mpy != self._platform[1]:
            self.outcome = WRONG_BOARD
        else:
            self._begin_files(manifest)

    def _begin_files(self, manifest: "Manifest") -> None:
        """What lies in the slot of another version goes; of this version it stays."""
        head = self._slot + "/" + _HEAD
        try:
            if _read(head) != self._head:
                clear(self._slot)
                _make_dirs(head)
                if _free_bytes(self._slot) < _needed_bytes(manifest):
                    self.outcome = NO_ROOM
                    return
                with open(head + ".new", "wb") as file:
                    file.write(self._head)
                os.rename(head + ".new", head)
        except OSError as error:
            self._refuse_room(error)
            return
        self._head = bytearray()
        self._manifest = manifest

    def _open_next(self) -> None:
        """The next file that is not there yet; RUNS when none is missing."""
        manifest = self._manifest
        if manifest is None or self._index == len(manifest.files):
            self.outcome = RUNS
            return
        entry = self._entry()
        path = self._slot + "/" + entry.path
        try:
            if _digest(path) == entry.digest or self._copy(entry, path):
                self._pass()
                return
            _make_dirs(path)
            self._file = open(path, "wb")
        except OSError as error:
            self._refuse_room(error)
            return
        self._hash = sha256()
        self._got = 0
        if not entry.size_bytes:
            self._finish()

    def _copy(self, entry: "ImageFile", path: str) -> bool:
        """From the version that runs, if it is the same there."""
        if _digest(self._have + "/" + entry.path) != entry.digest:
            return False
        _make_dirs(path)
        chunk = bytearray(512)
        with open(self._have + "/" + entry.path, "rb") as source, open(path, "wb") as target:
            while True:
                count = source.readinto(chunk)
                if not count:
                    break
                target.write(memoryview(chunk)[:count])
        return _digest(path) == entry.digest

    def _finish(self) -> None:
        entry = self._entry()
        try:
            self.close()
        except OSError as error:
            self._refuse_room(error)
            return
        if self._hash.digest() != entry.digest:
            os.remove(self._slot + "/" + entry.path)
            self.outcome = DAMAGED
        else:
            self._pass()

    def _pass(self) -> None:
        self._offset += self._entry().size_bytes
        self._index += 1

    def _refuse_room(self, error: OSError) -> None:
        if error.args[0] != _FULL:
            raise error
        self.outcome = NO_ROOM


def version_in(slot: str) -> int:
    """Of what was last brought into that slot, 0 where nothing tells."""
    try:
        return parse_manifest(parse_head(_read(slot + "/" + _HEAD))[1]).version
    except (OSError, DecodeError):
        return 0


def clear(folder: str) -> None:
    """Remove what is in it."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    for name in names:
        path = folder + "/" + name
        if os.stat(path)[0] & 0x4000:
            clear(path)
            os.rmdir(path)
        else:
            os.remove(path)


def _needed_bytes(manifest: "Manifest") -> int:
    total = _SPARE_BYTES
    for entry in manifest.files:
        total += entry.size_bytes // _BLOCK_BYTES * _BLOCK_BYTES + _BLOCK_BYTES
    return total


def _free_bytes(folder: str) -> int:
    disk = os.statvfs(folder)
    return disk[0] * disk[3]


def _read(path: str) -> bytes:
    """b"" when it is not there, or longer than a head may be."""
    try:
        if os.stat(path)[6] > MAX_HEAD_BYTES:
            return b""
        with open(path, "rb") as file:  # read(n) would take n bytes of heap at once
            return file.read()
    except OSError:
        return b""


def _digest(path: str) -> bytes:
    """SHA-256 of a file, b"" when it is not there."""
    result = sha256()
    chunk = bytearray(512)
    try:
        with open(path, "rb") as file:
            while True:
                count = file.readinto(chunk)
                if not count:
                    return result.digest()
                result.update(memoryview(chunk)[:count])
    except OSError:
        return b""


def _make_dirs(path: str) -> None:
    at = path.find("/", 1)
    while at > 0:
        try:
            os.mkdir(path[:at])
        except OSError:
            pass
        at = path.find("/", at + 1)
