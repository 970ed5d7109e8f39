"""When the gateway's core commits a people node's windows: real firmware, real ingest, the node's virtual time."""

import asyncio
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from stoep_gateway.ingest.status import DeviceStatus
from stoep_gateway.journal.records import CommitBatch
from stoep_gateway.records import Arrival
from stoep_protocol import mqtt
from stoep_protocol.master_keys import device_secret
from stoep_simulators.node import Node
from stoep_simulators.tape import Tape, TapeWriter
from stoep_testing.tcp_server import tcp_server
from support.ingest_bench import MASTER, Core, enrolled
from support.node_kinds import RATES, SENSORS

NAME = "telpunt-1"
_CONNECT, _SUBSCRIBE, _DISCONNECT = 1, 8, 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """at_s: wire time, by the node's own clock, at which this became durable; devices: as the gateway tells of them."""

    at_s: float
    batch: CommitBatch
    devices: tuple[DeviceStatus, ...]


class _Street:
    """A broker and the gateway's core for one node, which commit as soon as ingest wants to."""

    def __init__(self, core: Core) -> None:
        self.commits: list[Commit] = []
        self.node: Node | None = None
        self._core = core

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packets = mqtt.PacketReader(max_bytes=2_048)
        while data := await reader.read(4_096):
            for packet in packets.feed(data):
                if packet.kind == _DISCONNECT:  # OASIS MQTT 3.1.1 §3.14.4: the broker closes, too
                    return
                writer.write(self._answer(packet))

    def _answer(self, packet: mqtt.Packet) -> bytes:
        if packet.kind == _CONNECT:
            return b"\x20\x02\x00\x00"
        if packet.kind == _SUBSCRIBE:
            return b"\x90\x03" + packet.body[:2] + b"\x00"
        if packet.kind != mqtt.PUBLISH:
            return b""
        assert self.node is not None
        publish = mqtt.parse_publish(packet)
        core, now_s = self._core, self.node.clock.now_ms / 1_000
        core.now_s, core.mono_s = int(now_s), now_s
        core.take(Arrival(topic=publish.topic, payload=bytes(publish.payload)))
        if core.ingest.wants_commit and (batch := core.ingest.batch()) is not None:
            core.journal.commit(batch)
            core.ingest.committed(batch)
            self.commits.append(Commit(at_s=now_s, batch=batch, devices=core.ingest.statuses()))
        replies = [mqtt.publish(reply.topic, reply.payload) for reply in core.replies()]
        return b"".join((mqtt.puback(publish.packet_id), *replies))


async def released(folder: Path, *, tape: TapeWriter, start_s: int, until_s: int) -> list[Commit]:
    """What a people node at its default rates leads to, powered on at start_s; the network is always there."""
    (folder / "flash").mkdir(parents=True)
    sample_s, send_s = RATES["people"]
    device = replace(enrolled(NAME, profile="people"), sample_s=sample_s, send_s=send_s)
    with Core(folder, device) as core:
        street = _Street(core)
        async with tcp_server(street.serve) as port:
            bundle: dict[str, Any] = {
                "format": 1,
                "device": NAME,
                "secret": device_secret(MASTER, device_id=NAME, generation=1).hex(),
                "generation": 1,
                "broker": {"host": "127.0.0.1", "port": port, "user": NAME, "password": "x", "ca_pem": None},
                "profile": "people",
                "sample_s": sample_s,
                "send_s": send_s,
                "wifi": [["street", "password"]],
                "sensors": SENSORS["people"],
            }
            playing = Tape(io.BytesIO(tape.to_bytes()))
            node = street.node = Node(bundle, tape=playing, data_dir=str(folder / "flash"), start_s=start_s)
            await node.run_online(until_s)
            await node.stop()
    return street.commits
