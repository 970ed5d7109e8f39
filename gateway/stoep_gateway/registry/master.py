"""The gateway's master key, of which every other key is derived. With devices.json it is the whole offline backup."""

import os
import re
import zlib
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
    write_private(master_path(state_dir), f"{key.hex()} {zlib.crc32(key):08x}\n".encode(), replace=False)


def load_master(state_dir: Path) -> bytes:
    """32 bytes. ConfigError."""
    path = master_path(state_dir)
    if not os.path.lexists(path):
        raise ConfigError(f"{path}: no master key here: run stoep init, or put back your backup")
    found = None
    if not path.is_file() or path.stat().st_size:
        found = re.fullmatch(r"([0-9a-f]{64})(?: ([0-9a-f]{8}))?", read_secret(path))
    if found is None:
        raise ConfigError(f"{path}: damaged, 64 hexadecimal digits expected: put back your backup")
    key = bytes.fromhex(found[1])
    if found[2] and int(found[2], 16) != zlib.crc32(key):  # keys of 0.2.0 and before have no checksum
        raise ConfigError(f"{path}: damaged, its checksum does not fit: put back your backup")
    return key
