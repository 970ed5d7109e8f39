"""One round: a town with one kind of broker goes through its phases, each of them drawn from the round's seed."""

import asyncio
import random
import shutil
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from chaos import plan
from chaos.directed import change_settings, fill_the_disk, put_back_old_books, start_without_a_clock
from chaos.faults import go_through
from chaos.figures import Figures
from chaos.town import Town, town
from chaos.verdict import Verdict
from support import tools

_BOARDS = ("tuin-echt", "telpunt-echt")
_DEVICES = ("tuin-1", "tuin-2", "lucht-1", "weer-1", "telpunt-1", "telpunt-2", "telpunt-3")
BROKERS = ("nats", "mosquitto")

Step = tuple[str, Callable[[Town, random.Random], Awaitable[Verdict]]]


async def go_round(
    folder: Path, *, seed: int, number: int, broker: str, compiled: Path | None, disk: Path | None
) -> Figures:
    """What broke off the round is a finding like others. compiled: what boards run; None: there are none.

    disk: the library of `fault_disk.c`; without it no disk is full. The folder stays when there are findings.
    """
    name = f"{broker}-{number}"
    figures = Figures()
    try:
        async with town(
            folder / name,
            seed=f"{seed}/{name}",
            broker=broker,
            devices=_DEVICES,
            boards=_BOARDS,
            compiled=compiled,
            disk=disk,
        ) as made:
            for title, step in _steps(broker, has_disk=disk is not None):
                source = random.Random(f"{seed}/{name}/{title}")
                began_s = time.monotonic()
                found = await step(made, source)
                figures.add_phase(f"{name} {title}", found, took_s=time.monotonic() - began_s)
                figures.rows, figures.sigkills = made.rows, made.sigkills
    except Exception:  # noqa: BLE001 - whatever it is, the other rounds go on
        broken = Verdict()
        broken.leave_open([traceback.format_exc()], where="a round that broke off")
        figures.add_phase(f"{name} broke off", broken, took_s=0.0)
    if not figures.is_clean:
        figures.found_in.append(name)
    else:
        await asyncio.to_thread(shutil.rmtree, folder / name)
    return figures


def _steps(broker: str, *, has_disk: bool) -> list[Step]:
    def timed(make: Callable[[random.Random], plan.Phase]) -> Callable[[Town, random.Random], Awaitable[Verdict]]:
        return lambda made, source: go_through(made, make(source), source=source)

    steps: list[Step] = [
        ("processes", timed(plan.processes)),
        ("storm", timed(plan.storm)),
        ("service", timed(plan.service)),
    ]
    missing = {"database"} if tools.missing("postgresql") else set()
    if broker == "nats":
        steps.insert(0, ("points", timed(lambda source: plan.points(source, missing=missing))))
    if has_disk:
        steps.append(("disk", lambda made, _source: fill_the_disk(made)))
    steps.append(("no clock", lambda made, _source: start_without_a_clock(made)))
    steps.append(("settings", lambda made, _source: change_settings(made)))
    steps.append(("old books", lambda made, source: put_back_old_books(made, source=source)))
    return steps
