"""What a running gateway tells about itself: status for the pages, metrics, health."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import chain
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.ingest.engine import Ingest
from stoep_gateway.journal.records import PlaceRow
from stoep_gateway.journal.writer import Writer
from stoep_gateway.sources.mqtt import LinkFacts
from stoep_gateway.supervise.books import Books, BooksTold
from stoep_gateway.supervise.disk_room import DiskRoom, look
from stoep_gateway.supervise.health import Health
from stoep_gateway.supervise.metrics_server import serve_metrics
from stoep_gateway.supervise.pulse import DISK, show
from stoep_gateway.supervise.retention import Retention
from stoep_gateway.supervise.status import status_json
from stoep_gateway.supervise.trusted_clock import is_trusted

_LOG = logging.getLogger("stoep.gateway")
STATUS_S = 5.0
_MEGABYTE = 1024 * 1024


class SelfReport:
    """Reads everywhere, changes nothing but the status beside the archive."""

    def __init__(
        self,
        settings: Settings,
        *,
        journal: Writer,
        journal_path: Path,
        ingest: Ingest,
        link: LinkFacts,
        health: Health,
        retention: Retention,
        books: Books,
        gardens: Callable[[], Gardens],
    ) -> None:
        self._settings = settings
        self._started_s = time.time()
        self._journal = journal
        self._journal_path = journal_path
        self._ingest = ingest
        self._link = link
        self._health = health
        self._retention = retention
        self._books = books
        self._gardens = gardens
        self._room: DiskRoom | None = None
        self._started_mono_s = time.monotonic()

    async def keep_status(self, archive: ArchiveWriter) -> None:
        """Renew it every few seconds, until cancelled."""
        while True:
            await self._look_at_the_disk()
            text = status_json(
                self._settings,
                devices=self._ingest.statuses(),
                places=await self._places(),
                accounts=await self._accounts(),
                books=await self._told(),
                is_ledger_shut=self._health.is_ledger_shut,
                disk=self._health.disk,
                gardens=self._gardens(),
                written_s=int(time.time()),
            )
            try:
                await archive.write_status(text)
            except RetryableError as error:
                _LOG.debug("%s", error)  # the archive's forwarder tells it already
            show(DISK)  # both threads that write have had a turn, whatever came of it
            await asyncio.sleep(STATUS_S)

    async def serve(self) -> None:
        """/metrics and /healthz, until cancelled. ConfigError: the address is taken."""
        where = self._settings.metrics
        pages = {"/metrics": self._metrics_page, "/healthz": self._health_page}
        await serve_metrics(host=where.host, port=where.port, pages=pages)

    async def _places(self) -> Mapping[str, PlaceRow]:
        """As committed: pages may not run ahead of what is durable."""
        try:
            return await self._journal.load_places()
        except RetryableError:
            return {}

    async def _accounts(self) -> accounts.Accounts | None:
        try:
            return await asyncio.to_thread(accounts.read, self._journal_path, recount=False)
        except ConfigError:
            return None

    async def _told(self) -> BooksTold | None:
        try:
            return await asyncio.to_thread(self._books.told)
        except ConfigError:
            return None

    async def _look_at_the_disk(self) -> None:
        max_bytes = self._settings.journal.max_size_mb * _MEGABYTE
        with suppress(OSError, RetryableError):  # a disk that does not answer is told by the commits
            used_bytes = await self._journal.used_bytes()
            self._room = look(self._settings.gateway.state_dir, used_bytes=used_bytes, max_bytes=max_bytes)
            self._health.room(self._room)

    async def _metrics_page(self) -> tuple[int, bytes]:
        # Here, since a fifth of the gateway's start would be what only metrics need, and most gateways are never asked.
        from stoep_gateway.metrics import render
        from stoep_gateway.supervise.analyst_metrics import analyst_samples
        from stoep_gateway.supervise.gateway_metrics import samples

        await self._look_at_the_disk()
        counted = await self._accounts()
        backends = (ARCHIVE, *(backend.name for backend in self._settings.backends))
        failing = {name: bool(self._health.backend_errors.get(name)) for name in backends}
        # It waits for a disk, and maybe for the analyst.
        crowd, gardens = await asyncio.to_thread(
            analyst_samples,
            self._settings,
            has_gardens=bool(self._gardens().devices),
            now_s=time.time(),
            started_s=self._started_s,
        )
        return 200, render(
            lambda: chain(
                samples(
                    accounts=counted,
                    link=self._link,
                    healthy=not self._health.findings,
                    failing=failing,
                    devices=self._ingest.statuses(),
                    rollouts=self._ingest.rollouts.progress(),
                    room=self._room,
                    disk_full=self._health.is_disk_full,
                    archive_deleted=self._retention.deleted,
                    archive_oldest_day=self._retention.oldest_day,
                    ledger_shut=self._health.is_ledger_shut,
                    clock_trusted=is_trusted(self._settings.clock.trust),
                    started_mono_s=self._started_mono_s,
                    mono_s=time.monotonic(),
                ),
                crowd,
                gardens,
            )
        )

    async def _health_page(self) -> tuple[int, bytes]:
        findings = self._health.findings
        warning = (f"warning: {self._health.warning}",) if self._health.warning else ()
        lines = "\n".join((*(findings or ("ok",)), *warning, "")).encode()
        return (503 if findings else 200), lines
