"""Keep the list of devices in devices.json: one writer at a time, whole or not at all."""

import contextlib
import fcntl
import json
import os
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from stoep_gateway.config.private_file import write_private
from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device

FORMAT = 1


class Registry:
    """The file; every call reads or writes it afresh."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "devices.json"

    def load(self) -> dict[str, Device]:
        """Devices by name; none while the file is not there yet. ConfigError: damaged, readable by others."""
        try:
            with self.path.open("rb") as file:
                mode = os.fstat(file.fileno()).st_mode & 0o777
                data = file.read()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise ConfigError(f"{self.path}: cannot read the device list ({error.strerror})") from error
        if mode & 0o077:
            raise ConfigError(f"{self.path}: others may read the device list (mode {mode:04o}): chmod 600 {self.path}")
        try:
            document = json.loads(data)
            if document["format"] != FORMAT:
                raise ConfigError(
                    f"{self.path}: written by a newer stoep (format {document['format']}): update this one"
                )
            devices = [_device(entry) for entry in document["devices"]]
            if document.get("crc", crc := _checksum(document["devices"])) != crc:  # lists of 0.2.0 have none
                raise ConfigError(f"{self.path}: damaged (checksum): put back your backup")
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"{self.path}: damaged ({type(error).__name__}): put back your backup") from error
        return {device.name: device for device in devices}

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this around load, decide, put: a second command waits for its turn."""
        try:
            descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(
                f"{self.path.parent}: cannot write the device list ({error.strerror}): run as the gateway's user?"
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def put(self, device: Device, *, devices: Mapping[str, Device]) -> None:
        """Write the list with this device added or replaced. ConfigError."""
        kept = {**devices, device.name: device}
        entries = [asdict(kept[name]) for name in sorted(kept)]
        document = {"format": FORMAT, "crc": _checksum(entries), "devices": entries}
        write_private(self.path, json.dumps(document, indent=1).encode() + b"\n")

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the file was written anew; zeros while there is none."""
        try:
            status = self.path.stat()
        except OSError:
            return (0, 0, 0)
        return (status.st_mtime_ns, status.st_ino, status.st_size)


def _checksum(entries: object) -> int:
    return zlib.crc32(json.dumps(entries, sort_keys=True).encode())


def _device(entry: dict[str, object]) -> Device:
    cell = entry["cell"]
    fields = {**entry, "cell": Cell(**cell) if isinstance(cell, dict) else None}
    return Device(**fields)  # type: ignore[arg-type]  # a wrong field is a TypeError, which the caller reports
