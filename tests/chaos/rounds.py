"""One round: a town goes through its phases, each of them drawn from the round's seed."""

import asyncio
import random
import shutil
import time
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from chaos import oracle, plan
from chaos.directed import change_settings, fill_the_disk, put_back_old_books, start_without_a_clock
from chaos.faults import go_through
from chaos.figures import Figures
from chaos.town import Town, town
from chaos.verdict import Verdict
from support import tools

_BOARDS = ("tuin-echt", "telpunt-echt")
_DEVICES = ("tuin-1", "tuin-2", "lucht-1", "weer-1", "telpunt-1", "telpunt-2", "telpunt-3")
NOISE = "noise"  # its windows' values tell no rows, so it is smaller: no city, no boards
LINES = {"nats": "nats", "mosquitto": "mosquitto", NOISE: "nats"}  # of rounds, by name: the broker

Step = tuple[str, Callable[[Town, random.Random], Awaitable[Verdict]]]


async def go_round(
    folder: Path, *, seed: int, number: int, line: str, compiled: Path | None, disk: Path | None
) -> Figures:
    """What broke off the round is a finding like others. line: a key of LINES.

    compiled: what boards run; None: there are none. disk: the library of `fault_disk.c`; without it no disk is full.
    The folder stays when there are findings.
    """
    name, broker, has_noise = f"{line}-{number}", LINES[line], line == NOISE
    figures = Figures()
    try:
        async with town(
            folder / name,
            seed=f"{seed}/{name}",
            broker=broker,
            devices=_DEVICES,
            boards=_BOARDS,
            compiled=None if has_noise else compiled,
            has_city=not has_noise,
            disk=disk,
            policy=oracle.STRICT if has_noise else oracle.EXACT,
        ) as made:
            for title, step in _steps(line, has_disk=disk is not None):
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


def _steps(line: str, *, has_disk: bool) -> list[Step]:
    missing = {"database"} if tools.missing("postgresql") else set()
    if line == NOISE:
        missing = {"city", "database", "board"}

    def timed(make: Callable[[random.Random], plan.Phase]) -> Callable[[Town, random.Random], Awaitable[Verdict]]:
        return lambda made, source: go_through(made, plan.without(missing, make(source)), source=source)

    steps: list[Step] = [
        ("processes", timed(plan.processes)),
        ("storm", timed(plan.storm)),
    ]
    if line != NOISE:
        steps.append(("service", timed(plan.service)))
    if LINES[line] == "nats":
        steps.insert(0, ("points", timed(lambda source: plan.points(source, missing=missing))))
    if has_disk:
        steps.append(("disk", lambda made, _source: fill_the_disk(made)))
    steps.append(("no clock", lambda made, _source: start_without_a_clock(made)))
    if line != NOISE:
        steps.append(("settings", lambda made, _source: change_settings(made)))
    steps.append(("old books", lambda made, source: put_back_old_books(made, source=source)))
    return steps
