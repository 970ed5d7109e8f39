"""One bench for each back-end: how to open it anew, take its store away, and see what is stored."""

from pathlib import Path

from stoep_gateway import backends
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.backends.postgres_table import create_sql
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.ports import Backend
from stoep_testing.bench import ANSWER_S, REFUSED_VALUE
from stoep_testing.csv_store import csv_rows
from stoep_testing.observations import T0_S
from stoep_testing.stored import Stored, by_identity, repeats
from support import city_broker, postgres_server
from support.city_broker import CityBroker
from support.postgres_server import PostgresServer
from support.sensorthings_server import SensorThingsServer


def postgres_rows(server: PostgresServer) -> list[Stored]:
    """Everything in its table."""
    rows = server.sql("SELECT identity, extract(epoch FROM time)::bigint, window_s, value FROM stoep.observation")
    return [Stored(name, int(time) if time else None, int(size), float(value)) for name, time, size, value in rows]


class _FileBench:
    """A back-end in a state directory that can be missing."""

    knows_repeats = True

    def __init__(self, folder: Path, *, kind: str) -> None:
        self._folder = folder
        self._kind = kind
        self.bring_back()

    @property
    def state_dir(self) -> Path:
        return self._folder / "state"

    def open(self) -> Backend:
        settings = BackendSettings(name="city", type=self._kind, options={}, where="stoep.toml:1")
        return backends.create(settings, state_dir=self.state_dir)

    def take_away(self) -> None:
        self.state_dir.rmdir()
        self.state_dir.write_text("a file where the folder should be")

    def bring_back(self) -> None:
        self.state_dir.unlink(missing_ok=True)
        self.state_dir.mkdir(parents=True)

    def refuse(self) -> bool:
        return False

    def repeats(self) -> int:
        return repeats(row.identity for row in self.stored())

    def stored(self) -> list[Stored]:
        raise NotImplementedError


class ArchiveBench(_FileBench):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, kind="archive")

    def stored(self) -> list[Stored]:
        reader = ArchiveReader(self.state_dir / FILE_NAME)
        try:
            devices = reader.devices()
        except RetryableError:
            return []
        rows = []
        for device in devices:
            for quantity in device.quantities:
                dated = reader.series(device.name, quantity=quantity, start_s=T0_S, end_s=T0_S + 100 * 86_400)
                for point in (*dated, *reader.undated(device.name, quantity=quantity)):
                    place = f"w{point.window_s}/{point.time_s}" if point.window_s else f"{point.life}/{point.row}"
                    identity = f"{device.name}/{place}/{quantity}"
                    rows.append(Stored(identity, point.time_s, point.window_s, point.value))
        return by_identity(rows)


class CsvBench(_FileBench):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, kind="csv")

    def stored(self) -> list[Stored]:
        return csv_rows(self.state_dir / "city")


class SensorThingsBench:
    knows_repeats = True
    host = "127.0.0.1"
    answered = b"CreateObservations"

    def __init__(self, server: SensorThingsServer) -> None:
        self._server = server

    @property
    def port(self) -> int:
        return self._server.port

    def open(self) -> Backend:
        return self.through(self.port, timeout_s=ANSWER_S)

    def through(self, port: int, *, timeout_s: float) -> Backend:
        url = self._server.url.replace(str(self._server.port), str(port))
        return _create("sensorthings", url=url, timeout_s=timeout_s)

    def take_away(self) -> None:
        self._server.kill()

    def bring_back(self) -> None:
        self._server.start()

    def refuse(self) -> bool:
        self._server.refuse(f"NEW.result = {REFUSED_VALUE}")
        return True

    def stored(self) -> list[Stored]:
        return [
            Stored(row.identity, int(row.phenomenon_s), int(row.result_s - row.phenomenon_s), row.result)
            for row in self._server.rows()
        ]

    def repeats(self) -> int:
        return repeats(row.identity for row in self.stored())


class PostgresBench:
    knows_repeats = True
    host = "127.0.0.1"
    answered = b"COMMIT"

    def __init__(self, server: PostgresServer, *, folder: Path) -> None:
        self._server = server
        self._password_file = secret(folder / "postgres.password", text=postgres_server.PASSWORD)
        self.port = server.port

    def open(self) -> Backend:
        return self.through(self.port, timeout_s=ANSWER_S)

    def through(self, port: int, *, timeout_s: float) -> Backend:
        return _create(
            "postgres",
            host="127.0.0.1",
            port=port,
            user=postgres_server.OWNER,
            password_file=self._password_file,
            database=postgres_server.DATABASE,
            timeout_s=timeout_s,
        )

    def take_away(self) -> None:
        self._server.kill()

    def bring_back(self) -> None:
        self._server.start()

    def refuse(self) -> bool:
        self._server.sql(
            create_sql("stoep") + f"ALTER TABLE stoep.observation ADD CONSTRAINT city CHECK (value <> {REFUSED_VALUE})"
        )
        return True

    def stored(self) -> list[Stored]:
        return by_identity(postgres_rows(self._server))

    def repeats(self) -> int:
        return repeats(row.identity for row in self.stored())


class MqttBench:
    knows_repeats = False
    host = "127.0.0.1"
    answered = b"/senml"

    def __init__(self, broker: CityBroker, *, folder: Path) -> None:
        self._broker = broker
        self._password_file = secret(folder / "mqtt.password", text=city_broker.SENDER_PASSWORD)
        self.port = broker.port

    def open(self) -> Backend:
        return self.through(self.port, timeout_s=ANSWER_S)

    def through(self, port: int, *, timeout_s: float) -> Backend:
        return _create(
            "mqtt",
            host="127.0.0.1",
            port=port,
            user=city_broker.SENDER,
            password_file=self._password_file,
            timeout_s=timeout_s,
        )

    def take_away(self) -> None:
        self._broker.kill()

    def bring_back(self) -> None:
        self._broker.start()

    def refuse(self) -> bool:
        return False

    def stored(self) -> list[Stored]:
        return by_identity(set(self._records()))

    def repeats(self) -> int:
        return repeats(row.identity for row in self._records())

    def _records(self) -> list[Stored]:
        return [
            Stored(record["stoep_id"], record["t"], record.get("stoep_window_s", 0), record["v"])
            for message in self._broker.arrived()
            for record in message.records
        ]


def secret(path: Path, *, text: str) -> str:
    """A file that only its owner reads."""
    path.write_text(text)
    path.chmod(0o600)
    return str(path)


def _create(kind: str, **options: object) -> Backend:
    settings = BackendSettings(name="city", type=kind, options=options, where="stoep.toml:1")
    return backends.create(settings, state_dir=Path("/nowhere"))
