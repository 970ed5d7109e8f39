"""A stopped gateway that has three gardens: released values in journal, archive, CSV files and dead letters."""

import asyncio
import gzip
import json
import random
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from stoep_gateway.almanac.blocks import Kind
from stoep_gateway.almanac.tables import FILE_NAME as ALMANAC_FILE
from stoep_gateway.almanac.writer import AlmanacWriter
from stoep_gateway.anonymise.pseudonyms import Pseudonyms
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends.csv_files import CsvFiles
from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.config.load import load
from stoep_gateway.desk.database import FILE_NAME as DESK_FILE
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.garden_records import KEEPER, RESEARCH
from stoep_gateway.journal import Journal
from stoep_gateway.journal.blob import encode_letter, encode_rows, expand
from stoep_gateway.journal.records import CommitBatch, DeadLetter, Delivery, DeviceRow, LifeRow
from stoep_gateway.records import Cell, Observation
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.supervise.period_keys import FOLDER, PeriodKeys
from support.garden_figures import figure
from support.gateway import Gateway
from support.street_almanac import gardens

GARDEN = "garden-7"
YARD, YARD_DEVICES = "yard", ("yard-1", "yard-2")
NEIGHBOUR = "garden-8"
CELL = Cell(x_m=81_250, y_m=455_250, size_m=500)
CITY = "http://127.0.0.1:9/v1.1"
_START_S = 200_000_000  # wire time
_SAID_S = 1_784_000_000
_FRAMES, _ROWS = 12, 10  # a frame each device, ten rows in it
_DELIVERED = 8  # frames that every back-end has: they left the journal, and their bytes lie in its free pages
_PIECE_BYTES = 16


