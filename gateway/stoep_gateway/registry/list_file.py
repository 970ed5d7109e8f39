"""A private JSON file that holds one list: written whole or not at all, with a checksum."""

import contextlib
import fcntl
import json
import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stoep_gateway.config.private_file import write_private
from stoep_gateway.errors import ConfigError

_FORMAT = 1
_NO_STAMP = (0, 0, 0)


class ListFile:
    """key: what the list is called in the file; what: in messages; remedy: for a damaged one.

    Every call reads or writes it afresh.
    """

    def __init__(self, path: Path, *, key: str, what: str, remedy: str) -> None:
        self.path = path
        self._key = key
        self._what = what
        self._remedy = remedy
        self._number = (_NO_STAMP, 0)  # of the file with that stamp: who has just read or written it need not again

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this around load, decide, put: a second command waits for its turn. ConfigError."""
        try:
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(
                f"{self.path.parent}: cannot write the {self._what} ({error.strerror}): run as the gateway's user?"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def load(self) -> list[dict[str, Any]]:
        """The entries; none while the file is not there yet. ConfigError: damaged, readable by others."""
        return self._load()[0]

    def number(self) -> int:
        """What `put` kept beside the list; 0 if nothing. ConfigError as for `load`."""
        stamp, number = self._number
        return number if stamp == self.stamp() else self._load()[1]

    def _load(self) -> tuple[list[dict[str, Any]], int]:
        try:
            with self.path.open("rb") as file:
                status = os.fstat(file.fileno())
                data = file.read()
        except FileNotFoundError:
            return [], 0
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot read the {self._what} ({error.strerror})") from error
        if (mode := status.st_mode & 0o777) & 0o077:
            raise ConfigError(f"{self.path}: others may read the {self._what} (mode {mode:04o}): chmod 600 {self.path}")
        try:
            document = json.loads(data)
            if document["format"] != _FORMAT:
                raise ConfigError(
                    f"{self.path}: written by a newer stoep (format {document['format']}): update this one"
                )
            entries: list[dict[str, Any]] = document[self._key]
            number = int(document.get("number", 0))
            if document.get("crc", crc := _checksum(entries, number)) != crc:  # device lists of 0.2.0 have none
                raise self.damaged("checksum")
        except (ValueError, KeyError, TypeError) as error:
            raise self.damaged(type(error).__name__) from error
        self._number = _stamp(status), number
        return entries, number

    def damaged(self, reason: str) -> ConfigError:
        """What to raise for entries that mean nothing."""
        return ConfigError(f"{self.path}: damaged ({reason}): {self._remedy}")

    def put(self, entries: list[dict[str, Any]], *, number: int = 0) -> None:
        """Write it anew. ConfigError."""
        beside = {"number": number} if number else {}
        head = json.dumps({"format": _FORMAT, "crc": _checksum(entries, number), **beside})[:-1]
        lines = ",\n".join(json.dumps(entry) for entry in entries)  # by compiled code, which `indent` does without
        write_private(self.path, f"{head}, {json.dumps(self._key)}: [\n{lines}\n]}}\n".encode())
        self._number = self.stamp(), number

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the file was written anew; zeros while there is none."""
        try:
            return _stamp(self.path.stat())
        except OSError:
            return _NO_STAMP


def _stamp(status: os.stat_result) -> tuple[int, int, int]:
    return (status.st_mtime_ns, status.st_ino, status.st_size)


def _checksum(entries: object, number: int) -> int:
    return zlib.crc32(json.dumps([entries, number] if number else entries, sort_keys=True).encode())
