"""Deliver to CSV files, one for each day, described by a Frictionless data package."""

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader, FileIO
from pathlib import Path

from stoep_gateway.backends.csv_package import PACKAGE, package_text
from stoep_gateway.backends.csv_rows import HEADER, HEADER_1, file_name, held, lines, whole_size, widened
from stoep_gateway.backends.csv_term import Term
from stoep_gateway.backends.options import Options
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation

_TAIL_BYTES = 64 * 1024  # far longer than any line


def create(settings: BackendSettings, *, state_dir: Path) -> Backend:
    """Options: output_dir; without it, a folder of the back-end's name in state_dir. keep_days: 0: for ever."""
    options = Options(settings)
    folder = options.path("output_dir") or state_dir / settings.name
    keep_days = options.number("keep_days", default=0, low=0, high=36_500)
    if keep_days != int(keep_days):
        raise options.error("keep_days", "must be a whole number of days")
    options.done()
    return CsvFiles(folder, keep_days=int(keep_days))


class CsvFiles:
    """A back-end (ports.Backend). Nothing is kept open between sends, so files may be moved away at any time."""

    needs_time = False

    def __init__(self, folder: Path, *, keep_days: int = 0, now_s: Callable[[], float] = time.time) -> None:
        """now_s: Unix time, for what was kept long enough."""
        self._folder = folder
        self._term = Term(folder, keep_days=keep_days)
        self._now_s = now_s
        self._has_looked = False  # for files that 0.4 wrote
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="csv")  # fsync must not hold the loop

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend. Returns when lines and file names are on the disk."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._send, batch, unsure)

    async def close(self) -> None:
        """See ports.Backend."""
        await asyncio.to_thread(self._thread.shutdown)  # a disk that hangs must not hold the loop

    def _send(self, batch: Sequence[Observation], unsure: bool) -> None:  # noqa: FBT001 - called by the executor
        by_file: dict[str, list[Observation]] = {}
        for observation in batch:
            by_file.setdefault(file_name(observation), []).append(observation)
        try:
            if not self._folder.is_dir():
                self._folder.mkdir(parents=True)
                _sync_folder(self._folder.parent)
            if not self._has_looked:
                for path in self._folder.glob("*.csv"):
                    _widen(path)
                self._has_looked = True
            for name, observations in by_file.items():
                _append(self._folder / name, observations=observations, unsure=unsure)
            self._term.forget(now_s=int(self._now_s()))
            _sync_folder(self._folder)
            self._describe()
        except OSError as error:
            raise RetryableError(
                f"{error.filename or self._folder}: cannot write ({error.strerror}): make room or check the rights"
            ) from error

    def _describe(self) -> None:
        """Write the data package anew when a file came or went; replaced as a whole, never half written."""
        names = sorted(path.name for path in self._folder.glob("*.csv"))
        path, text = self._folder / PACKAGE, package_text(names)
        if path.exists() and path.read_text() == text:
            return
        _replace(path, data=[text.encode()])


def _widen(path: Path) -> None:
    """Give a file of 0.4 the columns of today; replaced as a whole."""
    with path.open("rb") as file:
        if file.read(len(HEADER_1)) != HEADER_1:
            return
        _repair(file, header=HEADER_1)
        file.seek(0)
        _replace(path, data=widened(file))


def _replace(path: Path, *, data: Iterable[bytes]) -> None:
    new = path.with_suffix(".new")
    with new.open("wb") as file:
        file.writelines(data)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)
    _sync_folder(path.parent)


def _append(path: Path, *, observations: Sequence[Observation], unsure: bool) -> None:
    # Unbuffered: after a failed write a buffered file would write its rest when it is closed.
    with path.open("a+b", buffering=0) as file:
        whole_bytes = _repair(file)
        known: set[str] = set()
        if unsure:
            wanted = frozenset(observation.identity for observation in observations)
            with path.open(encoding="utf-8", errors="replace", newline="") as text:
                known = held(text, wanted=wanted)
        new = lines(observation for observation in observations if observation.identity not in known)
        try:
            _write(file, data=new if whole_bytes else HEADER + new)
            os.fsync(file.fileno())  # also when nothing was missing: it may have been written but not yet kept
        except OSError:
            # After a failed fsync the kernel may show lines that never reach the disk: take them back.
            os.truncate(path, whole_bytes)
            raise


def _repair(file: FileIO | BufferedReader, *, header: bytes = HEADER) -> int:
    """Cut off a last line that a power cut tore: it was never confirmed, so its batch comes again. Returns the size."""
    size_bytes = file.seek(0, os.SEEK_END)
    file.seek(max(0, size_bytes - _TAIL_BYTES))
    try:
        whole_bytes = whole_size(file.read(), size_bytes=size_bytes)
    except ValueError as error:
        raise _foreign(file) from error
    if whole_bytes < size_bytes:
        os.truncate(file.name, whole_bytes)
    file.seek(0)
    if whole_bytes and file.read(len(header)) != header:
        raise _foreign(file)
    return whole_bytes


def _foreign(file: FileIO | BufferedReader) -> RetryableError:
    return RetryableError(f"{file.name}: not a file of this back-end, or of another version: move it away")


def _write(file: FileIO, *, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
