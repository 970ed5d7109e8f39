"""What is left at the end of a demo, with a gateway in memory and virtual time."""

from typing import Any

from stoep_simulators.commands.wind_down import wind_down
from stoep_simulators.virtual_time import run_virtual


class LateGateway:
    """It delivers at once what is committed; `held` are rows that each of its stops commits, one number a stop."""

    def __init__(self, *, held: list[int]) -> None:
        self.starts = 1
        self._held = held
        self._pending = 0
        self._is_up = True

    async def start(self) -> None:
        assert not self._is_up
        self.starts += 1
        self._is_up = True

    async def ready(self) -> None:
        self._pending = 0

    async def stop(self) -> None:
        assert self._is_up
        self._is_up = False
        self._pending += self._held.pop(0) if self._held else 0

    async def observations(self, outcome: str) -> dict[str, int]:
        assert self._is_up
        return {"archive": self._pending, "csv": self._pending} if outcome == "pending" else {}

    async def counted(self) -> tuple[dict[str, Any], str]:
        backends = [{"name": name, "pending": self._pending} for name in ("archive", "csv")]
        return {"backends": backends}, f"pending {self._pending}"


def left(gateway: LateGateway) -> list[int]:
    accounts, table = run_virtual(wind_down(gateway))
    pending = [backend["pending"] for backend in accounts["backends"]]
    assert table == f"pending {pending[0]}"
    return pending


def test_a_gateway_that_has_delivered_all_is_stopped_once() -> None:
    gateway = LateGateway(held=[])
    assert left(gateway) == [0, 0]
    assert gateway.starts == 1


def test_what_a_stop_commits_is_delivered_by_another_start() -> None:
    gateway = LateGateway(held=[8])
    assert left(gateway) == [0, 0]
    assert gateway.starts == 2


def test_a_gateway_that_never_gets_done_is_told_as_it_is() -> None:
    assert left(LateGateway(held=[8] * 9)) == [8, 8]
