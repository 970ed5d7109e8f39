"""Many talkers at one broker: each stays connected, sends when it is due, and comes back when its connection breaks."""

import asyncio
import errno
import os
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random

from stoep_protocol.limits import LIFE_BYTES, SESSION_BYTES
from stoep_simulators.load.schedule import Moment
from stoep_simulators.load.talker import Encoder, Row, Speaker, Talker
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.wire import Wire

_DIALLING_AT_ONCE = 50
_CONNECT_S = 15.0  # as the firmware's
_FIRST_WAIT_S, _MAX_WAIT_S = 0.5, 8.0
_TICK_S = 1.0
_LOOK_S = 0.1
_SILENCE = "no reply from the gateway"
_BREATHE = 50  # moments that are late are not worked off without letting replies in


class LoadError(Exception):
    """The load cannot be made. The message is one line: what, what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Of a broker without TLS, as it listens on this machine."""

    host: str
    port: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A device at the broker."""

    speaker: Speaker
    user: str
    password: str


class Senders:
    """Devices of one process, by the order of their accounts."""

    def __init__(self, accounts: Sequence[Account], *, broker: Endpoint, tally: Tally, seed: int) -> None:
        """seed: of the waits before a new connection. Sessions and lives are new each time."""
        encoder = Encoder()
        self._tally = tally
        self._devices = [
            _Device(account, broker=broker, encoder=encoder, tally=tally, random=Random(f"{seed}/{number}"))
            for number, account in enumerate(accounts)
        ]

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[None]:
        """All of them, introduced to the gateway or about to be, until the end. LoadError in an exception group."""
        places = asyncio.Semaphore(_DIALLING_AT_ONCE)
        async with asyncio.TaskGroup() as group:
            keeping = [group.create_task(device.keep(places), name=f"keep {device.name}") for device in self._devices]
            keeping.append(group.create_task(self._tick(), name="tick"))
            yield
            for task in keeping:
                task.cancel()

    @property
    def introduced(self) -> int:
        """Devices whose hello the gateway has taken."""
        return sum(device.talker.is_introduced for device in self._devices)

    async def introduce(self, *, patience_s: float, told: Callable[[int], None] | None = None) -> None:
        """Until the gateway has taken each hello. LoadError once none more was for patience_s.

        told: called with how many were, now and then.
        """
        time_s = asyncio.get_running_loop().time
        most, moved_s = 0, time_s()
        while (found := self.introduced) < len(self._devices):
            if found > most:
                most, moved_s = found, time_s()
            if time_s() - moved_s > patience_s:
                raise LoadError(
                    f"{found:,} of {len(self._devices):,} devices connected, then no more ({self.trouble or _SILENCE}):"
                    " fewer devices, or a machine with less to do"
                )
            if told is not None:
                told(found)
            await asyncio.sleep(_LOOK_S)

    async def send(
        self, moments: Iterable[Moment], *, start_s: float, rows_of: Callable[[Moment], Sequence[Row]]
    ) -> None:
        """All frames, on schedule. start_s: of the event loop's clock. rows_of: what the frame of a moment holds."""
        time_s = asyncio.get_running_loop().time
        for number, moment in enumerate(moments):
            at_s = start_s + moment.at_s
            wait_s = at_s - time_s()
            if wait_s > 0 or number % _BREATHE == 0:
                await asyncio.sleep(max(wait_s, 0.0))
            self._tally.lateness_s.append(max(time_s() - at_s, 0.0))
            self._devices[moment.device].due(rows_of(moment), at_s=at_s)

    @property
    def trouble(self) -> str:
        """Why connections ended or could not be made: what most devices met last; "" if none met anything."""
        met = Counter(device.trouble for device in self._devices if device.trouble)
        return met.most_common(1)[0][0] if met else ""

    def ask(self) -> None:
        """Let each device that waits for a verdict ask how its rows stand."""
        for device in self._devices:
            if device.talker.waiting:
                device.talker.ask()
                device.flush()

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            for device in self._devices:
                device.tick()


class _Device:
    def __init__(self, account: Account, *, broker: Endpoint, encoder: Encoder, tally: Tally, random: Random) -> None:
        self._account = account
        self._broker = broker
        self._tally = tally
        self._random = random
        self._wire: Wire | None = None
        self.name = account.speaker.name
        self.trouble = ""
        session, life = secrets.token_bytes(SESSION_BYTES), secrets.token_bytes(LIFE_BYTES)
        self.talker = Talker(account.speaker, session=session, life=life, encoder=encoder, tally=tally)

    def due(self, rows: Sequence[Row], *, at_s: float) -> None:
        self.talker.due(rows, at_s=at_s)
        self.flush()

    def flush(self) -> None:
        if self._wire is not None:
            self._wire.flush()

    def tick(self) -> None:
        if self._wire is not None:
            self._wire.tick()

    async def keep(self, places: asyncio.Semaphore) -> None:
        """Connected, again and again. LoadError."""
        wait_s = _FIRST_WAIT_S
        try:
            while True:
                if await self._dial(places):
                    wait_s = _FIRST_WAIT_S
                    await self._until_broken()
                await asyncio.sleep(wait_s * self._random.uniform(0.5, 1.0))
                wait_s = min(2 * wait_s, _MAX_WAIT_S)
        finally:
            if self._wire is not None:
                self._wire.close()

    async def _until_broken(self) -> None:
        if self._wire is not None:
            await self._wire.ended
            self.trouble = self._wire.trouble or "the broker closed the connection"
            self._tally.breaks += 1

    async def _dial(self, places: asyncio.Semaphore) -> bool:
        """Whether the broker has opened a wire; if not, try again later. LoadError."""
        account, loop = self._account, asyncio.get_running_loop()

        def made() -> Wire:
            self._wire = Wire(self.talker, name=self.name, user=account.user, password=account.password)
            return self._wire

        try:
            async with places, asyncio.timeout(_CONNECT_S):
                _, wire = await loop.create_connection(made, self._broker.host, self._broker.port)
                await wire.opened
        except OSError as error:  # TimeoutError is one
            if error.errno in (errno.EMFILE, errno.ENFILE):
                raise LoadError(f"{os.strerror(error.errno)}: raise the limit (ulimit -n), or fewer devices") from error
            self.trouble = os.strerror(error.errno) if error.errno else "no answer from the broker"
        else:
            if wire.is_open:
                return True
            self.trouble = wire.trouble or "the broker closed the connection"
        if self._wire is not None:
            self._wire.abort()
        return False
