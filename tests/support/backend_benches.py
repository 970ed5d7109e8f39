"""One bench for each back-end: how to open it anew, take its store away, and see what is stored."""

import csv
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from stoep_gateway import backends
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation
from support.observations import T0_S
from support.sensorthings_server import SensorThingsServer

REFUSED_VALUE = 666.0


class Stored(NamedTuple):
    """What a store must know of an observation."""

    identity: str
    time_s: int | None
    window_s: int
    value: float


def wanted(observations: Sequence[Observation]) -> list[Stored]:
    """What must be stored after these observations were delivered, in the order of `BackendBench.stored`."""
    return sorted(
        (Stored(entry.identity, entry.time_s, entry.window_s, entry.value) for entry in observations),
        key=lambda row: row[0],
    )


class BackendBench(Protocol):
    """What the contract suite needs to know about a back-end."""

    def open(self) -> Backend: ...
    def take_away(self) -> None: ...
    def bring_back(self) -> None: ...
    def refuse(self) -> bool:
        """From now on the store refuses REFUSED_VALUE; False: it never refuses a value."""
        ...

    def stored(self) -> list[Stored]: ...


class _FileBench:
    """A back-end in a state directory that can be missing."""

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
        return sorted(rows, key=lambda row: row[0])


class CsvBench(_FileBench):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder, kind="csv")

    def stored(self) -> list[Stored]:
        rows = []
        for path in self.state_dir.glob("city/*.csv"):
            with path.open(newline="") as file:
                rows += [_csv_row(row) for row in csv.DictReader(file)]
        return sorted(rows, key=lambda row: row[0])


def _csv_row(row: dict[str, str]) -> Stored:
    time_s = int(datetime.fromisoformat(row["time"]).timestamp()) if row["time"] else None
    return Stored(row["identity"], time_s, int(row["window_s"]), float(row["value"]))


class SensorThingsBench:
    def __init__(self, server: SensorThingsServer) -> None:
        self._server = server

    def open(self) -> Backend:
        options = {"url": self._server.url, "timeout_s": 10}
        settings = BackendSettings(name="city", type="sensorthings", options=options, where="stoep.toml:1")
        return backends.create(settings, state_dir=Path("/nowhere"))

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
