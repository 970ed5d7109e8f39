"""Who can say what arrived at a back-end: one small class for each kind."""

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from chaos.site import Site
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.errors import RetryableError
from stoep_testing.csv_store import csv_rows
from stoep_testing.stored import Stored
from support import postgres_server
from support.backend_benches import postgres_rows, secret
from support.faulty_service import FaultyService
from support.postgres_server import PostgresServer
from support.sensorthings_server import SensorThingsServer

_END_S = 1 << 33


class Witness(Protocol):
    """Of one back-end. name: as in the accounts. needs_time: it is spared what has none.

    before: what others held when it was added, and it need not have.
    """

    name: str
    needs_time: bool
    before: Sequence[Stored]

    def table(self) -> Mapping[str, object] | None:
        """Its [[backend]] table; None: it is always there."""
        ...

    def stored(self) -> list[Stored]:
        """Everything that it holds, each time that it holds it."""
        ...


class ArchiveWitness:
    """It cannot hold a value twice by its make: a double shows as a wrong value, a loss as a loss."""

    name = "archive"
    needs_time = False
    before: Sequence[Stored] = ()

    def __init__(self, site: Site) -> None:
        self._path = site.state_dir / FILE_NAME

    def table(self) -> None:
        return None

    def stored(self) -> list[Stored]:
        reader = ArchiveReader(self._path)
        try:
            devices = reader.devices()
        except RetryableError:
            return []
        found = []
        for device in devices:
            for quantity in device.quantities:
                dated = reader.series(device.name, quantity=quantity, start_s=0, end_s=_END_S)
                for point in (*dated, *reader.undated(device.name, quantity=quantity)):
                    of = f"w{point.window_s}/{point.time_s}" if point.window_s else f"{point.life}/{point.row}"
                    identity = f"{device.name}/{of}/{quantity}"
                    found.append(Stored(identity, point.time_s, point.window_s, point.value))
        return found


class CsvWitness:
    """In the state folder, so that a copy of that holds it, too."""

    needs_time = False

    def __init__(self, site: Site, *, name: str = "files", before: Sequence[Stored] = ()) -> None:
        self.name = name
        self.before = before
        self._folder = site.state_dir / name

    def table(self) -> Mapping[str, object]:
        return {"name": self.name, "type": "csv"}

    def stored(self) -> list[Stored]:
        return [row._replace(unit=None) for row in csv_rows(self._folder)]  # no other witness has the unit


class SensorThingsWitness:
    """A city's server behind a service that can be made faulty; read in its own database.

    What the service confirmed row by row and threw away counts as stored: nobody could know.
    """

    name = "city"
    needs_time = True
    before: Sequence[Stored] = ()

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.server = SensorThingsServer(folder)
        self.server.start()
        self.faults = FaultyService(target_port=self.server.port)
        self.sigkills = 0
        self._lock = threading.Lock()  # a server dies once at a time

    def table(self) -> Mapping[str, object]:
        url = self.server.url.replace(str(self.server.port), str(self.faults.port))
        return {"name": self.name, "type": "sensorthings", "url": url, "timeout_s": 5}

    def stored(self) -> list[Stored]:
        rows = [
            Stored(row.identity, int(row.phenomenon_s), int(row.result_s - row.phenomenon_s), row.result)
            for row in self.server.rows()
        ]
        held = {row.identity for row in rows}
        believed = {row.identity: row for group in list(self.faults.believed) for row in _rows(group)}
        return rows + [row for identity, row in believed.items() if identity not in held]

    def sigkill(self) -> None:
        """The server dies and comes back."""
        with self._lock:
            self.sigkills += 1
            self.server.kill()
            self.server.start()

    def copy(self, target: Path) -> None:
        """With the server stopped for as long as it takes."""
        self.server.stop()
        shutil.copytree(self._folder, target)
        self.server.start()

    def restore(self, copy: Path) -> None:
        self.server.stop()
        shutil.rmtree(self._folder)
        copy.rename(self._folder)
        self.server.start()


class PostgresWitness:
    """A table of the city's."""

    name = "database"
    needs_time = False
    before: Sequence[Stored] = ()
    _KEPT = "kept"  # a copy of the database

    def __init__(self, folder: Path) -> None:
        """folder: of `private_folder`."""
        self._password_file = secret(folder / "gateway.password", text=postgres_server.PASSWORD)
        self.server = PostgresServer(folder).make().start()
        self.server.wipe()

    def table(self) -> Mapping[str, object]:
        return {
            "name": self.name,
            "type": "postgres",
            "host": "127.0.0.1",
            "port": self.server.port,
            "user": postgres_server.OWNER,
            "password_file": str(self._password_file),
            "database": postgres_server.DATABASE,
        }

    def stored(self) -> list[Stored]:
        if self.server.sql("SELECT to_regclass('stoep.observation')") == [[""]]:
            return []
        return postgres_rows(self.server)

    def copy(self, _target: Path) -> None:
        """Kept in the server itself. The gateway is stopped, though the server may not have noticed yet."""
        mine = f"FROM pg_stat_activity WHERE datname = '{postgres_server.DATABASE}'"
        self._elsewhere(f"SELECT pg_terminate_backend(pid, 30000) {mine}")  # waits until they have ended
        self._elsewhere(f"DROP DATABASE IF EXISTS {self._KEPT}")
        self._elsewhere(f"CREATE DATABASE {self._KEPT} TEMPLATE {postgres_server.DATABASE}")

    def restore(self, _copy: Path) -> None:
        """The gateway is stopped."""
        self._elsewhere(f"DROP DATABASE {postgres_server.DATABASE} WITH (FORCE)")
        self._elsewhere(f"ALTER DATABASE {self._KEPT} RENAME TO {postgres_server.DATABASE}")

    def _elsewhere(self, text: str) -> None:
        self.server.sql(text, database="postgres")


def _rows(group: Mapping[str, Any]) -> Iterator[Stored]:
    """Of one datastream, as the gateway sent them."""
    names = group["components"]
    for values in group["dataArray"]:
        row = dict(zip(names, values, strict=True))
        start_s, end_s = (
            int(datetime.fromisoformat(row[name]).timestamp()) for name in ("phenomenonTime", "resultTime")
        )
        yield Stored(row["parameters"]["stoep"], start_s, end_s - start_s, row["result"])
