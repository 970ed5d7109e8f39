"""A child process comes back when it ends, and ends when it is told to."""

import asyncio
import errno
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from itertools import repeat

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.supervise.child import Child, end_with_parent
from support.waiting import LIMIT_S


class Lines:
    """What the child wrote on stderr."""

    def __init__(self) -> None:
        self._lines: asyncio.Queue[str] = asyncio.Queue(100)

    def __call__(self, line: str) -> None:
        self._lines.put_nowait(line)

    async def next(self) -> str:
        async with asyncio.timeout(LIMIT_S):
            return await self._lines.get()


def python(code: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys, os, signal, time; {code}")


SLEEPER = python("print(os.getpid(), file=sys.stderr, flush=True); time.sleep(60)")


@asynccontextmanager
async def running(child: Child) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(child.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task])


def child_of(command: tuple[str, ...], *, lines: Lines, grace_s: float = 5.0) -> Child:
    return Child("child", command=lambda: command, delays_s=lambda: repeat(0.0), grace_s=grace_s, on_line=lines)


async def test_a_killed_child_is_started_again() -> None:
    lines = Lines()
    async with running(child_of(SLEEPER, lines=lines)):
        first = int(await lines.next())
        os.kill(first, signal.SIGKILL)
        assert int(await lines.next()) != first


async def test_the_command_is_asked_anew_and_may_fail_meanwhile() -> None:
    lines, asked = Lines(), []

    def command() -> tuple[str, ...]:
        asked.append(1)
        if len(asked) < 3:
            raise ConfigError("not yet")
        return SLEEPER

    child = Child("child", command=command, delays_s=lambda: repeat(0.0), grace_s=5.0, on_line=lines)
    async with running(child):
        assert int(await lines.next()) == child.pid
    assert child.starts == 1


async def test_a_machine_without_free_handles_is_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    pipe, asked = os.pipe, []

    def failing_once() -> tuple[int, int]:
        asked.append(1)
        if len(asked) < 2:
            raise OSError(errno.ENFILE, "Too many open files in system")
        return pipe()

    monkeypatch.setattr(os, "pipe", failing_once)
    lines = Lines()
    child = child_of(SLEEPER, lines=lines)
    async with running(child):
        assert int(await lines.next()) == child.pid


async def test_a_cancelled_child_is_asked_to_end() -> None:
    lines = Lines()
    polite = python(
        "signal.signal(signal.SIGTERM, lambda *_: (print('bye', file=sys.stderr, flush=True), sys.exit(0)));"
        "print('up', file=sys.stderr, flush=True); time.sleep(60)"
    )
    child = child_of(polite, lines=lines)
    async with running(child):
        assert await lines.next() == "up"
    assert child.pid is None


async def test_a_child_that_does_not_listen_is_killed_after_the_grace() -> None:
    lines = Lines()
    deaf = python(
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); print(os.getpid(), file=sys.stderr, flush=True); time.sleep(60)"
    )
    child = child_of(deaf, lines=lines, grace_s=0.2)
    async with running(child), asyncio.timeout(LIMIT_S):
        await lines.next()
    assert child.pid is None


async def test_a_line_without_end_does_no_harm() -> None:
    lines = Lines()
    chatty = python("sys.stderr.write('x' * 100_000 + '\\nshort\\n'); sys.stderr.flush(); time.sleep(60)")
    async with running(child_of(chatty, lines=lines)):
        assert (await lines.next()).endswith("short")


async def test_children_end_when_their_parent_is_killed() -> None:
    parent_code = (
        "import asyncio, sys; from itertools import repeat; from stoep_gateway.supervise.child import Child;"
        f"asyncio.run(Child('c', command=lambda: {SLEEPER!r}, delays_s=lambda: repeat(0.0), grace_s=1.0).run())"
    )
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", parent_code, stderr=asyncio.subprocess.PIPE, start_new_session=True
    )
    assert parent.stderr
    async with asyncio.timeout(LIMIT_S):
        pid = int(await parent.stderr.readline())
        os.kill(parent.pid, signal.SIGKILL)
        await parent.wait()
        assert await parent.stderr.read() == b""  # the end of the pipe: nobody holds it any more
    assert pid


def test_a_child_whose_parent_died_before_it_could_say_so_ends_at_once() -> None:
    for parent_pid, code in ((os.getpid(), 7), (os.getpid() + 1, 1)):
        begin = partial(end_with_parent, parent_pid=parent_pid)
        done = subprocess.run(python("sys.exit(7)"), preexec_fn=begin, check=False, timeout=LIMIT_S)
        assert done.returncode == code
