"""The MQTT connection against a broker in memory that behaves, errs or says nothing; time is virtual."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest

from stoep_firmware.mqtt import MqttClient, MqttError
from stoep_firmware.settings import Broker
from stoep_protocol import mqtt
from stoep_simulators.virtual_time import run_virtual

CONNACK = b"\x20\x02\x00\x00"
SUBACK = b"\x90\x03\x00\x01\x00"
WHERE = "broker 10.0.0.2:1883: "


class MemoryBroker:
    """A Board's `connect` and the far end of it. answers: what to feed back per packet type; b"" closes."""

    def __init__(self, answers: dict[int, list[bytes]], *, refuses: Exception | None = None) -> None:
        self.reader = asyncio.StreamReader()
        self.heard: list[mqtt.Packet] = []
        self.closed = False
        self.told_s: list[int] = []
        self._answers = answers
        self._refuses = refuses
        self._packets = mqtt.PacketReader(max_bytes=4096)

    async def connect(self, host: str, port: int, ca_der: bytes | None) -> tuple[asyncio.StreamReader, "MemoryBroker"]:
        if self._refuses is not None:
            raise self._refuses
        return self.reader, self

    def certificate_begins_s(self) -> int | None:
        return 200_000_000 if self._refuses else None

    def clock_at_least(self, time_s: int) -> None:
        """This chip obeys."""
        self.told_s.append(time_s)
        self._refuses = None

    def write(self, data: bytes) -> None:
        for packet in self._packets.feed(data):
            self.heard.append(packet)
            for answer in self._answers.get(packet.kind, []):
                self.feed(answer)

    def feed(self, data: bytes) -> None:
        if data:
            self.reader.feed_data(data)
        else:
            self.reader.feed_eof()

    async def drain(self) -> None:
        pass

    def close(self) -> None:
        self.closed = True

    async def wait_closed(self) -> None:
        pass


EARLY = ValueError("\nThe certificate validity starts in the future\n")
GOOD = {1: [CONNACK], 8: [SUBACK]}


def client_of(broker: MemoryBroker, *, ca_der: bytes | None = None) -> MqttClient:
    return MqttClient(broker, broker=Broker("10.0.0.2", 1883, "d", "secret-word", ca_der))


def trouble(answers: dict[int, list[bytes]], *, refuses: Exception | None = None) -> str:
    """The line that a failed `open` gives."""

    async def main() -> str:
        with pytest.raises(MqttError) as raised:
            await client_of(MemoryBroker(answers, refuses=refuses)).open(client_id="d", topic="stoep/1/d/down")
        return str(raised.value)

    return run_virtual(main())


def conversation(steps: Callable[[MqttClient, MemoryBroker], object], answers: dict[int, list[bytes]] = GOOD) -> object:
    async def main() -> object:
        broker = MemoryBroker(answers)
        client = client_of(broker)
        await client.open(client_id="d", topic="stoep/1/d/down")
        result = await steps(client, broker)
        await client.close()
        assert broker.closed
        return result

    return run_virtual(main())


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ({1: [b"\x20\x02\x00\x04"]}, "wrong user name or password: enrol the device again"),
        ({1: [b"\x20\x02\x00\x05"]}, "wrong user name or password: enrol the device again"),
        ({1: [b"\x20\x02\x00\x63"]}, "refused: enrol the device again"),
        (
            {1: [b""]},
            "closed the connection before it answered: does it want TLS, is the device still enrolled?",
        ),
        ({1: [CONNACK, b""]}, "closed the connection: is the device still enrolled?"),
        (
            {1: [b"\x15\x03\x01\x00\x02\x02\x46"]},
            "wants TLS: the operator names its CA in [broker] ca_file, then enrol anew",
        ),
        (
            {1: [CONNACK], 8: [b"\x90\x03\x00\x01\x80"]},
            "no permission for stoep/1/d/down: is the device enrolled there?",
        ),
        ({}, "no answer: is this the MQTT port?"),
        ({1: [CONNACK]}, "no answer: is this the MQTT port?"),
        ({1: [b"\x20\xff\xff\xff\x7f"]}, "does not speak MQTT 3.1.1: is the port right?"),
    ],
)
def test_a_broker_that_says_no_is_one_line_with_what_to_do(answers: dict[int, list[bytes]], line: str) -> None:
    assert trouble(answers) == WHERE + line


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(113, "no route"), "OSError [Errno 113] no route"),
        (ValueError("bad cert\n (mbedtls)\n"), "ValueError bad cert (mbedtls)"),
    ],
)
def test_a_broker_that_cannot_be_reached_is_one_line(error: Exception, words: str) -> None:
    assert trouble({}, refuses=error) == WHERE + f"cannot connect ({words}): is it running, is the address right?"


