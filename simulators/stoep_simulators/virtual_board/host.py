"""The host's side of the virtual board: a terminal for mpremote, and a process of the VM for each boot. Host only."""

import contextlib
import json
import os
import pty
import queue
import select
import signal
import subprocess
import threading
import time
import tty
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.virtual_board import endings
from stoep_simulators.vm.vm_node import source_path
from stoep_simulators.vm.vm_parent import micropython

FLASH_BYTES = 2 << 20  # what an ESP32 with 4 MB of flash leaves for files
HEAP = "448k"  # for the firmware what VmNode gives it, the rest for the models beside it
PINS: Mapping[str, int] = {"scl": 22, "sda": 21, "tx": 17, "rx": 16}  # where the sensors' buses are: hal.py's defaults

_POWER_ON, _HARD, _WATCHDOG, _DEEP_SLEEP, _SOFT = 1, 2, 3, 4, 5  # machine.reset_cause() of the ESP32 port
_CAUSES = {
    endings.SOFT_RESET_TO_RAW: _SOFT,
    endings.SOFT_RESET: _SOFT,
    endings.RESET: _HARD,
    endings.DEEP_SLEEP: _DEEP_SLEEP,
    endings.POWER_CUT: _POWER_ON,
    -signal.SIGKILL: _WATCHDOG,
}
_NEVER_MS = -1
_PATIENCE_S = 1.0  # with a client that reads slowly
_LOOK_S = 0.1  # so often whoever gives an order looks whether the board still runs


