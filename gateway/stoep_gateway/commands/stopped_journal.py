"""The journal of a gateway that is stopped, for commands that change it."""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.anonymise.policy import Schedule, declared, schedule_of
from stoep_gateway.archive.moved import move_in
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.journal.database import JOURNAL_FILE, Journal
from stoep_gateway.journal.errors import JournalError
from stoep_gateway.journal.records import JournalState
from stoep_gateway.registry.master import load_master
from stoep_gateway.supervise.lock import hold
from stoep_gateway.supervise.trusted_clock import wire_time_s
from stoep_protocol.limits import SESSION_BYTES
from stoep_protocol.master_keys import ledger_key


@contextmanager
def stopped_journal(settings: Settings) -> Iterator[Journal]:
    """Open it while no gateway does; an empty one after a restore. ConfigError: a gateway runs, the disk refuses."""
    state_dir = settings.gateway.state_dir
    with ExitStack() as held:
        for name in ("run.lock", "gateway.lock"):
            held.callback(os.close, hold(state_dir / name, wait_s=0.0))
        move_in(state_dir)  # as a start would: what changes the archive looks for it in one place
        journal = Journal.open(state_dir / JOURNAL_FILE)
        held.callback(journal.close)
        try:
            yield journal
        except JournalError as error:
            raise ConfigError(str(error)) from error


def opened_ledger(state: JournalState, *, settings: Settings) -> Ledger:
    """The books as the journal has them, for a command that writes on in them. ConfigError: no master key."""
    key = ledger_key(load_master(settings.gateway.state_dir))
    return Ledger(state.ledger, key=key, epoch=secrets.token_bytes(SESSION_BYTES))


def held_schedule(state: JournalState, *, settings: Settings) -> Schedule:
    """Which policy holds when; where the ledger has none yet, what stoep.toml says."""
    schedule = schedule_of(state.ledger.policies)
    return schedule if schedule.newest else Schedule([(0, declared(settings.people))])


def trusted_now_s(settings: Settings) -> int:
    """Wire time. ConfigError: this machine's clock is not trusted."""
    trust = settings.clock.trust
    now_s = wire_time_s(trust)
    if now_s is None:
        raise ConfigError(f"[clock] trust = {trust}: this machine's clock is not to be trusted now: set it right first")
    return now_s
