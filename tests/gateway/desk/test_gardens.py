"""What keepers say of their gardens, the history of their consents, and the links that open their pages."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path

import pytest

from stoep_gateway.desk import consents, tries
from stoep_gateway.desk.database import prepare, reading, transaction
from stoep_gateway.desk.desk import Desk
from stoep_gateway.desk.garden_records import KEEPER, OPEN_DATA, RESEARCH, TEXTS, Consent
from stoep_gateway.desk.gardens import Gardens
from stoep_gateway.desk.records import CONSOLE
from stoep_gateway.errors import RetryableError
from stoep_gateway.garden.records import FROM_FINGER, Calibration, Setup
from stoep_gateway.migrations import migrations

NOW_S = 1_784_000_000
ADDRESS = "10.0.0.1"
CALIBRATION = Calibration(dry_mv=2700, wet_mv=1150)
ALL = Setup(soil="B10", soil_by=FROM_FINGER, planting="lawn", sun="half", paved_percent=30, calibration=CALIBRATION)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    prepare(tmp_path / "desk" / "desk.db")
    return tmp_path / "desk" / "desk.db"


@pytest.fixture
def gardens(path: Path) -> Gardens:
    return Gardens(path)


def set_up(gardens: Gardens, name: str = "jansen") -> Setup:
    return gardens.set_up(
        name, soil="B10", soil_by=FROM_FINGER, planting="lawn", sun="half", paved_percent=30, calibration=CALIBRATION
    )


def opened(gardens: Gardens, token: str, *, address: str = ADDRESS, now_s: int = NOW_S) -> str:
    return gardens.open(token, address=address, now_s=now_s).garden


def dump(path: Path) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(connection.iterdump()).encode() + path.read_bytes()


def test_a_garden_of_which_nobody_said_anything_is_empty(gardens: Gardens) -> None:
    kept = gardens.garden("jansen")
    assert (kept.setup, kept.setup_version, kept.consents, kept.link_made_s) == (Setup(), 0, {}, None)
    assert gardens.everyone() == ()


def test_what_is_said_of_a_garden_is_kept_beside_what_was_said_before(gardens: Gardens) -> None:
    gardens.set_up("jansen", planting="tree", sun="half")
    gardens.set_up("jansen", soil="B10", soil_by=FROM_FINGER, planting="lawn")
    gardens.set_up("jansen", paved_percent=30, calibration=CALIBRATION)
    assert gardens.garden("jansen").setup == ALL
    assert gardens.set_up("jansen", calibration=None).calibration is None


def test_a_version_of_a_set_up_is_never_given_twice(gardens: Gardens) -> None:
    set_up(gardens)
    first = gardens.garden("jansen").setup_version
    set_up(gardens)
    assert gardens.garden("jansen").setup_version == first
    gardens.erase("jansen")
    set_up(gardens)
    assert gardens.garden("jansen").setup_version > first


def test_the_version_grows_with_every_change_and_stays_without(gardens: Gardens) -> None:
    seen = [gardens.version()]
    for change in (
        lambda: set_up(gardens),
        lambda: gardens.consent("jansen", RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S),
        lambda: gardens.withdraw("jansen", now_s=NOW_S),
        lambda: gardens.return_to("jansen"),
        lambda: gardens.erase("jansen"),
    ):
        change()
        seen.append(gardens.version())
        gardens.erase("nobody")
        assert gardens.version() == seen[-1]
    assert seen == sorted(set(seen))


def test_the_history_of_consents_keeps_every_answer(gardens: Gardens) -> None:
    for now_s, is_given in ((1, True), (2, True), (3, False), (4, True)):
        gardens.consent("jansen", RESEARCH, is_given=is_given, by=KEEPER, now_s=NOW_S + now_s)
    gardens.consent("jansen", OPEN_DATA, is_given=False, by=CONSOLE, now_s=NOW_S + 5)
    said = [(each.purpose, each.is_given, each.at_s - NOW_S, each.by) for each in gardens.history("jansen")]
    assert said == [
        (RESEARCH, True, 1, KEEPER),
        (RESEARCH, False, 3, KEEPER),
        (RESEARCH, True, 4, KEEPER),
        (OPEN_DATA, False, 5, CONSOLE),
    ]
    kept = gardens.garden("jansen")
    assert kept.consents_to(RESEARCH)
    assert not kept.consents_to(OPEN_DATA)
    assert kept.consents[RESEARCH] == Consent(
        purpose=RESEARCH, text=TEXTS[RESEARCH], is_given=True, at_s=NOW_S + 4, by=KEEPER
    )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent SET is_given = 1",
        "UPDATE consent SET at_s = 1",
        "DELETE FROM consent",
        "INSERT OR REPLACE INTO consent SELECT id, garden, purpose, text, 1, at_s, by FROM consent",
    ],
)
def test_a_consent_can_be_neither_changed_nor_taken_out(gardens: Gardens, path: Path, statement: str) -> None:
    gardens.consent("jansen", RESEARCH, is_given=False, by=KEEPER, now_s=NOW_S)
    before = gardens.history("jansen")
    with closing(sqlite3.connect(path)) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert gardens.history("jansen") == before


def test_a_consent_to_an_older_text_counts_no_more_and_its_question_is_asked_again(
    gardens: Gardens, path: Path
) -> None:
    gardens.consent("jansen", RESEARCH, is_given=False, by=KEEPER, now_s=NOW_S)
    older = Consent(purpose=RESEARCH, text="0", is_given=True, at_s=NOW_S + 1, by=KEEPER)
    with transaction(path) as connection:
        consents.put(connection, "jansen", older)
    assert not gardens.garden("jansen").consents_to(RESEARCH)
    assert gardens.consent("jansen", RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S + 2)
    assert gardens.garden("jansen").consents_to(RESEARCH)


def test_withdrawing_ends_consents_and_leaves_the_link(gardens: Gardens) -> None:
    token = gardens.make_link("jansen", now_s=NOW_S)
    gardens.consent("jansen", RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    gardens.withdraw("jansen", now_s=NOW_S + 1)
    gardens.withdraw("jansen", now_s=NOW_S + 2)
    kept = gardens.garden("jansen")
    assert kept.withdrawn_s == NOW_S + 1
    assert not kept.consents_to(RESEARCH)
    assert [each.is_given for each in gardens.history("jansen")] == [True, False]
    assert opened(gardens, token) == "jansen"
    gardens.return_to("jansen")
    assert gardens.garden("jansen").withdrawn_s is None
    assert not gardens.garden("jansen").consents_to(RESEARCH), "it has to be asked anew"


def test_withdrawing_a_garden_of_which_nothing_is_kept_leaves_no_trace(gardens: Gardens) -> None:
    gardens.withdraw("jansen", now_s=NOW_S)
    assert gardens.everyone() == ()


def test_nothing_is_left_of_a_garden_that_is_erased(gardens: Gardens, path: Path) -> None:
    for name in ("jansen-1234", "smit"):
        set_up(gardens, name)
        gardens.consent(name, RESEARCH, is_given=True, by=KEEPER, now_s=NOW_S)
    token = gardens.make_link("jansen-1234", now_s=NOW_S)
    kept = gardens.garden("smit")
    gardens.erase("jansen-1234")
    gardens.erase("jansen-1234")
    assert b"jansen-1234" not in dump(path)
    assert opened(gardens, token) == ""
    assert gardens.garden("smit") == kept


def test_a_token_has_160_random_bits_in_letters_that_can_be_read_out(gardens: Gardens) -> None:
    tokens = [gardens.make_link("jansen", now_s=NOW_S) for _ in range(20)]
    assert all(re.fullmatch(r"[a-z2-7]{32}", token) for token in tokens)  # 32 letters of 5 bits
    assert len(set(tokens)) == 20
    for place in range(32):  # no letter of it is always the same
        assert len({token[place] for token in tokens}) > 4


def test_of_a_token_only_a_hash_is_kept(gardens: Gardens, path: Path) -> None:
    token = gardens.make_link("jansen", now_s=NOW_S)
    assert opened(gardens, token) == "jansen"
    assert opened(gardens, "a" * 32) == ""
    assert token.encode() not in dump(path)


def test_the_newest_link_alone_opens_the_pages_and_none_after_it_is_revoked(gardens: Gardens) -> None:
    old, new = (gardens.make_link("jansen", now_s=NOW_S + step) for step in (0, 1))
    browser = gardens.open(new, address=ADDRESS, now_s=NOW_S).browser
    assert (opened(gardens, old), opened(gardens, new)) == ("", "jansen")
    assert gardens.garden("jansen").link_made_s == NOW_S + 1
    assert gardens.revoke_link("jansen", now_s=NOW_S)
    assert opened(gardens, new) == ""
    assert gardens.opened(browser) is None
    assert gardens.garden("jansen").link_made_s is None
    assert not gardens.revoke_link("jansen", now_s=NOW_S)


def test_a_browser_keeps_what_this_desk_gave_it_and_nothing_else_opens(gardens: Gardens, tmp_path: Path) -> None:
    token, other = gardens.make_link("jansen", now_s=NOW_S), gardens.make_link("smit", now_s=NOW_S)
    browser = gardens.open(token, address=ADDRESS, now_s=NOW_S).browser
    assert (kept := gardens.opened(browser)) is not None
    assert kept.name == "jansen"
    prepare(tmp_path / "elsewhere" / "desk.db")
    elsewhere = Gardens(tmp_path / "elsewhere" / "desk.db")
    seal = browser.partition(".")[2]
    for text in (
        *("", ".", token, f"{token}.", f"{other}.{seal}", f"{token}.{seal[:-1]}", f"{token}.{'a' * 32}"),
        *(f"{browser}.", f"{token.upper()}.{seal}", "é.é", f"{browser}\0", "\udcff.\udcff", "jansen", "x" * 10_000),
    ):
        assert gardens.opened(text) is None, text
    assert elsewhere.opened(browser) is None


@pytest.mark.parametrize("text", ["", "jansen", "a" * 31, "a" * 33, "A" * 32, "é" * 32, "' OR 1=1 --", "\udcff", "%00"])
def test_a_text_that_is_no_token_opens_nothing(gardens: Gardens, text: str) -> None:
    gardens.make_link("jansen", now_s=NOW_S)
    assert opened(gardens, text) == ""


def test_a_revoked_link_is_not_opened_by_an_empty_token(gardens: Gardens) -> None:
    gardens.make_link("jansen", now_s=NOW_S)
    gardens.revoke_link("jansen", now_s=NOW_S)
    assert opened(gardens, "") == ""


def test_after_twenty_wrong_links_an_address_waits_and_others_do_not(gardens: Gardens) -> None:
    token = gardens.make_link("jansen", now_s=NOW_S)
    browser = gardens.open(token, address=ADDRESS, now_s=NOW_S).browser
    for _ in range(20):
        assert gardens.open("a" * 32, address="2001:db8::1", now_s=NOW_S).wait_s == 0
    assert gardens.open(token, address="2001:db8::2", now_s=NOW_S + 10).wait_s == tries.PERIOD_S - 10
    assert gardens.opened(browser), "who has opened it before goes on"
    assert opened(gardens, token, address="2001:db8:1::1") == "jansen"
    assert opened(gardens, token, address="2001:db8::1", now_s=NOW_S + tries.PERIOD_S) == "jansen"


def test_a_right_link_is_opened_as_often_as_one_likes_and_writes_nothing(gardens: Gardens, path: Path) -> None:
    token = gardens.make_link("jansen", now_s=NOW_S)
    before = path.read_bytes()
    assert all(opened(gardens, token) == "jansen" for _ in range(30))
    assert path.read_bytes() == before


def kept(step: Callable[[], object]) -> None:
    """A step that others kept from the file of a slow disk was not kept, and is sent again."""
    for _ in range(20):
        with suppress(RetryableError):
            step()
            return
    raise AssertionError("never kept")


def test_steps_that_are_sent_at_once_lose_nothing_of_each_other(gardens: Gardens) -> None:
    gate = threading.Barrier(4)

    def say(**change: object) -> None:
        gate.wait()
        for number in range(10):
            kept(lambda: gardens.set_up("jansen", **change))  # type: ignore[arg-type]
            answer = bool(number % 2)
            kept(partial(gardens.consent, "jansen", RESEARCH, is_given=answer, by=KEEPER, now_s=NOW_S))

    changes: list[dict[str, object]] = [
        {"soil": "B10", "soil_by": FROM_FINGER},
        {"planting": "lawn"},
        {"sun": "half", "paved_percent": 30},
        {"calibration": CALIBRATION},
    ]
    threads = [threading.Thread(target=say, kwargs=change) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert gardens.garden("jansen").setup == ALL
    said = [each.is_given for each in gardens.history("jansen")]
    assert said == [bool(number % 2) for number in range(len(said))], "each says something new"


@pytest.fixture
def first_schema(tmp_path: Path) -> Iterator[Path]:
    """A desk as the release before gardens left it."""
    path = tmp_path / "old" / "desk.db"
    path.parent.mkdir()
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(migrations("desk")[0][1] + "PRAGMA user_version = 1;")
        connection.execute("INSERT INTO user (name, role, hash, made_s) VALUES ('anna', 'act', 'x', 1)")
        connection.commit()
    yield path
    shutil.rmtree(path.parent)


def test_a_desk_of_before_gardens_gets_them_and_keeps_what_it_has(first_schema: Path) -> None:
    desk = Desk(first_schema, keep_days=180)
    with pytest.raises(RetryableError):
        desk.gardens.version()
    desk.prepare()
    assert desk.gardens.version() == 0
    assert [user.name for user in desk.users()] == ["anna"]
    set_up(desk.gardens)
    assert desk.gardens.garden("jansen").setup == ALL


def test_a_desk_that_is_gone_is_said(gardens: Gardens, path: Path) -> None:
    path.unlink()
    with pytest.raises(RetryableError, match=r"desk\.db"):
        gardens.opened("a.b")
    with pytest.raises(RetryableError), reading(path):
        pass
    assert not path.exists()
