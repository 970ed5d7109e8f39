"""The folder of a copy: made beside what is there, then put in its place file by file; a reader finds each one whole.

What lies there and is not of an earlier copy is neither overwritten nor taken away.
"""

import fcntl
import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType

from stoep_gateway.config.private_file import cannot_write
from stoep_gateway.errors import ConfigError

LIST = "stoep-copy.json"
_NEW = ".stoep-copy.new"  # in the folder itself: the same disk, and no right is needed above it


class CopyFolder:
    """As a context manager it is nobody else's. ConfigError: it is something else, in use, or cannot be written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._new = path / _NEW
        self._lock = -1

    def __enter__(self) -> "CopyFolder":
        try:
            if not self._path.exists():
                self._path.mkdir()
                self._path.chmod(0o755)  # whatever the umask: a web server of another user reads it
            self._lock = os.open(self._path, os.O_RDONLY | os.O_DIRECTORY)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._before = self._listed()
            shutil.rmtree(self._new, ignore_errors=True)  # of one that was cut off
            self._new.mkdir()
        except BlockingIOError as error:
            raise ConfigError(f"{self._path}: another copy is being written there: wait for it") from error
        except OSError as error:
            raise self._cannot(error) from error
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._new, ignore_errors=True)
        os.close(self._lock)

    def put(self, name: str, data: bytes) -> None:
        """Kept until `publish`. name: with slashes, below the folder."""
        file = self._new / name
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
        except OSError as error:
            raise self._cannot(error) from error

    def get(self, name: str) -> bytes:
        """What was put."""
        return (self._new / name).read_bytes()

    def publish(self, names: Iterable[str], *, stamp: dict[str, str]) -> None:
        """names: in the order in which they come into place: what others load goes first. stamp: for the list.

        Cut off at any point, the next one goes on: the list names old and new files before the first one moves.
        """
        ordered = tuple(names)
        strange = [name for name in ordered if name not in self._before and (self._path / name).exists()]
        if strange:
            raise ConfigError(f"{self._path / strange[0]}: is not of a copy of stoep's: move it somewhere else")
        try:
            self._write_list({*self._before, *ordered}, stamp=stamp)
            for name in ordered:
                self._move(name)
            for name in sorted(self._before - set(ordered)):
                self._take_out(name)
            self._write_list(set(ordered), stamp=stamp)
        except OSError as error:
            raise self._cannot(error) from error

    def _move(self, name: str) -> None:
        target = self._path / name
        for folder in reversed(target.relative_to(self._path).parents[:-1]):
            whole = self._path / folder
            if whole.is_symlink():
                raise ConfigError(f"{whole}: leads out of the copy: remove this link")
            whole.mkdir(exist_ok=True)
            whole.chmod(0o755)
        new = self._new / name
        if target.is_file() and not target.is_symlink() and target.read_bytes() == new.read_bytes():
            return  # it keeps its date
        new.chmod(0o644)
        new.replace(target)

    def _take_out(self, name: str) -> None:
        (self._path / name).unlink(missing_ok=True)
        for folder in PurePosixPath(name).parents[:-1]:
            try:
                (self._path / folder).rmdir()
            except OSError:
                return  # not empty

    def _write_list(self, names: set[str], *, stamp: dict[str, str]) -> None:
        new = self._new / LIST
        new.write_text(json.dumps({**stamp, "files": sorted(names)}, indent=1) + "\n")
        new.chmod(0o644)
        new.replace(self._path / LIST)

    def _listed(self) -> set[str]:
        """The files of the copy that is there."""
        try:
            found = json.loads((self._path / LIST).read_text())
        except FileNotFoundError:
            if any(entry.name != _NEW for entry in self._path.iterdir()):
                raise ConfigError(
                    f"{self._path}: is not empty and no copy of stoep's: name a new folder, or empty this one"
                ) from None
            return set()
        except ValueError as error:
            raise self._damaged() from error
        names = found.get("files") if isinstance(found, dict) else None
        if not isinstance(names, list) or not all(isinstance(name, str) and _is_inside(name) for name in names):
            raise self._damaged()
        return set(names)

    def _damaged(self) -> ConfigError:
        return ConfigError(f"{self._path / LIST}: damaged: empty this folder")

    def _cannot(self, error: OSError) -> ConfigError:
        if isinstance(error, FileExistsError | NotADirectoryError):
            return ConfigError(f"{error.filename}: is no folder: name another one")
        return cannot_write(Path(error.filename or self._path), error=error)


def _is_inside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts
