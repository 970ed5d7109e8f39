"""A gateway with either broker, a proxy that records what devices send, and files of what was delivered."""

import csv
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoep_gateway.accounts import Accounts, LifeAccount
from stoep_gateway.accounts import read as read_accounts
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import Phase, VmNode
from support.brokered_gateway import BrokeredGateway
from support.recording_proxy import RecordingProxy
from support.ring_device import RingDevice
from support.stormy_network import StormyNetwork
from support.waiting import until

START_S = 200_000_000  # wire time of the boards' world; they learn the true time from the gateway
SAMPLE_S = 600
WINDOW_S = 300
_WORLD_S = 4 * 86_400
_BACKEND = "files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """One line of the CSV files. name: the row of a reading, the start of a window."""

    life: str
    name: str
    quantity: str
    value: int


class Spine:
    """devices: name -> profile, enrolled before the start. Each test uses its own."""

    def __init__(self, folder: Path, *, broker: str, devices: Mapping[str, str]) -> None:
        self.folder = folder
        self.bundles: dict[str, dict[str, Any]] = {}
        self._devices = devices
        settings = {"people": {"window_s": WINDOW_S, "k": 1}}
        backend = {"name": _BACKEND, "type": "csv"}  # in the state folder: a copy of that holds it, too
        self.gateway = BrokeredGateway(folder / "gateway", broker=broker, settings=settings, backends=[backend])
        self.proxy = RecordingProxy(target_port=self.gateway.port)
        tape = TapeWriter()
        tape.level("probe_mv", [(START_S, 100), (START_S + _WORLD_S, 3_200)])  # each row has its own value
        self.tape = folder / "street.tape"
        tape.write(str(self.tape))

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
        return {**bundle, "broker": broker, "wifi": [["street", ""]], "sensors": [{"type": "probe", "pin": 34}]}

    def delivered(self, device: str) -> list[Delivered]:
        """Everything of that device, each identity once."""
        found: dict[str, Delivered] = {}
        for path in (self.gateway.state_dir / _BACKEND).glob("*.csv"):
            with path.open(newline="") as file:
                for line in csv.DictReader(file):
                    name, life, of, quantity = line["identity"].split("/")
                    if name != device:
                        continue
                    assert line["identity"] not in found, "delivered twice"
                    found[line["identity"]] = Delivered(
                        life=life, name=of, quantity=quantity, value=round(float(line["value"]))
                    )
        return list(found.values())

    def wait_for(self, device: str, values: list[int]) -> None:
        """Until the device's first quantity has been delivered with just these values, each once."""
        quantities = ("probe_mv", "in")

        def arrived() -> list[int]:
            return sorted(line.value for line in self.delivered(device) if line.quantity in quantities)

        try:
            self.gateway.wait_until(lambda: arrived() == sorted(values), what="all is delivered", limit_s=10)
        except AssertionError as error:
            missing, surplus = set(values) - set(arrived()), set(arrived()) - set(values)
            raise AssertionError(f"{device}: missing {sorted(missing)}, surplus {sorted(surplus)}") from error

    def wait_for_windows(self, device: str, rows: list[tuple[int, int]]) -> None:
        """Until all windows of these rows (end of the minute, people in) have been delivered, each once."""
        due: dict[int, int] = {}
        for end_s, count in rows:
            start_s = (end_s - 60) // WINDOW_S * WINDOW_S
            due[start_s] = due.get(start_s, 0) + count

        def arrived() -> dict[int, int]:
            lines = [line for line in self.delivered(device) if line.quantity == "in"]
            return {int(line.name) - WIRE_EPOCH_S: line.value for line in lines}

        try:
            self.gateway.wait_until(lambda: arrived() == due, what="all windows are delivered", limit_s=10)
        except AssertionError as error:
            raise AssertionError(f"{device}: {sorted(arrived().items())}, due {sorted(due.items())}") from error

    def crowd(self, device: str) -> "Crowd":
        """A device in this process, some hours ago."""
        ring = RingDevice(
            device,
            master=load_master(self.gateway.state_dir),
            profile=self._devices[device],
            capacity=10_000,
            sample_s=60,
            start_s=(int(time.time()) - WIRE_EPOCH_S - 20_000) // WINDOW_S * WINDOW_S,
        )
        return Crowd(ring)

    def network(self, device: str, *, seed: int) -> StormyNetwork:
        return StormyNetwork(bundle=self.bundles[device], broker_port=self.gateway.port, seed=seed)

    def wait_until_refused(self, reason: str) -> None:
        """Until a frame has been refused for that reason since the gateway's start."""
        self.gateway.wait_until(lambda: reason in self.accounts().unopened, what=reason)

    async def until_sent(self, device: str) -> None:
        """Until the device sends something."""
        before = self.proxy.messages(device)
        await until(lambda: self.proxy.messages(device) > before, what=f"{device} sends")

    def accounts(self) -> Accounts:
        return read_accounts(self.gateway.state_dir / "journal.db")

    def account(self, device: str) -> list[LifeAccount]:
        """Of the device's lives. Everything balances, and no device has used a nonce twice."""
        read = self.accounts()
        assert read.balanced
        assert self.proxy.messages(device) > 0
        assert self.proxy.repeated() == []
        return [life for life in read.lives if life.device == device]

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


