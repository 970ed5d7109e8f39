"""Read what the gateway has of a garden: registry, journal, archive. Changes nothing, works while the gateway runs."""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from sqlite3 import Connection

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.desk_file import held_desk, waiting_for_desk
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.forward import ForwardLimits
from stoep_gateway.journal import lanes, resident_rows, seals
from stoep_gateway.journal.blob import DamagedEntryError, expand
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.errors import decoding
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.records import WIRE_EPOCH_S, Observation
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.store import Registry
from stoep_gateway.residents.garden import Garden, find
from stoep_gateway.residents.held import Count, Held
from stoep_gateway.residents.requests import Place, lost_place, place_of
from stoep_gateway.supervise.period_keys import FOLDER, stored

_EVER_S = 1 << 40
_BATCH_ENTRIES = ForwardLimits().max_observations  # an entry has at least one
_JSON_TEXTS = ("rejected", "applied")
_WIRE_TIMES = ("watermark_s", "closed_until_s")


def find_garden(name: str, *, settings: Settings) -> Garden:
    """ConfigError: nothing is known of it."""
    state_dir = settings.gateway.state_dir
    held = {each.request.name for each in Invites(state_dir).load()} | measured(settings)
    with waiting_for_desk():
        desk = held_desk(settings)
        if desk:
            held |= {kept.name for kept in desk.gardens.everyone()}
    return find(name, devices=Registry(state_dir).load(), held=held)


def measured(settings: Settings) -> frozenset[str]:
    """Names under which a board has spoken, or of which there are readings. ConfigError: nobody can tell now."""
    held: set[str] = set()
    with journal(settings) as connection:
        if connection:
            for table in ("lives", "devices"):
                held |= {str(row[0]) for row in seals.read(connection, table)[0]}
    archive = settings.gateway.state_dir / ARCHIVE_FILE
    if archive.exists():
        with reading(settings.gateway.state_dir):
            held |= ArchiveReader(archive).names()
    return frozenset(held)


def look(garden: Garden, *, settings: Settings) -> dict[str, Held]:
    """How much there is of each device, journal first: what is delivered to the archive meanwhile is seen twice."""
    profiles = {device.name: device.profile for device in garden.devices}
    counts: dict[str, Count] = {}
    with journal(settings) as connection:
        lives = seals.read(connection, "lives")[0] if connection else []
        places = {row[0]: row for row in seals.read(connection, "places")[0]} if connection else {}
        for name in garden.names:
            profile = profiles.get(name)
            place = places.get(garden.name)
            counts[name] = Count(
                is_people=profile is not None and profile.is_people,
                columns=len(profile.columns) if profile else 0,
                kept=sum(row[3] for row in lives if row[0] == name),
                released=place[4] if place else 0,
            )
        if connection:
            cursors = resident_rows.wanted_by(connection)
            for observation in waiting(connection, garden):
                count, position = counts[observation.device], observation.position
                count.wait(
                    name
                    for name, cursor in cursors.items()
                    if lanes.surely_wants(cursor, position, batch_entries=_BATCH_ENTRIES)
                )
                if ARCHIVE not in cursors or lanes.wants(cursors[ARCHIVE], position):
                    count.add(observation)
    for observation in archived(settings.gateway.state_dir, garden):
        counts[observation.device].add(observation)
    return {name: count.held() for name, count in counts.items()}


def backends(settings: Settings) -> tuple[Place, ...]:
    """Those of stoep.toml, and those that got something before they left it."""
    state_dir = settings.gateway.state_dir
    keys = stored(state_dir / FOLDER)
    found = [place_of(each, state_dir=state_dir, keys=keys) for each in settings.backends]
    known = {ARCHIVE, *(place.name for place in found)}
    with journal(settings) as connection:
        names = resident_rows.wanted_by(connection) if connection else {}
    return (*found, *(lost_place(name) for name in names if name not in known))


def names_at(place: Place, garden: Garden) -> tuple[str, ...]:
    """Everything that the garden's devices are called there, as far as anybody can tell."""
    return tuple(each.name for device in garden.names for each in place.names_of(device))


@contextmanager
def journal(settings: Settings) -> Iterator[Connection | None]:
    """One transaction's view; None before the first start. ConfigError: it cannot be read."""
    path = settings.gateway.state_dir / JOURNAL_FILE
    if not path.exists():
        yield None
        return
    with read_only(path) as connection, decoding():
        yield connection


def waiting(connection: Connection, garden: Garden) -> Iterator[Observation]:
    """What is in the journal, in order. Damaged entries say nothing."""
    for entry in resident_rows.entries_of(connection, garden.names):
        with suppress(DamagedEntryError):
            yield from expand(entry.blob, position=entry.position) if entry.sound else ()


def archived(state_dir: Path, garden: Garden) -> Iterator[Observation]:
    """Everything in the archive, by device, quantity and time. ConfigError: it cannot be read."""
    path = state_dir / ARCHIVE_FILE
    if not path.exists():
        return
    with reading(state_dir):
        reader = ArchiveReader(path)
        for device in reader.devices():
            if device.name not in garden.names:
                continue
            for quantity in device.quantities:
                dated = reader.series(device.name, quantity=quantity, start_s=0, end_s=_EVER_S)
                for point in (*dated, *reader.undated(device.name, quantity=quantity)):
                    yield Observation(
                        position=0,
                        index=0,
                        device=device.name,
                        profile=device.profile,
                        life=point.life,
                        row=point.row,
                        quantity=quantity,
                        unit=point.unit,
                        value=point.value,
                        time_s=point.time_s,
                        window_s=point.window_s,
                        cell=device.cell,
                        provenance=point.provenance,
                    )


@contextmanager
def reading(state_dir: Path) -> Iterator[None]:
    """Around what reads the archive: a person must act if that fails now."""
    try:
        yield
    except RetryableError as error:
        raise ConfigError(str(error)) from error


def rows_of(connection: Connection, table: str, *, of: Collection[str]) -> list[dict[str, object]]:
    """Sound rows of a table whose first column is among these, as JSON has them: bytes in hexadecimal, Unix times."""
    columns = seals.SEALED[table]
    rows = (row for row in seals.read(connection, table)[0] if row[0] in of)
    return [{name: _plain(name, value) for name, value in zip(columns, row, strict=True)} for row in rows]


def _plain(name: str, value: object) -> object:
    if name in _WIRE_TIMES and isinstance(value, int):
        return value + WIRE_EPOCH_S
    if name in _JSON_TEXTS and isinstance(value, str):
        return json.loads(value)
    return value.hex() if isinstance(value, bytes) else value
