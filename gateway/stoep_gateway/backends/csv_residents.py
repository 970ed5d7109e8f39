"""Correct or erase lines of certain devices in the files of a CSV back-end, while nobody else writes them."""

import csv
import os
from collections.abc import Callable, Collection
from pathlib import Path

from stoep_gateway.config.private_file import sync_folder
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell

_DEVICE = "device"
_PLACE = ("cell_x_m", "cell_y_m", "cell_size_m")
_OURS = {"identity", _DEVICE, *_PLACE}  # in every header that a version of this back-end wrote

_Line = dict[str, str]  # by column, in the file's order


def move(folder: Path, devices: Collection[str], *, cell: Cell | None) -> None:
    """Their lines get this cell. ConfigError: a file cannot be written."""
    place = (cell.x_m, cell.y_m, cell.size_m) if cell else ("", "", "")

    def changed(line: _Line) -> _Line:
        return {**line, **{name: str(value) for name, value in zip(_PLACE, place, strict=True)}}

    _rewrite(folder, devices, change=changed)


def erase(folder: Path, devices: Collection[str]) -> None:
    """Their lines go. ConfigError: a file cannot be written."""
    _rewrite(folder, devices, change=lambda _: None)


def _rewrite(folder: Path, devices: Collection[str], *, change: Callable[[_Line], _Line | None]) -> None:
    """Each file whole or not at all; files of somebody else are left alone."""
    try:
        for path in sorted(folder.glob("*.csv")):
            _rewrite_file(path, devices, change=change)
        for path in folder.glob(".*.csv.new"):  # of a writer that was cut off
            path.unlink()
    except OSError as error:
        raise ConfigError(
            f"{error.filename or folder}: cannot write ({error.strerror}): make room or check the rights, then again"
        ) from error


def _rewrite_file(path: Path, devices: Collection[str], *, change: Callable[[_Line], _Line | None]) -> None:
    target = path.with_name(f".{path.name}.new")
    target.unlink(missing_ok=True)
    is_changed = False
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as old:
        header = old.readline()
        columns = _fields(header)
        if not set(columns) >= _OURS:
            return
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as new:
            new.write(header)
            writer = csv.DictWriter(new, columns, lineterminator="\n")
            for text in old:
                if not text.endswith("\n"):  # torn by a power cut, never confirmed: the next send would cut it off, too
                    is_changed = True
                    break
                line = dict(zip(columns, _fields(text), strict=False))
                if line.get(_DEVICE) not in devices:
                    new.write(text)
                    continue
                is_changed = True
                if (kept := change(line)) is not None:
                    writer.writerow(kept)
            new.flush()
            os.fsync(new.fileno())
    if is_changed:
        target.replace(path)
        sync_folder(path.parent)
    else:
        target.unlink()


def _fields(text: str) -> list[str]:
    return next(csv.reader([text]), [])
