"""A child process that is asked to end when we are gone, also when we were killed and could not ask. Linux."""

import fcntl
import os
import signal
from asyncio.subprocess import Process, create_subprocess_exec
from collections.abc import Mapping
from contextlib import suppress
from typing import IO


class Lifeline:
    """A pipe whose one end is the child's standard input; ours is inherited by nobody.

    Once our end is closed, by us or by our death, Linux sends the child SIGTERM, F_SETSIG of fcntl(2). It holds in
    whatever thread the child was started; PR_SET_PDEATHSIG would end it with that thread.
    """

    def __init__(self) -> None:
        self._ours = -1

    async def start(self, *command: str, output: IO[bytes], environment: Mapping[str, str] | None = None) -> Process:
        """The child, in a session of its own. output: for what it says, errors too. OSError."""
        self.let_go()
        theirs, self._ours = os.pipe()
        try:
            process = await create_subprocess_exec(
                *command, stdin=theirs, stdout=output, stderr=output, start_new_session=True, env=environment
            )
            with suppress(ProcessLookupError):  # it has ended already
                fcntl.fcntl(theirs, fcntl.F_SETOWN, process.pid)
                fcntl.fcntl(theirs, fcntl.F_SETSIG, signal.SIGTERM)
                fcntl.fcntl(theirs, fcntl.F_SETFL, fcntl.fcntl(theirs, fcntl.F_GETFL) | os.O_ASYNC)
        finally:
            os.close(theirs)
        return process

    def let_go(self) -> None:
        """Close our end."""
        if self._ours >= 0:
            os.close(self._ours)
            self._ours = -1
