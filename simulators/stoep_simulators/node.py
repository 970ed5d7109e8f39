"""One simulated device: the real firmware on a simulated board, through all its sleeps and resets."""

import asyncio
import json
import os
import sys

from stoep_firmware.forget import forget
from stoep_protocol import __version__
from stoep_protocol.compat import TYPE_CHECKING, const
from stoep_protocol.limits import NULL
from stoep_simulators.crystal import crystal_on
from stoep_simulators.sim_board import CAUSE_DEEP_SLEEP, CAUSE_POWER_ON, CAUSE_RESET, Power, Restarted, SimBoard, Slept
from stoep_simulators.sim_clock import LIVE, SKIPPING, VIRTUAL, SimClock
from stoep_simulators.sim_network import SimNetwork
from stoep_simulators.tape_player import NEVER
from stoep_simulators.wiring import Wiring

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable
    from typing import Any

    from stoep_firmware.rtc import RtcRecord
    from stoep_simulators.tape_player import Tape

VERSION_FILE = "stoep_firmware/simulated.mpy"  # in a slot: the version that its code is to be taken for
_BOOT_MS = const(300)
_HAND_OVERS = const(2)  # turns until a new task has come to its first wait
_MISTOLD_S = const(300)  # no driver measures for so long
_ON_THE_VM = sys.implementation.name == "micropython"


