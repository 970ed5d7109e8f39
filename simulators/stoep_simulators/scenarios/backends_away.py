"""Back-ends that are away for a while: the gateway meets it, and gets what waited delivered before time goes on."""

import asyncio
import time
from collections.abc import Iterable, Mapping
from functools import partial

from stoep_simulators.scenarios.backend_way import BackendWay
from stoep_simulators.scenarios.conductor import Moment
from stoep_simulators.scenarios.held_gateway import COMMIT_S, HeldGateway
from stoep_simulators.scenarios.outcome import BackendReturn
from stoep_simulators.scenarios.records import BACKEND_AWAY, START_S, Fault

_LOOK_S = 0.1
_MET_S = 90.0  # a batch waits for a second to be full; a retry comes within a minute at the latest
_STALLED_S = 90.0  # a retry comes within a minute


class BackendsAway:
    """faults: of a scenario. returns: what each came to, in their order. ways: opened before the first moment."""

    def __init__(self, held: HeldGateway, *, faults: Iterable[Fault]) -> None:
        self._held = held
        self._faults = sorted((fault for fault in faults if fault.kind == BACKEND_AWAY), key=lambda each: each.end_s)
        self._left = list(self._faults)
        self.ways: Mapping[str, BackendWay] = {}
        self.returns: list[BackendReturn] = []

    @property
    def names(self) -> frozenset[str]:
        """Of the back-ends."""
        return frozenset(fault.backend for fault in self._faults)

    def moments(self) -> list[Moment]:
        """When each goes and comes back."""
        found: list[Moment] = []
        for fault in self._faults:
            found += [
                (START_S + fault.at_s, partial(self._go, fault)),
                (START_S + fault.end_s, partial(self._come_back, fault)),
            ]
        return found

    async def all_back(self) -> None:
        """Those too whose time lasts longer than the devices'."""
        for fault in tuple(self._left):
            await self._come_back(fault)

    async def _go(self, fault: Fault) -> None:
        self.ways[fault.backend].cut()

    async def _come_back(self, fault: Fault) -> None:
        """Devices' clocks stand still meanwhile: what waited is at the back-end before the next row is taken."""
        name, way = fault.backend, self.ways[fault.backend]
        self._left.remove(fault)
        if not self._held.local.is_wanted:  # the gateway is away too: what waits is delivered when both are there
            await way.mend()
            return
        await asyncio.sleep(2 * COMMIT_S)  # what devices have brought is then on the gateway's disk
        waited = await self._waiting(name)
        was_met = not waited or await self._is_met(name)
        await way.mend()
        began_s = time.monotonic()
        left = await self._until_caught_up(name)
        self.returns.append(
            BackendReturn(name=name, waited=waited, was_met=was_met, left=left, caught_up_s=time.monotonic() - began_s)
        )

    async def _is_met(self, name: str) -> bool:
        """Whether the gateway tries while the back-end is away, as it has something for it."""
        began_s = time.monotonic()
        while time.monotonic() - began_s < _MET_S:
            self._held.local.check()
            if name in await self._held.local.failing():
                return True
            await asyncio.sleep(_LOOK_S)
        return False

    async def _until_caught_up(self, name: str) -> int:
        """Observations that still wait when nothing moves any more."""
        least, moved_s = await self._waiting(name), time.monotonic()
        while least and time.monotonic() - moved_s < _STALLED_S:
            self._held.local.check()
            left = await self._waiting(name)
            if left < least:
                least, moved_s = left, time.monotonic()
            await asyncio.sleep(_LOOK_S)
        return least

    async def _waiting(self, name: str) -> int:
        """Observations that the back-end has not got. Until the metrics answer."""
        while name not in (found := await self._held.local.observations("pending")):
            self._held.local.check()
            await asyncio.sleep(_LOOK_S)
        return found[name]
