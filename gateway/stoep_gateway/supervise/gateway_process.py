"""The gateway part: journal, ingest, source, forwarders and numbers, composed in one task group."""

import asyncio
import logging
import os
import random
import secrets
import time
from collections.abc import Mapping
from functools import partial

from stoep_gateway import accounts
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends import create
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.forward.forwarder import Forwarder, ForwardLimits
from stoep_gateway.ingest.engine import Ingest
from stoep_gateway.journal.commit_loop import CommitLoop
from stoep_gateway.journal.records import PlaceRow
from stoep_gateway.journal.writer import Writer
from stoep_gateway.metrics import render
from stoep_gateway.ports import Backend
from stoep_gateway.records import Arrival, Outgoing
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.supervise.backoff import delays_s
from stoep_gateway.supervise.gateway_metrics import samples
from stoep_gateway.supervise.gateway_source import gateway_source
from stoep_gateway.supervise.health import Health
from stoep_gateway.supervise.lock import hold
from stoep_gateway.supervise.metrics_server import serve_metrics
from stoep_gateway.supervise.refusals import Refusals
from stoep_gateway.supervise.status import status_json
from stoep_gateway.supervise.stopping import until_signalled
from stoep_gateway.supervise.trusted_clock import wire_time_s

JOURNAL_FILE = "journal.db"

_LOG = logging.getLogger("stoep.gateway")
_LOCK_WAIT_S = 10.0  # the gateway of a killed supervisor commits before it goes
_EPOCH_BYTES = 8  # SPEC §3
_REGISTRY_POLL_S = 1.0
_TICK_S = 5.0
_STATUS_S = 5.0
_LAST_COMMIT_S = 2.5  # a stop has 5 s in all
_MEGABYTE = 1024 * 1024


