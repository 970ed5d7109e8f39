"""From a commit to what readers of the archive see, in virtual time: the real forwarder and status, without threads."""

import asyncio
import sqlite3
from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.archive.status import status_path, write_status
from stoep_gateway.archive.store import store
from stoep_gateway.archive.writer import open_archive
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import Settings
from stoep_gateway.forward.forwarder import Forwarder
from stoep_gateway.journal import Journal
from stoep_gateway.records import WIRE_EPOCH_S, Observation
from stoep_gateway.supervise.gateway_process import ARCHIVE_LIMITS
from stoep_gateway.supervise.self_report import STATUS_S
from stoep_gateway.supervise.status import status_json
from support.direct_journal import DirectJournal
from support.released_windows import Commit


class _DirectArchive:
    """archive.writer.ArchiveWriter's work in the loop itself."""

    needs_time = False

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        store(self._connection, batch)
        self._connection.execute("COMMIT")

    async def close(self) -> None:
        self._connection.close()


async def keep(archive: Path, commits: Sequence[Commit], *, settings: Settings, start_s: int) -> None:
    """Let the commits become durable when they did; start_s: wire time at which the loop's clock was 0. For ever."""
    path = archive.parent / "journal.db"
    journal = Journal.open(path)
    journal.attach([ARCHIVE])
    direct = DirectJournal(journal)
    sink = _DirectArchive(open_archive(archive))
    forwarder = Forwarder(
        ARCHIVE,
        backend=sink,
        journal=direct,
        delays_s=lambda: repeat(1.0),
        limits=ARCHIVE_LIMITS,
        on_change=lambda _: None,
    )
    loop = asyncio.get_running_loop()
    told = commits[0].devices

    async def commit() -> None:
        nonlocal told
        for each in commits:
            await asyncio.sleep(each.at_s - start_s - loop.time())
            await direct.commit(each.batch)
            told = each.devices
        await asyncio.Event().wait()

    async def tell() -> None:
        while True:
            text = status_json(
                settings,
                devices=told,
                places=journal.load_places(),
                accounts=accounts.read(path, recount=False),
                books=None,
                is_ledger_shut=False,
                disk="ok",
                gardens=Gardens(),
                written_s=int(start_s + loop.time()) + WIRE_EPOCH_S,
            )
            write_status(status_path(archive), text)
            await asyncio.sleep(STATUS_S)

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(forwarder.run(), name="forward")
            group.create_task(commit(), name="commit")
            group.create_task(tell(), name="status")
    finally:
        await sink.close()
        journal.close()