class Gardens:
    """put: every observation that was ever kept, by device. letters: those of them that the city refused."""

    def __init__(self, folder: Path, *, seed: int = 1) -> None:
        self.gateway = Gateway(
            folder,
            backends=[
                {"name": "files", "type": "csv"},
                {"name": "city", "type": "sensorthings", "url": CITY},
            ],
        )
        self.state_dir = self.gateway.state_dir
        self.put: dict[str, list[Observation]] = {GARDEN: [], NEIGHBOUR: [], **{name: [] for name in YARD_DEVICES}}
        self.letters: list[Observation] = []
        self.blobs: dict[str, list[bytes]] = {name: [] for name in self.put}
        self._chance = random.Random(seed)
        for name in self.put:
            group = {"group": YARD} if name in YARD_DEVICES else {}
            self.gateway.enroll(name, profile="soil", cell=f"{CELL.x_m},{CELL.y_m}", **group)
            (self.gateway.folder / f"{name}.bundle.json").unlink()
        asyncio.run(self._fill())
        self._say()
        self._run_once()

    @property
    def journal(self) -> Path:
        return self.state_dir / "journal.db"

    def pieces(self, devices: Iterable[str]) -> set[bytes]:
        """What tells that a file still has something of these devices and of nobody else: names, bits of their rows."""
        devices = set(devices)
        others = b"".join(blob for name, blobs in self.blobs.items() if name not in devices for blob in blobs)
        found = {name.encode() for name in devices}
        for name in devices:
            for blob in self.blobs[name]:
                cut = {blob[at : at + _PIECE_BYTES] for at in range(0, len(blob) - _PIECE_BYTES + 1, 5)}
                found |= {piece for piece in cut if piece not in others}
        return found

    def files_with(self, pieces: Collection[bytes]) -> dict[str, int]:
        """How many of the pieces stand in each file below the state folder, names of files too."""
        found: dict[str, int] = {}
        cut = {piece for piece in pieces if len(piece) == _PIECE_BYTES}  # a thousand, of one length: looked up together
        words = set(pieces) - cut
        for path in sorted(self.state_dir.rglob("*")):
            data = path.read_bytes() if path.is_file() else b""
            data = path.name.encode() + (gzip.decompress(data) if path.suffix == ".gz" else data)
            count = sum(word in data for word in words)
            count += len(cut & {data[at : at + _PIECE_BYTES] for at in range(len(data))}) if cut else 0
            if count:
                found[path.relative_to(self.state_dir).as_posix()] = count
        return found

    def count_together(self, *names: str) -> None:
        """These and ten others were looked at, and have figures of two days as a block."""
        names = (*names, *(f"hof-{number}" for number in range(10)))
        day = date(2026, 7, 17)
        with closing(AlmanacWriter(self.state_dir / ALMANAC_FILE)) as writer:
            for name in names:
                writer.keep_garden(replace(gardens()[0], name=name, devices=()), recent_from=day, stamp="")
            writer.turn(dict.fromkeys(names, Kind(soil="sand", is_open=True)), today=day, k=10)
            (block,) = writer.made_to()
            for on in (day, day + timedelta(days=1)):
                writer.keep_figure(block, on=on, figure=figure(on, block=block, gardens=len(names)))

    def rename_lines(self, backend: str, *, month: str) -> dict[str, str]:
        """The CSV files of that back-end as if it had always got names of that month: by device."""
        pseudonyms = Pseudonyms(every="month", purpose=backend)
        folder = self.state_dir / FOLDER
        keys = asyncio.run(PeriodKeys(folder, now_s=lambda: _START_S).get([month]))
        names = {name: pseudonyms.name_of(name, key=keys[month]) for name in self.put}
        for path in (self.state_dir / backend).glob("*.csv"):
            text = path.read_text()
            for name, other in names.items():
                text = text.replace(name, other)
            path.write_text(text)
        return names

    def _say(self) -> None:
        """What keepers said of their gardens."""
        desk = Desk(self.state_dir / DESK_FILE, keep_days=180)
        desk.prepare()
        for garden in (GARDEN, YARD, NEIGHBOUR):
            desk.gardens.set_up(garden, planting="lawn")
            desk.gardens.consent(garden, RESEARCH, is_given=True, by=KEEPER, now_s=_SAID_S)
            desk.gardens.make_link(garden, now_s=_SAID_S)

    async def _fill(self) -> None:
        journal = Journal.open(self.journal)
        archive, files = ArchiveWriter(self.state_dir / ARCHIVE_FILE), CsvFiles(self.state_dir / "files")
        journal.attach(("archive", "files", "city"))
        try:
            for frame in range(_FRAMES):
                found = self._commit(journal, frame=frame)
                await archive.send(found, unsure=False)
                await files.send(found, unsure=False)
                for backend in ("archive", "files"):
                    self._deliver(journal, backend, found)
                if frame < _DELIVERED:
                    refused = tuple(each for each in found if each.quantity == "air_humidity")[:2] if frame == 0 else ()
                    self._deliver(journal, "city", found, refused=refused)
                    self.letters += refused
        finally:
            await archive.close()
            await files.close()
            journal.close()
        with closing(sqlite3.connect(self.state_dir / ARCHIVE_FILE)) as connection:
            query = "SELECT name, body FROM part JOIN device ON device.id = device"
            for name, body in connection.execute(query):
                self.blobs[name].append(body)
        for letter in self.letters:
            self.blobs[letter.device].append(encode_letter(letter))

    def _commit(self, journal: Journal, *, frame: int) -> tuple[Observation, ...]:
        """A frame of every device, in one transaction."""
        first = frame * _ROWS + 1
        entries = []
        for number, name in enumerate(self.put):
            blob = encode_rows(
                name,
                profile=1,
                life=self._life(number),
                cell=(CELL.x_m, CELL.y_m, CELL.size_m),
                timed=True,
                rows=first,
                times=[_START_S + 600 * (first + row) + self._chance.randrange(60) for row in range(_ROWS)],
                columns=[[self._chance.randrange(1, 2**11) for _ in range(_ROWS)] for _ in range(5)],
            )
            self.blobs[name].append(blob)
            entries.append((5 * _ROWS, blob))
        floor = (frame + 1) * _ROWS
        head = journal.commit(
            CommitBatch(
                number=frame + 1,
                entries=tuple(entries),
                lives=tuple(
                    LifeRow(device=name, life=self._life(number), floor=floor, kept=floor)
                    for number, name in enumerate(self.put)
                ),
                devices=tuple(
                    DeviceRow(device=name, generation=1, board_id=b"board-%d " % number, life=self._life(number))
                    for number, name in enumerate(self.put)
                ),
            )
        )
        found: list[Observation] = []
        for position, (_, blob) in enumerate(entries, head - len(entries) + 1):
            observations = expand(blob, position=position)
            self.put[observations[0].device] += observations
            found += observations
        return tuple(found)

    def _deliver(
        self,
        journal: Journal,
        backend: str,
        found: Sequence[Observation],
        *,
        refused: tuple[Observation, ...] = (),
    ) -> None:
        positions = sorted({each.position for each in found})
        cursor = journal.cursor(backend, lag_entries=1_000_000)
        assert cursor.live_next == positions[0]
        journal.deliver(
            Delivery(
                backend=backend,
                lane="live",
                entries=tuple((position, 5 * _ROWS) for position in positions),
                next_position=positions[-1] + 1,
                delivered=len(found) - len(refused),
                dead=tuple(DeadLetter(observation=each, reason="no such place") for each in refused),
            )
        )

    def _life(self, number: int) -> bytes:
        return bytes([number + 1, 0xA7, 0x5C, 0x31])

    def _run_once(self) -> None:
        """What a gateway leaves that has run: the broker's files, and what it told the pages."""
        settings = load(self.gateway.config)
        nats = NatsServer(settings=settings.broker, folder=self.state_dir / "broker")
        nats.write_config(Registry(self.state_dir).load().values(), master=load_master(self.state_dir))
        store = nats.folder / "store" / "jetstream" / "messages"
        store.mkdir(parents=True)
        (store / "1.blk").write_bytes(b"".join(b"stoep.1.%s.up sealed" % name.encode() for name in self.put))
        status = {"written_s": 1, "devices": [{"name": name, "battery_mv": 3700} for name in self.put]}
        write_status(status_path(self.state_dir / ARCHIVE_FILE), json.dumps(status))


def at(observations: Iterable[Observation], cell: Cell | None) -> list[Observation]:
    """The same, measured there."""
    return [replace(each, cell=cell) for each in observations]
