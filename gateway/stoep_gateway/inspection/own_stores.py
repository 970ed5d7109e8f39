"""The gateway's own databases: what journal and archive really hold, and since when."""

from collections.abc import Iterator
from pathlib import Path

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.inspection.counted import counted
from stoep_gateway.inspection.observed import place_of, stored
from stoep_gateway.inspection.records import Look, Seen, not_done
from stoep_gateway.inspection.stock import Stock, Stored
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.reader import read_entries

_FOR_EVER_S = 1 << 40


def look_at_journal(state_dir: Path, *, stock: Stock) -> Seen:
    """Every entry that it still holds; it forgets what all back-ends have."""
    path = state_dir / JOURNAL_FILE
    if not path.exists():
        return not_done("journal", "there is none: the gateway has not run yet")
    entries = damaged = 0
    try:
        for entry in read_entries(path):
            entries += 1
            try:
                for observation in expand(entry.blob, position=entry.position):
                    stock.add(stored(observation, where=JOURNAL_FILE))
            except DamagedEntryError:
                damaged += 1
    except ConfigError as error:
        return not_done("journal", str(error))
    more = f"; {damaged} cannot be read" if damaged else ""
    return _seen("journal", f"{counted(entries, 'entry', 'entries')}{more}: {stock.told()}", stock=stock)


def look_at_archive(state_dir: Path, *, stock: Stock, sensitive: frozenset[str]) -> Seen:
    """Every count of people one by one; of other readings how many devices, where and since when."""
    path = state_dir / ARCHIVE_FILE
    if not path.exists():
        return not_done("archive", "there is none: the gateway has not run yet")
    try:
        for row in _archived(path, sensitive=sensitive):
            stock.add(row)
    except RetryableError as error:
        return not_done("archive", str(error))
    return _seen("archive", stock.told(), stock=stock)


def _archived(path: Path, *, sensitive: frozenset[str]) -> Iterator[Stored]:
    reader = ArchiveReader(path).hold()
    try:
        for device in reader.devices():
            place = place_of(device.cell)
            where = f"{path.name} {device.name}"
            for quantity in device.quantities:
                if quantity not in sensitive:
                    yield Stored(where, device.name, device.profile, quantity, None, 0, 0.0, None, place)
                    continue
                points = (
                    *reader.series(device.name, quantity=quantity, start_s=0, end_s=_FOR_EVER_S),
                    *reader.undated(device.name, quantity=quantity),
                )
                for point in points:
                    made = point.provenance
                    yield Stored(
                        where=f"{where} {quantity} at {point.time_s}",
                        device=device.name,
                        profile=device.profile,
                        quantity=quantity,
                        time_s=point.time_s,
                        window_s=point.window_s,
                        value=point.value,
                        k=made.k if made else None,
                        place=place,
                    )
    finally:
        reader.close()


def _seen(name: str, told: str, *, stock: Stock) -> Seen:
    return Seen(looks=(Look(name=name, told=told),), evidence=tuple(stock.evidence()), findings=tuple(stock.findings()))
