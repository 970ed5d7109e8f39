"""The gateway part: journal, ingest, source, forwarders and self-report, composed in one task group."""

import asyncio
import logging
import os
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from functools import partial

from stoep_gateway.anonymise.coarser import AS_RELEASED, Coarser
from stoep_gateway.anonymise.pseudonyms import Pseudonyms
from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.archive.moved import move_in
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.archive.writer import ArchiveWriter
from stoep_gateway.backends import create
from stoep_gateway.backoff import delays_s
from stoep_gateway.config.keys import ARCHIVE
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.forward.batch import Batch
from stoep_gateway.forward.forwarder import Forwarder, ForwardLimits
from stoep_gateway.forward.rename import rename
from stoep_gateway.ingest.engine import Ingest
from stoep_gateway.journal.commit_loop import CommitLoop
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.journal.reserve import size_for
from stoep_gateway.journal.writer import Writer
from stoep_gateway.ports import Backend
from stoep_gateway.records import WIRE_EPOCH_S, Arrival, Outgoing
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.residents.garden import gardens
from stoep_gateway.supervise.books import Books
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.gateway_source import gateway_source
from stoep_gateway.supervise.health import Health
from stoep_gateway.supervise.lock import hold
from stoep_gateway.supervise.period_keys import FOLDER as PSEUDONYMS
from stoep_gateway.supervise.period_keys import PeriodKeys
from stoep_gateway.supervise.pulse import show_loop
from stoep_gateway.supervise.refusals import Refusals
from stoep_gateway.supervise.restored import Doubtful, is_in_doubt
from stoep_gateway.supervise.retention import Retention
from stoep_gateway.supervise.rollout_keeper import RolloutKeeper
from stoep_gateway.supervise.self_report import SelfReport
from stoep_gateway.supervise.stopping import until_signalled
from stoep_gateway.supervise.trusted_clock import wire_time_s
from stoep_protocol.master_keys import ledger_key

_LOG = logging.getLogger("stoep.gateway")
_LOCK_WAIT_S = 10.0  # the gateway of a killed supervisor commits before it goes
_EPOCH_BYTES = 8  # SPEC §3
_REGISTRY_POLL_S = 1.0
_TICK_S = 5.0
_LAST_COMMIT_S = 2.5  # a stop has 5 s in all
_COMMIT_WAIT_MAX_S = 10.0  # whoever has made room on the disk looks whether that helped
_CLOSE_S = 0.5  # all back-ends side by side
_MEGABYTE = 1024 * 1024
# A transaction a commit, since each writes pages anew; and a fourth of the time as long as one takes less than a third
# of a second: devices wait for the rest.
ARCHIVE_LIMITS = ForwardLimits(max_observations=5_000, rest=3.0)


