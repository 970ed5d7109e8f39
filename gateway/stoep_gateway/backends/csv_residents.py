"""Correct or erase lines of certain devices in the files of a CSV back-end, while nobody else writes them."""

import csv
import os
from collections.abc import Callable, Collection
from pathlib import Path

from stoep_gateway.backends.csv_rows import FIELDS, HEADER
from stoep_gateway.config.private_file import sync_folder
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell

_COLUMNS = {name: at for at, (name, _, _) in enumerate(FIELDS)}
_PLACE = ("cell_x_m", "cell_y_m", "cell_size_m")


def move(folder: Path, devices: Collection[str], *, cell: Cell | None) -> None:
    """Their lines get this cell. ConfigError: a file cannot be written."""
    place = (cell.x_m, cell.y_m, cell.size_m) if cell else ("", "", "")

    def changed(fields: list[str]) -> list[str]:
        for name, value in zip(_PLACE, place, strict=True):
            fields[_COLUMNS[name]] = str(value)
        return fields

    _rewrite(folder, devices, change=changed)


def erase(folder: Path, devices: Collection[str]) -> None:
    """Their lines go. ConfigError: a file cannot be written."""
    _rewrite(folder, devices, change=lambda _: None)


def _rewrite(folder: Path, devices: Collection[str], *, change: Callable[[list[str]], list[str] | None]) -> None:
    """Each file whole or not at all; files of somebody else, or with other columns, are left alone."""
    try:
        for path in sorted(folder.glob("*.csv")):
            _rewrite_file(path, devices, change=change)
        for path in folder.glob(".*.csv.new"):  # of a writer that was cut off
            path.unlink()
    except OSError as error:
        raise ConfigError(
            f"{error.filename or folder}: cannot write ({error.strerror}): make room or check the rights, then again"
        ) from error


def _rewrite_file(path: Path, devices: Collection[str], *, change: Callable[[list[str]], list[str] | None]) -> None:
    target = path.with_name(f".{path.name}.new")
    target.unlink(missing_ok=True)
    is_changed = False
    with path.open(encoding="utf-8", errors="surrogateescape", newline="") as old:
        if old.readline().encode(errors="surrogateescape") != HEADER:
            return
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, path.stat().st_mode & 0o777)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as new:
            new.write(HEADER.decode())
            writer = csv.writer(new, lineterminator="\n")
            for line in old:
                if not line.endswith("\n"):  # torn by a power cut, never confirmed: the next send would cut it off, too
                    is_changed = True
                    break
                fields = next(csv.reader([line]))
                if len(fields) != len(FIELDS) or fields[_COLUMNS["device"]] not in devices:
                    new.write(line)
                    continue
                is_changed = True
                if (kept := change(fields)) is not None:
                    writer.writerow(kept)
            new.flush()
            os.fsync(new.fileno())
    if is_changed:
        target.replace(path)
        sync_folder(path.parent)
    else:
        target.unlink()
