"""Who may log in, how long it holds, what was acknowledged, and the log."""

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stoep_gateway.desk import passwords, sessions, tries
from stoep_gateway.desk.database import prepare
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.records import ACKNOWLEDGED, ACT, OF_ALERTS, SEE, Acknowledgement, Tokens, User
from stoep_gateway.errors import ConfigError, RetryableError
from stoep_gateway.grid import DAY_S

NOW_S = 1_784_000_000
KEEP_DAYS = 180
HASH = "$argon2id$not-looked-at-here"
ALERT = "strandweg/3/1783999800"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
def desk(path: Path) -> Desk:
    made = Desk(path, keep_days=KEEP_DAYS)
    made.prepare()
    made.add("anna", role=ACT, password_hash=HASH, now_s=NOW_S)
    made.add("ben", role=SEE, password_hash=HASH, now_s=NOW_S)
    return made


def logged_in(desk: Desk, name: str = "anna", *, now_s: int = NOW_S, browser: str = "", session: str = "") -> Tokens:
    admission = desk.admit(name, address="10.0.0.1", browser=browser, now_s=now_s)
    tokens = desk.log_in(admission, browser=browser, session=session, now_s=now_s)
    assert tokens
    return tokens


def tried(desk: Desk, name: str = "anna", *, address: str = "10.0.0.1", browser: str = "", now_s: int = NOW_S) -> int:
    return desk.admit(name, address=address, browser=browser, now_s=now_s).wait_s


def test_folder_and_file_are_for_their_owner_alone(desk: Desk, path: Path) -> None:
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["desk.db"]


def test_preparing_again_changes_nothing(desk: Desk) -> None:
    desk.prepare()
    assert [user.name for user in desk.users()] == ["anna", "ben"]


def test_a_file_that_is_no_database_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(ConfigError, match=r"desk\.db: cannot be used"):
        prepare(tmp_path / "desk" / "desk.db")


def test_a_desk_that_is_gone_is_asked_again_later(desk: Desk, path: Path) -> None:
    path.unlink()
    with pytest.raises(RetryableError, match=r"desk\.db"):
        desk.acknowledged([ALERT])
    assert not path.exists()


@pytest.mark.parametrize("name", ["", "a", "Anna", "1anna", "an na", "anna\n", "a" * 33, "console"])
def test_a_name_that_is_none_is_refused(desk: Desk, name: str) -> None:
    with pytest.raises(ConfigError, match="2-32 characters"):
        desk.add(name, role=SEE, password_hash=HASH, now_s=NOW_S)


def test_a_name_is_given_once(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="user anna: is there already"):
        desk.add("anna", role=SEE, password_hash=HASH, now_s=NOW_S)


def test_what_is_done_to_somebody_who_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(ConfigError, match="nobody is called so"):
        desk.set_password("carl", password_hash=HASH, now_s=NOW_S)
    with pytest.raises(ConfigError, match="nobody is called so"):
        desk.set_role("carl", role=ACT, now_s=NOW_S)
    with pytest.raises(ConfigError, match="nobody is called so"):
        desk.remove("carl", now_s=NOW_S)


def test_a_session_is_its_users_until_the_log_out(desk: Desk) -> None:
    tokens = logged_in(desk)
    user = desk.user_of(tokens.session, now_s=NOW_S)
    assert user
    assert (user.name, user.role) == ("anna", ACT)
    desk.log_out(user, session=tokens.session, now_s=NOW_S)
    assert desk.user_of(tokens.session, now_s=NOW_S) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 43])
def test_a_token_that_was_never_given_is_nobodys(desk: Desk, token: str) -> None:
    logged_in(desk)
    assert desk.user_of(token, now_s=NOW_S) is None


