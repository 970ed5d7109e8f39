"""Render NATS server's configuration: MQTT, a store on disk, users that reach only their own topics. Pure."""

import json
from collections.abc import Iterable
from pathlib import Path

from stoep_gateway.broker.users import BrokerUser

# A frame has at most 1,024 bytes (SPEC §1); the rest is room for the broker's own records of sessions.
_PAYLOAD_MAX_BYTES = 16_384
_MEMORY_MAX_BYTES = 16 * 1024 * 1024
# Devices keep every row until its receipt, so a power cut may take what the broker had not yet synced.
_SYNC_INTERVAL = "10s"
_UNACKNOWLEDGED_MAX = 10_000  # 100 by default: that would bind the gateway's rate to the round trip
_PERSISTENT_DELIVERY = "$MQTT.sub.>"  # where QoS 1 comes from; MQTT clients cannot name it themselves
_TLS_TIMEOUT_S = 15  # 2 by default; an ESP32 takes some seconds, more if many come at once
_AUTH_TIMEOUT_S = 5  # 2 by default: too short for a Pi that starts a thousand sessions at once


def render(
    users: Iterable[BrokerUser],
    *,
    host: str,
    port: int,
    store_dir: Path,
    store_max_bytes: int,
    pid_file: Path,
    tls_files: tuple[Path, Path] | None = None,
) -> str:
    """The configuration file's text. It holds passwords: write it for its owner only. tls_files: certificate, key."""
    tls = ""
    if tls_files:
        certificate, key = (_text(str(file)) for file in tls_files)
        tls = f", tls {{ cert_file: {certificate}, key_file: {key}, timeout: {_TLS_TIMEOUT_S} }}"
    lines = [
        "# Written by stoep; changes are overwritten.",
        "server_name: stoep",
        "host: 127.0.0.1",  # NATS clients are not served: every user below is bound to MQTT
        "port: -1",
        f"pid_file: {_text(str(pid_file))}",
        f"max_payload: {_PAYLOAD_MAX_BYTES}",
        "jetstream {",
        f"  store_dir: {_text(str(store_dir))}, max_mem: {_MEMORY_MAX_BYTES}, max_file: {store_max_bytes}",
        f"  sync_interval: {_text(_SYNC_INTERVAL)}",
        "}",
        f"mqtt {{ host: {_text(host)}, port: {port}, max_ack_pending: {_UNACKNOWLEDGED_MAX}{tls} }}",
        f"authorization {{ timeout: {_AUTH_TIMEOUT_S}, users: [",
        *(_user(user) for user in users),
        "] }",
    ]
    return "\n".join(lines) + "\n"


def _user(user: BrokerUser) -> str:
    kept = (_PERSISTENT_DELIVERY,) if user.keeps_session else ()
    publish = _permission(tuple(map(_subject, user.publish)))
    subscribe = _permission((*map(_subject, user.subscribe), *kept))
    return (
        f'  {{ user: {_text(user.name)}, password: {_text(user.password)}, allowed_connection_types: ["MQTT"],'
        f" permissions: {{ publish: {publish}, subscribe: {subscribe} }} }}"
    )


def _permission(subjects: tuple[str, ...]) -> str:
    return f"{{ allow: {json.dumps(subjects)} }}" if subjects else '{ deny: [">"] }'


def _subject(topic: str) -> str:
    return topic.replace("/", ".").replace("+", "*")


def _text(value: str) -> str:
    return json.dumps(value)