class Gateway:
    """One start of the gateway. Everything that waits has a task of its own and a name."""

    def __init__(self, settings: Settings, *, journal: Writer, ingest: Ingest, backends: dict[str, Backend]) -> None:
        rng = random.Random()  # noqa: S311 - jitter, not a secret
        state_dir = settings.gateway.state_dir
        self._settings = settings
        self._journal = journal
        self._journal_path = state_dir / JOURNAL_FILE
        self._ingest = ingest
        self._registry = Registry(state_dir)
        self._stamp = self._registry.stamp()
        self._health = Health()
        self._refusals = Refusals()
        self._archive = backends[ARCHIVE]
        self._source = gateway_source(
            settings.broker, master=load_master(state_dir), rng=rng, report=self._link_changed
        )
        waits = partial(delays_s, first_s=1.0, cap_s=60.0, rng=rng)
        self._commits = CommitLoop(
            ingest,
            sink=journal,
            interval_s=settings.journal.commit_interval_s,
            delays_s=waits,
            on_committed=self._committed,
            on_failed=self._health.journal_failed,
        )
        self._forwarders = [
            Forwarder(
                name,
                backend=backend,
                journal=journal,
                delays_s=waits,
                limits=ForwardLimits(),
                on_change=self._health.backend,
            )
            for name, backend in backends.items()
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: then what is held is committed and told, as far as time allows."""
        async with asyncio.TaskGroup() as group:
            commits = group.create_task(self._commits.run(), name="commits")
            others = [
                group.create_task(self._source.run(self._take), name="source"),
                group.create_task(self._watch_registry(), name="registry"),
                group.create_task(self._tick(), name="tick"),
                group.create_task(self._write_status(), name="status"),
                group.create_task(self._serve_metrics(), name="metrics"),
            ]
            for forwarder in self._forwarders:
                name = f"forward {forwarder.state.backend}"
                others.append(group.create_task(forwarder.run(), name=name))
            await stop.wait()
            self._commits.stop()
            await asyncio.wait([commits], timeout=_LAST_COMMIT_S)
            for task in (commits, *others):
                task.cancel()

    def _take(self, arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        now_s, mono_s = wire_time_s(self._settings.clock.trust), time.monotonic()
        for arrival in arrivals:
            self._ingest.take(arrival, now_s=now_s, mono_s=mono_s)
            reason = self._ingest.refused
            if reason and (line := self._refusals.note(arrival.topic, reason=reason, mono_s=mono_s)):
                _LOG.warning("%s", line)
        self._commits.poke()
        return self._ingest.replies(now_s=now_s)

    def _committed(self) -> None:
        self._health.journal_works()
        self._source.send(self._ingest.replies(now_s=wire_time_s(self._settings.clock.trust)))

    def _link_changed(self, line: str) -> None:
        self._health.link(line, up=self._source.facts.up)

    async def _watch_registry(self) -> None:
        while True:
            await asyncio.sleep(_REGISTRY_POLL_S)
            stamp = self._registry.stamp()
            if stamp == self._stamp:
                continue
            self._stamp = stamp
            try:
                devices = self._registry.load()
            except ConfigError as error:
                _LOG.error("%s; the gateway goes on with the list it has", error)
                continue
            self._ingest.set_devices(devices)
            self._commits.poke()
            _LOG.info("device list changed: %d devices", sum(not device.revoked for device in devices.values()))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self._ingest.tick(mono_s=time.monotonic())
            self._commits.poke()

    async def _write_status(self) -> None:
        while isinstance(self._archive, ArchiveWriter):
            text = status_json(
                self._settings,
                devices=self._ingest.statuses(),
                places=await self._places(),
                accounts=await self._accounts(),
                written_s=int(time.time()),
            )
            try:
                await self._archive.write_status(text)
            except RetryableError as error:
                _LOG.debug("%s", error)  # the archive's forwarder tells it already
            await asyncio.sleep(_STATUS_S)

    async def _places(self) -> Mapping[str, PlaceRow]:
        """As committed: pages may not run ahead of what is durable."""
        try:
            return (await self._journal.load_state()).places
        except RetryableError:
            return {}

    async def _accounts(self) -> accounts.Accounts | None:
        try:
            return await asyncio.to_thread(accounts.read, self._journal_path)
        except ConfigError:
            return None

    async def _serve_metrics(self) -> None:
        metrics = self._settings.metrics
        pages = {"/metrics": self._metrics_page, "/healthz": self._health_page}
        await serve_metrics(host=metrics.host, port=metrics.port, pages=pages)

    async def _metrics_page(self) -> tuple[int, bytes]:
        counted = await self._accounts()
        failing = {name: bool(error) for name, error in self._health.backend_errors.items()}
        return 200, render(
            lambda: samples(
                accounts=counted,
                link=self._source.facts,
                healthy=not self._health.findings,
                failing=failing,
                devices=len(self._ingest.statuses()),
            )
        )

    async def _health_page(self) -> tuple[int, bytes]:
        findings = self._health.findings
        return (503, "\n".join((*findings, "")).encode()) if findings else (200, b"ok\n")


async def _run(settings: Settings, stop: asyncio.Event) -> None:
    state_dir = settings.gateway.state_dir
    master = load_master(state_dir)
    devices = Registry(state_dir).load()
    backends: dict[str, Backend] = {ARCHIVE: ArchiveWriter(state_dir / ARCHIVE_FILE)}
    for backend in settings.backends:
        backends[backend.name] = create(backend, state_dir=state_dir)
    path = state_dir / JOURNAL_FILE
    try:
        async with Writer(path, max_size_bytes=settings.journal.max_size_mb * _MEGABYTE) as journal:
            state = await journal.load_state()
            await journal.attach(backends)
            ingest = Ingest(
                devices,
                master=master,
                epoch=secrets.token_bytes(_EPOCH_BYTES),
                policy=settings.people,
                state=state,
                memory_bytes=settings.journal.memory_mb * _MEGABYTE,
            )
            await Gateway(settings, journal=journal, ingest=ingest, backends=backends).run(stop)
    finally:
        for opened in backends.values():
            await opened.close()


def run_gateway(settings: Settings) -> int:
    """Block until SIGTERM or SIGINT. ConfigError: cannot start."""
    os.umask(0o077)
    hold(settings.gateway.state_dir / "gateway.lock", wait_s=_LOCK_WAIT_S)
    try:
        asyncio.run(until_signalled(partial(_run, settings)))
    except* ConfigError as group:
        raise _first(group) from None
    except* RetryableError as group:
        raise ConfigError(str(_first(group))) from None
    return 0


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    error: BaseException = group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
