"""`stoep garden export`: everything that is held of a garden, in one file that its resident can read."""

import io
import json
import os
import time
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from sqlite3 import Connection

from stoep_gateway.archive.status import read_status, status_path
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.desk_file import held_desk, waiting_for_desk
from stoep_gateway.commands.export_text import csv_lines
from stoep_gateway.commands.garden_almanac import found_of
from stoep_gateway.commands.garden_held import archived, journal, rows_of, waiting
from stoep_gateway.commands.garden_page import told
from stoep_gateway.config.settings import Settings
from stoep_gateway.desk.garden_records import KeptGarden
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal import resident_rows
from stoep_gateway.journal.blob import DamagedEntryError, decode_letter
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.invites import Invites
from stoep_gateway.residents import export_words
from stoep_gateway.residents.garden import Garden
from stoep_gateway.residents.requests import Report, as_json
from stoep_gateway.updates.store import UpdateStore
from stoep_protocol.description import to_json


def export(garden: Garden, *, settings: Settings, report: Report, file: Path) -> None:
    """One zip file, mode 0600. ConfigError: it exists already, or cannot be written; nothing is left then."""
    with _created(file) as out, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        # The journal first: what is delivered to the archive meanwhile is in both then, and missing in none.
        with journal(settings) as connection:
            if connection:
                _write_lines(package, export_words.JOURNAL, csv_lines(waiting(connection, garden)))
                _write_json(package, export_words.LETTERS, list(_letters(connection, garden)))
                _write_json(package, export_words.ACCOUNTS, _accounts(connection, garden))
        _write_lines(package, export_words.ARCHIVE, csv_lines(archived(settings.gateway.state_dir, garden)))
        if found := found_of(garden.name, settings=settings):
            _write_json(package, export_words.FOUND, found)
        _write_json(package, export_words.ENROLMENT, _enrolment(garden, settings=settings))
        _write_json(package, export_words.HEALTH, _health(garden, settings=settings))
        page = _page(garden, settings=settings)
        if page:
            _write_json(package, export_words.PAGE, page)
        _write_json(package, export_words.PASSED_ON, as_json(report))
        for name, text in export_words.readme(garden.name, files=package.namelist()).items():
            package.writestr(name, text)


@contextmanager
def _created(file: Path) -> Iterator[io.BufferedWriter]:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConfigError(f"{file}: exists and is not overwritten: choose another name or remove it") from error
    except OSError as error:
        raise ConfigError(f"{file}: cannot write ({error.strerror}): name a file in a folder of yours") from error
    try:
        with os.fdopen(descriptor, "wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        file.unlink(missing_ok=True)
        raise ConfigError(f"{file}: cannot write all of it ({error.strerror}): is that disk full?") from error
    except BaseException:
        file.unlink(missing_ok=True)
        raise


def _write_lines(package: zipfile.ZipFile, name: str, lines: Iterable[str]) -> None:
    info = zipfile.ZipInfo(name, date_time=time.localtime()[:6])  # a name alone would be dated 1980
    info.compress_type = zipfile.ZIP_DEFLATED
    with package.open(info, "w") as raw, io.TextIOWrapper(raw, encoding="utf-8", newline="") as file:
        file.writelines(lines)


def _write_json(package: zipfile.ZipFile, name: str, value: object) -> None:
    package.writestr(name, json.dumps(value, indent=1, ensure_ascii=False, default=_day) + "\n")


def _day(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def _letters(connection: Connection, garden: Garden) -> Iterator[dict[str, object]]:
    for _, backend, reason, letter in resident_rows.letters_of(connection, garden.names):
        try:
            observation: dict[str, object] | None = asdict(decode_letter(letter))
        except DamagedEntryError:
            observation = None
        yield {"backend": backend, "reason": reason, "observation": observation}


def _accounts(connection: Connection, garden: Garden) -> dict[str, object]:
    drawn = [
        {
            "kind": row.kind,
            "start_s": row.start_s + WIRE_EPOCH_S,
            "end_s": row.end_s + WIRE_EPOCH_S,
            "mode": row.mode,
            "spent_millionths": row.spent,
        }
        for row in read_rows(connection)
        if row.place == garden.name
    ]
    return {
        "rows": rows_of(connection, "lives", of=garden.names),
        "boards": rows_of(connection, "devices", of=garden.names),
        "windows": rows_of(connection, "places", of=(garden.name,)),
        "ledger": drawn,
    }


def _enrolment(garden: Garden, *, settings: Settings) -> dict[str, object]:
    """Everything in the lists that names the garden, but for secrets: keys are in no list, tokens of codes nowhere."""
    state_dir = settings.gateway.state_dir
    invites = [each for each in Invites(state_dir).load() if each.request.name in garden.names]
    orders = UpdateStore(state_dir).load_orders()
    progress = UpdateStore(state_dir).load_progress()
    return {
        "devices": [_device(device) for device in garden.devices],
        "invites": [
            {
                "name": each.request.name,
                "group": each.request.group,
                "cell": asdict(each.request.cell) if each.request.cell else None,
                "expires_s": each.expires_s,
                "used_s": each.used_s,
            }
            for each in invites
        ],
        "updates": [asdict(each) for each in orders.rollouts if each.group == garden.name],
        "updates_progress": [asdict(each) for each in progress if each.group == garden.name],
        "pinned": [name for name in orders.pinned if name in garden.names],
    }


def _page(garden: Garden, *, settings: Settings) -> Mapping[str, object] | None:
    """What its keeper said; None where nobody has said anything."""
    with waiting_for_desk():
        desk = held_desk(settings)
        kept = desk.gardens.garden(garden.name) if desk else None
        if desk is None or kept == KeptGarden(name=garden.name):
            return None
        return told(desk.gardens.garden(garden.name), history=desk.gardens.history(garden.name))


def _device(device: Device) -> dict[str, object]:
    return {**asdict(device), "profile": device.profile.name, "columns": to_json(device.profile)["columns"]}


def _health(garden: Garden, *, settings: Settings) -> dict[str, object]:
    text = read_status(status_path(settings.gateway.state_dir / ARCHIVE_FILE))
    status = json.loads(text) if text else {"written_s": None, "devices": []}
    return {
        "written_s": status["written_s"],
        "devices": [each for each in status["devices"] if each["name"] in garden.names],
    }
