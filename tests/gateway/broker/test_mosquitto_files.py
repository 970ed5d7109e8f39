"""What stoep writes for an operator's Mosquitto, read by a real one."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import aiomqtt
import pytest

from stoep_gateway.broker.mosquitto_files import MosquittoFiles
from stoep_gateway.config.load import parse
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device
from stoep_protocol.master_keys import broker_password
from stoep_protocol.profiles import by_name
from support.mosquitto import Mosquitto
from support.ports import free_port
from support.waiting import LIMIT_S

MASTER = bytes(range(32))
HUSH = "hush: a word with more"


def device(name: str, *, generation: int = 1, revoked: bool = False) -> Device:
    return Device(
        name=name,
        profile=by_name("soil"),
        generation=generation,
        group=name,
        cell=None,
        sample_s=600,
        send_s=3600,
        revoked=revoked,
    )


def files(folder: Path, *, user: str = "_gateway") -> MosquittoFiles:
    password = folder / "password"
    password.write_text(HUSH)
    password.chmod(0o600)
    text = f'[broker]\nembedded = false\nuser = "{user}"\npassword_file = "password"\n'
    return MosquittoFiles(settings=parse(text, file=folder / "stoep.toml").broker, folder=folder / "broker")


class Broker:
    """A running Mosquitto that reads the files."""

    def __init__(self, folder: Path) -> None:
        self.files = files(folder)
        self.files.write([device("a"), device("b", generation=2)], master=MASTER)
        self.port = free_port()
        self.mosquitto = Mosquitto(folder / "mosquitto", port=self.port, files=folder / "broker")
        self.mosquitto.start()

    def client(self, user: str, *, name: str = "", generation: int = 1, password: str | None = None) -> aiomqtt.Client:
        word = broker_password(MASTER, device_id=name or user, generation=generation) if password is None else password
        return aiomqtt.Client("127.0.0.1", port=self.port, username=user, password=word, timeout=LIMIT_S)

    def gateway(self) -> aiomqtt.Client:
        return self.client("_gateway", password=HUSH)


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    running = Broker(tmp_path)
    yield running
    running.mosquitto.stop()


async def heard(client: aiomqtt.Client, *, count: int) -> list[tuple[str, bytes]]:
    """The next messages, and no more than these."""
    messages = []
    async with asyncio.timeout(LIMIT_S):
        for _ in range(count):
            message = await anext(aiter(client.messages))
            messages.append((str(message.topic), message.payload))
    assert not len(client.messages)
    return messages


@pytest.mark.needs("mosquitto")
async def test_devices_and_gateway_reach_their_own_topics_only(broker: Broker) -> None:
    async with broker.gateway() as gateway, broker.client("a") as a, broker.client("b_2", name="b", generation=2) as b:
        await gateway.subscribe("stoep/1/+/up", qos=1)
        await b.subscribe([("#", 1), ("stoep/1/a/down", 1)])
        for topic in ("stoep/1/b/up", "stoep/1/b/down", "other"):
            await a.publish(topic, b"forged", qos=1)
        await a.publish("stoep/1/a/up", b"own", qos=1)
        await gateway.publish("stoep/1/a/down", b"not for b", qos=1)
        await gateway.publish("stoep/1/b/down", b"for b", qos=1)
        assert await heard(gateway, count=1) == [("stoep/1/a/up", b"own")]
        assert await heard(b, count=1) == [("stoep/1/b/down", b"for b")]


@pytest.mark.needs("mosquitto")
async def test_a_board_waiting_for_its_re_flash_gets_in_and_strangers_do_not(broker: Broker) -> None:
    async with broker.client("b"):
        pass
    for user, password in (("a", "wrong"), ("stranger", "x")):
        with pytest.raises(aiomqtt.MqttError):
            async with broker.client(user, password=password):
                pass


@pytest.mark.needs("mosquitto")
@pytest.mark.parametrize("changed", [device("b", revoked=True), device("b", generation=4)], ids=["revoked", "replaced"])
async def test_a_reload_ends_the_old_admits_the_new_and_leaves_the_others(changed: Device, broker: Broker) -> None:
    async with broker.gateway() as gateway, broker.client("a") as a:
        await gateway.subscribe("stoep/1/+/up", qos=1)
        with suppress(aiomqtt.MqttError):  # that it disconnects is what is waited for
            async with broker.client("b_2", name="b", generation=2) as b:
                broker.files.write([device("a"), changed, device("c")], master=MASTER)
                broker.mosquitto.reload()
                async with asyncio.timeout(LIMIT_S):
                    await anext(aiter(b.messages))
        for user, generation in (("b", 1), ("b_2", 2)):
            with pytest.raises(aiomqtt.MqttError):
                async with broker.client(user, name="b", generation=generation):
                    pass
        async with broker.client("c") as c:
            await c.publish("stoep/1/c/up", b"new", qos=1)
        await a.publish("stoep/1/a/up", b"still here", qos=1)
        assert await heard(gateway, count=2) == [("stoep/1/c/up", b"new"), ("stoep/1/a/up", b"still here")]


def test_files_that_would_not_change_are_left_alone(tmp_path: Path) -> None:
    written = files(tmp_path)
    written.write([device("a")], master=MASTER)
    before = [written.password_file.stat(), written.acl_file.stat()]
    written.write([device("a")], master=MASTER)
    assert [written.password_file.stat(), written.acl_file.stat()] == before
    written.write([replace(device("a"), revoked=True)], master=MASTER)
    assert "a:" not in written.password_file.read_text()


def test_nobody_else_reads_the_files_and_no_password_is_in_them(tmp_path: Path) -> None:
    written = files(tmp_path)
    written.write([device("a")], master=MASTER)
    for path in (written.password_file, written.acl_file):
        assert path.stat().st_mode & 0o777 == 0o600
        for word in (HUSH, broker_password(MASTER, device_id="a", generation=1)):
            assert word not in path.read_text()


@pytest.mark.parametrize("user", ["a", "with:colon", " spaced", "#comment"])
def test_a_user_name_that_mosquitto_or_a_device_cannot_share_is_refused(user: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[broker\] user"):
        files(tmp_path, user=user).write([device("a")], master=MASTER)
