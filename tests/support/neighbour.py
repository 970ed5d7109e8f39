"""The assembled firmware on a board at the desk, a real NATS server, and the specification's own gateway behind it."""

import asyncio
import json
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from stoep_firmware import app
from stoep_firmware.mqtt import MqttClient
from stoep_firmware.settings import Broker
from stoep_protocol.names import down_topic
from support.bare_broker import USERS, BareBroker
from support.desk_board import Asleep, DeskBoard, Restarted
from support.spec_gateway import SpecGateway

SECRET = bytes(range(32))
DEVICE = "desk-1"


class Neighbour:
    """A gateway behind the broker, the board at the desk, and what it said over USB."""

    def __init__(self, folder: Path, broker: BareBroker) -> None:
        self.board: Any = DeskBoard(str(folder))
        self.board.pins[34] = 1_500_000
        self.gateway: Any = SpecGateway(SECRET, device_id=DEVICE, epoch=b"epoch--1")
        self.lines: list[str] = []
        self.rows: list[tuple[int, int, bool, list[int]]] = []
        self._broker = broker
        self.write_bundle()

    def write_bundle(self, **changes: object) -> None:
        bundle = {
            "format": 1,
            "device": DEVICE,
            "secret": SECRET.hex(),
            "generation": 1,
            "broker": {
                "host": "127.0.0.1",
                "port": self._broker.port,
                "user": DEVICE,
                "password": USERS[DEVICE],
                "ca_pem": None,
            },
            "profile": "soil",
            "sample_s": 600,
            "send_s": 1800,
            "sensors": [{"type": "probe", "pin": 34}],
        }
        Path(self.board.data_dir, "stoep.json").write_text(json.dumps({**bundle, **changes}))

    @asynccontextmanager
    async def served(self) -> AsyncIterator[None]:
        """Every frame is answered meanwhile."""
        account = Broker("127.0.0.1", self._broker.port, "gateway", USERS["gateway"], None)
        client = MqttClient(self.board, broker=account)
        await client.open(client_id="gateway", topic="stoep/1/+/up")
        answering = asyncio.create_task(self._answer(client), name="gateway")
        yield
        answering.cancel()
        await asyncio.gather(answering, return_exceptions=True)
        await client.close()

    async def _answer(self, client: MqttClient) -> None:
        while True:
            message = await client.receive(limit_ms=30_000)
            if message is not None:
                await client.publish(down_topic(DEVICE), self.gateway.take(message))

    async def live(self, lives: int) -> None:
        """The firmware from reset to deep sleep or restart, that many times."""
        for _ in range(lives):
            try:
                await app.run(self.board, say=self.lines.append, on_row=self._on_row)
            except (Asleep, Restarted):
                self.board.is_joined = False

    def _on_row(self, row: int, time_s: int, is_dated: bool, values: "array[int]") -> None:
        self.rows.append((row, time_s, is_dated, list(values)))
