"""A bench for one sensor: the real driver over its bus model, on a board in virtual time."""

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stoep_firmware import drivers
from stoep_firmware.drivers.errors import SensorError
from stoep_simulators.sim_board import Power, SimBoard
from stoep_simulators.sim_clock import VIRTUAL, SimClock
from stoep_simulators.sim_network import SimNetwork
from stoep_simulators.tape import NEVER, Tape, TapeWriter
from stoep_simulators.wiring import Wiring

START_S = 1_000_000


class SensorBench:
    """levels: channel → one value for ever, or knots. Times are wire times; power-on is at START_S."""

    def __init__(
        self,
        *sensors: dict[str, Any],
        levels: Mapping[str, int | Sequence[tuple[int, int]]] | None = None,
        events: Mapping[str, Iterable[int]] | None = None,
        seed: int = 1,
        cause: int = 1,
    ) -> None:
        writer = TapeWriter()
        for name, knots in (levels or {}).items():
            writer.level(name, [(START_S, knots)] if isinstance(knots, int) else knots)
        for name, times_ms in (events or {}).items():
            writer.events(name, times_ms)
        self.tape = Tape(io.BytesIO(writer.to_bytes()))
        self.clock = SimClock(START_S * 1000)
        self.clock.run(VIRTUAL, until_ms=NEVER)
        self.wiring = Wiring(list(sensors), clock=self.clock, tape=self.tape, seed=seed)
        self.network = SimNetwork(self.clock)
        self.board = SimBoard(
            clock=self.clock,
            power=Power(on_ms=self.clock.now_ms, wiring=self.wiring, board_id=b"bench"),
            tape=self.tape,
            network=self.network,
            data_dir="",
            cause=cause,
        )

    def driver(self, config: dict[str, Any]) -> Any:
        """The driver for this configuration, which need not be that of the sensor soldered on."""
        return drivers.create(self.board, config)

    async def reading(self, config: dict[str, Any]) -> dict[str, int]:
        """One wake: start, read, stop."""
        driver = self.driver(config)
        await driver.start()
        try:
            return dict(await driver.read())
        finally:
            stopping = driver.stop()
            if stopping is not None:
                await stopping

    async def crossings(self, config: dict[str, Any], *, minutes: int) -> tuple[int, int]:
        """in and out, read every minute."""
        driver = self.driver(config)
        await driver.start()
        entered = left = 0
        for _ in range(minutes):
            await self.board.sleep_ms(60_000)
            values = await driver.read()
            entered += values["in"]
            left += values["out"]
        driver.stop()
        return entered, left


async def hint_of(bench: SensorBench, config: dict[str, Any]) -> str:
    """The hint of a reading that has to fail."""
    try:
        values = await bench.reading(config)
    except SensorError as error:
        assert error.sensor == config["type"]
        assert "\n" not in str(error)
        return error.hint
    raise AssertionError(f"no error but {values}")
