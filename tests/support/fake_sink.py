"""A back-end in memory that behaves as it is told."""

import asyncio
from collections.abc import Iterable

from stoep_gateway.records import Observation


class FakeSink:
    """script: what the next sends do: raise this exception, or answer after so many seconds. Then all is well."""

    def __init__(self, script: Iterable[Exception | float] = (), *, needs_time: bool = False) -> None:
        self.needs_time = needs_time
        self.sends: list[tuple[float, tuple[int, ...], bool]] = []  # (when, rows, unsure)
        self.stored: list[Observation] = []
        self._script = list(script)

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        now_s = asyncio.get_running_loop().time()
        self.sends.append((now_s, tuple(observation.row for observation in batch), unsure))
        step = self._script.pop(0) if self._script else 0.0
        if isinstance(step, Exception):
            raise step
        await asyncio.sleep(step)
        self.stored.extend(batch)

    async def close(self) -> None:
        return None
