"""A gateway's core without sockets: ingest over a real journal that can crash and start again."""

import shutil
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.anonymise.ledger import WINDOW, Ledger
from stoep_gateway.anonymise.policy import declared, schedule_of
from stoep_gateway.anonymise.quantities import BUILT_IN_CLASSES, Classes
from stoep_gateway.anonymise.recovery import recover
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.ingest import Ingest
from stoep_gateway.journal import Journal, seals
from stoep_gateway.journal.blob import expand
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE, read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.journal.records import LedgerRow
from stoep_gateway.records import Arrival, Cell, Observation, Outgoing
from stoep_gateway.registry.device import Device
from stoep_protocol.extras import Echo, Extras
from stoep_protocol.master_keys import ledger_key
from stoep_protocol.profiles import Profile, by_name
from stoep_protocol.reply import Reply
from support.policies import plain_settings
from support.wire_device import WireDevice

MASTER = bytes(range(32))
NOON_S = 215_006_400  # a whole quarter of an hour, wire time
CELL = Cell(x_m=81_250, y_m=455_250, size_m=500)


def enrolled(
    name: str = "garden-7",
    *,
    profile: str | Profile = "soil",
    generation: int = 1,
    revoked: bool = False,
    group: str = "",
) -> Device:
    return Device(
        name=name,
        profile=by_name(profile) if isinstance(profile, str) else profile,
        generation=generation,
        group=group or name,
        cell=CELL,
        sample_s=60 if profile in ("people", "canary") else 600,
        send_s=3600,
        revoked=revoked,
    )


class Core:
    """One gateway after the other on one journal. now_s and mono_s only move when the test moves them."""

    def __init__(
        self,
        folder: Path,
        *devices: Device,
        policy: PeopleSettings | None = None,
        memory_bytes: int = 1 << 20,
        max_size_bytes: int = 1 << 30,
        classes: Classes = BUILT_IN_CLASSES,
    ) -> None:
        self.path = folder / "journal.db"
        self.devices: Mapping[str, Device] = {device.name: device for device in devices or (enrolled(),)}
        self.now_s: int | None = NOON_S
        self.mono_s = 0.0
        self.policy = policy or plain_settings()
        self._memory_bytes = memory_bytes
        self._max_size_bytes = max_size_bytes
        self._classes = classes
        self._starts = 0
        self._journal: Journal | None = None
        self._reader: sqlite3.Connection | None = None
        self._read: tuple[int, accounts.Accounts] | None = None  # as of which change by the journal
        self.restart()

    @property
    def echo(self) -> Extras:
        """What a device says that has heard this start of the gateway."""
        return Extras(None, None, Echo(self.epoch, None, None))

    def __enter__(self) -> "Core":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def journal(self) -> Journal:
        assert self._journal is not None
        return self._journal

    def restart(self) -> None:
        """What was not committed is gone, as after a SIGKILL."""
        self.close()
        self._starts += 1
        self.epoch = self._starts.to_bytes(8, "big")
        self._journal = Journal.open(self.path, max_size_bytes=self._max_size_bytes)
        self.ingest = Ingest(
            self.devices,
            master=MASTER,
            epoch=self.epoch,
            policy=self.policy,
            state=self._journal.load_state(),
            memory_bytes=self._memory_bytes,
            classes=self._classes,
        )

    def copy(self) -> Path:
        """What a backup of the state folder would hold now."""
        copy = self.path.with_suffix(".copy")
        copy.unlink(missing_ok=True)
        with closing(sqlite3.connect(self.path)) as journal, closing(sqlite3.connect(copy)) as into:
            journal.backup(into)
        return copy

    def restore(self, copy: Path) -> None:
        """The gateway is put back from a copy, the ledger's second file with it."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copy(copy, self.path)
        self.path.with_name(ANCHOR_FILE).unlink(missing_ok=True)
        self.restart()

    def recover(self) -> None:
        """`stoep ledger recover`, with the gateway stopped."""
        assert self.now_s is not None
        self.restart()
        state = self.journal.load_state()
        batch = recover(
            state,
            ledger=Ledger(state.ledger, key=ledger_key(MASTER), epoch=self.epoch),
            now_s=self.now_s,
            schedule=schedule_of(state.ledger.policies),
            wanted=declared(self.policy),
            quantities={device.group: 2 for device in self.devices.values()},
        )
        self.journal.commit(batch)
        self.restart()

    def books(self) -> list[LedgerRow]:
        """Every durable draw, in order."""
        return [row for row in self.ledger() if row.kind == WINDOW]

    def ledger(self) -> list[LedgerRow]:
        """Every durable row of the ledger, in order."""
        return list(read_rows(self._durable()))

    def draws(self) -> list[tuple[str, int]]:
        """(place, start) of every durable draw, in order."""
        return (
            self._durable()
            .execute("SELECT place, start_s FROM ledger WHERE kind = ? ORDER BY id", (WINDOW,))
            .fetchall()
        )

    def close(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = self._read = None
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def take(self, *arrivals: Arrival) -> None:
        for arrival in arrivals:
            self.ingest.take(arrival, now_s=self.now_s, mono_s=self.mono_s)

    def commit(self) -> None:
        batch = self.ingest.batch()
        if batch is not None:
            self.journal.commit(batch)
            self.ingest.committed(batch)

    def replies(self) -> tuple[Outgoing, ...]:
        return self.ingest.replies(now_s=self.now_s)

    def reply(self, device: WireDevice) -> Reply:
        """The only reply that is owed."""
        (outgoing,) = self.replies()
        return device.open(outgoing)

    def ask(self, device: WireDevice, *arrivals: Arrival) -> Reply:
        """Take frames of one session and give their one reply."""
        self.take(*arrivals)
        return self.reply(device)

    def observations(self) -> tuple[Observation, ...]:
        """Everything durable, in order."""
        found: list[Observation] = []
        for entry in self.journal.read(1, end=None, max_observations=1_000_000):
            assert entry.sound
            found.extend(expand(entry.blob, position=entry.position))
        return tuple(found)

    def accounts(self) -> accounts.Accounts:
        """Of what is durable, read anew when there was a commit."""
        reader = self._durable()
        (change,) = reader.execute("PRAGMA data_version").fetchone()
        if self._read is None or self._read[0] != change:
            self._read = change, accounts.of(reader)
        return self._read[1]

    def _durable(self) -> sqlite3.Connection:
        """Of somebody beside the gateway. Opening it takes longer than what is read with it, so it stays open."""
        if self._reader is None:
            with read_only(self.path):  # can be read
                self._reader = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)
            seals.prepare(self._reader)
        return self._reader

    def unopened(self) -> Mapping[str, int]:
        return self.ingest.counts().unopened


def soil_rows(first: int, count: int) -> list[tuple[int, tuple[int | None, ...]]]:
    """Rows first, first + 1, … of a soil device that samples every ten minutes; each tells its number in probe_mv."""
    return [(NOON_S + 600 * row, (row, 180, 150, 201, 650)) for row in range(first, first + count)]


def people_rows(counts: Iterable[int], *, start_s: int = NOON_S) -> list[tuple[int, tuple[int | None, ...]]]:
    """One row a minute from start_s on: `in` as given, nobody out."""
    return [(start_s + 60 * (index + 1), (count, 0)) for index, count in enumerate(counts)]
