"""The updates folder of the state: orders, progress and images; each file has one writer."""

import contextlib
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.registry.list_file import ListFile
from stoep_gateway.updates.orders import Order, Orders
from stoep_gateway.updates.progress import DeviceProgress, Progress

_IMAGE = ".img"
_REMEDY = "remove it, and start the rollouts again"


class UpdateStore:
    """Every call reads or writes afresh. Commands write orders and images, the gateway writes progress."""

    def __init__(self, state_dir: Path) -> None:
        self._folder = state_dir / "updates"
        orders, progress = self._folder / "orders.json", self._folder / "progress.json"
        self._orders = ListFile(orders, key="orders", what="orders of rollouts", remedy=_REMEDY)  # one entry
        self._progress = ListFile(progress, key="rollouts", what="progress of rollouts", remedy=_REMEDY)

    def load_orders(self) -> Orders:
        """None were given while the file is not there. ConfigError: damaged, readable by others."""
        entries = self._orders.load()
        try:
            return _orders(entries[0]) if entries else Orders()
        except (KeyError, TypeError) as error:
            raise self._orders.damaged(type(error).__name__) from error

    def put_orders(self, orders: Orders) -> None:
        """Write them, and remove images that nobody wants any more. ConfigError."""
        make_private_folder(self._folder)
        self._orders.put([asdict(orders)])
        wanted = {each.image for each in orders.rollouts}
        for path in self._folder.glob(f"*{_IMAGE}"):
            if path.name not in wanted:
                path.unlink(missing_ok=True)

    def load_progress(self) -> tuple[Progress, ...]:
        """ConfigError: damaged, readable by others."""
        entries = self._progress.load()
        try:
            return tuple(_rollout(entry) for entry in entries)
        except (KeyError, TypeError) as error:
            raise self._progress.damaged(type(error).__name__) from error

    def put_progress(self, progress: Iterable[Progress]) -> None:
        """ConfigError."""
        make_private_folder(self._folder)
        self._progress.put([asdict(each) for each in progress])

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
        with self._orders.locked():
            yield

    def stamp(self) -> tuple[int, int, int]:
        """Changes whenever orders were written anew; zeros while there are none."""
        return self._orders.stamp()


def _orders(entry: dict[str, Any]) -> Orders:
    return Orders(rollouts=tuple(Order(**each) for each in entry["rollouts"]), pinned=tuple(entry["pinned"]))


def _rollout(entry: dict[str, Any]) -> Progress:
    return Progress(**{**entry, "devices": tuple(DeviceProgress(**each) for each in entry["devices"])})
