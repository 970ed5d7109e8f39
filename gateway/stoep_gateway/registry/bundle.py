"""The bundle: one private file that carries a device's identity from the operator to the maker."""

import json
import re
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.config.settings import BrokerSettings, UpdateSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device, broker_user
from stoep_gateway.registry.local_network import is_local
from stoep_gateway.registry.profiles import as_json
from stoep_gateway.updates.public_keys import modulus_hex, read_public_keys
from stoep_protocol.master_keys import broker_password, device_secret

FORMAT = 1
_THIS_MACHINE = ("127.", "localhost", "::1")
_PEM_BEGIN, _PEM_END = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"
_LISTENS_EVERYWHERE = ("0.0.0.0", "::", "*")  # noqa: S104 - recognised here, not bound


def make_bundle(device: Device, *, master: bytes, broker: BrokerSettings, updates: UpdateSettings) -> dict[str, object]:
    """What the device needs to know. ConfigError: no address for devices is known; CA or public key not readable."""
    host = leads_to(broker)
    if host in _LISTENS_EVERYWHERE:
        raise ConfigError(
            f"[broker] host = {host} is no address to connect to: set public_host to this gateway's name or address"
        )
    if broker.ca_file is None and not is_local(host):
        raise ConfigError(
            f"[broker] public_host = {host}: outside the local network, where devices would show names and passwords: "
            "use TLS and name the CA in [broker] ca_file (docs/operate.md, TLS)"
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
        "profile": as_json(device.profile),
        "sample_s": device.sample_s,
        "send_s": device.send_s,
        "update_keys": [modulus_hex(key) for key in read_public_keys(updates.public_keys)],
    }


def leads_to(broker: BrokerSettings) -> str:
    """The address that a bundle gives to a device."""
    return broker.public_host or broker.host


def is_for_simulated_devices(broker: BrokerSettings) -> bool:
    """Whether that address is this machine's own, which no board can reach."""
    return leads_to(broker).startswith(_THIS_MACHINE)


def write_bundle(path: Path, *, bundle: dict[str, object]) -> None:
    """Write it, mode 0600. Only a next generation replaces a file: the device's own older bundle. ConfigError."""
    if path.is_dir():
        raise ConfigError(f"{path}: this is a folder: name a file in it")
    data = json.dumps(bundle, indent=1).encode() + b"\n"
    write_private(path, data, replace=bundle["generation"] != 1 and _is_of(path, device=bundle["device"]))


def _is_of(path: Path, *, device: object) -> bool:
    try:
        before = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(before, dict) and "secret" in before and before.get("device") == device


def _ca_pem(path: Path | None) -> str | None:
    if path is None:
        return None
    try:
        text = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{path}: cannot read the broker's CA: name a readable PEM file in [broker] ca_file"
        ) from error
    found = re.findall(f"{_PEM_BEGIN}.+?{_PEM_END}", text, flags=re.DOTALL)
    if len(found) != 1:
        raise ConfigError(f"{path}: {len(found)} certificates: a device pins one CA: name a file with that one alone")
    return str(found[0]) + "\n"
