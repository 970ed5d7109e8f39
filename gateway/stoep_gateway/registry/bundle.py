"""The bundle: one private file that carries a device's identity from the operator to the maker."""

import json
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device, broker_user
from stoep_protocol.keys import broker_password, device_secret

FORMAT = 1
_LISTENS_EVERYWHERE = ("0.0.0.0", "::", "*")  # noqa: S104 - recognised here, not bound


def make_bundle(device: Device, *, master: bytes, broker: BrokerSettings) -> dict[str, object]:
    """What the device needs to know. ConfigError: no address for devices is known, or the CA is not readable."""
    host = broker.public_host or broker.host
    if host in _LISTENS_EVERYWHERE:
        raise ConfigError(
            f"[broker] host = {host} is no address to connect to: set public_host to this gateway's name or address"
        )
    generation = device.generation
    return {
        "format": FORMAT,
        "device": device.name,
        "secret": device_secret(master, device_id=device.name, generation=generation).hex(),
        "generation": generation,
        "broker": {
            "host": host,
            "port": broker.port,
            "user": broker_user(device.name, generation=generation),
            "password": broker_password(master, device_id=device.name, generation=generation),
            "ca_pem": _ca_pem(broker.ca_file),
        },
        "profile": device.profile,
        "sample_s": device.sample_s,
        "send_s": device.send_s,
    }


def write_bundle(path: Path, *, bundle: dict[str, object]) -> None:
    """Write it, mode 0600. Only a next generation replaces an existing file. ConfigError."""
    data = json.dumps(bundle, indent=1).encode() + b"\n"
    write_private(path, data, replace=bundle["generation"] != 1)


def _ca_pem(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        return path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot read the broker's CA: name a readable PEM file in [broker] ca_file"
        ) from error
