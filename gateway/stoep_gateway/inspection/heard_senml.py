"""Listen at the broker of an MQTT back-end, as one of its readers would."""

import asyncio
import os
import time
from collections.abc import Mapping
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion

from stoep_gateway.backends.options import Options
from stoep_gateway.backends.peer import not_there, read_peer
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.inspection.records import Chain
from stoep_gateway.inspection.stock import Stored
from stoep_gateway.inspection.stored_senml import filter_of, rows_of

_ANSWER_S = 10.0
_STEP_S = 0.2
_PACKS_MAX = 10_000
_TOPIC = "stoep/{device}/senml"  # backends.mqtt's own default


async def hear(backend: BackendSettings, *, chains: Mapping[str, Chain], listen_s: float) -> tuple[list[Stored], str]:
    """(rows, where). RetryableError: the broker is not there, or does not let us listen. ConfigError."""
    return await asyncio.to_thread(_hear, backend, chains=chains, listen_s=listen_s)


def _hear(backend: BackendSettings, *, chains: Mapping[str, Chain], listen_s: float) -> tuple[list[Stored], str]:
    options = Options(backend)
    peer = read_peer(options, port=1883, tls_port=8883)
    wanted = filter_of(options.text("topic", default=_TOPIC))
    packs: list[tuple[str, bytes]] = []
    state: dict[str, int] = {}

    def connected(client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        state["connected"] = int(reason.value)
        if not reason.is_failure:
            client.subscribe(wanted, qos=0)

    def subscribed(_client: Client, _userdata: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        state["subscribed"] = int(reasons[0].value)

    def heard(_client: Client, _userdata: Any, message: MQTTMessage) -> None:
        if len(packs) < _PACKS_MAX:
            packs.append((message.topic, bytes(message.payload)))

    client = Client(
        CallbackAPIVersion.VERSION2,
        f"stoep-look-{os.getpid()}",
        protocol=MQTTProtocolVersion.MQTTv5,
        reconnect_on_failure=False,
    )
    client.connect_timeout = _ANSWER_S
    client.on_connect, client.on_subscribe, client.on_message = connected, subscribed, heard
    if peer.user:
        client.username_pw_set(peer.user, peer.password or None)
    if peer.tls:
        client.tls_set_context(peer.tls)
    where = f"MQTT broker {peer}"
    try:
        client.connect(peer.host, peer.port)
        end_s = time.monotonic() + _ANSWER_S
        while "subscribed" not in state and time.monotonic() < end_s and not state.get("connected"):
            client.loop(_STEP_S)
        if state.get("connected") or state.get("subscribed", 0x80) >= 0x80:
            raise RetryableError(f"{where} does not let {peer.user or 'us'} listen to {wanted}: its keeper has to look")
        end_s = time.monotonic() + listen_s
        while time.monotonic() < end_s:
            client.loop(_STEP_S)
    except (OSError, ValueError) as error:
        raise RetryableError(f"{where} {not_there(error)}") from error
    finally:
        client.disconnect()
    return _rows(packs, chains=chains), f"{where}, {wanted} for {listen_s:.0f} s"


def _rows(packs: list[tuple[str, bytes]], *, chains: Mapping[str, Chain]) -> list[Stored]:
    rows: list[Stored] = []
    for topic, payload in packs:
        try:
            rows += rows_of(payload, topic=topic, chains=chains)
        except ValueError:
            continue  # somebody else's message on a topic of ours
    return rows