class VirtualBoard:
    """Context manager: the supply is on meanwhile. home: a folder of its own; the flash in it stays.

    sensors: as in stoep.json. tape: what happens around them. import_path: see VmNode. FileNotFoundError: no VM here.
    """

    def __init__(
        self,
        home: Path,
        *,
        sensors: Sequence[Mapping[str, Any]],
        tape: Path,
        seed: int = 0,
        import_path: Path | None = None,
        heap: str = HEAP,
    ) -> None:
        self._home = home
        self._plan: dict[str, Any] = {
            "sensors": sensors,
            "tape": str(tape),
            "seed": seed,
            "pins": PINS,
            "flash": str(home / "flash.img"),
            "rtc": str(home / "rtc.bin"),
            "board_id": [0x02, 0x00, *(seed & 0xFFFFFFFF).to_bytes(4, "big")],
        }
        self._command = [micropython(), "-X", f"heapsize={heap}", "-m", "stoep_simulators.virtual_board.vm_board"]
        path = [Path(__file__).with_name("esp32"), *([import_path] if import_path else source_path()), ".frozen"]
        self._environment = {"MICROPYPATH": ":".join(map(str, path))}
        self._ahead_ms = 0
        self._cut_at = 0
        self._orders: queue.SimpleQueue[Callable[[_Boot], None]] = queue.SimpleQueue()
        self._bell, self._ring = os.pipe()
        self._stopping = False
        self._outside, self._inside = pty.openpty()  # the inside stays open, so that clients may come and go
        tty.setraw(self._inside)
        os.set_blocking(self._outside, False)
        self.port = os.ttyname(self._inside)
        self.boots = 0
        self.is_asleep = False
        self.failure = ""  # why it does not run any more
        self._thread = threading.Thread(target=self._run, name=f"virtual board {self.port}")

    def __enter__(self) -> "VirtualBoard":
        self._home.mkdir(parents=True, exist_ok=True)
        flash = self._home / "flash.img"
        if not flash.exists():
            flash.write_bytes(b"\xff" * FLASH_BYTES)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.wait()
        for handle in (self._bell, self._ring, self._outside, self._inside):
            os.close(handle)

    def stop(self) -> None:
        """Supply off."""
        self._stopping = True
        os.write(self._ring, b"!")

    def wait(self) -> None:
        """Until it has stopped, told to or by a `failure`."""
        self._thread.join()

    def power_cut(self, at_write: int = 0) -> None:
        """Supply off and on again: now, and once more at the n-th write of flash from then on."""

        def cut(boot: "_Boot") -> None:
            self._cut_at = at_write
            boot.lose_power()

        self._order(cut)

    def press(self, pin: int, level: int = 0) -> None:
        """Something drives an input pin."""
        self._order(lambda boot: boot.tell(f"pin {pin} {level}"))

    def advance(self, seconds: float) -> None:
        """The board's time goes on by so much at once, through a deep sleep too."""

        def put_forward(boot: "_Boot") -> None:
            self._ahead_ms += int(seconds * 1000)
            boot.put_forward(int(seconds * 1000))

        self._order(put_forward)

    def now_ms(self) -> int:
        """Wire milliseconds, as they are for the board."""
        return real_wire_ms() + self._ahead_ms

    def _order(self, order: "Callable[[_Boot], None]") -> None:
        """Done when this returns, unless the board has stopped: what is typed after it comes after it."""
        done = threading.Event()

        def obey(boot: "_Boot") -> None:
            order(boot)
            done.set()

        self._orders.put(obey)
        os.write(self._ring, b"!")
        while not done.wait(_LOOK_S) and self._thread.is_alive():
            pass

    def _run(self) -> None:
        try:
            self._serve()
        except Exception as error:  # noqa: BLE001 - whoever waits for the board is told, whatever it is
            self.failure = f"the virtual board broke down: {type(error).__name__}: {error}"

    def _serve(self) -> None:
        cause, is_raw, on_ms = _POWER_ON, False, 0
        while not self._stopping:
            if cause == _POWER_ON:
                (self._home / "rtc.bin").write_bytes(b"")
                on_ms = self.now_ms()
            plan = {"cause": cause, "is_raw": is_raw, "on_ms": on_ms, "now_ms": self.now_ms(), "cut_at": self._cut_at}
            self._cut_at = 0
            file = self._home / "boot.json"
            file.write_text(json.dumps(self._plan | plan))
            with _Boot([*self._command, str(file)], environment=self._environment, outside=self._outside) as boot:
                self.boots += 1
                code = self._attend(boot)
                self._cut_at = self._cut_at or boot.left
                is_raw = code == endings.SOFT_RESET_TO_RAW
                cause = _CAUSES.get(code, _HARD)

    def _attend(self, boot: "_Boot") -> int:
        """Until the board starts again; then how the last boot ended."""
        while not self._stopping:
            ready = boot.wait_for([self._bell])
            self.is_asleep = boot.is_asleep
            if self._bell in ready:
                os.read(self._bell, 1)
                with contextlib.suppress(queue.Empty):  # rung to stop
                    self._orders.get_nowait()(boot)
            if boot.is_over:
                if not boot.is_complete and boot.code not in _CAUSES:
                    self.failure = f"the VM does not start (exit code {boot.code}): {boot.said}"
                    self._stopping = True
                return boot.code
        return 0


