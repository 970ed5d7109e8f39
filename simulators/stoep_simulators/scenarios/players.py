"""A device that is led through virtual time step by step: on CPython in this process, or on the MicroPython VM."""

import io
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from stoep_simulators.fleet import FleetError
from stoep_simulators.node import Node
from stoep_simulators.tape import Tape, TapeWriter
from stoep_simulators.vm.vm_node import VmNode


class Player(Protocol):
    """next_ms: wire millisecond at which it wants to go on. answers: conversations since power-on that went well."""

    name: str
    next_ms: int
    answers: int

    @property
    def flash(self) -> Path:
        """Its flash, a folder."""
        ...

    @property
    def row_log(self) -> Path:
        """What it says it kept, over all its starts."""
        ...

    async def power_on(self, start_s: int) -> None:
        """At a wire second, on the flash that it has. FleetError."""
        ...

    async def step(self, until_ms: int) -> None:
        """Live until then, talking to whom it meets; time stands still meanwhile. FleetError: its firmware stopped."""
        ...

    async def power_off(self) -> None:
        """Pull the plug."""
        ...


class HostPlayer:
    """On CPython. home: a folder of its own."""

    def __init__(self, bundle: dict[str, Any], *, tape: TapeWriter, home: Path, seed: int) -> None:
        self.name: str = bundle["device"]
        self.next_ms = 0
        self.answers = 0
        self.row_log = home / "rows.jsonl"
        self._bundle = bundle
        self.flash = home / "flash"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # keys and passwords lie in its flash
        self.flash.mkdir()
        self._world = home / "world.tape"
        tape.write(str(self._world))
        self._said = home / "said.log"
        self._seed = seed
        self._node: Node | None = None

    async def power_on(self, start_s: int) -> None:
        self._node = Node(
            self._bundle,
            tape=Tape(cast(BinaryIO, _Reopened(self._world))),
            data_dir=str(self.flash),
            start_s=start_s,
            seed=self._seed,
            row_log=str(self.row_log),
            say=self._say,
        )
        self.next_ms, self.answers = start_s * 1_000, 0

    async def step(self, until_ms: int) -> None:
        node = self._node
        if node is None:
            raise RuntimeError("it has no power")
        try:
            await node.run_held(until_ms)
        except Exception as error:
            raise FleetError(f"{self.name}: the firmware stopped: {type(error).__name__}: {error}") from error
        self.next_ms, self.answers = node.clock.next_wake_ms(), node.answers

    async def power_off(self) -> None:
        if self._node is not None:
            await self._node.stop()
            self._node = None

    def _say(self, line: str) -> None:
        with self._said.open("ab") as file:
            file.write(f"{line}\n".encode())


class VmPlayer:
    """On the VM, a process of its own. import_path: as VmNode has it."""

    def __init__(
        self,
        bundle: dict[str, Any],
        *,
        tape: TapeWriter,
        home: Path,
        seed: int,
        import_path: Path | None,
    ) -> None:
        self.name: str = bundle["device"]
        self.next_ms = 0
        self.answers = 0
        self.row_log = home / "rows.jsonl"
        self.flash = home / "flash"
        home.mkdir(mode=0o700, parents=True, exist_ok=True)  # keys and passwords lie in its flash
        self.flash.mkdir()
        tape.write(str(home / "world.tape"))
        self._node = VmNode(home, bundle=bundle, tape=home / "world.tape", seed=seed, import_path=import_path)

    async def power_on(self, start_s: int) -> None:
        try:
            await self._node.start_held(start_s=start_s)
        except RuntimeError as error:
            raise FleetError(str(error)) from error
        self.next_ms, self.answers = start_s * 1_000, 0

    async def step(self, until_ms: int) -> None:
        try:
            self.next_ms, self.answers = await self._node.step(until_ms)
        except EOFError as error:
            said = [line for line in self._node.said().split("\n") if line.strip()]
            raise FleetError(f"{self.name}: the VM ended: {said[-1] if said else 'it said nothing'}") from error

    async def power_off(self) -> None:
        await self._node.kill()


class _Reopened(io.RawIOBase):
    """A file that is open only while it is read: a thousand worlds, each read now and then."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._at = 0

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Where to read next; from the start only."""
        if whence != io.SEEK_SET:
            raise ValueError("it is read from the start on")
        self._at = offset
        return offset

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with self._path.open("rb", buffering=0) as file:
            file.seek(self._at)
            size_bytes = file.readinto(buffer) or 0
        self._at += size_bytes
        return size_bytes
