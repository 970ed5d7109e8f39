"""A gateway of one's own whose clock is held: it stands still until a scenario moves it."""

import asyncio
import time
import tomllib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from stoep_simulators.commands.local_config import Changes, OwnConfig
from stoep_simulators.commands.local_gateway import GatewayError, LocalGateway
from stoep_simulators.commands.toml_text import toml_text
from stoep_simulators.scenarios.arrivals import arrivals
from stoep_simulators.scenarios.backend_way import BackendWay, led_by, place_of, way_to
from stoep_simulators.scenarios.records import START_S
from stoep_simulators.scenarios.told_clock import ToldClock

COMMIT_S = 0.2  # of real time: rows that it has taken wait for so long in its memory
_LOOK_S = 0.5
_STALLED_S = 90.0  # commits wait a moment, a back-end's retries up to a minute


class HeldGateway:
    """local: how it is used; clock: START_S until somebody tells it another time."""

    def __init__(self, folder: Path, *, name: str, backends: str = "") -> None:
        """name: of the gateway, on its pages. backends: `[[backend]]` tables, TOML, beside the archive."""
        self._name = name
        self.backends = backends
        self._is_prepared = False
        self.clock = ToldClock(folder / "clock", wire_s=START_S)
        self.local = LocalGateway(folder, environment=self.clock.environment())

    async def prepare(self, *, settings: Changes | None = None, own: OwnConfig | None = None) -> None:
        """Write its configuration, once. own: an operator's. GatewayError; also if one of them comes too late."""
        if self._is_prepared:
            if settings or own:
                raise GatewayError(
                    "the gateway runs already, and this scenario configures it: let the devices live first"
                )
            return
        self._is_prepared = True
        usual: Changes = {("gateway", "name"): self._name, ("gateway", "log_level"): "warning"}
        await self.local.prepare(
            changes={
                **(usual if own is None else {}),
                ("clock", "trust"): "system",
                ("journal", "commit_interval_s"): COMMIT_S,
                **(settings or {}),
            },
            more=self.backends,
            own=own,
        )

    @asynccontextmanager
    async def ways(self, names: Collection[str]) -> AsyncIterator[Mapping[str, BackendWay]]:
        """Ways to these back-ends, each of which can be cut. For the starts within it; prepared before. NoWayError."""
        if not names:
            yield {}
            return
        text = self.local.config.read_text()
        document, found = tomllib.loads(text), {}
        async with AsyncExitStack() as opened:
            for at, table in enumerate(document["backend"]):
                if (name := table["name"]) in names:
                    way = found[name] = await opened.enter_async_context(way_to(place_of(table)))
                    document["backend"][at] = led_by(table, place=way.place)
            self.local.config.write_text(toml_text(document))
            try:
                yield found
            finally:
                self.local.config.write_text(text)

    async def start(self) -> None:
        """Until its broker and pages answer; nothing if it runs. GatewayError: with what it said."""
        if not self.local.is_wanted:
            await self.local.start()
            await self.local.ready()

    async def start_anew(self) -> None:
        """The same; one that runs already is stopped before: it looks for new devices once in a while only."""
        await self.local.stop()
        await self.start()

    async def settled(self, *, rows: int, told: Callable[[int], None]) -> None:
        """Until so many rows have their place and no back-end waits, or nothing moves any more. GatewayError.

        told: called now and then with how many have one.
        """
        least, moved_s = None, time.monotonic()
        while time.monotonic() - moved_s < _STALLED_S:
            self.local.check()
            now = arrivals(await self.local.accounts())
            left = rows - now.accounted + now.pending
            if not left:
                return
            if least is None or left < least:
                least, moved_s = left, time.monotonic()
            told(now.accounted)
            await asyncio.sleep(_LOOK_S)
