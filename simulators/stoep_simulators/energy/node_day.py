"""A virtual day of one node: the real firmware on a board that books, its gateway near and well."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_firmware import app
from stoep_simulators.energy.meter import Booked, Meter
from stoep_simulators.energy.metered_board import CHIP, MeteredBoard, power_on
from stoep_simulators.energy.quiet_gateway import QuietGateway, QuietNetwork
from stoep_simulators.sim_board import CAUSE_DEEP_SLEEP, CAUSE_POWER_ON, Power, Slept
from stoep_simulators.sim_clock import VIRTUAL, SimClock
from stoep_simulators.tape import blank_tape
from stoep_simulators.wiring import Wiring

BOOT_MS = 1_000  # from reset to the firmware's first line: not measured
DAY_S = 86_400
_START_S = 200_000_000  # wire time
_SETTLE_S = 7_200  # a first conversation and what follows it are not every day's
_SECRET = bytes(range(32))
_NAME = "node"


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeDay:
    """booked: of one day. wakes, joins: how often it woke up and switched the radio on. rows: kept meanwhile."""

    booked: Booked
    wakes: int
    joins: int
    rows: int


async def node_day(
    folder: Path, *, profile: str, sensors: Sequence[dict[str, Any]], sample_s: int, send_s: int
) -> NodeDay:
    """folder: for its flash, empty. Whatever the firmware cannot get over is raised."""
    node = _Node(folder, profile=profile, sensors=list(sensors), sample_s=sample_s, send_s=send_s)
    life = asyncio.create_task(node.live(), name="node")
    try:
        before = await node.run_until(life, until_s=_START_S + _SETTLE_S)
        after = await node.run_until(life, until_s=_START_S + _SETTLE_S + DAY_S)
    finally:
        life.cancel()
        await asyncio.wait([life])
    booked = {key: size_ms - before.booked.get(key, 0) for key, size_ms in after.booked.items()}
    return NodeDay(
        booked={key: size_ms for key, size_ms in booked.items() if size_ms},
        wakes=after.wakes - before.wakes,
        joins=after.joins - before.joins,
        rows=after.rows - before.rows,
    )


class _Node:
    def __init__(
        self, folder: Path, *, profile: str, sensors: list[dict[str, Any]], sample_s: int, send_s: int
    ) -> None:
        bundle = {
            "format": 1,
            "device": _NAME,
            "secret": _SECRET.hex(),
            "generation": 1,
            "broker": {"host": "gateway", "port": 1883, "user": _NAME, "password": "-", "ca_pem": None},
            "profile": profile,
            "sample_s": sample_s,
            "send_s": send_s,
            "wifi": [["-", "-"]],
            "sensors": sensors,
        }
        (folder / "stoep.json").write_text(json.dumps(bundle))
        self._folder = folder
        self._sensors = sensors
        self._clock = SimClock(_START_S * 1000)
        self._tape = blank_tape()
        self._network = QuietNetwork(self._clock, gateway=QuietGateway(device=_NAME, secret=_SECRET, clock=self._clock))
        self._meter = Meter(lambda: self._clock.now_ms)
        self._rows = 0
        self._wakes = 0

    async def run_until(self, life: "asyncio.Task[None]", *, until_s: int) -> NodeDay:
        """All from power-on to then."""
        self._clock.run(VIRTUAL, until_ms=until_s * 1000)
        at_limit = asyncio.create_task(self._clock.at_limit.wait(), name="limit")
        await asyncio.wait([at_limit, life], return_when=asyncio.FIRST_COMPLETED)
        at_limit.cancel()
        if life.done():
            life.result()
        entered = self._meter.entered
        return NodeDay(booked=self._meter.booked(), wakes=self._wakes, joins=entered[CHIP, "joining"], rows=self._rows)

    async def live(self) -> None:
        """From sleep to sleep."""
        wiring = Wiring(self._sensors, clock=self._clock, tape=self._tape)
        power = Power(on_ms=self._clock.now_ms, wiring=wiring, board_id=b"energy")
        power_on(self._meter, self._sensors)
        cause = CAUSE_POWER_ON
        while True:
            self._wakes += 1
            await self._clock.sleep_ms(BOOT_MS)
            board = MeteredBoard(
                meter=self._meter,
                sensors=self._sensors,
                clock=self._clock,
                power=power,
                tape=self._tape,
                network=self._network,
                data_dir=str(self._folder),
                cause=cause,
            )
            try:
                await app.run(board, say=_keep_silent, on_row=self._count_row)
            except Slept as sleep:
                board.end()
                await self._clock.sleep_ms(sleep.delay_ms)
            self._meter.switch(CHIP, "awake")
            cause = CAUSE_DEEP_SLEEP

    def _count_row(self, _row: int, _time_s: int, _is_dated: bool, _values: object) -> None:  # noqa: FBT001
        self._rows += 1


def _keep_silent(_line: str) -> None:
    pass
