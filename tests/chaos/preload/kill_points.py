"""Kill this process when it passes a named point for the n-th time since the point was armed.

The folder KILL_POINTS holds a file for each armed point with n in it. Who dies there takes the file away and adds the
point's name to `killed`: the process that comes next passes unharmed. With the word WHOLE after n its supervisor stands
still from then on: nobody starts it again before whoever armed the point has killed all the others.
"""

import inspect
import os
import signal
from collections import Counter
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from stoep_gateway.anonymise.ledger import WINDOW
from support.fault_disk.preload import KILL, SYNC, FaultDisk

KILLED = "killed"
WHOLE = "whole"
IN_SYNC = "in-sync"  # the commit lies in the write-ahead log and no sync of it has returned; needs `fault_disk.c`
RELEASE_POINTS = (
    "after-draw",
    "after-noise",
    "before-release",
    "in-commit",
    IN_SYNC,
    "before-second-file",
    "after-release",
    "before-receipt",
    "after-receipt",
)
POINTS = (
    "after-draw",
    "after-noise",
    "before-commit",
    "before-release",
    "in-commit",
    "before-second-file",
    "after-commit",
    "before-reply",
    "after-reply",
    "before-delivery-archive",
    "after-delivery-archive",
    "before-delivery-files",
    "after-delivery-files",
    "before-delivery-city",
    "after-delivery-city",
    "before-delivery-database",
    "after-delivery-database",
    "before-cursor",
    "after-cursor",
)

_passed: Counter[str] = Counter()


def passes(point: str) -> None:
    """This process is at that point."""
    folder = Path(os.environ["KILL_POINTS"])
    try:
        due, _, whole = (folder / point).read_text().partition(" ")
    except FileNotFoundError:
        _passed[point] = 0
        return
    _passed[point] += 1
    if _passed[point] >= int(due):
        (folder / point).unlink(missing_ok=True)  # it may be disarmed at this very moment
        with (folder / KILLED).open("a") as log:
            log.write(f"{point}\n")
        if whole == WHOLE:
            os.kill(os.getppid(), signal.SIGSTOP)
        if point == IN_SYNC:
            FaultDisk().fail(SYNC, nth=1, error=KILL, always=False)
        else:
            os.kill(os.getpid(), signal.SIGKILL)


def install() -> None:
    """Put every point where its name says."""
    from stoep_gateway.anonymise.ledger import Ledger
    from stoep_gateway.archive.writer import ArchiveWriter
    from stoep_gateway.backends.csv_files import CsvFiles
    from stoep_gateway.backends.postgres import Postgres
    from stoep_gateway.backends.sensorthings import SensorThings
    from stoep_gateway.ingest import people
    from stoep_gateway.journal import database
    from stoep_gateway.journal.database import Journal
    from stoep_gateway.sources.mqtt_connection import MqttConnection

    _around(Ledger, "draw", after="after-draw")
    _around(people, "release", after="after-noise")
    _around(Journal, "commit", before="before-release", after="after-release", when=_has_draws)
    _around(Journal, "commit", before="before-commit", after="after-commit")
    _around(database, "write_state", after="in-commit", when=lambda arguments: bool(arguments[1].entries))
    _around(database, "write_state", after=IN_SYNC, when=_has_draws)
    _around(database, "write_anchor", before="before-second-file")
    _around(MqttConnection, "_packed", before="before-reply", when=_second)
    _around(MqttConnection, "send", before="before-receipt", after="after-receipt", when=_second)
    _around(MqttConnection, "send", after="after-reply", when=_second)
    _around(MqttConnection, "_handle", after="after-reply", when=lambda arguments: any(arguments[1]))
    kinds = {"archive": ArchiveWriter, "files": CsvFiles, "city": SensorThings, "database": Postgres}
    for name, backend in kinds.items():
        _around(backend, "send", before=f"before-delivery-{name}", after=f"after-delivery-{name}")
    _around(Journal, "deliver", before="before-cursor", after="after-cursor")


def _has_draws(arguments: tuple[Any, ...]) -> bool:
    return any(row.kind == WINDOW for row in arguments[1].ledger)


def _second(arguments: tuple[Any, ...]) -> bool:
    return bool(arguments[1])


def _around(
    owner: Any,
    name: str,
    *,
    before: str = "",
    after: str = "",
    when: Callable[[tuple[Any, ...]], bool] = lambda _arguments: True,
) -> None:
    """when: whether a call with these arguments passes anything."""
    inner: Callable[..., Any] = getattr(owner, name)

    def at(point: str, arguments: tuple[Any, ...]) -> None:
        if point and when(arguments):
            passes(point)

    @wraps(inner)
    def call(*arguments: Any, **options: Any) -> Any:
        at(before, arguments)
        result = inner(*arguments, **options)
        at(after, arguments)
        return result

    @wraps(inner)
    async def call_async(*arguments: Any, **options: Any) -> Any:
        at(before, arguments)
        result = await inner(*arguments, **options)
        at(after, arguments)
        return result

    setattr(owner, name, call_async if inspect.iscoroutinefunction(inner) else call)
