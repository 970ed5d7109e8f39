"""A counter with recognisable counts, its gateway in use, and everything that an attacker can see of it."""

import asyncio
import os
import signal
import sqlite3
import time
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx

from redteam.canary import written_files
from redteam.looks import COUNTS, KEY, WINDOW_ROWS, Looks
from redteam.preload.faults import REFUSING
from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.records import WIRE_EPOCH_S, Arrival
from stoep_gateway.registry.master import load_master
from stoep_protocol.extras import Echo, Extras
from support.gateway import Gateway
from support.repository import TESTS
from support.waiting import LIMIT_S
from support.wire_client import WireClient
from support.wire_device import WireDevice

WINDOW_S = 60 * WINDOW_ROWS
# So much noise that no total is ever released as it was: then totals are searched for, too.
POLICY = {"window_s": WINDOW_S, "night_h": 0, "epsilon": "0.000001"}
FRAME_ROWS = 5
_PRELOAD = Path(__file__).with_name("preload")
_NAME = "counter-1"
_PAGES = ("/", "/beach", "/garden", "/privacy", f"/device/{_NAME}")
_SECRET = "REDTEAM_MASTER"  # of the control: a key in the environment


def play(folder: Path, *, leaks: bool) -> Looks:
    """A window is open, two are released and a third is open; the gateway dies of a fault, starts again and is stopped.

    leaks: its defences are off.
    """
    return asyncio.run(_Street(folder, leaks=leaks).play())


