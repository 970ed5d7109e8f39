"""Against a real Mosquitto: what only a broker can do to us."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway import backends
from stoep_gateway.backends.mqtt import Mqtt
from stoep_gateway.backends.patience import PATIENCE_SENDS
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import PermanentError, RetryableError
from stoep_protocol.mqtt import PUBLISH, PacketReader
from stoep_testing.cutting_proxy import CuttingProxy
from stoep_testing.observations import reading, window
from stoep_testing.tcp_server import tcp_server
from support.backend_benches import secret
from support.certificates import Certificate
from support.city_broker import SENDER, SENDER_PASSWORD, CityBroker
from support.waiting import LIMIT_S

pytestmark = pytest.mark.needs("mosquitto")

BATCH = (
    *(reading(row, value=15 + row / 8) for row in range(1, 31)),
    *(reading(row, device="garden-2") for row in range(1, 7)),
    window(1),
)


@asynccontextmanager
async def opened(folder: Path, port: int, **options: object) -> AsyncIterator[Mqtt]:
    password_file = secret(folder / "mqtt.password", text=SENDER_PASSWORD)
    known = {"host": "127.0.0.1", "port": port, "user": SENDER, "password_file": password_file, "timeout_s": LIMIT_S}
    settings = BackendSettings(name="city", type="mqtt", options=known | options)
    backend = backends.create(settings, state_dir=Path("/nowhere"))
    assert isinstance(backend, Mqtt)
    try:
        yield backend
    finally:
        await backend.close()


@contextmanager
def broker_with(folder: Path, *settings: str, subscribed: bool = True) -> Iterator[CityBroker]:
    broker = CityBroker(folder / "broker", settings=settings, subscribed=subscribed).start()
    try:
        yield broker
    finally:
        broker.kill()


async def test_a_pack_holds_the_rows_of_one_device_in_their_order(city_broker: CityBroker, tmp_path: Path) -> None:
    async with opened(tmp_path, city_broker.port, rows_per_pack=8) as backend:
        await backend.send(BATCH, unsure=False)
    arrived = city_broker.arrived()
    assert {message.content_type for message in arrived} == {"application/senml+json"}
    assert max(len(message.records) for message in arrived) == 8
    for device in ("garden-1", "garden-2", "beach-1"):
        records = [row for message in arrived if message.topic == f"stoep/{device}/senml" for row in message.records]
        assert [row["stoep_id"] for row in records] == [row.identity for row in BATCH if row.device == device]


async def test_a_repeat_after_a_lost_acknowledgement_has_the_ids_it_had(
    city_broker: CityBroker, tmp_path: Path
) -> None:
    async with CuttingProxy(target_port=city_broker.port) as proxy, opened(tmp_path, proxy.port) as backend:
        proxy.cut(b"/senml")
        with pytest.raises(RetryableError, match="ended the connection"):
            await backend.send(BATCH[:5], unsure=False)
        await backend.send(BATCH[:5], unsure=True)
    first, again = city_broker.arrived()
    assert first == again


async def test_topic_and_base_name_are_the_operators(city_broker: CityBroker, tmp_path: Path) -> None:
    names = {"topic": "city/green/{device}", "base_name": "urn:dev:ops:32473-stoep-{device}:"}
    async with opened(tmp_path, city_broker.port, **names) as backend:
        await backend.send(BATCH[:1], unsure=False)
    [message] = city_broker.arrived()
    assert message.topic == "city/green/garden-1"
    assert message.records[0]["bn"] == "urn:dev:ops:32473-stoep-garden-1:"


async def test_what_the_broker_says_nobody_gets_is_not_delivered(tmp_path: Path) -> None:
    with broker_with(tmp_path, subscribed=False) as broker:
        async with opened(tmp_path, broker.port) as backend:
            with pytest.raises(RetryableError, match="has nobody to give stoep/"):
                await backend.send(BATCH, unsure=False)
        async with opened(tmp_path, broker.port, needs_subscriber=False) as backend:
            await backend.send(BATCH, unsure=False)


async def test_a_topic_that_is_not_ours_is_waited_for(tmp_path: Path) -> None:
    (acl := tmp_path / "acl").write_text(f"user consumer\ntopic #\nuser {SENDER}\ntopic write elsewhere/#\n")
    acl.chmod(0o600)
    with broker_with(tmp_path, f"acl_file {acl}") as broker:
        async with opened(tmp_path, broker.port) as backend:
            for _ in range(2):
                with pytest.raises(RetryableError, match=f"does not let user {SENDER} publish to"):
                    await backend.send(BATCH, unsure=True)


async def test_packs_that_are_too_large_are_halved_and_a_row_that_is_too_large_is_refused(tmp_path: Path) -> None:
    large = reading(99, device="garden-1", quantity="q" * 900)
    with broker_with(tmp_path, "max_packet_size 1000") as broker:
        async with opened(tmp_path, broker.port) as backend:
            with pytest.raises(PermanentError) as caught:
                await backend.send((*BATCH, large), unsure=False)
        assert caught.value.rejected == (len(BATCH),)
        ids = [row["stoep_id"] for message in broker.arrived() for row in message.records]
    assert sorted(ids) == sorted(row.identity for row in BATCH)


async def test_a_broker_that_drops_large_messages_against_mqtt_5_is_told(tmp_path: Path) -> None:
    with broker_with(tmp_path, "message_size_limit 1000") as broker:
        async with opened(tmp_path, broker.port) as backend:
            with pytest.raises(RetryableError, match="lower rows_per_pack"):
                await backend.send(BATCH, unsure=False)
        async with opened(tmp_path, broker.port, rows_per_pack=5) as backend:
            await backend.send(BATCH, unsure=True)


async def test_rows_are_blamed_late_when_the_broker_takes_none(tmp_path: Path) -> None:
    with broker_with(tmp_path, "max_packet_size 150", subscribed=False) as broker:
        async with opened(tmp_path, broker.port) as backend:
            for _ in range(PATIENCE_SENDS):
                with pytest.raises(RetryableError, match="stores nothing"):
                    await backend.send(BATCH[:2], unsure=True)
            with pytest.raises(PermanentError) as caught:
                await backend.send(BATCH[:2], unsure=True)
    assert caught.value.rejected == (0, 1)


async def test_rows_that_a_broker_refuses_by_their_content_are_found_and_the_others_taken(tmp_path: Path) -> None:
    """Mosquitto looks into no payload; a stand-in answers as MQTT 5 §3.4.2.1 has it: 0x99, payload format invalid."""
    taken: list[bytes] = []

    async def picky(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        packets = PacketReader(max_bytes=100_000)
        while data := await reader.read(65536):
            for packet in packets.feed(data):
                if packet.kind == 1:
                    writer.write(b"\x20\x03\x00\x00\x00")
                elif packet.kind == PUBLISH:
                    at = 2 + int.from_bytes(packet.body[:2], "big")
                    refused = b'"v":666' in packet.body
                    taken.extend([] if refused else [packet.body])
                    writer.write(b"\x40\x03" + packet.body[at : at + 2] + (b"\x99" if refused else b"\x00"))

    batch = tuple(replace(row, value=666.0) if index in (3, 33) else row for index, row in enumerate(BATCH))
    async with tcp_server(picky) as port, opened(tmp_path, port) as backend:
        with pytest.raises(PermanentError) as caught:
            await backend.send(batch, unsure=False)
    assert caught.value.rejected == (3, 33)
    assert sum(body.count(b'"v":') for body in taken) == len(BATCH) - 2


async def test_what_json_cannot_say_is_refused_and_the_rest_published(city_broker: CityBroker, tmp_path: Path) -> None:
    async with opened(tmp_path, city_broker.port) as backend:
        with pytest.raises(PermanentError) as caught:
            await backend.send((reading(1, value=float("nan")), reading(2)), unsure=False)
    assert caught.value.rejected == (0,)
    assert len(city_broker.arrived()) == 1


async def test_a_connection_that_was_lost_between_two_sends_is_made_anew(
    city_broker: CityBroker, tmp_path: Path
) -> None:
    async with opened(tmp_path, city_broker.port) as backend:
        await backend.send(BATCH[:1], unsure=False)
        assert len(city_broker.arrived()) == 1
        city_broker.kill()
        city_broker.start()
        for _ in range(3):  # rounds of the event loop, in which it hears of its loss
            await asyncio.sleep(0)
        await backend.send(BATCH[1:2], unsure=False)
    assert [row["stoep_id"] for row in city_broker.arrived()[-1].records] == [BATCH[1].identity]


async def test_a_broker_without_mqtt_5_is_told(tmp_path: Path) -> None:
    async def old(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(b"\x20\x02\x00\x01")  # MQTT 3.1.1 §3.2.2.3: unacceptable protocol version
        await reader.read(65536)

    async with tcp_server(old) as port, opened(tmp_path, port) as backend:
        with pytest.raises(RetryableError, match="MQTT 5"):
            await backend.check()


async def test_tls_is_with_the_named_ca_and_no_other(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "tls")
    settings = (f"certfile {certificate.file}", f"keyfile {certificate.key_file}")
    with broker_with(tmp_path, *settings, subscribed=False) as broker:
        trusted = {"host": "localhost", "ca_file": str(certificate.file), "needs_subscriber": False}
        async with opened(tmp_path, broker.port, **trusted) as backend:
            await backend.send(BATCH, unsure=False)
        async with opened(tmp_path, broker.port, host="localhost", tls=True) as backend:
            with pytest.raises(RetryableError, match="shows a certificate that is not trusted"):
                await backend.check()
