"""After a copy of the journal was put back, or rows of it were set aside: have back-ends look before they store."""

import logging
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.copied import forget_copy, note_start, read_mark
from stoep_gateway.ports import Backend
from stoep_gateway.records import Observation
from stoep_gateway.supervise.trusted_clock import local_time

_LOG = logging.getLogger("stoep.gateway")
_DOUBT_S = 3 * 86_400  # until every device has sent again what its ring holds
_TAKES_REPEATS = ("mqtt",)  # there is nothing to look at; docs/backends.md


class Doubtful:
    """A back-end (ports.Backend) that is told of each batch that it may have arrived before, while `in_doubt`."""

    def __init__(self, backend: Backend, *, in_doubt: Callable[[], bool]) -> None:
        self._backend = backend
        self._in_doubt = in_doubt
        self.needs_time = backend.needs_time

    async def send(self, batch: tuple[Observation, ...], *, unsure: bool) -> None:
        """See ports.Backend."""
        await self._backend.send(batch, unsure=unsure or self._in_doubt())

    async def close(self) -> None:
        """See ports.Backend."""
        await self._backend.close()


def is_in_doubt(path: Path, *, backends: Iterable[BackendSettings], now_s: int) -> bool:
    """Whether back-ends may get what they have, because of what was put back or set aside. Says so once a copy.

    path: the journal, before anything of it is delivered. now_s: wire time.
    """
    try:
        mark_s = read_mark(path)
        if mark_s > 0:
            waiting = {each.name: each.pending for each in accounts.read(path, recount=False).backends}
            _LOG.warning("%s", _notice(mark_s, waiting=waiting, backends=backends, now_s=now_s))
            if now_s > 0:  # a machine without a clock yet cannot say when the three days begin
                note_start(path, now_s=now_s)
        elif mark_s < 0 and now_s + mark_s > _DOUBT_S:
            forget_copy(path)
            return False
    except (sqlite3.Error, ConfigError) as error:
        _LOG.debug("%s", error)  # whoever opens the journal tells what is wrong with it
        return True
    return mark_s != 0


def _notice(made_s: int, *, waiting: dict[str, int], backends: Iterable[BackendSettings], now_s: int) -> str:
    twice = [each for each in backends if each.type in _TAKES_REPEATS]
    named = ", ".join(f"{each.name} ({each.type}, {waiting.get(each.name, 0)} waited then)" for each in twice)
    return (
        f"journal: put back from a copy of {local_time(made_s)}, {max(0, now_s - made_s) / 3600:.1f} h ago. Back-ends"
        f" look for three days what they have; may get once more what they got since: {named or 'none'}"
    )
