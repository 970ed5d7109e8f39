"""A child ends when whoever started it is gone, however that came about."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from stoep_simulators.commands.lifeline import Lifeline

# Starts a child in another thread than the main one, which has ended by then, and says its process id.
_STARTER = """
import asyncio, sys, threading
from stoep_simulators.commands.lifeline import Lifeline

lifeline, told = Lifeline(), []

async def start():
    with open(sys.argv[1], "ab") as log:
        told.append((await lifeline.start("sh", "-c", sys.argv[2], output=log)).pid)

thread = threading.Thread(target=asyncio.run, args=(start(),))
thread.start()
thread.join()
print(told[0], flush=True)
sys.stdin.read()
"""
# Says that it runs by the first line of its log, and that it was asked to end by the second.
_CHILD = "trap 'echo ended; exit' TERM; echo runs; while :; do sleep 0.1; done"


async def _lines(log: Path, *, count: int) -> list[str]:
    async with asyncio.timeout(60):
        while len(lines := log.read_text().split() if log.exists() else []) < count:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    return lines


async def test_it_is_asked_to_end_when_its_starter_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "said"
    starter = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _STARTER, str(log), _CHILD, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert starter.stdout
    child = int(await starter.stdout.readline())
    assert await _lines(log, count=1) == ["runs"]
    os.kill(child, 0)  # it outlives the thread that started it
    starter.kill()
    assert await _lines(log, count=2) == ["runs", "ended"]
    await starter.wait()


async def test_it_is_asked_to_end_when_we_let_go(tmp_path: Path) -> None:
    lifeline = Lifeline()
    with (tmp_path / "said").open("ab") as log:
        process = await lifeline.start("sleep", "60", output=log)
    lifeline.let_go()
    async with asyncio.timeout(60):
        assert await process.wait() == -signal.SIGTERM
