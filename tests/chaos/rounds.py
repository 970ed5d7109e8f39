"""One round: a town with one kind of broker goes through its phases, each of them drawn from the round's seed."""

import asyncio
import random
import shutil
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path

from chaos import plan
from chaos.directed import change_settings, put_back_old_books
from chaos.faults import go_through
from chaos.figures import Figures
from chaos.town import Town, town
from chaos.verdict import Verdict
from support import tools

_DEVICES = ("tuin-1", "tuin-2", "lucht-1", "weer-1", "telpunt-1", "telpunt-2", "telpunt-3")
BROKERS = ("nats", "mosquitto")

Step = tuple[str, Callable[[Town, random.Random], Awaitable[Verdict]]]


async def go_round(folder: Path, *, seed: int, number: int, broker: str, compiled: Path | None) -> Figures:
    """What broke off the round is a finding like others. compiled: what boards run; None: there are none.

    The folder stays when there are findings.
    """
    name = f"{broker}-{number}"
    figures = Figures()
    try:
        async with town(
            folder / name,
            seed=f"{seed}/{name}",
            broker=broker,
            devices=_DEVICES,
            boards=("tuin-echt",),
            compiled=compiled,
        ) as made:
            for title, step in _steps(broker):
                source = random.Random(f"{seed}/{name}/{title}")
                found = await step(made, source)
                figures.add_phase(f"{name} {title}", found)
            figures.rows, figures.sigkills = made.rows, made.sigkills
    except Exception:  # noqa: BLE001 - whatever it is, the other rounds go on
        broken = Verdict()
        broken.leave_open([traceback.format_exc()], where="a round that broke off")
        figures.add_phase(f"{name} broke off", broken)
    if figures.is_clean:
        await asyncio.to_thread(shutil.rmtree, folder / name)
    return figures


def _steps(broker: str) -> list[Step]:
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
        steps.append(("settings", lambda made, _source: change_settings(made)))
    steps.append(("old books", lambda made, source: put_back_old_books(made, source=source)))
    return steps
