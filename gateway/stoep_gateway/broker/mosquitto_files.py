"""Keep a password file and an ACL for the operator's own Mosquitto: each device reaches its own two topics."""

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway.broker.users import BrokerUser, device_users, gateway_user
from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.config.secrets import read_secret
from stoep_gateway.config.settings import BrokerSettings, Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device
from stoep_protocol.kdf import hkdf

# As mosquitto_passwd 2.0.21 does by itself. More would protect nothing: devices' passwords are 24 random bytes.
_ROUNDS = 101
_SALT_BYTES = 12
_HASH_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class MosquittoFiles:
    """folder: as the embedded broker's, below the state folder. Mosquitto reads copies (docs/mosquitto.md)."""

    settings: BrokerSettings
    folder: Path

    @property
    def password_file(self) -> Path:
        """Hashes, mode 0600."""
        return self.folder / "mosquitto.passwd"

    @property
    def acl_file(self) -> Path:
        """What each user may do, mode 0600."""
        return self.folder / "mosquitto.acl"

    def write(self, devices: Iterable[Device], *, master: bytes) -> None:
        """Before Mosquitto starts, and after each change of the list of devices. Equal files stay. ConfigError."""
        users = self._users(devices, master=master)
        make_private_folder(self.folder)
        # The ACL first: who watches the password file finds both new.
        _renew(self.acl_file, text=acl_text(users))
        _renew(self.password_file, text=password_text(users, master=master))

    def _users(self, devices: Iterable[Device], *, master: bytes) -> tuple[BrokerUser, ...]:
        name = self.settings.user
        if not name.isprintable() or not name or ":" in name or name[0] == "#" or name != name.strip():
            raise ConfigError(f'[broker] user = "{name[:40]}": Mosquitto takes no such user name: use letters and _')
        others = device_users(devices, master=master)
        if name in [user.name for user in others]:
            raise ConfigError(f'[broker] user = "{name}": a device has this name: give the gateway another, as _{name}')
        if self.settings.password_file is None:
            raise ConfigError("[broker] password_file is missing: name the file with the gateway's password")
        return (gateway_user(name=name, password=read_secret(self.settings.password_file)), *others)


def tell_broker(settings: Settings, *, devices: Mapping[str, Device], master: bytes) -> str:
    """The embedded broker learns by itself who may connect; for Mosquitto the files are written. What to do then."""
    if settings.broker.embedded:
        return ""
    files = MosquittoFiles(settings=settings.broker, folder=settings.gateway.state_dir / "broker")
    files.write(devices.values(), master=master)
    return f"Mosquitto: let it read {files.password_file} and {files.acl_file.name} again (docs/mosquitto.md)\n"


def password_text(users: Iterable[BrokerUser], *, master: bytes) -> str:
    """A line a user, as mosquitto_passwd writes it ($7$: PBKDF2 with SHA-512). Equal users give equal lines."""
    return "".join(_password_line(user, master=master) for user in users)


def acl_text(users: Iterable[BrokerUser]) -> str:
    """mosquitto.conf(5), acl_file: nobody else may do anything."""
    return "\n".join(_acl(user) for user in users)


def _password_line(user: BrokerUser, *, master: bytes) -> str:
    salt = hkdf(master, salt=b"", info=b"stoep1mosquitto" + user.name.encode(), size_bytes=_SALT_BYTES)
    digest = hashlib.pbkdf2_hmac("sha512", user.password.encode(), salt, _ROUNDS, _HASH_BYTES)
    return f"{user.name}:$7${_ROUNDS}${b64encode(salt).decode()}${b64encode(digest).decode()}\n"


def _acl(user: BrokerUser) -> str:
    lines = [f"user {user.name}"]
    lines += [f"topic write {topic}" for topic in user.publish]
    lines += [f"topic read {topic}" for topic in user.subscribe]
    return "\n".join((*lines, ""))


def _renew(path: Path, *, text: str) -> None:
    try:
        if path.read_text() == text:
            return
    except (OSError, UnicodeDecodeError):
        pass
    write_private(path, text.encode())
