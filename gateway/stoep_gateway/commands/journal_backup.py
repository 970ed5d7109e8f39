"""`stoep journal backup`: a copy of the journal as it is at one moment, also while the gateway writes."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from stoep_gateway.config.private_file import sync_folder
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.copied import mark_copy
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.trusted_clock import local_time


def backup(settings: Settings, *, file: Path, now_s: int) -> int:
    """One file, mode 0600. now_s: Unix time. ConfigError: it exists already, or cannot be written; nothing is left."""
    with read_only(settings.gateway.state_dir / JOURNAL_FILE) as journal:
        try:
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError as error:
            raise ConfigError(f"{file}: exists and is not overwritten: choose another name or remove it") from error
        except OSError as error:
            raise ConfigError(f"{file}: cannot write ({error.strerror}): name a file in a folder of yours") from error
        try:
            _copy(journal, file=file, made_s=now_s - WIRE_EPOCH_S)
        except (OSError, sqlite3.Error) as error:
            file.unlink()
            raise ConfigError(f"{file}: cannot write all of it ({error}): is that disk full?") from error
    moment = local_time(now_s - WIRE_EPOCH_S)
    print(
        f"{file}: the journal as of {moment}. If you put it back, devices send again what came since, back-ends look"
        " what they have of it, and the log says which ones cannot. It does not hold the keys:"
        " keep master.key and devices.json with it"
    )
    return 0


def _copy(journal: sqlite3.Connection, *, file: Path, made_s: int) -> None:
    with closing(sqlite3.connect(file)) as copy:
        copy.execute("PRAGMA temp_store = MEMORY")
        journal.backup(copy)  # https://sqlite.org/backup.html: one read transaction, which no writer waits for
        copy.execute("PRAGMA journal_mode = DELETE")  # everything in this one file
        mark_copy(copy, made_s=made_s)
    sync_folder(file.parent)
