"""A real SensorThings 1.1 server (django-ogc-sensorthings on SQLite, under uvicorn) as a child process."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from support.ports import free_port
from support.repository import TESTS
from support.waiting import LIMIT_S, LONG_LIMIT_S

TABLES = "sensorthings_v1_1_django_backend_"
_PATH = "sensorthings/v1.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRow:
    """One stored observation as the server's database has it. Times in Unix seconds."""

    identity: str
    datastream: str
    phenomenon_s: float
    result_s: float
    result: float


class SensorThingsServer:
    """Start, SIGKILL and start again on the same port and database. Stop it before the folder goes."""

    def __init__(
        self, folder: Path, *, empty: Path | None = None, time_zone: str = "UTC", lock_timeout_s: float = 5.0
    ) -> None:
        """empty: the database of `make_database` that it begins with; None: one is made."""
        self._folder = folder
        self._empty = empty
        self._database = folder / "sensorthings.db"
        self._environment = _environment(self._database) | {
            "STA_TIME_ZONE": time_zone,
            "STA_LOCK_TIMEOUT_S": str(lock_timeout_s),
        }
        self._child: subprocess.Popen[str] | None = None
        self.port = free_port()  # its own also while it is killed

    @property
    def url(self) -> str:
        """The base URL, version included."""
        return f"http://127.0.0.1:{self.port}/{_PATH}"

    @property
    def pid(self) -> int | None:
        """Of the running server."""
        return self._child.pid if self._child else None

    def start(self) -> "SensorThingsServer":
        """Returns once it has answered: what it loads for its first answer takes seconds on a busy machine.

        The first start makes the database; a running server is left alone.
        """
        if self._child is not None:
            return self
        self._folder.mkdir(parents=True, exist_ok=True)
        if not self._database.exists():
            if self._empty is None:
                make_database(self._database)
            else:
                shutil.copyfile(self._empty, self._database)
        with (self._folder / "server.log").open("a") as log:
            command = [sys.executable, "-m", "support.sensorthings_server.serve", str(self.port)]
            self._child = subprocess.Popen(
                command, env=self._environment, stdout=subprocess.PIPE, stderr=log, text=True, cwd=self._folder
            )
        assert self._child.stdout is not None
        line = self._child.stdout.readline()
        if not line:
            self.kill()
            raise AssertionError(f"the server did not start: {(self._folder / 'server.log').read_text()[-2000:]}")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{_PATH}/Things?$top=1", timeout=LIMIT_S) as answer:
            answer.read()
        return self

    def kill(self) -> None:
        """SIGKILL, at whatever it is doing."""
        if self._child is not None:
            self._child.kill()
            self._reap(self._child)

    def stop(self) -> None:
        """SIGTERM, then SIGKILL after five seconds."""
        if self._child is not None:
            self._child.terminate()
            self._reap(self._child)

    def wipe(self) -> None:
        """Forget every entity and observation, and every trigger that a test has put there."""
        with self.database() as connection:
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                connection.execute(f"DROP TRIGGER {name}")
            connection.execute("PRAGMA foreign_keys = OFF")
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (name,) in names:
                if name.startswith(TABLES):
                    connection.execute(f"DELETE FROM {name}")

    def refuse(self, condition: str) -> None:
        """Make the server fail to store observations for which the SQL condition on NEW holds."""
        with self.database() as connection:
            connection.execute(
                f"CREATE TRIGGER refusal BEFORE INSERT ON {TABLES}observation WHEN {condition}"
                " BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )

    def rows(self) -> list[ServerRow]:
        """All observations, in the order of identity and time."""
        with self.database() as connection:
            found = connection.execute(
                "SELECT o.parameters, d.name, o.phenomenon_time_begin, o.result_time, o.result"
                f" FROM {TABLES}observation o JOIN {TABLES}datastream d ON d.id = o.datastream_id"
            ).fetchall()
        rows = [
            ServerRow(
                identity=json.loads(parameters or "{}").get("stoep", ""),
                datastream=name,
                phenomenon_s=_unix(phenomenon),
                result_s=_unix(result_time),
                result=result,
            )
            for parameters, name, phenomenon, result_time, result in found
        ]
        return sorted(rows, key=lambda row: (row.identity, row.datastream, row.phenomenon_s))

    def count(self, entity: str) -> int:
        """How many there are of an entity, such as "thing" or "datastream"."""
        with self.database() as connection:
            number: int = connection.execute(f"SELECT count(*) FROM {TABLES}{entity}").fetchone()[0]
            return number

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The server's own database, beside the server."""
        with closing(sqlite3.connect(self._database, timeout=10.0, isolation_level=None)) as connection:
            yield connection

    def _reap(self, child: subprocess.Popen[str]) -> None:
        try:
            child.wait(timeout=5)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait(timeout=60)
        if child.stdout is not None:
            child.stdout.close()
        self._child = None


def make_database(path: Path) -> None:
    """As a server has it before the first request."""
    command = [sys.executable, "-m", "django", "migrate", "-v0"]
    subprocess.run(command, env=_environment(path), cwd=path.parent, check=True, timeout=LONG_LIMIT_S)


def _environment(database: Path) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(TESTS),
        "PYTHONWARNINGS": "ignore",
        "DJANGO_SETTINGS_MODULE": "support.sensorthings_server.settings",
        "STA_DB": str(database),
        "STA_URL": "http://not-migrating",
        "STA_TIME_ZONE": "UTC",
        "STA_LOCK_TIMEOUT_S": "5",
    }


def _unix(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
