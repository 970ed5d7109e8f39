"""One child process: started, watched, started again with growing waits, ended with us."""

import asyncio
import ctypes
import logging
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial

from stoep_gateway.errors import ConfigError
from stoep_gateway.supervise.pulse import DESCRIPTOR, DISK, LOOP, Silence, heard, limit_s, period_s

_LOG = logging.getLogger("stoep.supervise")
_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1  # prctl(2)
_SETTLED_S = 60.0  # a child that lived this long starts over with short waits
_LINE_MAX_BYTES = 16_384
_HANGS = {
    LOOP: "hangs: its event loop has not run for {limit_s:g} s; please report it",
    DISK: "hangs: the disk has not answered its journal or archive for a long time; look at it (dmesg)",
}

LineSink = Callable[[str], None]


class Child:
    """command: asked anew before every start, may raise ConfigError; delays_s: endless waits.

    on_line: takes the lines of its stderr, which else is ours. has_pulse: it shows signs of life (`pulse`); once they
    stay away too long it is killed.
    """

    def __init__(
        self,
        name: str,
        *,
        command: Callable[[], Sequence[str]],
        delays_s: Callable[[], Iterable[float]],
        grace_s: float,
        on_line: LineSink | None = None,
        has_pulse: bool = False,
    ) -> None:
        self.name = name
        self.starts = 0
        self.hangs = 0
        self._command = command
        self._delays_s = delays_s
        self._grace_s = grace_s
        self._on_line = on_line
        self._has_pulse = has_pulse
        self._process: Process | None = None

    @property
    def pid(self) -> int | None:
        """Of the running process."""
        return self._process.pid if self._process and self._process.returncode is None else None

    def signal(self, number: signal.Signals) -> None:
        """To the running process, if there is one."""
        if self._process and self._process.returncode is None:
            self._process.send_signal(number)

    async def run(self) -> None:
        """Until cancelled; then the process gets SIGTERM, and after the grace SIGKILL."""
        clock = asyncio.get_running_loop().time
        waits = iter(self._delays_s())
        while True:
            started_s = clock()
            ending = await self._once()
            if clock() - started_s > _SETTLED_S:
                waits = iter(self._delays_s())
            delay_s = next(waits)
            _LOG.warning("%s ended (%s): starting it again in %.1f s", self.name, ending, delay_s)
            await asyncio.sleep(delay_s)

    async def _once(self) -> str:
        with ExitStack() as held:
            try:
                ours, theirs = held.enter_context(_pipe())
                command = self._command()
                process = await asyncio.create_subprocess_exec(
                    *command,
                    stdin=asyncio.subprocess.DEVNULL,
                    stderr=PIPE if self._on_line else None,
                    limit=_LINE_MAX_BYTES,
                    start_new_session=True,  # Ctrl-C reaches the supervisor, which ends them in order
                    preexec_fn=partial(end_with_parent, parent_pid=os.getpid()),
                    pass_fds=(theirs,) if self._has_pulse else (),
                    env={**os.environ, DESCRIPTOR: str(theirs)} if self._has_pulse else None,
                )
            except (OSError, ConfigError) as error:
                return str(error)
            self._process = process
            self.starts += 1
            try:
                async with asyncio.TaskGroup() as group:
                    watch = group.create_task(self._kill_when_it_hangs(process, pulse=ours), name=f"{self.name} pulse")
                    if process.stderr and self._on_line:
                        await _pass_on(process.stderr, on_line=self._on_line)
                    ending = _ending(await process.wait())
                    watch.cancel()
                return ending
            finally:
                await self._end(process)

    async def _kill_when_it_hangs(self, process: Process, *, pulse: int) -> None:
        silence = Silence()
        while self._has_pulse:
            await asyncio.sleep(period_s())
            if missing := silence.look(heard(pulse)):
                self.hangs += 1
                _LOG.error(
                    "%s %s. It is killed and started again, nothing is lost (%d since the start)",
                    self.name,
                    _HANGS[missing].format(limit_s=limit_s()),
                    self.hangs,
                )
                self.signal(signal.SIGKILL)  # unless it has just ended by itself
                return

    async def _end(self, process: Process) -> None:
        if process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(self._grace_s):
                if process.stderr:
                    await process.stderr.read()  # a full pipe would keep it from ending
                await process.wait()
        except TimeoutError:
            _LOG.warning("%s did not end within %.1f s: killed", self.name, self._grace_s)
            process.kill()
            await process.wait()


@contextmanager
def _pipe() -> Iterator[tuple[int, int]]:
    """(the end to read from, which does not block; the end to write to), closed on the way out."""
    ends = os.pipe()
    os.set_blocking(ends[0], False)
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


async def _pass_on(stream: asyncio.StreamReader, *, on_line: LineSink) -> None:
    while True:
        try:
            line = await stream.readline()
        except ValueError:  # longer than the limit; readline has dropped it
            continue
        if not line:
            return
        on_line(line.decode(errors="replace").rstrip())


def _ending(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


def end_with_parent(*, parent_pid: int) -> None:
    """In a new child: when `stoep run` is killed, it is asked to end, so that another one finds the ports free."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent_pid:  # killed before we could say so: nobody would ask us any more
        os._exit(1)
