"""SIGKILL between draw, commit and receipt: a window has one value and one draw for ever."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from chaos.preload.kill_points import RELEASE_POINTS
from redteam.release_path import POINTS
from redteam.whole_gateway import WholeGateway, die_often
from support.fault_disk.preload import build
from support.repository import TESTS

WHOLE_MIN, FORKED_MIN = 50, 1_000
_ROUNDS = 3  # of the points, with each broker
_BROKERS = ("nats", "mosquitto")
# What was written outlasts a SIGKILL in memory, too, and thousands of syncs keep a disk busy for minutes.
_RAM = Path("/dev/shm")  # noqa: S108 - a file system without a disk, as Linux has one everywhere
_LIMIT_S = 900.0  # what takes longer never ends
_SHOWN = 5


def kill(folder: Path) -> dict[str, object]:
    """Of both kinds, side by side. AssertionError: it died too seldom, or something else is not as it must be.

    {"releases_doubled": windows that have two values or two draws, "kills": {kind: {point: how often}}}
    """
    folder.mkdir(parents=True, exist_ok=True)
    disk = build(folder)
    with ThreadPoolExecutor(1) as pool:
        forked: Future[dict[str, Any]] = pool.submit(fork_often, kills=FORKED_MIN, disk=disk)
        wholes = asyncio.run(_kill_whole(folder, disk=disk))
    of_path = forked.result()
    whole: Counter[str] = Counter()
    for each in wholes:
        whole.update(each.kills)
    findings = [line for each in wholes for line in each.findings] + of_path["findings"]
    doubled = sum(len(each.given.doubled) for each in wholes) + of_path["doubled"]
    assert doubled or not findings, f"{len(findings)} findings: {'; '.join(findings[:_SHOWN])}"
    assert whole.total() >= WHOLE_MIN, whole
    assert whole.keys() == set(RELEASE_POINTS), whole
    assert sum(of_path["kills"].values()) >= FORKED_MIN, of_path["kills"]
    assert of_path["kills"].keys() == POINTS.keys(), of_path["kills"]
    return {
        "releases_doubled": doubled,
        "kills": {"whole gateway": dict(whole), "forked release path": of_path["kills"]},
    }


async def _kill_whole(folder: Path, *, disk: Path) -> list[WholeGateway]:
    points = RELEASE_POINTS * _ROUNDS
    return await asyncio.gather(
        *(die_often(folder / broker, broker=broker, disk=disk, points=points) for broker in _BROKERS)
    )


def fork_often(*, kills: int, disk: Path, mutant: str = "") -> dict[str, Any]:
    """See `release_path.run`. disk: the library of `fault_disk.c`."""
    with tempfile.TemporaryDirectory(prefix="stoep-kills-", dir=_RAM if _RAM.is_dir() else None) as folder:
        run = subprocess.run(
            [sys.executable, "-m", "redteam.release_path", folder, str(kills), mutant],
            env={**os.environ, "PYTHONPATH": str(TESTS), "LD_PRELOAD": str(disk), "FAULT_DISK_FOLDER": folder},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
            timeout=_LIMIT_S,
        )
    found: dict[str, Any] = json.loads(run.stdout)
    return found
