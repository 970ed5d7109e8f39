"""A gateway with either broker, a proxy that records what devices send, and files of what was delivered."""

import os
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_gateway.accounts import Accounts, LifeAccount
from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.journal.ledger_rows import read_rows
from stoep_gateway.journal.read_only import read_only
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_simulators.models.breakbeam import PASSAGE_MS
from stoep_simulators.tape import TapeWriter
from stoep_simulators.worlds.crossings import apart, spread_out
from stoep_testing.csv_store import csv_lines
from support.brokered_gateway import BrokeredGateway
from support.crowd import Crowd
from support.due_windows import WINDOW_S, CountedRow, due_windows
from support.gateway_clock import GatewayClock
from support.policies import NO_NOISE
from support.recording_proxy import RecordingProxy
from support.ring_device import RingDevice
from support.stormy_network import StormyNetwork
from support.stormy_proxy import StormyProxy
from support.waiting import until

START_S = 200_000_000  # wire time of the boards' world; they learn the true time from the gateway
SAMPLE_S = 600
_WORLD_S = 10 * 86_400
_WAY_IN, _WAY_OUT = 15_000, 12_000  # people who pass meanwhile, at random
_CROWD_S = 40_000  # so long ago begins what a device in this process tells
_BACKEND = "files"
_SENSORS = {
    "soil": [{"type": "probe", "pin": 34}],
    "people": [{"type": "breakbeam", "outside": 25, "inside": 26}],
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One line of the CSV files. name: the row of a reading, the start of a window."""

    life: str
    name: str
    quantity: str
    value: int
    is_dated: bool


class Spine:
    """devices: name -> profile, enrolled before the start. Each test uses its own."""

    def __init__(self, folder: Path, *, broker: str, devices: Mapping[str, str]) -> None:
        self.folder = folder
        self.bundles: dict[str, dict[str, Any]] = {}
        self._devices = devices
        settings: dict[str, dict[str, object]] = {
            "people": {"window_s": WINDOW_S, "k": 1} | NO_NOISE,
            "clock": {"trust": "ntp"},
        }
        backend = {"name": _BACKEND, "type": "csv"}  # in the state folder: a copy of that holds it, too
        self.clock = GatewayClock(folder / "clock")
        self.gateway = BrokeredGateway(
            folder / "gateway", broker=broker, settings=settings, backends=[backend], clock=self.clock
        )
        self.proxy = RecordingProxy(target_port=self.gateway.port)
        self._proxies = [self.proxy]
        self.tape = folder / "street.tape"
        _street().write(str(self.tape))

    @contextmanager
    def running(self) -> Iterator["Spine"]:
        with self.gateway, self.proxy:
            for name, profile in self._devices.items():
                self.bundles[name] = self._enroll(name, profile=profile)
            self.gateway.start()
            yield self

    def renew(self, name: str) -> dict[str, Any]:
        """The next generation's bundle, once gateway and broker know."""
        log = self.gateway.log
        known = log.stat().st_size
        lines = 2 if "broker" in self.gateway.pids() else 1
        bundle = self._enroll(name, profile=self._devices[name])
        self.gateway.wait_until(
            lambda: log.read_text()[known:].count("device list changed") == lines, what="the new keys are known"
        )
        return bundle

    def _enroll(self, name: str, *, profile: str) -> dict[str, Any]:
        """The bundle as a board has it, behind the proxy."""
        rates = {"sample_s": 60, "send_s": 60} if profile == "people" else {"sample_s": SAMPLE_S, "send_s": SAMPLE_S}
        bundle = self.gateway.enroll(name, profile=profile, **rates)
        broker = {**bundle["broker"], "port": self.proxy.port}
        return {**bundle, "broker": broker, "wifi": [["street", ""]], "sensors": _SENSORS[profile]}

    def delivered(self, device: str) -> list[Delivered]:
        """Everything of that device, each identity once."""
        found: dict[str, Delivered] = {}
        for line in csv_lines(self.gateway.state_dir / _BACKEND):
            name, life, of, quantity = line["identity"].split("/")
            if name != device:
                continue
            assert line["identity"] not in found, "delivered twice"
            found[line["identity"]] = Delivered(
                life=life, name=of, quantity=quantity, value=round(float(line["value"])), is_dated=bool(line["time"])
            )
        return list(found.values())

    def wait_for(self, device: str, values: Sequence[int]) -> None:
        """Until the device's first quantity has been delivered with just these values, each once."""

        def arrived() -> list[int]:
            return sorted(line.value for line in self.delivered(device) if line.quantity == "probe_mv")

        try:
            self.gateway.wait_until(lambda: arrived() == sorted(values), what="all is delivered")
        except AssertionError as error:
            missing, surplus = set(values) - set(arrived()), set(arrived()) - set(values)
            raise AssertionError(f"{device}: missing {sorted(missing)}, surplus {sorted(surplus)}") from error

    def wait_for_windows(self, device: str, rows: Sequence[CountedRow]) -> None:
        """Until just the windows that these rows have closed are delivered, each once."""
        due = due_windows(rows)
        assert due

        def arrived() -> dict[tuple[int, str], int]:
            lines = self.delivered(device)
            return {(int(line.name) - WIRE_EPOCH_S, line.quantity): line.value for line in lines}

        try:
            self.gateway.wait_until(lambda: arrived() == due, what="all windows are delivered")
        except AssertionError as error:
            found = arrived()
            wrong = {key: (found.get(key), due.get(key)) for key in sorted(found.keys() | due.keys())}
            lines = [f"{key}: {got}, due {want}" for key, (got, want) in wrong.items() if got != want]
            lives = [life for life in self.accounts().lives if life.device == device]
            raise AssertionError(f"{device}: {lines} of {len(due)} windows; {lives}") from error

    def crowd(self, device: str) -> Crowd:
        """A device in this process, some hours ago."""
        ring = RingDevice(
            device,
            master=load_master(self.gateway.state_dir),
            profile=self._devices[device],
            capacity=10_000,
            sample_s=60,
            start_s=(self.clock.now_s - _CROWD_S) // WINDOW_S * WINDOW_S,
        )
        return Crowd(ring)

    def network(self, device: str, *, seed: int) -> StormyNetwork:
        return StormyNetwork(bundle=self.bundles[device], broker_port=self.gateway.port, seed=seed)

    def wait_until_refused(self, reason: str) -> None:
        """Until a frame has been refused for that reason since the gateway's start."""
        self.gateway.wait_until(lambda: reason in self.accounts().unopened, what=reason)

    @asynccontextmanager
    async def sends(self, device: str) -> AsyncIterator[None]:
        """Until the device has sent something after this began."""
        before = self.proxy.messages(device)
        yield
        await until(lambda: self.proxy.messages(device) > before, what=f"{device} sends")

    def accounts(self) -> Accounts:
        return read_accounts(self.gateway.state_dir / "journal.db")

    def account(self, device: str) -> list[LifeAccount]:
        """Of the device's lives. Everything balances, no device has used a nonce twice, no window was drawn twice."""
        self.gateway.wait_until(
            lambda: all(backend.pending == 0 for backend in self.accounts().backends), what="nothing is pending"
        )
        read = self.accounts()
        assert read.balanced
        assert sum(proxy.messages(device) for proxy in self._proxies) > 0
        assert [proxy.repeated() for proxy in self._proxies] == [[] for _ in self._proxies]
        drawn = [line for name in self._devices for line in self.delivered(name) if line.life == f"w{WINDOW_S}"]
        assert len(drawn) == read.windows.released
        return [life for life in read.lives if life.device == device]

    def lost(self, device: str, *, of: Sequence[CountedRow]) -> dict[str, int]:
        """Why rows of a device are in no window: reason -> rows. of: all that have a verdict, by the accounts, too."""
        lives = self.account(device)
        reasons: Counter[str] = Counter()
        for life in lives:
            reasons.update(life.rejected)
            reasons.update(dropped=life.dropped, absent=life.absent, restore=life.restore)
        assert sum(life.kept for life in lives) + reasons.total() == len(of)
        return {reason: number for reason, number in reasons.items() if number}

    @contextmanager
    def storm(self, bundle: dict[str, Any], *, seed: int) -> Iterator[dict[str, Any]]:
        """The bundle, behind a network on which everything comes in another order, twice, and again long after."""
        with StormyProxy(target_port=self.gateway.port, seed=seed) as proxy:
            self._proxies.append(proxy)
            yield {**bundle, "broker": {**bundle["broker"], "port": proxy.port}}

    def mend(self, *command: str) -> int:
        """Stop the gateway, run a command by its clock, start it again. The newest ledger row then closes until …"""
        self.gateway.stop()
        words = [sys.executable, "-m", "stoep_gateway", *command, "--config", str(self.gateway.config)]
        subprocess.run(words, check=True, env={**os.environ, **self.clock.environment}, stdout=subprocess.DEVNULL)
        self.gateway.start()
        with read_only(self.gateway.state_dir / "journal.db") as connection:
            return list(read_rows(connection))[-1].end_s

    def copy_state(self) -> Path:
        """What an operator's backup of the whole state folder holds. The gateway is stopped."""
        copy = self.folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.gateway.state_dir, copy)
        return copy

    def restore_state(self, copy: Path) -> None:
        """The gateway is stopped."""
        shutil.rmtree(self.gateway.state_dir)
        copy.rename(self.gateway.state_dir)


def _street() -> TapeWriter:
    """Soil that dries, so that each row has its own value, and people who pass in both directions."""
    source = random.Random(11)
    ends_s = START_S + _WORLD_S
    ways = [
        spread_out(count, start_ms=START_S * 1_000, end_ms=ends_s * 1_000, gap_ms=0, random=source)
        for count in (_WAY_IN, _WAY_OUT)
    ]
    entering, leaving = apart(ways[0], outs_ms=ways[1], gap_ms=2 * PASSAGE_MS)
    tape = TapeWriter()
    tape.level("probe_mv", [(START_S, 100), (ends_s, 3_200)])
    tape.events("in", entering)
    tape.events("out", leaving)
    return tape
