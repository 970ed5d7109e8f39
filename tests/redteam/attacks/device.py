"""Answer a device with nonsense, and read what it says about it over USB and keeps for the doctor."""

import asyncio
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from redteam.attack import Attack, Outcome
from redteam.canary import hits
from redteam.looks import CANARIES, COUNTS
from stoep_firmware import app, last_trouble, sealer
from stoep_firmware.mqtt import MqttError
from stoep_protocol import mqtt
from stoep_protocol.down import decode_down
from stoep_protocol.errors import DecodeError
from stoep_protocol.keys import down_cipher
from stoep_protocol.names import down_topic
from support.answering_gateway import SECRET, AnsweringGateway
from support.desk_board import Asleep, DeskBoard

_NAME = "counter-1"
_LIVES_MS = 3_600_000  # long enough for many conversations
_WAIT_S = 0.01  # of real time, for each sleep of the board: the network is real


class _NonsenseGateway(AnsweringGateway):
    """Takes what comes, answers with counts that are no reply: sealed, then not; then it goes."""

    def answer(self, packet: mqtt.Packet) -> bytes:
        try:
            said = super().answer(packet)
        except DecodeError:
            return b""  # a device whose time ran out on a busy machine said half a packet; it dials again
        if packet.kind != mqtt.PUBLISH:
            return said
        counts = json.dumps(COUNTS[:3]).encode()
        cipher = down_cipher(SECRET, device_id=_NAME, epoch=b"epoch--1")
        replies = (cipher.seal(memoryview(counts), counter=self.gateway.reply_counter), counts)
        publish = mqtt.parse_publish(packet)
        sent = b"".join(mqtt.publish(down_topic(_NAME), reply) for reply in replies)
        return mqtt.puback(publish.packet_id) + sent + counts  # no MQTT at all: the device ends the conversation


def nonsense(folder: Path) -> Outcome:
    """In the control the firmware says what it cannot read."""
    told = asyncio.run(_told(folder / "as-it-is"))
    decode = decode_down

    def telling(plaintext: bytes) -> Any:
        try:
            return decode(plaintext)
        except ValueError as error:
            raise MqttError("cannot read " + bytes(plaintext).decode()) from error

    setattr(sealer, "decode_down", telling)  # noqa: B010 - this process ends with the attack
    control = asyncio.run(_told(folder / "control"))
    assert any("MQTT" in line for line in told), "the device did not meet the nonsense"
    return Outcome(not _has_counts(told), _has_counts(control), f"it says: {told[-1]}")


async def _told(folder: Path) -> list[str]:
    """What the console says, and what is kept on the board for the doctor."""
    folder.mkdir()
    board: Any = DeskBoard(str(folder))  # type: ignore[no-untyped-call]
    board.stop_at_ms = _LIVES_MS
    sleep_ms, lines = board.sleep_ms, list[str]()

    async def patient_sleep_ms(delay_ms: int) -> None:
        await asyncio.sleep(_WAIT_S)
        await sleep_ms(delay_ms)

    board.sleep_ms = patient_sleep_ms

    def say(line: str) -> None:
        lines.append(line)
        if last_trouble.read(str(folder)):
            board.stop_at_ms = 0

    async with _NonsenseGateway(_NAME, time_s=None) as gateway:
        sensors = [{"type": "redteam.canary_driver"}]
        bundle = gateway.bundle("canary", sensors, sample_s=60, send_s=60)
        (folder / "stoep.json").write_text(json.dumps(bundle))
        with suppress(Asleep):
            await app.run(board, say=say)
    return [*lines, last_trouble.read(str(folder))]


def _has_counts(lines: list[str]) -> bool:
    return bool(hits("\n".join(lines).encode(), values=CANARIES))


ATTACKS = (Attack("error answers of a device", nonsense),)
