"""How long a sleeping node's radio is on for a send."""

import io
from pathlib import Path

from stoep_simulators.node import Node
from stoep_simulators.sim_clock import SimClock
from stoep_simulators.sim_network import SimNetwork
from stoep_simulators.tape import Tape
from support.answering_gateway import AnsweringGateway
from support.node_kinds import DAY_S, RATES, SENSORS, START_S, tape


class _TimedNetwork(SimNetwork):
    """on_ms: how long it was on, in `times` spells."""

    def __init__(self, clock: SimClock) -> None:
        super().__init__(clock)
        self.on_ms = self.times = 0
        self._timing = clock
        self._since_ms: int | None = None

    async def join(self, *, reachable: bool) -> None:
        if self._since_ms is None:
            self._since_ms = self._timing.now_ms
        await super().join(reachable=reachable)

    def leave(self) -> None:
        if self._since_ms is not None:
            self.on_ms += self._timing.now_ms - self._since_ms
            self.times += 1
            self._since_ms = None
        super().leave()


async def radio_on_s(folder: Path) -> float:
    """Of a soil node at its usual rates, mean over a day. folder: empty."""
    sample_s, send_s = RATES["soil"]
    async with AnsweringGateway("radio-1", time_s=START_S) as gateway:
        bundle = gateway.bundle("soil", SENSORS["soil"], sample_s=sample_s, send_s=send_s)
        world = Tape(io.BytesIO(tape("soil", seed=11, days=2).to_bytes()))
        node = Node(bundle, tape=world, data_dir=str(folder), start_s=START_S)
        node.network = network = _TimedNetwork(node.clock)
        await node.run_online(START_S + DAY_S)
        await node.stop()
    return network.on_ms / network.times / 1_000