class _Boot:
    """From one start of the VM to the next. Context manager."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str], outside: int) -> None:
        self._outside = outside
        self._board, terminal = pty.openpty()
        tty.setraw(terminal)
        os.set_blocking(self._board, False)
        orders, self._orders = os.pipe()
        self._reports, reports = os.pipe()
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [*command, str(orders), str(reports), os.ttyname(terminal)],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            pass_fds=[orders, reports],
            start_new_session=True,
            env=dict(environment),
        )
        for handle in (terminal, orders, reports):
            os.close(handle)
        self._report = b""
        self._bites_at_s: float | None = None
        self._sleep_ms = _NEVER_MS
        self._wakes_at_s: float | None = None  # asleep until then, once the process has ended
        self.code = 0
        self._is_heard = True  # as far as we know somebody reads what the board says
        self.is_over = False
        self.is_complete = False  # it came as far as boot.py
        self.left = 0  # writes of flash until the supply is to go, 0: it is not
        self.said = ""  # what came at the terminal last

    def __enter__(self) -> "_Boot":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.kill()
        self._process.wait()
        for handle in (self._board, self._orders, self._reports):
            os.close(handle)

    def wait_for(self, others: Sequence[int]) -> Sequence[int]:
        """Carry bytes, look after the watchdog and the alarm clock; returns who of the others is ready."""
        is_running = self._process.returncode is None
        due_s = self._bites_at_s if is_running else self._wakes_at_s
        wait_s = None if due_s is None else max(0.0, due_s - time.monotonic())
        mine = [self._board, self._reports] if is_running else []
        ready, _, _ = select.select([self._outside, *mine, *others], [], [], wait_s)
        if self._reports in ready:
            self._hear()
        if self._outside in ready:
            data = os.read(self._outside, 4096)
            if is_running:
                _pass_on(self._board, data, wait_s=_PATIENCE_S)  # a sleeping board hears nothing
        if self._board in ready:
            self._carry()
        if self._is_due(is_running=is_running):
            if is_running and select.select([self._reports], [], [], 0)[0]:
                self._hear()  # it may have been fed while the above took its time
            if self._is_due(is_running=is_running):
                self._ring_out(is_running=is_running)
        return ready

    @property
    def is_asleep(self) -> bool:
        """Deeply: it hears nothing until its time has come."""
        return self._process.returncode == endings.DEEP_SLEEP and not self.is_over

    def lose_power(self) -> None:
        """At this moment."""
        self._process.kill()
        self._process.wait()
        self.code, self.is_over = endings.POWER_CUT, True

    def tell(self, order: str) -> None:
        """power.py knows the words."""
        with contextlib.suppress(BrokenPipeError):
            os.write(self._orders, order.encode() + b"\n")

    def put_forward(self, by_ms: int) -> None:
        """Time, for whoever counts it."""
        self.tell(f"ahead 0 {by_ms}")
        if self._bites_at_s is not None:
            self._bites_at_s -= by_ms / 1000
        if self._wakes_at_s is not None:
            self._wakes_at_s -= by_ms / 1000

    def _carry(self) -> None:
        try:
            data = os.read(self._board, 4096)
        except OSError:  # EIO: nobody has the terminal open any more
            data = b""
        if data:
            self._is_heard = _pass_on(self._outside, data, wait_s=_PATIENCE_S if self._is_heard else 0.0)
            self.said = (self.said + data.decode(errors="replace"))[-1000:]
            return
        self._hear()
        self.code = self._process.wait()
        self._wakes_at_s = None
        if self.code == endings.DEEP_SLEEP:
            if self._sleep_ms != _NEVER_MS:
                self._wakes_at_s = time.monotonic() + self._sleep_ms / 1000
        else:
            self.is_over = True

    def _is_due(self, *, is_running: bool) -> bool:
        due_s = self._bites_at_s if is_running else self._wakes_at_s
        return due_s is not None and time.monotonic() >= due_s

    def _ring_out(self, *, is_running: bool) -> None:
        if is_running:
            self._process.kill()  # the watchdog bites; the end is seen at the terminal
            self._bites_at_s = None
        else:
            self.is_over = True

    def _hear(self) -> None:
        self._report += os.read(self._reports, 4096)
        *lines, self._report = self._report.split(b"\n")
        for line in lines:
            word, number = line.split()
            if word == b"watchdog":
                self._bites_at_s = time.monotonic() + int(number) / 1000
            elif word == b"left":
                self.left = int(number)
            elif word == b"booted":
                self.is_complete = True
            elif word == b"sleep":
                self._sleep_ms = int(number)


def _pass_on(handle: int, data: bytes, *, wait_s: float) -> bool:
    """False: there was no room for all of it, even after waiting. What nobody reads is lost, as at a UART."""
    while data:
        try:
            data = data[os.write(handle, data) :]
        except BlockingIOError:
            if not select.select([], [handle], [], wait_s)[1]:
                return False
    return True
