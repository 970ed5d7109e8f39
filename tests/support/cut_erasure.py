"""A garden's erasure in a process that is killed on the way."""

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from stoep_gateway.commands.garden_erase import steps
from stoep_gateway.commands.garden_erasing import Erasure, Erasures
from stoep_gateway.commands.garden_held import find_garden, look
from stoep_gateway.commands.stopped_journal import stopped_journal
from stoep_gateway.config.load import load
from support.gardens import YARD, Gardens


def erase_and_die(gardens: Gardens, *, steps_done: int, calls: int) -> NoReturn:
    """In a child: the file that says what was begun, so many steps, so many calls of the next one, then SIGKILL."""
    try:
        _erase(gardens, steps_done=steps_done, calls=calls)
    except BaseException:  # noqa: BLE001 - a child never goes on with its parent's tests
        traceback.print_exc()
    finally:
        os._exit(1)


def _erase(gardens: Gardens, *, steps_done: int, calls: int) -> None:
    settings = load(gardens.gateway.config)
    with stopped_journal(settings) as opened:
        garden = find_garden(YARD, settings=settings)
        Erasures(gardens.state_dir).begin(Erasure(garden=garden, held=look(garden, settings=settings)))
        to_do = steps(garden, settings=settings, journal=opened)
        for step in to_do[:steps_done]:
            step()
        if calls:
            sys.setprofile(_dies_at(calls))
            to_do[steps_done]()
            os._exit(1)  # there were fewer calls
        os.kill(os.getpid(), signal.SIGKILL)


def _dies_at(calls: int) -> Callable[[FrameType, str, object], None]:
    left = iter(range(calls - 1))

    def note(_: FrameType, event: str, called: object) -> None:
        is_one = event == "c_call" and getattr(called, "__name__", "") in ("execute", "executemany", "fsync", "unlink")
        if is_one and next(left, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return note
