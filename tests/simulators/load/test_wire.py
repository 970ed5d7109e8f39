"""A connection under load: what a broker does not take waits, what makes no sense ends it, and silence does too."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from stoep_protocol import mqtt
from stoep_protocol.profiles import by_name
from stoep_simulators.load.talker import MAX_TRIES, REPLY_LIMIT_S, Encoder, Speaker, Talker
from stoep_simulators.load.tally import Tally
from stoep_simulators.load.wire import Wire
from stoep_simulators.virtual_time import run_virtual

_CONNACK = b"\x20\x02\x00\x00"
_SUBACK = b"\x90\x03\x00\x01"


class Line(asyncio.Transport):
    """What was written, until somebody closes it."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.is_closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        return self.is_closed

    def abort(self) -> None:
        self.is_closed = True

    def close(self) -> None:
        self.is_closed = True

    def published(self) -> list[mqtt.Publish]:
        packets = mqtt.PacketReader(max_bytes=2_000).feed(b"".join(self.written))
        return [mqtt.parse_publish(packet) for packet in packets if packet.kind == mqtt.PUBLISH]


def _with_wire(act: Callable[[Wire, Talker, Line], Awaitable[None]]) -> None:
    async def whole() -> None:
        speaker = Speaker(name="load-1", secret=bytes(32), profile=by_name("soil"), sample_s=1, send_s=1)
        talker = Talker(speaker, session=b"session1", life=b"liv1", encoder=Encoder(), tally=Tally())
        wire, line = Wire(talker, name="load-1", user="load-1", password="hush"), Line()
        wire.connection_made(line)
        await act(wire, talker, line)
        wire.connection_lost(None)
        assert wire.ended.done()
        assert wire.opened.done()
        assert not wire.is_open

    run_virtual(whole())


def test_a_device_says_hello_once_the_broker_has_taken_its_subscription() -> None:
    async def act(wire: Wire, _: Talker, line: Line) -> None:
        wire.data_received(_CONNACK)
        assert line.published() == []
        assert not wire.is_open
        for byte in _SUBACK + b"\x00":  # however the network cuts it
            wire.data_received(bytes((byte,)))
        assert wire.is_open
        (hello,) = line.published()
        assert (hello.topic, hello.qos) == ("stoep/1/load-1/up", 1)
        assert hello.packet_id > 1

    _with_wire(act)


@pytest.mark.parametrize(
    ("received", "trouble"),
    [
        (b"\x20\x02\x00\x05", "wrong user name or password"),
        (b"\x20\x02\x00\x2a", "refused"),
        (_CONNACK + _SUBACK + b"\x80", "no permission for the device's topic"),
        (b"\x30\xff\xff\xff\x7f", "does not speak MQTT 3.1.1"),
        (b"\x20\x01\x00", "does not speak MQTT 3.1.1"),
    ],
)
def test_a_broker_that_says_no_or_nonsense_ends_the_connection(received: bytes, trouble: str) -> None:
    async def act(wire: Wire, _: Talker, line: Line) -> None:
        wire.data_received(received)
        assert (wire.trouble, line.is_closed, wire.is_open) == (trouble, True, False)

    _with_wire(act)


def test_what_a_broker_does_not_take_now_waits_and_goes_out_later() -> None:
    async def act(wire: Wire, talker: Talker, line: Line) -> None:
        wire.pause_writing()
        wire.data_received(_CONNACK + _SUBACK + b"\x00")
        talker.due([(1, (1, 2, 3, 4, 5))], at_s=0.0)
        wire.flush()
        assert line.published() == []
        wire.resume_writing()
        assert len(line.published()) == 1

    _with_wire(act)


def test_silence_is_asked_into_and_ends_the_connection() -> None:
    async def act(wire: Wire, _: Talker, line: Line) -> None:
        wire.data_received(_CONNACK + _SUBACK + b"\x00")
        for tries in range(1, MAX_TRIES + 1):
            assert len(line.published()) == tries
            assert not line.is_closed
            await asyncio.sleep(REPLY_LIMIT_S - 0.1)
            wire.tick()
            assert len(line.published()) == tries
            await asyncio.sleep(0.2)
            wire.tick()
        assert (wire.trouble, line.is_closed) == ("no reply from the gateway", True)

    _with_wire(act)


def test_a_goodbye_is_said() -> None:
    async def act(wire: Wire, _: Talker, line: Line) -> None:
        wire.close()
        assert line.written[-1] == mqtt.disconnect()
        assert line.is_closed

    _with_wire(act)
