"""Work until it is done or somebody says stop: Ctrl-C and its kin end the work, not the tidying up after it."""

import asyncio
import signal
from collections.abc import Coroutine
from typing import Any

# A signal for a whole process group, or for all of a CI job's processes, ends our parts too: an error of theirs may be
# seen before our own signal is.
_SAME_MOMENT_S = 0.25


async def until_told(working: Coroutine[Any, Any, object]) -> bool:
    """Run to its end, or cancel at SIGINT, SIGTERM or SIGHUP. True when it came to its end by itself.

    From then on these signals do nothing. What tasks of the work ended with is raised as the first of their errors,
    unless it came with a signal.
    """
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    work = asyncio.create_task(alone(working), name="work")
    stopping = asyncio.create_task(stop.wait(), name="until told")
    await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
    if work.done() and not work.cancelled() and work.exception():
        await asyncio.wait((stopping,), timeout=_SAME_MOMENT_S)
    stopping.cancel()
    work.cancel()
    await asyncio.wait((work,))
    if work.cancelled() or (stop.is_set() and work.exception()):
        return False
    await work
    return True


async def alone(working: Coroutine[Any, Any, object]) -> None:
    """To its end. What tasks of it ended with is raised as the first of their errors."""
    try:
        await working
    except BaseExceptionGroup as errors:
        raise _first(errors) from errors


def _first(errors: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first of the errors that tasks ended with: the others follow from it."""
    error = errors.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
