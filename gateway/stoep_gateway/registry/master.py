"""The gateway's master key, of which every other key is derived. With devices.json it is the whole offline backup."""

import re
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.config.secrets import read_secret
from stoep_gateway.errors import ConfigError

MASTER_BYTES = 32


def master_path(state_dir: Path) -> Path:
    """Where the key lives."""
    return state_dir / "master.key"


def create_master(state_dir: Path, *, key: bytes) -> None:
    """Write a new key; an existing one is never overwritten. ConfigError."""
    write_private(master_path(state_dir), key.hex().encode() + b"\n", replace=False)


def load_master(state_dir: Path) -> bytes:
    """32 bytes. ConfigError."""
    path = master_path(state_dir)
    if not path.exists():
        raise ConfigError(f"{path}: no master key here: run stoep init, or put back your backup")
    text = read_secret(path)
    if not re.fullmatch(r"[0-9a-f]{64}", text):
        raise ConfigError(f"{path}: damaged, 64 hexadecimal digits expected: put back your backup")
    return bytes.fromhex(text)
