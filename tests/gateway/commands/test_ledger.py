"""`stoep ledger` and `stoep clock accept` as an operator uses them, the gateway stopped."""

import json
import os
import re
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from stoep_gateway import accounts
from stoep_gateway.anonymise.ledger import Ledger
from stoep_gateway.commands.main import main
from stoep_gateway.journal import Journal
from stoep_gateway.journal.ledger_rows import ANCHOR_FILE
from stoep_gateway.journal.records import CommitBatch, JournalState, LedgerState, PlaceRow
from stoep_gateway.records import WIRE_EPOCH_S
from stoep_gateway.registry.master import load_master
from stoep_gateway.supervise.lock import hold
from stoep_protocol.master_keys import ledger_key
from support.gateway import STOEP
from support.gateway_clock import GatewayClock
from support.policies import PLAIN
from support.waiting import LIMIT_S

QUARTER_S = 900
YEAR_S = 365 * 86_400
BEFORE_2020 = -30 * YEAR_S  # no clock that says so is trusted, whatever [clock] trust says
CHANGES = [("ledger", "recover"), ("clock", "accept")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A state folder, and the operator before it."""

    config: Path
    capsys: pytest.CaptureFixture[str]

    @property
    def state_dir(self) -> Path:
        return self.config.with_name("state")

    @property
    def journal(self) -> Path:
        return self.state_dir / "journal.db"

    @property
    def key(self) -> bytes:
        return ledger_key(load_master(self.state_dir))

    @property
    def state(self) -> JournalState:
        with closing(Journal.open(self.journal)) as journal:
            return journal.load_state()

    def stoep(self, *words: str, code: int = 0) -> str:
        """What is said, both streams."""
        self.capsys.readouterr()
        assert main([*words, "--config", str(self.config)]) == code
        said = self.capsys.readouterr()
        assert not (said.out if code == 2 else said.err)
        return said.out + said.err

    def change(self, old: str, new: str) -> None:
        """In the configuration."""
        text = self.config.read_text()
        assert old in text
        self.config.write_text(text.replace(old, new))

    def count(self, place: str, *, start_s: int, windows: int = 1, claimed: int = 0) -> None:
        """A gateway ran and drew these windows."""
        with closing(Journal.open(self.journal)) as journal:
            ledger = Ledger(journal.load_state().ledger, key=self.key, epoch=bytes(8))
            starts_s = range(start_s, start_s + windows * QUARTER_S, QUARTER_S)
            rows = [ledger.draw(place=place, start_s=at_s, end_s=at_s + QUARTER_S, policy=PLAIN) for at_s in starts_s]
            end_s = rows[-1].end_s
            row = PlaceRow(
                place=place,
                watermark_s=end_s,
                closed_until_s=end_s,
                closed=windows,
                released=windows,
                ledger_index=rows[-1].index,
            )
            batch = CommitBatch(number=1, places=(row,), ledger=tuple(rows), claimed=claimed, anchor=ledger.head)
            journal.commit(batch)

    def edit(self, sql: str) -> None:
        """Somebody who knows SQL."""
        with closing(sqlite3.connect(self.journal, isolation_level=None)) as connection:
            connection.executescript(f"DROP TRIGGER ledger_stays; DROP TRIGGER ledger_keeps; {sql}")

    def lose_the_newest(self) -> None:
        """The journal is put back from an older copy, the second file is not."""
        self.edit("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger);")


def now_s() -> int:
    return int(time.time()) - WIRE_EPOCH_S


def grid(time_s: int) -> int:
    return time_s - time_s % QUARTER_S


def coming(time_s: int) -> int:
    """The first window that no row taken then can be in."""
    return grid(time_s + 120 + QUARTER_S - 1)


@pytest.fixture
def day_and_night(desk: Desk) -> None:
    """Windows of a quarter of an hour at whatever hour this runs."""
    desk.change("# night_h = 4", "night_h = 0")


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    config = tmp_path / "stoep.toml"
    main(["init", "--config", str(config)])
    made = Desk(config=config, capsys=capsys)
    made.change('# trust = "ntp"', 'trust = "system"')
    return made


def test_a_sound_ledger_is_well(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000, windows=5)
    assert desk.stoep("ledger", "verify") == "all is well: 5 rows, the newest is 5\n"


def test_a_ledger_without_a_row_is_well(desk: Desk) -> None:
    Journal.open(desk.journal).close()
    assert desk.stoep("ledger", "verify") == "all is well: 0 rows, the newest is 0\n"


def test_verify_tells_programs_the_same(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000, windows=5)
    assert json.loads(desk.stoep("ledger", "verify", "--json")) == {"rows": 5, "newest": 5, "findings": []}
    desk.edit("UPDATE ledger SET end_s = end_s + 1 WHERE id = 3;")
    told = json.loads(desk.stoep("ledger", "verify", "--json", code=1))
    assert told["findings"][0].startswith("row 3: its hash does not fit")


@pytest.mark.parametrize(
    "change", ["spent = 1", "start_s = -1", "end_s = 1 << 62", "place = printf('%200s', 'x')", "hash = x''"]
)
def test_a_changed_row_is_a_finding(desk: Desk, change: str) -> None:
    desk.count("beach", start_s=90_000_000, windows=3)
    desk.edit(f"UPDATE ledger SET {change} WHERE id = 2;")
    assert "row 2: its hash does not fit: somebody changed the ledger, put back your backup\n" in desk.stoep(
        "ledger", "verify", code=1
    )


def test_an_older_copy_is_a_finding_until_the_books_are_recovered(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000, windows=3)
    desk.lose_the_newest()
    assert desk.stoep("ledger", "verify", code=1).startswith("the second file knows row 3 and this ledger does not")
    desk.stoep("ledger", "recover")
    assert desk.stoep("ledger", "verify").startswith("all is well: 3 rows")


def test_what_a_device_knew_is_a_finding_until_the_books_are_recovered(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000, claimed=9)
    assert desk.stoep("ledger", "verify", code=1).startswith("a device knows row 9 and this ledger does not")
    desk.stoep("ledger", "recover")
    assert desk.stoep("ledger", "verify").startswith("all is well: 2 rows")


def test_verify_runs_beside_a_gateway(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000)
    held = hold(desk.state_dir / "gateway.lock", wait_s=0.0)
    try:
        desk.stoep("ledger", "verify")
    finally:
        os.close(held)


@pytest.mark.usefixtures("day_and_night")
def test_recover_closes_every_place_until_now_and_says_until_when(desk: Desk) -> None:
    desk.count("beach", start_s=grid(now_s()) - 8 * QUARTER_S)
    before_s = now_s()
    said = desk.stoep("ledger", "recover")
    (place,) = desk.state.places.values()
    assert coming(before_s) <= place.closed_until_s <= coming(now_s())
    until = time.strftime("%Y-%m-%d %H:%M", time.localtime(place.closed_until_s + WIRE_EPOCH_S))
    assert said == f"every window of people counts before {until} is closed; start the gateway, it counts on\n"


@pytest.mark.usefixtures("day_and_night")
def test_recover_counts_the_windows_of_each_quantity(desk: Desk, tmp_path: Path) -> None:
    bundle = str(tmp_path / "b.json")
    desk.stoep("device", "enroll", "beach", "--profile", "people", "--cell", "81250,455250", "--bundle", bundle)
    end_s = grid(now_s()) - 8 * QUARTER_S
    desk.count("beach", start_s=end_s - QUARTER_S)
    desk.stoep("ledger", "recover")
    (place,) = desk.state.places.values()
    assert place.restore == 2 * (place.closed_until_s - end_s) // QUARTER_S >= 16
    assert accounts.read(desk.journal).windows.balanced


def test_recover_twice_is_no_harm(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000)
    assert desk.stoep("ledger", "recover").startswith("every window")
    assert desk.stoep("ledger", "recover").startswith("every window")
    assert desk.stoep("ledger", "verify").startswith("all is well: 3 rows")


def test_accept_without_a_place_ahead_does_nothing(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000)
    before = desk.state
    assert desk.stoep("clock", "accept") == "no place is ahead of the clock: nothing to accept\n"
    assert desk.state == before


def test_accept_names_each_place_that_was_ahead(desk: Desk) -> None:
    ahead_s = grid(now_s()) + YEAR_S
    desk.count("street", start_s=90_000_000)
    desk.count("beach", start_s=ahead_s, windows=2)
    said = desk.stoep("clock", "accept")
    pattern = r"beach: was counted until [\d: -]{16}, that stays closed; counts go on from [\d: -]{16}\n"
    assert re.fullmatch(pattern, said), said
    assert desk.state.ledger.barred == (("beach", ahead_s, ahead_s + 2 * QUARTER_S),)
    assert desk.state.places["beach"].closed_until_s <= grid(now_s())
    assert desk.stoep("ledger", "verify").startswith("all is well: 4 rows")


def test_check_tells_of_a_place_that_is_ahead(desk: Desk) -> None:
    def told() -> list[str]:
        """Other findings are of this machine."""
        desk.capsys.readouterr()
        main(["check", "--config", str(desk.config)])
        return [line for line in desk.capsys.readouterr().out.splitlines() if "people were counted until" in line]

    desk.count("street", start_s=grid(now_s()))
    assert told() == []
    ahead_s = grid(now_s()) + YEAR_S
    desk.count("beach", start_s=ahead_s)
    (line,) = told()
    until = time.strftime("%Y-%m-%d %H:%M", time.localtime(ahead_s + QUARTER_S + WIRE_EPOCH_S))
    assert line == (
        f"beach: people were counted until {until}, by a clock that was ahead: until then no row counts and no changed"
        " policy holds: stop the gateway, run stoep clock accept"
    )
    desk.stoep("clock", "accept")
    assert told() == []


def test_after_accept_a_window_of_today_stays_closed_under_windows_of_a_day(desk: Desk) -> None:
    desk.change("# window_s = 900", "window_s = 86400")
    desk.change("# night_h = 4", "night_h = 0")
    end_s = grid(now_s())
    desk.count("beach", start_s=end_s - QUARTER_S)
    desk.count("beach", start_s=grid(now_s()) + YEAR_S)
    desk.stoep("clock", "accept")
    assert desk.state.places["beach"].closed_until_s >= end_s


def test_accept_does_not_open_books_that_are_shut(desk: Desk) -> None:
    desk.count("beach", start_s=grid(now_s()) + YEAR_S, windows=2)
    desk.lose_the_newest()
    desk.stoep("clock", "accept")
    assert desk.state.ledger.claimed == 2
    assert "a device knows row 2" in desk.stoep("ledger", "verify", code=1)


@pytest.mark.parametrize("words", CHANGES)
@pytest.mark.parametrize("lock", ["run.lock", "gateway.lock"])
def test_a_journal_in_use_is_not_changed(desk: Desk, words: tuple[str, str], lock: str) -> None:
    desk.count("beach", start_s=grid(now_s()) + YEAR_S)
    before = desk.state
    held = hold(desk.state_dir / lock, wait_s=0.0)
    try:
        said = desk.stoep(*words, code=2)
    finally:
        os.close(held)
    assert said == f"stoep: {desk.state_dir}/{lock}: another stoep runs on this state folder: stop it first\n"
    assert desk.state == before


@pytest.mark.parametrize("words", CHANGES)
def test_a_command_that_is_done_lets_go_of_the_journal(desk: Desk, words: tuple[str, str]) -> None:
    desk.count("beach", start_s=90_000_000)
    desk.stoep(*words)
    for lock in ("run.lock", "gateway.lock"):
        os.close(hold(desk.state_dir / lock, wait_s=0.0))


@pytest.mark.parametrize("words", CHANGES)
def test_a_clock_that_is_not_trusted_changes_nothing(desk: Desk, words: tuple[str, str]) -> None:
    desk.count("beach", start_s=grid(now_s()) + YEAR_S)
    before = desk.state
    clock = GatewayClock(desk.config.with_name("clock"))
    clock.go_on(BEFORE_2020)
    run = subprocess.run(
        [str(STOEP), *words, "--config", str(desk.config)],
        capture_output=True,
        text=True,
        check=False,
        timeout=LIMIT_S,
        env=os.environ | clock.environment,
    )
    assert (run.returncode, run.stdout, run.stderr) == (
        2,
        "",
        "stoep: [clock] trust = system: this machine's clock is not to be trusted now: set it right first\n",
    )
    assert desk.state == before


def test_before_the_first_start_there_is_no_ledger_to_verify(desk: Desk) -> None:
    assert desk.stoep("ledger", "verify", code=2) == (
        f"stoep: journal {desk.journal}: there is none yet; start the gateway with `stoep run`\n"
    )
    assert not desk.journal.exists()


@pytest.mark.usefixtures("day_and_night")
def test_a_gateway_that_is_put_back_without_a_journal_is_recovered_too(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000, windows=3)
    for file in desk.state_dir.glob("journal.db*"):
        file.unlink()
    before_s = now_s()
    desk.stoep("ledger", "recover")
    state = desk.state
    assert (state.places, state.ledger.index) == ({}, 3 + 100_000)
    assert coming(before_s) <= state.ledger.recovered_until_s <= coming(now_s())
    assert desk.stoep("ledger", "verify") == "all is well: 1 rows, the newest is 100003\n"


def test_without_a_journal_no_place_is_ahead(desk: Desk) -> None:
    assert desk.stoep("clock", "accept") == "no place is ahead of the clock: nothing to accept\n"


@pytest.mark.parametrize("words", [("ledger", "verify"), *CHANGES])
def test_a_damaged_second_file_stops_every_command(desk: Desk, words: tuple[str, str]) -> None:
    desk.count("beach", start_s=90_000_000)
    (desk.state_dir / ANCHOR_FILE).write_text("17\n")
    assert "ledger.anchor: damaged" in desk.stoep(*words, code=2)


def test_a_second_file_of_another_master_is_no_finding(desk: Desk) -> None:
    desk.count("beach", start_s=90_000_000)
    other = Ledger(LedgerState(index=9, hashes=(bytes(32),)), key=bytes(32), epoch=bytes(8)).anchor
    assert other is not None
    (desk.state_dir / ANCHOR_FILE).write_text(f"{other[0]} {other[1].hex()}\n")
    assert desk.stoep("ledger", "verify").startswith("all is well")


@pytest.mark.parametrize("words", CHANGES)
def test_a_policy_that_cannot_be_read_changes_nothing(desk: Desk, words: tuple[str, str]) -> None:
    with closing(Journal.open(desk.journal)) as journal:
        ledger = Ledger(journal.load_state().ledger, key=desk.key, epoch=bytes(8))
        journal.commit(CommitBatch(number=1, ledger=(ledger.declare(PLAIN, from_s=0),)))
    desk.edit("UPDATE ledger SET mode = 'of a later stoep';")
    assert desk.stoep(*words, code=2) == (
        "stoep: ledger: a policy in it cannot be read: of a later stoep, or somebody changed it; stoep ledger verify"
        " names its row: put back your backup\n"
    )


@pytest.mark.parametrize("words", ["ledger", "clock"])
def test_without_an_action_it_is_wrong_use(desk: Desk, words: str) -> None:
    with pytest.raises(SystemExit) as left:
        main([words, "--config", str(desk.config)])
    assert left.value.code == 2