class Gateway:
    """One start of the gateway. Everything that waits has a task of its own and a name."""

    def __init__(
        self,
        settings: Settings,
        *,
        journal: Writer,
        ingest: Ingest,
        archive: ArchiveWriter,
        backends: Mapping[str, Backend],
        registry: Registry,
        registry_stamp: tuple[int, int, int],
        devices: Mapping[str, Device],
        books: Books,
    ) -> None:
        rng = random.Random()  # noqa: S311 - jitter, not a secret
        state_dir = settings.gateway.state_dir
        self._settings = settings
        self._ingest = ingest
        self._registry = registry
        self._stamp = registry_stamp
        self._gardens = gardens(devices)
        self._health = Health()
        self._refusals = Refusals()
        self._rollout_keeper = RolloutKeeper(settings, rollouts=ingest.rollouts)
        self._archive = archive
        self._books = books
        self._source = gateway_source(
            settings.broker, master=load_master(state_dir), rng=rng, report=self._link_changed
        )
        self._retention = Retention(
            archive, keep_days=settings.archive.keep_days, now_s=partial(wire_time_s, settings.clock.trust)
        )
        self._self_report = SelfReport(
            settings,
            journal=journal,
            journal_path=state_dir / JOURNAL_FILE,
            ingest=ingest,
            link=self._source.facts,
            health=self._health,
            retention=self._retention,
            books=books,
            gardens=lambda: self._gardens,
        )
        self._period_keys = PeriodKeys(state_dir / PSEUDONYMS, now_s=partial(wire_time_s, settings.clock.trust))
        waits = partial(delays_s, first_s=1.0, max_s=60.0, rng=rng)
        self._commits = CommitLoop(
            ingest,
            sink=journal,
            interval_s=settings.journal.commit_interval_s,
            delays_s=partial(delays_s, first_s=1.0, max_s=_COMMIT_WAIT_MAX_S, rng=rng),
            on_committed=self._committed,
            on_failed=self._health.journal_failed,
        )
        self._forwarders = [
            Forwarder(
                name,
                backend=backend,
                journal=journal,
                delays_s=waits,
                limits=ARCHIVE_LIMITS if name == ARCHIVE else ForwardLimits(),
                on_change=self._health.backend,
                people=self._people_for(name),
                rename=self._rename_for(name),
                withdrawn=lambda: self._gardens.withdrawn,
            )
            for name, backend in {ARCHIVE: archive, **backends}.items()
        ]

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set: then what is held is committed and told, as far as time allows."""
        self._health.ledger(is_shut=self._ingest.is_shut)
        async with asyncio.TaskGroup() as group:
            commits = group.create_task(self._commits.run(), name="commits")
            others = [
                group.create_task(self._source.run(self._take), name="source"),
                group.create_task(self._watch_registry(), name="registry"),
                group.create_task(self._tick(), name="tick"),
                group.create_task(self._rollout_keeper.run(), name="rollouts"),
                group.create_task(self._retention.run(), name="retention"),
                group.create_task(self._period_keys.run(), name="period keys"),
                group.create_task(self._self_report.keep_status(self._archive), name="status"),
                group.create_task(self._books.keep_verified(), name="ledger"),
                group.create_task(self._self_report.serve(), name="metrics"),
            ]
            for forwarder in self._forwarders:
                name = f"forward {forwarder.state.backend}"
                others.append(group.create_task(forwarder.run(), name=name))
            await stop.wait()
            self._commits.stop()
            await asyncio.wait([commits], timeout=_LAST_COMMIT_S)
            for task in (commits, *others):
                task.cancel()

    def _people_for(self, name: str) -> Coarser:
        for each in self._settings.backends:
            if each.name == name:
                return Coarser(is_none=each.people == "none", k=each.people_k, rounding=each.people_rounding)
        return AS_RELEASED

    def _rename_for(self, name: str) -> Callable[[Batch], Awaitable[Batch]] | None:
        every = next((each.pseudonyms for each in self._settings.backends if each.name == name), "")
        if not every:
            return None
        return partial(rename, pseudonyms=Pseudonyms(every=every, purpose=name), keys=self._period_keys)

    def _take(self, arrivals: tuple[Arrival, ...]) -> tuple[Outgoing, ...]:
        now_s, mono_s = wire_time_s(self._settings.clock.trust), time.monotonic()
        ingest = self._ingest
        for arrival in arrivals:
            ingest.take(arrival, now_s=now_s, mono_s=mono_s)
            reason = ingest.refused
            if reason and (line := self._refusals.note(arrival.topic, reason=reason, mono_s=mono_s)):
                _LOG.warning("%s", line)
        self._health.ledger(is_shut=ingest.is_shut)
        self._commits.poke()
        return ingest.replies(now_s=now_s)

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
            self._gardens = gardens(devices)
            self._commits.poke()
            _LOG.info("device list changed: %d devices", sum(not device.revoked for device in devices.values()))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            self._ingest.tick(now_s=wire_time_s(self._settings.clock.trust), mono_s=time.monotonic())
            self._commits.poke()


async def _run(settings: Settings, stop: asyncio.Event) -> None:
    state_dir = settings.gateway.state_dir
    master = load_master(state_dir)
    registry = Registry(state_dir)
    stamp = registry.stamp()  # before it is loaded: a change in between is seen as one
    devices = registry.load()
    move_in(state_dir)
    archive = ArchiveWriter(state_dir / ARCHIVE_FILE)
    backends = {backend.name: create(backend, state_dir=state_dir) for backend in settings.backends}
    show_loop()  # not before they are imported, which may take as long as a start
    path = state_dir / JOURNAL_FILE
    try:
        max_size_bytes = settings.journal.max_size_mb * _MEGABYTE
        async with Writer(path, max_size_bytes=max_size_bytes, reserve_bytes=size_for(state_dir)) as journal:
            state = await journal.load_state()
            await journal.attach((ARCHIVE, *backends))
            now_s = int(time.time()) - WIRE_EPOCH_S
            in_doubt = await asyncio.to_thread(is_in_doubt, path, backends=settings.backends, now_s=now_s)
            ingest = Ingest(
                devices,
                master=master,
                epoch=secrets.token_bytes(_EPOCH_BYTES),
                policy=settings.people,
                state=state,
                memory_bytes=settings.journal.memory_mb * _MEGABYTE,
                classes=Classes(own=settings.quantities),
            )
            gateway = Gateway(
                settings,
                journal=journal,
                ingest=ingest,
                archive=archive,
                backends={
                    name: Doubtful(each, in_doubt=lambda: in_doubt or journal.repeats)
                    for name, each in backends.items()
                },
                registry=registry,
                registry_stamp=stamp,
                devices=devices,
                books=Books(state.ledger, path=path, key=ledger_key(master)),
            )
            await gateway.run(stop)
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(_CLOSE_S):
                await asyncio.gather(*(opened.close() for opened in (archive, *backends.values())))


def run_gateway(settings: Settings) -> int:
    """Block until SIGTERM or SIGINT. ConfigError: cannot start."""
    os.umask(0o077)
    forbid_core_dumps()
    hold(settings.gateway.state_dir / "gateway.lock", wait_s=_LOCK_WAIT_S)
    try:
        asyncio.run(until_signalled(partial(_run, settings)))
    except ExceptionGroup as group:
        expected, fault = group.split((ConfigError, RetryableError))
        if expected is None or fault is not None:
            raise
        raise ConfigError(str(_first(expected))) from group
    except RetryableError as error:
        raise ConfigError(str(error)) from error
    return 0


def _first(group: BaseException) -> BaseException:
    return _first(group.exceptions[0]) if isinstance(group, BaseExceptionGroup) else group
