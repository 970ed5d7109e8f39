"""`stoep run`: the broker, the gateway, pages and analyst as child processes, for as long as nobody says stop."""

import asyncio
import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from stoep_gateway.backoff import delays_s
from stoep_gateway.broker.mosquitto_files import MosquittoFiles
from stoep_gateway.broker.nats_server import NatsServer
from stoep_gateway.broker.users import broker_users
from stoep_gateway.config.private_file import make_private_folder
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.invites import Invites
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from stoep_gateway.sources.reach import reachable
from stoep_gateway.supervise.broker_lines import has_read_config, translate
from stoep_gateway.supervise.broker_store import StoreWatch
from stoep_gateway.supervise.child import Child
from stoep_gateway.supervise.core_dumps import forbid_core_dumps
from stoep_gateway.supervise.gardened import Gardened
from stoep_gateway.supervise.invited import Invited
from stoep_gateway.supervise.lock import hold
from stoep_gateway.supervise.notify import notify, watchdog_s
from stoep_gateway.supervise.quiet import Quiet
from stoep_gateway.supervise.stopping import until_signalled

_LOG = logging.getLogger("stoep.supervise")
_POLL_S = 1.0  # how soon an enrolled or revoked device is known
_READY_POLL_S = 0.1
# Together within the 5 s that a stop may take: gateway and web first, side by side, then the broker.
_PART_GRACE_S = 3.5
_BROKER_GRACE_S = 1.0


class Supervisor:
    """All children of one `stoep run`."""

    def __init__(self, settings: Settings, *, rng: random.Random) -> None:
        self._settings = settings
        state_dir = settings.gateway.state_dir
        self._registry = Registry(state_dir)
        self._master = load_master(state_dir)
        self._waits: Callable[[], Iterable[float]] = partial(delays_s, first_s=0.5, max_s=30.0, rng=rng)
        self._nats = NatsServer(settings=settings.broker, folder=state_dir / "broker")
        if settings.broker.embedded:
            self._nats.command()  # raises now what would otherwise only be logged at every start
        else:
            self._write_mosquitto_files(state_dir / "broker")
        self._broker_users: frozenset[str] = frozenset()
        self._news_at: int | None = None  # how often the broker was started before the device list changed
        self._quiet = Quiet()
        self._stamp = (-1, -1, -1)
        self.broker = Child(
            "broker",
            command=self._broker_command,
            delays_s=self._waits,
            grace_s=_BROKER_GRACE_S,
            on_line=self._broker_line,
        )
        self._store = StoreWatch(self._nats.folder, restart=lambda: self.broker.signal(signal.SIGTERM))
        has_places = settings.crowd.places_file is not None
        self.parts = tuple(map(self._part, ("gateway", "web", *(("analyst",) if has_places else ()))))
        self._gardened = None if has_places else Gardened(self._part("analyst").run, registry=self._registry)
        self._invited = Invited(self._part("enrolment").run, invites=Invites(state_dir), now_s=time.time)

    async def run(self, stop: asyncio.Event) -> None:
        """Until `stop` is set; then end the parts, the broker last."""
        async with asyncio.TaskGroup() as group:
            broker = group.create_task(self.broker.run(), name="broker") if self._settings.broker.embedded else None
            others = [group.create_task(child.run(), name=child.name) for child in self.parts]
            others.append(group.create_task(self._invited.run(), name="invited"))
            if self._gardened:
                others.append(group.create_task(self._gardened.run(), name="gardened"))
            helpers = [
                group.create_task(self._watch_registry(), name="registry"),
                group.create_task(self._announce(), name="ready"),
                group.create_task(_feed_watchdog(), name="watchdog"),
                group.create_task(self._store.run(), name="broker store"),
            ]
            await stop.wait()
            notify("STOPPING=1")
            _LOG.info("stopping")
            for task in (*helpers, *others):
                task.cancel()
            await asyncio.wait([*helpers, *others])
            if broker:
                broker.cancel()

    def _broker_command(self) -> Sequence[str]:
        self._store.before_start()
        self._write_broker_config()
        return self._nats.command()

    def _part(self, part: str) -> Child:
        return Child(
            part,
            command=partial(self._part_command, part),
            delays_s=self._waits,
            grace_s=_PART_GRACE_S,
            has_pulse=True,
        )

    def _part_command(self, part: str) -> Sequence[str]:
        return (
            sys.executable,
            "-m",
            "stoep_gateway",
            "run",
            "--part",
            part,
            "--config",
            str(self._settings.file.absolute()),
        )

    def _write_broker_config(self) -> None:
        self._stamp = self._registry.stamp()
        devices = self._registry.load()
        self._nats.write_config(devices.values(), master=self._master)
        self._broker_users = frozenset(user.name for user in broker_users(devices.values(), master=self._master))

    def _write_mosquitto_files(self, folder: Path) -> None:
        """As `stoep device` does after each change; here for a device list that was put back, and a new password."""
        files = MosquittoFiles(settings=self._settings.broker, folder=folder)
        with self._registry.locked():
            files.write(self._registry.load().values(), master=self._master)

    def _broker_line(self, line: str) -> None:
        self._store.heard(line)
        # A second change while the broker reads the first may be told with the first: its lines do not say which.
        if self._news_at is not None and has_read_config(line, is_new=self.broker.starts > self._news_at):
            self._news_at = None
            _LOG.info("device list changed: the broker knows")
        told = translate(line, enrolled=self._broker_users)
        if told and (more := self._quiet.more(told, mono_s=time.monotonic())) is not None:
            _LOG.log(told[0], "%s%s", told[1], more)

    async def _watch_registry(self) -> None:
        while self._settings.broker.embedded:
            await asyncio.sleep(_POLL_S)
            if self._registry.stamp() == self._stamp:
                continue
            try:
                self._write_broker_config()
            except ConfigError as error:
                self._stamp = self._registry.stamp()  # say it once; the broker goes on with the list it has
                _LOG.error("%s", error)
            else:
                self._news_at = self.broker.starts
                self.broker.signal(signal.SIGHUP)

    async def _announce(self) -> None:
        """READY=1 once our broker and the gateway answer at their ports. Somebody else's broker may come later."""
        broker, metrics = self._settings.broker, self._settings.metrics
        awaited = [(metrics.host, metrics.port)]
        if broker.embedded:
            awaited.append((broker.host, broker.port))
        for host, port in awaited:
            while not await _answers(reachable(host), port=port):  # noqa: ASYNC110 - another process cannot set an event
                await asyncio.sleep(_READY_POLL_S)
        notify(f"READY=1\nMAINPID={os.getpid()}")
        web = self._settings.web
        _LOG.info("running: devices use MQTT port %d, pages are at http://%s:%d/", broker.port, web.host, web.port)


async def _answers(host: str, *, port: int) -> bool:
    try:
        async with asyncio.timeout(1.0):
            _, writer = await asyncio.open_connection(host, port)
    except (OSError, TimeoutError):
        return False
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()
    return True


async def _feed_watchdog() -> None:
    limit_s = watchdog_s()
    while limit_s:
        notify("WATCHDOG=1")
        await asyncio.sleep(limit_s / 2)  # as sd_watchdog_enabled(3) advises


def run_all(settings: Settings) -> int:
    """Block until SIGTERM or SIGINT. ConfigError: cannot start."""
    forbid_core_dumps()
    make_private_folder(settings.gateway.state_dir)
    hold(settings.gateway.state_dir / "run.lock", wait_s=0.0)
    supervisor = Supervisor(settings, rng=random.Random())  # noqa: S311 - jitter, not a secret
    asyncio.run(until_signalled(supervisor.run))
    return 0
