"""Say at the first start from a copy of the journal how old it is, and who may get what a second time."""

import logging
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path

from stoep_gateway import accounts
from stoep_gateway.config.settings import BackendSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.copied import copied_s, forget_copy
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.supervise.trusted_clock import local_time

_LOG = logging.getLogger("stoep.gateway")
_KNOWS_REPEATS = ("archive", "postgres")  # by a key of its store, whatever comes; docs/backends.md


def tell_if_restored(path: Path, *, backends: Iterable[BackendSettings]) -> None:
    """path: the journal, open or not, before anything of it is delivered. Once a copy; never raises."""
    try:
        made_s = copied_s(path)
        if made_s is None:
            return
        waiting = {each.name: each.pending for each in accounts.read(path, recount=False).backends}
        _LOG.warning("%s", _notice(made_s, waiting=waiting, backends=backends))
        forget_copy(path)
    except (sqlite3.Error, ConfigError) as error:
        _LOG.debug("%s", error)  # whoever opens the journal tells what is wrong with it


def _notice(made_s: int, *, waiting: dict[str, int], backends: Iterable[BackendSettings]) -> str:
    doubtful = [each for each in backends if each.type not in _KNOWS_REPEATS]
    named = ", ".join(f"{each.name} ({each.type}, {waiting.get(each.name, 0)} waited then)" for each in doubtful)
    age_h = max(0.0, (time.time() - made_s - WIRE_EPOCH_S) / 3600)
    return (
        f"journal: put back from a copy of {local_time(made_s)}, {age_h:.1f} h ago. May get once more what they got"
        f" since: {named or 'no back-end here'}; readers there drop repeats by identity"
    )
