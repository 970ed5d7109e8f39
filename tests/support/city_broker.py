"""A city's Mosquitto with a consumer behind it that holds what arrived: one a session, empty for each test."""

import json
import os
import socket
import subprocess
import threading
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from stoep_gateway.broker.mosquitto_files import password_text
from stoep_gateway.broker.users import BrokerUser
from support import tools
from support.ports import free_port
from support.waiting import LIMIT_S

_SENTINEL = "sentinel/"
CONSUMER, CONSUMER_PASSWORD = "consumer", "consumers-own"
SENDER, SENDER_PASSWORD = "stoep-gateway", "geheim-van-de-stad"


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message as the consumer got it."""

    topic: str
    payload: bytes
    content_type: str

    @property
    def records(self) -> list[dict[str, Any]]:
        """Of the SenML pack."""
        found: list[dict[str, Any]] = json.loads(self.payload)
        return found


class CityBroker:
    """Start, SIGKILL and start again on the same port; nothing outlives a kill. Both users log in by password."""

    def __init__(self, folder: Path, *, settings: Sequence[str] = (), subscribed: bool = True) -> None:
        """settings: more lines of mosquitto.conf; subscribed: the consumer is there and wants everything."""
        self._folder = folder
        self._subscribed = subscribed
        self._child: subprocess.Popen[bytes] | None = None
        self._consumer: Client | None = None
        self._arrived: list[Arrived] = []
        self._sentinels: set[str] = set()
        self._news = threading.Condition()
        self.port = free_port()
        folder.mkdir(parents=True, exist_ok=True)
        (passwords := folder / "passwords").write_text(
            password_text((_user(CONSUMER, CONSUMER_PASSWORD), _user(SENDER, SENDER_PASSWORD)), master=bytes(32))
        )
        passwords.chmod(0o600)
        lines = [f"listener {self.port} 127.0.0.1", f"password_file {passwords}", *settings]
        if os.geteuid() == 0:  # else it becomes user mosquitto, who cannot look into a test's folder
            lines.append("user root")
        (folder / "mosquitto.conf").write_text("\n".join(lines) + "\n")

    def start(self) -> "CityBroker":
        """Until it listens and the consumer has subscribed. A running broker is left alone."""
        if self._child is not None:
            return self
        with (self._folder / "mosquitto.log").open("ab") as log:
            command = [str(tools.path("mosquitto")), "-c", str(self._folder / "mosquitto.conf")]
            self._child = subprocess.Popen(command, stdout=log, stderr=log)
        self._wait()
        self._consumer = self._connect() if self._subscribed else None
        return self

    def kill(self) -> None:
        """SIGKILL."""
        if self._consumer:
            self._consumer.disconnect()
            self._consumer.loop_stop()
        if self._child is not None:
            self._child.kill()
            self._child.wait(LIMIT_S)
            self._child = None

    def wipe(self) -> None:
        """Forget what arrived."""
        self._flush()
        self._arrived.clear()

    def arrived(self) -> list[Arrived]:
        """Every message so far that the broker has acknowledged to whoever sent it, in order."""
        self._flush()
        return list(self._arrived)

    def _flush(self) -> None:
        """What the broker took before it takes this, it gives to the consumer before."""
        if self._child is None or self._consumer is None:
            return
        sentinel = _SENTINEL + uuid.uuid4().hex
        self._consumer.publish(sentinel, b"", qos=1)
        with self._news:
            assert self._news.wait_for(lambda: sentinel in self._sentinels, LIMIT_S), "the consumer hears nothing"

    def _connect(self) -> Client:
        client = Client(CallbackAPIVersion.VERSION2, protocol=MQTTProtocolVersion.MQTTv5)
        client.username_pw_set(CONSUMER, CONSUMER_PASSWORD)
        ready = threading.Event()
        client.on_message = self._hear
        client.on_subscribe = lambda *_: ready.set()
        client.connect("127.0.0.1", self.port)
        client.loop_start()
        client.subscribe("#", qos=1)
        assert ready.wait(LIMIT_S), (self._folder / "mosquitto.log").read_text()
        return client

    def _wait(self) -> None:
        """Until it listens."""
        end = time.monotonic() + LIMIT_S
        never = threading.Event()
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
                return
            except OSError:
                assert time.monotonic() < end, "Mosquitto does not answer"
                never.wait(0.02)

    def _hear(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        with self._news:
            if message.topic.startswith(_SENTINEL):
                self._sentinels.add(message.topic)
            else:
                content_type = getattr(message.properties, "ContentType", "")
                self._arrived.append(Arrived(message.topic, bytes(message.payload), content_type))
            self._news.notify_all()


def _user(name: str, password: str) -> BrokerUser:
    return BrokerUser(name=name, password=password, publish=(), subscribe=())


@pytest.fixture(scope="session")
def city_broker_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CityBroker]:
    broker = CityBroker(tmp_path_factory.mktemp("city-broker")).start()
    yield broker
    broker.kill()


@pytest.fixture
def city_broker(city_broker_process: CityBroker) -> Iterator[CityBroker]:
    """Running and empty; a test may kill it."""
    city_broker_process.start()
    city_broker_process.wipe()
    yield city_broker_process
    city_broker_process.start()