class Crowd:
    """What a device in this process sees: its rows tell 1, 2, 3 … in their first column."""

    def __init__(self, ring: RingDevice) -> None:
        self.ring = ring
        self._rows: list[tuple[int, int]] = []

    @property
    def rows(self) -> list[tuple[int, int]]:
        """(time, first value) of all that it has taken so far."""
        return list(self._rows)

    def sample(self, count: int) -> None:
        width = len(self.ring.profile.columns)
        for _ in range(count):
            value = len(self._rows) + 1
            self.ring.sample((value, *[0] * (width - 1)))
            self._rows.append((self.ring.now_s, value))

    def sample_until_window_ends(self) -> None:
        while self.ring.now_s % WINDOW_S:
            self.sample(1)

    def set_clock(self, *, by_s: int) -> None:
        self.ring.set_clock(by_s=by_s)


class Board:
    """A soil board on the MicroPython VM; each life is a power-on that goes on where time stood."""

    def __init__(
        self, spine: Spine, home: str, *, bundle: dict[str, Any], compiled: Path, seed: int = 0, now_s: int = START_S
    ) -> None:
        """home: its flash. seed: another seed is another board id."""
        self.now_s = now_s
        self._node = VmNode(spine.folder / home, bundle=bundle, tape=spine.tape, seed=seed, import_path=compiled)
        self._flash = self._node.home / "flash"

    @property
    def values(self) -> list[int]:
        """Of every row that it has kept, over all its lives."""
        return [row.values[0] or 0 for row in self._node.rows()]

    @property
    def said(self) -> str:
        return self._node.said()

    async def live(self, *, away_s: int = 3 * 3_600, online_s: int = 1_800) -> None:
        """Power-on without a network, then with one; power off after a conversation."""
        away_until_s = self.now_s + away_s + SAMPLE_S // 2
        until_s = away_until_s + online_s
        await self._start(("offline", away_until_s), ("online", until_s))
        code = await self._node.wait()
        assert code == 0, self.said[-2_000:]
        self.now_s = until_s

    async def power_on(self) -> None:
        """With a network, waits skipped, until `cut_power`."""
        await self._start(("online", self.now_s + 2 * SAMPLE_S))

    async def cut_power(self) -> None:
        await self._node.kill()
        self.now_s += 2 * SAMPLE_S

    def copy_flash(self) -> Path:
        copy = self._node.home / "image"
        shutil.copytree(self._flash, copy)
        return copy

    def restore_flash(self, image: Path) -> None:
        shutil.rmtree(self._flash)
        image.rename(self._flash)

    async def _start(self, *phases: Phase) -> None:
        await self._node.start(*phases, start_s=self.now_s)
