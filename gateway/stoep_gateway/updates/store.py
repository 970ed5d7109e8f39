"""The updates folder of the state: orders, progress and images; each file has one writer, and is whole or not there."""

import contextlib
import fcntl
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.errors import ConfigError
from stoep_gateway.updates.orders import Order, Orders
from stoep_gateway.updates.progress import DeviceProgress, Progress

FORMAT = 1
_IMAGE = ".img"


class UpdateStore:
    """Every call reads or writes afresh. Commands write orders and images, the gateway writes progress."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / "updates"
        self._orders = self._folder / "orders.json"
        self._progress = self._folder / "progress.json"

    def load_orders(self) -> Orders:
        """None were given while the file is not there. ConfigError: damaged."""
        content = self._load(self._orders)
        if content is None:
            return Orders()
        with _damaged(self._orders):
            rollouts = tuple(Order(**entry) for entry in content["rollouts"])
            return Orders(rollouts=rollouts, pinned=tuple(content["pinned"]))

    def put_orders(self, orders: Orders) -> None:
        """Write them, and remove images that nobody wants any more. ConfigError."""
        make_private_folder(self._folder)
        self._put(self._orders, asdict(orders))
        wanted = {each.image for each in orders.rollouts}
        for path in self._folder.glob(f"*{_IMAGE}"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def load_progress(self) -> tuple[Progress, ...]:
        """ConfigError: damaged."""
        content = self._load(self._progress)
        if content is None:
            return ()
        with _damaged(self._progress):
            return tuple(_parse(entry) for entry in content["rollouts"])

    def put_progress(self, progress: Iterable[Progress]) -> None:
        """ConfigError."""
        make_private_folder(self._folder)
        self._put(self._progress, {"rollouts": [asdict(each) for each in progress]})

    def put_image(self, data: bytes, *, firmware: str) -> str:
        """Its name in the folder. ConfigError."""
        make_private_folder(self._folder)
        name = f"{firmware}-{zlib.crc32(data):08x}{_IMAGE}"
        write_private(self._folder / name, data)
        return name

    def image_path(self, name: str) -> Path:
        """Where an order's image is."""
        return self._folder / name

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold this around load, decide, put: a second command waits for its turn. ConfigError."""
        make_private_folder(self._folder)
        descriptor = os.open(self._folder / "orders.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def stamp(self) -> tuple[int, int]:
        """Changes whenever orders were written anew; zeros while there are none."""
        try:
            status = self._orders.stat()
        except OSError:
            return (0, 0)
        return (status.st_mtime_ns, status.st_ino)

    def _load(self, path: Path) -> dict[str, Any] | None:
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise ConfigError(f"{path}: cannot be read ({error.strerror}): run as the gateway's user") from error
        with _damaged(path):
            document = json.loads(data)
            if document["format"] != FORMAT:
                raise ConfigError(f"{path}: written by a newer stoep (format {document['format']}): update this one")
            if document["crc"] != _checksum(document["content"]):
                raise ValueError("checksum")
            return dict(document["content"])

    def _put(self, path: Path, content: object) -> None:
        document = {"format": FORMAT, "crc": _checksum(content), "content": content}
        write_private(path, json.dumps(document, indent=1).encode() + b"\n")


@contextlib.contextmanager
def _damaged(path: Path) -> Iterator[None]:
    try:
        yield
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(
            f"{path}: damaged ({type(error).__name__}): remove it, and start the rollouts again"
        ) from error


def _checksum(content: object) -> int:
    return zlib.crc32(json.dumps(content, sort_keys=True).encode())


def _parse(entry: dict[str, Any]) -> Progress:
    return Progress(**{**entry, "devices": tuple(DeviceProgress(**each) for each in entry["devices"])})