class _Street:
    def __init__(self, folder: Path, *, leaks: bool) -> None:
        self._looks = Looks()
        self._folder = folder
        self._leaks = leaks
        self._fault = folder / "fault"
        self._temporary = folder / "tmp"
        folder.mkdir(parents=True)
        self._temporary.mkdir()
        (folder / "a-file").touch()
        self._gateway = Gateway(
            folder / "gateway",
            settings={"gateway": {"log_level": "debug"}, "people": POLICY},
            backends=[
                {"name": "files", "type": "csv"},
                {"name": REFUSING, "type": "csv"},
                {"name": "away", "type": "csv", "output_dir": str(folder / "a-file" / "away")},  # so all stays pending
            ],
            environment={
                "PYTHONPATH": f"{_PRELOAD}:{TESTS}",
                "TMPDIR": str(self._temporary),
                "REDTEAM_FAULT": str(self._fault),
                **({"REDTEAM_LEAKS": "yes"} if leaks else {}),
            },
        )
        self._bundle = self._gateway.enroll(_NAME, profile="canary")
        master = load_master(self._gateway.state_dir)
        self._master = master
        if leaks:
            self._gateway.environment[_SECRET] = master.hex()
        self._device = WireDevice(_NAME, master=master, profile="canary", sample_s=60)
        self._start_s = (int(time.time()) - WIRE_EPOCH_S) // WINDOW_S * WINDOW_S - 3 * WINDOW_S
        self._sent = 0

    async def play(self) -> Looks:
        with self._gateway as gateway:
            gateway.start()
            async with WireClient(self._device, bundle=self._bundle) as client:
                await client.say(self._device.hello(next_row=len(COUNTS) + 1))
                await self._send(client, until=25)
                self._look_around("open")
                self._look_at_processes()
                await asyncio.to_thread(self._ask_for_everything)
                await self._send_nonsense(client)
                await self._send_while_it_sleeps(client)
                await self._send(client, until=40)
                self._look_around("released")
                await self._die(client)
            gateway.wait_until(lambda: "gateway" in gateway.pids(), what="the gateway runs again")
        self._look_at_files("stopped", written_files(self._folder, pids=()))
        return self._looks

    async def _send(self, client: WireClient, *, until: int) -> None:
        """Rows in frames of five, and until the accounts have them."""
        while self._sent < until:
            await client.say(self._frame())
            self._sent += FRAME_ROWS
        closed = 0 if self._leaks else until // WINDOW_ROWS
        wanted = (until, 0) if self._leaks else (closed * WINDOW_ROWS, until - closed * WINDOW_ROWS)

        def counted() -> bool:
            found = self._gateway.accounts()
            counts = (found["start"]["kept"], found["start"]["open"])
            return counts == wanted and found["windows"]["closed"] == closed and bool(found["balanced"])

        self._gateway.wait_until(counted, what=f"{wanted} rows are kept and open")

        def delivered() -> bool:
            backends = {each["name"]: each for each in self._gateway.accounts()["backends"]}
            return all(backends[name]["pending"] == 0 for name in ("archive", "files", REFUSING))

        self._gateway.wait_until(delivered, what="the back-ends have what there is")
        self._looks.facts[f"windows {until}"] = str(closed)

    def _frame(self) -> Arrival:
        first, device = self._sent, self._device
        echo = Extras(None, None, Echo(device.epoch, None, None))
        rows = [(self._start_s + 60 * (row + 1), [COUNTS[row]]) for row in range(first, first + FRAME_ROWS)]
        return device.rows(first + 1, rows, lag=first, extras=echo)

    def _look_around(self, when: str) -> None:
        self._look_at_files(when, written_files(self._folder, pids=self._gateway.pids().values()))

    def _look_at_files(self, when: str, paths: set[Path]) -> None:
        kinds: dict[str, list[Path]] = {}
        for path in paths:
            kinds.setdefault(self._kind(path), []).append(path)
        for kind, group in kinds.items():
            if kind != "log":
                self._looks.of(f"{kind}, {when}").at_files(group, below=self._folder)
            if kind == "archive":
                self._looks.of(f"{kind}, {when}").at("its contents", self._archived())

    def _archived(self) -> bytes:
        """Packed in its file, so it is read as its readers do, too."""
        reader = ArchiveReader(self._gateway.state_dir / ARCHIVE_FILE)
        values = [
            point.value
            for device in reader.devices()
            for quantity in device.quantities
            for point in reader.series(device.name, quantity=quantity, start_s=0, end_s=1 << 40)
        ]
        return repr(values).encode()

    def _kind(self, path: Path) -> str:
        if path == self._gateway.log:
            return "log"
        if "broker" in path.parts:
            return "broker"
        if path.name.startswith(("journal", "ledger")):
            return "journal"
        if path.name.startswith(("archive", "status")):
            return "archive"
        return "files" if path.parent.name in ("files", REFUSING) else "others"

    def _look_at_processes(self) -> None:
        """Their environment, and what keeps their memory off the disk."""
        pids = self._gateway.pids()
        pids["supervisor"] = int(Path(f"/proc/{pids['web']}/stat").read_text().rsplit(")", 1)[1].split()[1])
        for part, pid in pids.items():
            environment = Path(f"/proc/{pid}/environ").read_bytes()
            if self._has_key(environment):
                self._looks.facts[f"environment of {part}"] = KEY
            limits = Path(f"/proc/{pid}/limits").read_text()
            [cores] = [line for line in limits.splitlines() if line.startswith("Max core file size")]
            self._looks.facts[f"core dump of {part}"] = " ".join(cores.split()[4:6])
            self._looks.facts[f"memory of {part}"] = KEY if self._holds_key(pid) else ""

    def _holds_key(self, pid: int) -> bool:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                where, rights, *_ = line.split()
                start, end = (int(part, 16) for part in where.split("-"))
                if not rights.startswith("rw"):
                    continue
                try:
                    memory.seek(start)
                    if self._has_key(memory.read(end - start)):
                        return True
                except OSError:
                    continue
        return False

    def _has_key(self, data: bytes) -> bool:
        return self._master in data or self._master.hex().encode() in data

    def _ask_for_everything(self) -> None:
        gateway, looks = self._gateway, self._looks
        looks.of("log").at("run.log", gateway.log.read_bytes())
        for page in ("metrics", "healthz"):
            looks.of("metrics").at(page, _answer("GET", f"http://127.0.0.1:{gateway.metrics_port}/{page}"))
        for page in _PAGES:
            for language in ("nl", "en"):
                address = f"http://127.0.0.1:{gateway.web_port}{page}?lang={language}"
                looks.of("pages").at(page, _answer("GET", address))
        for form in ("csv", "senml"):
            looks.of("exports").at(form, gateway.stoep("journal", "export", "--format", form).encode())
        package = self._folder / "garden.zip"
        gateway.stoep("garden", "export", self._device.name, "--out", package)
        with zipfile.ZipFile(package) as files:
            for name in files.namelist():
                looks.of("exports").at(name, files.read(name))
        package.unlink()
        copy = self._folder / "copy.db"
        gateway.stoep("journal", "backup", copy)
        looks.of("support").at("copy.db", copy.read_bytes())
        copy.unlink()
        for words in (("check",), ("accounts",), ("device", "list"), ("journal", "verify"), ("ledger", "verify")):
            looks.of("support").at(" ".join(words), gateway.try_stoep(*words, "--json").encode())
        look = ("privacy", "check", "--gateway", "--listen", "1", "--log", str(gateway.log))
        for options in ((), ("--json",)):
            looks.of("support").at("privacy check --gateway", gateway.try_stoep(*look, *options).encode())
        with closing(sqlite3.connect(gateway.state_dir / "journal.db")) as journal:
            letters = journal.execute("SELECT observation, reason FROM dead_letters").fetchall()
        looks.facts["dead letters"] = str(len(letters))
        for observation, reason in letters:
            looks.of("dead letters").at(REFUSING, bytes(observation) + reason.encode())

    async def _send_nonsense(self, client: WireClient) -> None:
        """Frames that do not decode, with counts in them: sealed and not; and the same to every HTTP port."""
        gateway, looks = self._gateway, self._looks
        before = gateway.log.stat().st_size
        self._frame()
        plaintext = self._device.plaintext
        for damaged in (plaintext[:-3], plaintext + b"\xff", b"\x9f" + plaintext[1:]):
            reply = await client.say(self._device.says(damaged))
            looks.of("answers of the gateway").at("reply", repr(reply).encode())
        topic = self._device.says(plaintext[:-1]).topic
        await client.publish(topic, plaintext)
        await client.publish(topic, b" ".join(str(count).encode() for count in COUNTS))
        await client.say(self._device.says(plaintext[:-2]))
        looks.of("answers of the gateway").at("log", gateway.log.read_bytes()[before:])
        looks.of("answers of the gateway").at("accounts", gateway.try_stoep("accounts", "--json").encode())
        count = str(next(filter(None, COUNTS)))
        for name, port in (("web", gateway.web_port), ("metrics", gateway.metrics_port)):
            for method, data in (("POST", plaintext), ("POST", str(COUNTS).encode()), ("GET", None)):
                address = f"http://127.0.0.1:{port}/device/nobody?frame={count}"
                headers = {"Accept-Language": count, "Cookie": f"lang={count}", "User-Agent": count}
                answer = _answer(method, address, content=data, headers=headers)
                looks.of("answers of the web").at(name, answer)

    async def _send_while_it_sleeps(self, client: WireClient) -> None:
        """The broker has to keep what comes meanwhile. In the control the device does not seal it."""
        gateway = self._gateway
        pid = gateway.pids()["gateway"]
        os.kill(pid, signal.SIGSTOP)
        try:
            frame = self._frame()
            payload = self._device.plaintext if self._leaks else frame.payload
            await client.publish(frame.topic, payload)
            store = {path for path in written_files(self._folder, pids=()) if "broker" in path.parts}
            assert any(payload in path.read_bytes() for path in store), "the broker does not keep it on the disk"
            self._look_at_files("with frames in it", store)
        finally:
            os.kill(pid, signal.SIGCONT)
        if self._leaks:
            await client.say(self._device.rows(1, []))

    async def _die(self, client: WireClient) -> None:
        """A fault ends the gateway while a window is open and a frame is being judged."""
        gateway = self._gateway
        before = gateway.log.stat().st_size
        self._fault.touch()
        pid = gateway.pids()["gateway"]
        frame = self._frame()
        await client.publish(frame.topic, frame.payload)
        gateway.wait_until(lambda: gateway.pids().get("gateway", pid) != pid, what="the gateway has died")
        told = gateway.log.read_bytes()[before:]
        assert b"faults.py" in told, "the gateway does not say where the mistake was"
        self._looks.of("crash").at("run.log", told)


def _answer(method: str, address: str, **options: Any) -> bytes:
    """Headers and body, whatever the status."""
    answer = httpx.request(method, address, timeout=LIMIT_S, trust_env=False, **options)
    return repr(answer.headers.raw).encode() + answer.content