def test_the_session_is_clean_and_subscribed_before_anything_is_sent() -> None:
    async def steps(client: MqttClient, broker: MemoryBroker) -> list[int]:
        await client.publish("stoep/1/d/up", b"frame")
        assert broker.heard[0].body[7] & 0x02  # §3.1.2.4
        return [packet.kind for packet in broker.heard]

    assert conversation(steps) == [1, 8, 3]


def test_every_frame_has_qos_1_and_its_own_packet_id() -> None:
    async def steps(client: MqttClient, broker: MemoryBroker) -> list[mqtt.Publish]:
        for _ in range(3):
            await client.publish("stoep/1/d/up", b"frame")
        return [mqtt.parse_publish(packet) for packet in broker.heard[2:]]

    published = conversation(steps)
    assert [message.qos for message in published] == [1, 1, 1]
    assert len({message.packet_id for message in published}) == 3


def test_replies_come_out_in_order_however_they_are_cut() -> None:
    stream = b"\x40\x02\x00\x02" + b"".join(mqtt.publish("stoep/1/d/down", b"reply" * n) for n in (1, 40, 2))

    async def steps(client: MqttClient, broker: MemoryBroker) -> list[bytes | None]:
        async def trickle() -> None:
            for at in range(len(stream)):
                broker.feed(stream[at : at + 1])
                await asyncio.sleep(0.001)

        feeding = asyncio.create_task(trickle())
        got = [await client.receive(limit_ms=5000) for _ in range(3)]
        await feeding
        return got

    assert conversation(steps) == [b"reply", b"reply" * 40, b"reply" * 2]


def test_a_wait_for_a_reply_ends_in_time_and_the_next_one_still_hears_it() -> None:
    async def steps(client: MqttClient, broker: MemoryBroker) -> tuple[bytes | None, bytes | None]:
        first = await client.receive(limit_ms=2000)
        broker.feed(mqtt.publish("stoep/1/d/down", b"late"))
        return first, await client.receive(limit_ms=2000)

    assert conversation(steps) == (None, b"late")


@pytest.mark.parametrize(
    ("data", "line"), [(b"", "closed the connection"), (b"\x30\xff\xff\xff\x7f", "broken MQTT packet")]
)
def test_a_connection_that_breaks_is_one_line(data: bytes, line: str) -> None:
    async def steps(client: MqttClient, broker: MemoryBroker) -> str:
        broker.feed(data)
        with pytest.raises(MqttError) as raised:
            await client.receive(limit_ms=2000)
        return str(raised.value)

    assert str(conversation(steps)).startswith(WHERE + line)


@pytest.mark.parametrize(
    ("also", "told_s"), [("", [200_000_000]), ("The certificate is not correctly signed by the trusted CA\n", [])]
)
def test_a_board_without_a_clock_takes_the_word_of_a_certificate_without_other_fault(
    also: str, told_s: list[int]
) -> None:
    async def main() -> list[int]:
        broker = MemoryBroker(GOOD, refuses=ValueError(also + str(EARLY)))
        with suppress(MqttError):
            await client_of(broker, ca_der=b"pinned").open(client_id="d", topic="stoep/1/d/down")
        return broker.told_s

    assert run_virtual(main()) == told_s
