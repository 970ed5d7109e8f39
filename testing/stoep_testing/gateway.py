"""A real gateway for one test: its own folder, broker and ports, used as an operator uses it."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stoep_gateway.backends import kinds
from stoep_simulators.commands.local_gateway import LocalGateway, Wish
from stoep_simulators.commands.simulate_report import arrivals
from stoep_testing.csv_store import csv_rows
from stoep_testing.loop_thread import LoopThread
from stoep_testing.stored import Stored

OWN = "arrived"  # the back-end that is always there: CSV files, to hold the others against
COMMIT_INTERVAL_S = 0.5


class Gateway:
    """It starts when it is needed first; what is to be configured comes before that."""

    def __init__(self, folder: Path, *, loop: LoopThread) -> None:
        self._folder = folder
        self._loop = loop
        self._local = LocalGateway(folder)
        self._backends = [_table(OWN, kind="csv", options={"output_dir": OWN})]
        self._is_prepared = False
        self._is_running = False

    def forward_to(self, kind: str, *, name: str = "city", **options: str | float | bool) -> None:
        """A [[backend]] table of that type more, yours or one of stoep's, with its options.

        ValueError: no such type here; RuntimeError: the gateway runs already.
        """
        if self._is_prepared:
            raise RuntimeError("forward_to comes before the gateway starts: call it before fleet.live")
        if kind not in kinds():
            raise ValueError(f"no back-end type {kind} here ({', '.join(kinds())}): is what brings it installed?")
        self._backends.append(_table(name, kind=kind, options=options))

    def start(self) -> None:
        """Until its broker and pages answer; does nothing when it runs. GatewayError: with what it said."""
        self._prepare()
        if not self._is_running:
            self._is_running = True
            self._loop.run(self._local.start())
            self._loop.run(self._local.ready())

    def stop(self) -> None:
        """As `systemctl stop` does; `start` goes on."""
        self._is_running = False
        self._loop.run(self._local.stop())

    def enrol(self, devices: list[Wish]) -> dict[str, dict[str, Any]]:
        """Bundles by name, as boards get them. GatewayError."""
        self._prepare()
        return self._loop.run(self._local.enroll(devices, told=lambda _done: None))

    def accounts(self) -> dict[str, Any]:
        """What `stoep accounts --json` says now. GatewayError."""
        if self._is_running:
            self._loop.run(_soon(self._local.check))
        return self._loop.run(self._local.accounts())

    def arrived(self) -> list[Stored]:
        """What it has released so far, by its own CSV files."""
        return csv_rows(self._folder / OWN)

    def until_delivered(self, rows: Callable[[], int], *, patience_s: float) -> None:
        """Until that many rows have a place in the accounts and no back-end waits, or nothing moves any more."""
        least, moved_s = None, time.monotonic()
        while True:
            now = arrivals(self.accounts())
            left = rows() - now.accounted + now.pending
            if not left:
                return
            if least is None or left < least:
                least, moved_s = left, time.monotonic()
            if time.monotonic() - moved_s > patience_s:
                return
            time.sleep(COMMIT_INTERVAL_S)

    def _prepare(self) -> None:
        if self._is_prepared:
            return
        self._is_prepared = True
        changes: dict[tuple[str, str], object] = {
            ("gateway", "name"): "a test",
            ("gateway", "log_level"): "warning",
            ("clock", "trust"): "system",
            ("journal", "commit_interval_s"): COMMIT_INTERVAL_S,
        }
        self._loop.run(self._local.prepare(changes=changes, more="".join(self._backends)))


def _table(name: str, *, kind: str, options: dict[str, Any]) -> str:
    """JSON's texts, numbers and truth values are TOML's too."""
    lines = (f"{key} = {json.dumps(value)}\n" for key, value in {"name": name, "type": kind, **options}.items())
    return "\n[[backend]]\n" + "".join(lines)


async def _soon(look: Callable[[], None]) -> None:
    look()  # in the loop that watches the process
