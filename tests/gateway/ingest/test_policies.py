"""From when a changed policy holds: never for windows that have begun, whatever the clock said in between."""

from collections.abc import Callable

import pytest

from stoep_gateway.anonymise.audit import findings
from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.grid import DAY_S
from stoep_gateway.journal.ledger_rows import load_ledger
from stoep_gateway.journal.read_only import read_only
from stoep_protocol.master_keys import ledger_key
from support.ingest_bench import MASTER, NOON_S, Core, enrolled, people_rows
from support.policies import PLAIN, plain_settings
from support.wire_device import WireDevice

TODAY_S = NOON_S - NOON_S % DAY_S
MakeCore = Callable[..., Core]


@pytest.fixture
def core(make_core: MakeCore) -> Core:
    """A quarter of an hour was drawn today."""
    core = make_core(enrolled("street-1", profile="people"), policy=plain_settings(k=1))
    core.now_s = NOON_S + 1800
    device = WireDevice("street-1", master=MASTER, profile="people", sample_s=60)
    core.take(device.hello(extras=core.echo))
    for first in range(0, 20, 5):
        core.take(device.rows(first + 1, people_rows([1] * 20)[first : first + 5], lag=first, extras=core.echo))
    core.commit()
    assert len(core.draws()) == 1
    return core


def declared(core: Core, *, now_s: int, k: int = 20) -> list[int]:
    """From when every policy holds, in days after today, once the operator wants this k."""
    core.policy = plain_settings(k=k)
    core.restart()
    core.now_s = now_s
    core.ingest.tick(now_s=now_s, mono_s=0.0)
    core.commit()
    return [(row.start_s - TODAY_S) // DAY_S for row in core.ledger() if row.kind == "policy"][1:]


def audited(core: Core) -> list[str]:
    with read_only(core.path) as connection:
        state = load_ledger(connection, anchor=None)
    return list(findings(core.ledger(), state=state, anchor=None, key=ledger_key(MASTER)))


def test_a_changed_policy_holds_from_the_next_utc_midnight(core: Core) -> None:
    assert declared(core, now_s=NOON_S + 1800) == [1]


def test_under_a_clock_that_was_put_back_it_holds_for_no_window_that_has_begun(core: Core) -> None:
    assert declared(core, now_s=NOON_S - 7 * DAY_S) == [1]
    assert audited(core) == []


def test_rows_may_be_ahead_of_the_clock_so_just_before_midnight_it_holds_a_day_later(core: Core) -> None:
    assert declared(core, now_s=TODAY_S + DAY_S - 60) == [2]


def test_declared_under_a_clock_that_was_ahead_it_holds_from_tomorrow_once_the_clock_is_right(core: Core) -> None:
    assert declared(core, now_s=NOON_S + 300 * DAY_S) == [301]
    assert declared(core, now_s=NOON_S + 1800) == [301, 1]
    assert declared(core, now_s=NOON_S + 3600) == [301, 1]


def test_a_policy_taken_back_in_time_never_holds(core: Core) -> None:
    assert declared(core, now_s=NOON_S + 1800) == [1]
    assert declared(core, now_s=NOON_S + 1800, k=1) == [1, 1]
    assert core.ledger()[-1].mode == core.ledger()[0].mode


def test_the_audit_finds_a_policy_for_windows_that_were_drawn_before_it(core: Core) -> None:
    with read_only(core.path) as connection:
        state = load_ledger(connection, anchor=None)
    ledger = Ledger(state, key=ledger_key(MASTER), epoch=core.epoch)
    rows = [*core.ledger(), ledger.declare(PLAIN, from_s=TODAY_S)]
    found = list(findings(rows, state=state, anchor=None, key=ledger_key(MASTER)))
    assert found == [f"row {rows[-1].index}: a policy for windows that were drawn before it was declared"]


def test_after_a_recovery_and_a_start_the_day_still_pays_for_each_window_once(make_core: MakeCore) -> None:
    core = make_core(enrolled("street-1", profile="people"), policy=PeopleSettings(night_h=0))
    device = WireDevice("street-1", master=MASTER, profile="people", sample_s=900)

    def count(*, until_row: int) -> None:
        """A row for each quarter of an hour since midnight."""
        core.now_s = TODAY_S + 900 * until_row
        life = until_row.to_bytes(4, "big")
        core.take(device.hello(life, extras=core.echo))
        for first in range(1, until_row + 1, 5):
            rows = [(TODAY_S + 900 * row, (1, 0)) for row in range(first, min(first + 5, until_row + 1))]
            core.take(device.rows(first, rows, life=life, lag=first - 1, extras=core.echo))
        core.commit()

    count(until_row=40)
    core.recover()
    count(until_row=60)
    core.restart()
    count(until_row=96)
    assert [row.mode for row in core.books()] == ["laplace"] * (40 + 96 - 41)