class Node:
    """A device from power-on on. bundle: what goes to flash as stoep.json, with "wifi" and "sensors".

    Time starts at start_s (wire). row_log: a file that gets a line for every row kept, outside the flash; "" for none.
    A node is thrown away to cut its power: a new one on the same data_dir finds the flash, but no RTC memory.
    """

    def __init__(
        self,
        bundle: "dict[str, Any]",
        *,
        tape: "Tape",
        data_dir: str,
        start_s: int,
        seed: int = 0,
        row_log: str = "",
        say: "Callable[[str], None] | None" = None,
    ) -> None:
        _write_bundle(bundle, data_dir)
        self.clock = SimClock(start_s * 1000)
        self.network = SimNetwork(self.clock)
        self._tape = tape
        self._data_dir = data_dir
        self._say = say or _keep_silent
        wiring = Wiring(bundle.get("sensors", []), clock=self.clock, tape=tape, seed=seed)
        self._power = Power(
            on_ms=self.clock.now_ms,
            wiring=wiring,
            board_id=_board_id(bundle["device"], seed),
            crystal=crystal_on(tape),
        )
        self._rows = open(row_log, "a") if row_log else None
        self._board: "SimBoard | None" = None
        self._task: "Any" = None
        self._failure: "BaseException | None" = None
        self.answers = 0  # times that run_held ended after a conversation in which all was said and answered

    async def run_offline(self, until_s: int) -> None:
        """Virtual time with the network away: the same every time."""
        await self._go(VIRTUAL, until_ms=until_s * 1000, online=False)

    async def run_online(self, until_s: int) -> None:
        """A real network, and every wait that is not on it skipped: a day passes as fast as the gateway answers."""
        await self._go(SKIPPING, until_ms=until_s * 1000, online=True)

    async def run_live(self, until_s: "int | None" = None) -> None:
        """A real network in real time; for ever without until_s. Time goes on where it stands."""
        await self._go(LIVE, until_ms=NEVER if until_s is None else until_s * 1000, online=True)

    async def run_held(self, until_ms: int) -> None:
        """A real network in virtual time, which stands still while a connection is open: exact, however slow it is.

        The firmware's patience with an answer is real time. Events at until_ms (wire) are part of what passes.
        """
        self.network.online = True
        closed = self.network.closed_count
        self._begin(VIRTUAL, until_ms=until_ms)
        await self.clock.at_limit.wait()
        if self._failure is not None:
            raise self._failure
        if self.network.closed_count > closed and self._was_answered():
            self.answers += 1

    async def connect(self, limit_s: int) -> bool:
        """Jump over every wait until the firmware has opened a connection; False if it did not until limit_s.

        Go on with run_live or with talk: what the device then waits for comes in real time.
        """
        self.network.online = True
        self._begin(SKIPPING, until_ms=limit_s * 1000)
        await self.clock.stopped.wait()
        if self._failure is not None:
            raise self._failure
        return self.clock.holds > 0

    async def talk(self) -> None:
        """After connect: until the connection is closed again. The device's time stands still, so it takes no row."""
        self._begin(SKIPPING, until_ms=self.clock.now_ms)
        await self.clock.at_limit.wait()
        if self._failure is not None:
            raise self._failure

    async def stop(self) -> None:
        """Take the power away."""
        if self._board is not None:
            self._board.end()
        if self._task is not None:
            self._task.cancel()
            try:
                await self._task
            except asyncio.CancelledError:
                pass
            self._task = None
        if self._rows is not None:
            self._rows.close()
            self._rows = None

    async def _go(self, mode: str, *, until_ms: int, online: bool) -> None:
        if online:
            self.network.online = True
        else:
            self.network.go_away()
        self._begin(mode, until_ms=until_ms)
        await self.clock.at_limit.wait()
        if self._failure is not None:
            raise self._failure

    def _begin(self, mode: str, *, until_ms: int) -> None:
        self.clock.run(mode, until_ms=until_ms)
        if self._task is None:
            self._task = asyncio.create_task(self._live(CAUSE_POWER_ON))

    async def _live(self, cause: int) -> None:
        """One life, then the next. Each is a task of its own: one that lasted would keep what ran before (_unhook)."""
        is_next = False
        try:
            if cause == CAUSE_RESET:
                await self._unhook()
            delay_ms, cause = await self._wake(cause)
            await self.clock.sleep_ms(delay_ms)
            self._task = asyncio.create_task(self._live(cause))
            is_next = True
        except Exception as error:  # noqa: BLE001 - a fault of the firmware: whoever runs the node hears of it
            self._failure = error
        finally:
            if not is_next:
                self.clock.stand_still()

    async def _unhook(self) -> None:
        """A board wakes with an empty heap: let whoever waits for the limit hold nothing of the life that has ended.

        MicroPython's queue of tasks goes on pointing from a task to the one that came in behind it last (1.25,
        py/pairheap.h: `child_last` is not cleared), and a task that is done keeps what it had on its stack. So another
        one comes in behind.
        """
        asyncio.create_task(self.clock.at_limit.wait())  # noqa: RUF006 - nobody waits for it
        for _ in range(_HAND_OVERS):
            await asyncio.sleep(0)

    async def _wake(self, cause: int) -> "tuple[int, int]":
        """One life of the firmware. Returns how long the board is off and why it comes back."""
        for package in ("stoep_firmware", "stoep_protocol"):  # a board wakes with an empty heap
            forget(package)
        from stoep_firmware import app, boot

        choice = boot.begin(self._data_dir) if boot.read(self._data_dir) is not None else None
        version = _version(self._data_dir + "/" + choice.active) if choice is not None else ""
        app.__version__ = version or __version__  # type: ignore[attr-defined]  # nodes on CPython share the module
        board = self._board = SimBoard(
            clock=self.clock,
            power=self._power,
            tape=self._tape,
            network=self.network,
            data_dir=self._data_dir,
            cause=cause,
        )
        try:
            await app.run(board, say=self._say, on_row=self._log_row)
        except Slept as sleep:
            return sleep.delay_ms, CAUSE_DEEP_SLEEP
        except Restarted:
            pass
        finally:
            board.end()
            self._board = None
        return _BOOT_MS, CAUSE_RESET

    def is_heard(self) -> bool:
        """Whether the gateway has told the device that it has seen a row of it, since its flash began a life."""
        record = self._record()
        return not record.is_new and record.seen > 0

    def _was_answered(self) -> bool:
        """Whether the newest conversation went well."""
        record = self._record()
        return not record.is_new and record.failures == 0

    def _record(self) -> "RtcRecord":
        """What the firmware keeps of its conversations."""
        from stoep_firmware.rtc import RtcRecord

        return RtcRecord(self._power.rtc, write=_keep_nothing)

    def _log_row(self, row: int, time_s: int, is_dated: bool, values: "array[int]") -> None:  # noqa: FBT001
        """JSON by hand: the same bytes on both interpreters. "time" is what the row says, "at" when it really was."""
        if self._rows is None:
            return
        now_s = self.clock.now_ms // 1000
        at_s = time_s if is_dated else self._power.on_ms // 1000 + time_s
        if self._power.crystal is not None or abs(at_s - now_s) > _MISTOLD_S:  # it counts, or was told, a wrong time
            at_s = now_s
        numbers = ",".join(["null" if value == NULL else str(value) for value in values])
        time = str(time_s) if is_dated else "null"
        self._rows.write(
            '{"row":' + str(row) + ',"time":' + time + ',"at":' + str(at_s) + ',"values":[' + numbers + "]}\n"
        )
        if not _ON_THE_VM:  # which keeps nothing back, and takes a flush for an fsync
            self._rows.flush()


def _write_bundle(bundle: "dict[str, Any]", data_dir: str) -> None:
    path = data_dir + "/stoep.json"
    with open(path + ".new", "w") as file:
        file.write(json.dumps(bundle))
    os.rename(path + ".new", path)


def _version(slot: str) -> str:
    """What an update brought, "" for what the device was flashed with."""
    try:
        with open(slot + "/" + VERSION_FILE) as file:
            return file.read()
    except OSError:
        return ""


def _board_id(device: str, seed: int) -> bytes:
    """Six bytes like a MAC address, the same for the same device and seed."""
    number = seed & 0xFFFF
    for char in device.encode():
        number = (number * 257 + char) & 0xFFFFFFFFFF
    return b"\x02" + number.to_bytes(5, "big")


def _keep_nothing(_data: bytearray) -> None:
    pass


def _keep_silent(_line: str) -> None:
    pass
