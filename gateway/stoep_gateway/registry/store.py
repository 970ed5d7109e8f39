"""Keep the list of devices in devices.json: one writer at a time."""

import contextlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.list_file import ListFile
from stoep_gateway.registry.profiles import as_json, parse


class Registry:
    """The file; every call reads or writes it afresh."""

    def __init__(self, state_dir: Path) -> None:
        self.path = state_dir / "devices.json"
        self._file = ListFile(self.path, key="devices", what="device list", remedy="put back your backup")

    def load(self) -> dict[str, Device]:
        """Devices by name; none while the file is not there yet. ConfigError: damaged, readable by others."""
        entries = self._file.load()
        try:
            devices = [_device(entry) for entry in entries]
        except (KeyError, TypeError, ValueError) as error:
            raise self._file.damaged(type(error).__name__) from error
        return {device.name: device for device in devices}

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this around load, decide, put: a second command waits for its turn. ConfigError."""
        with self._file.locked():
            yield

    def first_generation(self) -> int:
        """Of a name that is not in the list: above all that an erased device of that name may have had."""
        return max(1, self._file.number())

    def put(self, device: Device, *, devices: Mapping[str, Device]) -> None:
        """Write the list with this device added or replaced. ConfigError."""
        self.write({**devices, device.name: device})

    def write(self, devices: Mapping[str, Device], *, first_generation: int = 1) -> None:
        """Write just these. first_generation: raised to this, never lowered. ConfigError."""
        number = max(self._file.number(), first_generation if first_generation > 1 else 0)
        self._file.put([_entry(devices[name]) for name in sorted(devices)], number=number)

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever the file was written anew; zeros while there is none."""
        return self._file.stamp()


def _device(entry: dict[str, Any]) -> Device:
    return Device(**{**entry, "profile": parse(entry["profile"]), "cell": cell_of(entry["cell"])})


def _entry(device: Device) -> dict[str, Any]:
    # Not asdict() of the whole: it would copy each column of the profile, most of the time that a long list takes.
    plain = {field.name: getattr(device, field.name) for field in fields(device)}
    return {**plain, "profile": as_json(device.profile), "cell": None if device.cell is None else asdict(device.cell)}


def cell_of(entry: Any) -> Cell | None:
    """As it stands in a list. TypeError: it is no cell."""
    return None if entry is None else Cell(**entry)