def test_a_session_that_is_used_lasts_a_shift_and_no_longer(desk: Desk) -> None:
    tokens = logged_in(desk)
    last_s = NOW_S + sessions.ABSOLUTE_S - 1
    for now_s in (*range(NOW_S, last_s, sessions.IDLE_S // 2), last_s):
        assert desk.user_of(tokens.session, now_s=now_s)
    assert desk.user_of(tokens.session, now_s=last_s + 1) is None


def test_a_session_that_is_not_used_ends(desk: Desk) -> None:
    tokens = logged_in(desk)
    assert desk.user_of(tokens.session, now_s=NOW_S + sessions.IDLE_S) is None


def test_no_token_is_in_the_file_and_none_can_be_made_of_what_is(desk: Desk, path: Path) -> None:
    tokens = logged_in(desk)
    data = path.read_bytes()
    assert tokens.session.encode() not in data
    assert tokens.browser.encode() not in data
    with closing(sqlite3.connect(path)) as connection:
        (kept,) = connection.execute("SELECT hash FROM session").fetchone()
    assert desk.user_of(kept.hex(), now_s=NOW_S) is None


def test_each_login_gives_new_tokens_and_ends_those_that_the_browser_brought(desk: Desk) -> None:
    first = logged_in(desk)
    second = logged_in(desk, browser=first.browser, session=first.session)
    assert {first.session, first.browser}.isdisjoint({second.session, second.browser})
    assert desk.user_of(first.session, now_s=NOW_S) is None
    assert desk.user_of(second.session, now_s=NOW_S)


def test_a_new_password_logs_out_everywhere(desk: Desk) -> None:
    old = [logged_in(desk) for _ in range(2)]
    user = desk.user_of(old[0].session, now_s=NOW_S)
    assert user
    admission = desk.admit_change(user, session=old[0].session, now_s=NOW_S)
    new = desk.change_password(admission, password_hash=HASH + "2", now_s=NOW_S)
    assert new
    assert desk.user_of(new.session, now_s=NOW_S) == user
    assert [desk.user_of(tokens.session, now_s=NOW_S) for tokens in old] == [None, None]
    desk.set_password("anna", password_hash=HASH + "3", now_s=NOW_S)
    assert desk.user_of(new.session, now_s=NOW_S) is None


def test_a_password_that_was_changed_while_it_was_compared_lets_nobody_in(desk: Desk) -> None:
    admission = desk.admit("anna", address="10.0.0.1", browser="", now_s=NOW_S)
    desk.set_password("anna", password_hash=HASH + "2", now_s=NOW_S)
    assert desk.log_in(admission, browser="", session="", now_s=NOW_S) is None
    assert desk.change_password(admission, password_hash=HASH, now_s=NOW_S) is None


def test_who_is_removed_is_out_at_once_and_a_new_one_of_the_name_is_somebody_else(desk: Desk) -> None:
    tokens = logged_in(desk)
    desk.remove("anna", now_s=NOW_S)
    assert desk.user_of(tokens.session, now_s=NOW_S) is None
    desk.add("anna", role=SEE, password_hash=HASH, now_s=NOW_S)
    assert desk.user_of(tokens.session, now_s=NOW_S) is None


def test_another_role_holds_at_once(desk: Desk) -> None:
    tokens = logged_in(desk)
    desk.set_role("anna", role=SEE, now_s=NOW_S)
    user = desk.user_of(tokens.session, now_s=NOW_S)
    assert user
    assert user.role == SEE


def test_after_five_tries_at_a_name_everybody_waits_wherever_they_are(desk: Desk) -> None:
    assert [tried(desk, address=f"10.0.0.{each}") for each in range(5)] == [0] * 5
    assert tried(desk, address="10.0.1.1", now_s=NOW_S + 1) == tries.PERIOD_S - 1
    assert tried(desk, "ben") == 0
    assert tried(desk, now_s=NOW_S + tries.PERIOD_S) == 0


def test_a_name_that_nobody_has_is_answered_as_one_that_somebody_has(desk: Desk) -> None:
    mine, nobodys = (
        [desk.admit(name, address=f"10.{at}.0.1", browser="", now_s=NOW_S) for _ in range(7)]
        for at, name in enumerate(("anna", "zoe"))
    )
    assert [each.wait_s for each in mine] == [each.wait_s for each in nobodys]
    assert {each.hash for each in nobodys} == {passwords.NOBODY}


def test_after_twenty_tries_an_address_waits_whatever_the_name(desk: Desk) -> None:
    assert [tried(desk, f"name-{each}") for each in range(20)] == [0] * 20
    assert tried(desk, "another") == tries.PERIOD_S
    assert tried(desk, "another", address="10.0.0.2") == 0


def test_all_addresses_of_an_ipv6_network_are_one(desk: Desk) -> None:
    for each in range(20):
        tried(desk, f"name-{each}", address=f"2001:db8:1:2::{each:x}")
    assert tried(desk, "another", address="2001:db8:1:2:ffff::1") > 0
    assert tried(desk, "another", address="2001:db8:1:3::1") == 0


def test_tries_are_counted_over_a_restart(desk: Desk, path: Path) -> None:
    for _ in range(5):
        tried(desk)
    assert tried(Desk(path, keep_days=KEEP_DAYS), address="10.9.9.9") > 0


def test_strangers_who_guess_a_name_do_not_shut_its_owner_out_of_a_known_browser(desk: Desk) -> None:
    known = logged_in(desk).browser
    for each in range(20):
        tried(desk, address=f"10.0.{each}.1")
        tried(desk, f"name-{each}", address="10.0.0.1")
    assert tried(desk) > 0
    assert tried(desk, browser=known) == 0
    assert tried(desk, "ben", browser=known) > 0, "known for anna, not for ben"
    assert [tried(desk, browser=known) for _ in range(5)][-1] > 0, "its own tries are counted, too"


def test_the_right_password_begins_the_names_count_anew(desk: Desk) -> None:
    for _ in range(3):
        for _ in range(4):
            tried(desk)
        logged_in(desk)


def test_a_new_password_by_the_operator_opens_the_name_at_once(desk: Desk) -> None:
    for each in range(6):
        tried(desk, address=f"10.0.0.{each}")
    desk.set_password("anna", password_hash=HASH, now_s=NOW_S)
    assert tried(desk, address="10.9.9.9") == 0


def test_a_clock_that_was_ahead_shuts_nobody_out(desk: Desk) -> None:
    for _ in range(6):
        tried(desk, now_s=NOW_S + 10 * DAY_S)
    assert tried(desk) == 0


def test_no_address_and_no_unknown_name_is_kept(desk: Desk, path: Path) -> None:
    for _ in range(2):
        admission = desk.admit("MySecretPassw0rd", address="192.0.2.77", browser="", now_s=NOW_S)
        desk.wrong(admission.user, now_s=NOW_S)
    data = path.read_bytes()
    assert b"192.0.2" not in data
    assert b"Passw0rd" not in data
    with closing(sqlite3.connect(path)) as connection:
        assert all(0 <= bucket < 1 << 16 for (bucket,) in connection.execute("SELECT bucket FROM tries"))


def test_the_first_acknowledgement_stays_and_later_ones_are_in_the_log(desk: Desk) -> None:
    first = desk.acknowledge(ALERT, user="anna", now_s=NOW_S, note="On my way")
    assert desk.acknowledge(ALERT, user="carl", now_s=NOW_S + 5) == first
    assert desk.acknowledge(ALERT, user="anna", now_s=NOW_S + 9, note="On my way") == first
    assert desk.acknowledged([ALERT, "other"]) == {ALERT: Acknowledgement(user="anna", at_s=NOW_S, note="On my way")}
    said = [(entry.user, entry.what, entry.note) for entry in desk.log(newest=9, what=OF_ALERTS)]
    assert said == [("carl", "acknowledged again", ""), ("anna", "acknowledged", "On my way")]


def test_the_version_grows_when_acknowledgements_change_and_only_then(desk: Desk) -> None:
    begun = desk.version()
    logged_in(desk)
    assert desk.version() == begun
    desk.acknowledge(ALERT, user="anna", now_s=NOW_S)
    desk.acknowledge(ALERT, user="ben", now_s=NOW_S)
    desk.forget(now_s=NOW_S)
    assert desk.version() == begun + 1
    desk.forget(now_s=NOW_S + (KEEP_DAYS + 1) * DAY_S)
    assert desk.version() == begun + 2


def test_a_note_is_one_line_of_at_most_200_characters_that_steers_no_terminal(desk: Desk) -> None:
    note = " two\nlines \x1b[2J\u202e" + "x" * 300
    kept = desk.acknowledge(ALERT, user="anna", now_s=NOW_S, note=note).note
    assert kept.startswith("two lines [2J xxx")
    assert len(kept) == 200


def test_all_that_people_do_is_in_the_log_newest_first(desk: Desk) -> None:
    tokens = logged_in(desk)
    user = desk.user_of(tokens.session, now_s=NOW_S)
    assert user
    desk.wrong(user, now_s=NOW_S)
    desk.set_role("ben", role=ACT, now_s=NOW_S)
    desk.remove("ben", now_s=NOW_S)
    desk.log_out(user, session=tokens.session, now_s=NOW_S)
    said = [(entry.user, entry.what, entry.about, entry.note) for entry in desk.log(newest=5)]
    assert said == [
        ("anna", "logged out", "", ""),
        ("console", "removed", "ben", ""),
        ("console", "role", "ben", "act"),
        ("anna", "wrong password", "", ""),
        ("anna", "logged in", "", ""),
    ]


@pytest.fixture
def table(desk: Desk, path: Path) -> Iterator[sqlite3.Connection]:
    for _ in range(3):
        logged_in(desk)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        yield connection


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log SET user = 'ben'",
        "DELETE FROM log WHERE id = 3",
        "DELETE FROM log WHERE id = (SELECT max(id) FROM log)",
        "INSERT INTO log VALUES (2, 0, 'ben', 'removed', '', '')",
        "INSERT OR REPLACE INTO log VALUES (5, 0, 'ben', 'removed', '', '')",
        "INSERT INTO log VALUES (99, 0, 'ben', 'removed', '', '')",
    ],
)
def test_a_line_of_the_log_cannot_be_changed_put_between_or_taken_out(table: sqlite3.Connection, change: str) -> None:
    before = table.execute("SELECT * FROM log").fetchall()
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        table.execute(change)
    assert table.execute("SELECT * FROM log").fetchall() == before


def test_what_is_old_is_forgotten_and_overwritten(desk: Desk, path: Path) -> None:
    desk.acknowledge(ALERT, user="rememberme", now_s=NOW_S, note="a note of long ago")
    logged_in(desk)
    desk.acknowledge("later", user="anna", now_s=NOW_S + DAY_S)
    desk.forget(now_s=NOW_S + KEEP_DAYS * DAY_S)
    assert desk.acknowledged([ALERT]), "not yet"
    desk.forget(now_s=NOW_S + KEEP_DAYS * DAY_S + 1)
    assert set(desk.acknowledged([ALERT, "later"])) == {"later"}
    assert [entry.what for entry in desk.log(newest=99)] == [ACKNOWLEDGED]
    data = path.read_bytes()
    assert b"rememberme" not in data
    assert b"long ago" not in data
    assert [user.name for user in desk.users()] == ["anna", "ben"]


def test_a_clock_far_ahead_takes_the_log_out_in_small_steps(desk: Desk) -> None:
    user = User(id=1, name="anna", role=ACT, made_s=NOW_S)
    for _ in range(250):
        desk.wrong(user, now_s=NOW_S)
    desk.forget(now_s=NOW_S * 2)
    assert len(desk.log(newest=999)) == 52


def test_a_line_of_a_clock_that_was_ahead_does_not_keep_those_behind_it(desk: Desk) -> None:
    desk.acknowledge("first", user="anna", now_s=NOW_S * 2)
    desk.acknowledge("second", user="anna", now_s=NOW_S)
    desk.acknowledge("third", user="anna", now_s=NOW_S + DAY_S)
    desk.forget(now_s=NOW_S + KEEP_DAYS * DAY_S + 1)
    assert [entry.about for entry in desk.log(newest=99)] == ["third"]
    desk.forget(now_s=NOW_S)
    assert [entry.about for entry in desk.log(newest=99)] == ["third"]
