"""`stoep garden`: what a resident asks for is done, and the list of whom else to ask is complete."""

import csv
import io
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway import accounts
from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.commands.garden_erase import steps
from stoep_gateway.commands.garden_held import archived, find_garden, journal, waiting
from stoep_gateway.commands.stopped_journal import stopped_journal
from stoep_gateway.config.load import load
from stoep_gateway.journal.blob import decode_letter
from stoep_gateway.journal.resident_rows import letters_of
from stoep_gateway.records import Cell, Observation
from stoep_gateway.registry.master import load_master
from stoep_gateway.registry.store import Registry
from support.cut_erasure import erase_and_die
from support.gardens import CITY, GARDEN, NEIGHBOUR, YARD, YARD_DEVICES, Gardens, at
from support.gateway import STOEP

THERE = Cell(x_m=81_750, y_m=455_750, size_m=500)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Gardens:
    return Gardens(tmp_path_factory.mktemp("made") / "gateway")


@pytest.fixture
def gardens(made: Gardens) -> Gardens:
    """The same folder each time, as it was made."""
    kept = made.gateway.folder.with_name("kept")
    if not kept.exists():
        shutil.copytree(made.gateway.folder, kept)
    shutil.rmtree(made.gateway.folder)
    shutil.copytree(kept, made.gateway.folder)
    return made


def asked(gardens: Gardens, *words: str | Path) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(gardens.gateway.stoep("garden", *words, "--json"))
    return report


def identities(observations: Iterable[Observation]) -> dict[str, tuple[float, int | None, Cell | None]]:
    return {each.identity: (each.value, each.time_s, each.cell) for each in observations}


def held(gardens: Gardens, garden: str) -> tuple[list[Observation], list[Observation], list[Observation]]:
    """(in the archive, in the journal, dead letters)."""
    settings = load(gardens.gateway.config)
    found = find_garden(garden, settings=settings)
    with journal(settings) as connection:
        assert connection
        there = list(waiting(connection, found))
        letters = [decode_letter(letter) for *_, letter in letters_of(connection, found.names)]
    return list(archived(gardens.state_dir, found)), there, letters


def balanced(gardens: Gardens) -> accounts.Accounts:
    counted = accounts.read(gardens.journal)
    assert counted.balanced
    assert gardens.gateway.stoep("journal", "verify") == "all is well\n"
    return counted


def withheld(gardens: Gardens, reason: str) -> dict[str, int]:
    return {each.name: each.withheld.get(reason, 0) for each in balanced(gardens).backends}


def test_an_export_holds_all_that_was_put_in_and_nothing_of_others(gardens: Gardens) -> None:
    gardens.count_together(YARD)
    out = gardens.gateway.folder / "garden.zip"
    report = asked(gardens, "export", YARD, "--out", out)
    assert out.stat().st_mode & 0o777 == 0o600
    package = zipfile.ZipFile(out)
    assert min(each.date_time for each in package.infolist()) > (1980, 12, 31)
    texts = {name: package.read(name).decode() for name in package.namelist()}
    rows = [row for name in ("archive.csv", "journal.csv") for row in csv.DictReader(io.StringIO(texts[name]))]
    found = {(row["device"], row["life"], int(row["row"]), row["quantity"]): float(row["value"]) for row in rows}
    put = [each for name in YARD_DEVICES for each in gardens.put[name]]
    assert found == {(each.device, each.life, each.row, each.quantity): each.value for each in put}
    letters = [each["observation"]["value"] for each in json.loads(texts["dead-letters.json"])]
    assert letters == [each.value for each in gardens.letters if each.device in YARD_DEVICES]
    told = json.loads(texts["accounts.json"])
    assert [(row["device"], row["floor"], row["kept"]) for row in told["rows"]] == [
        (name, 120, 120) for name in YARD_DEVICES
    ]
    enrolled = json.loads(texts["enrolment.json"])["devices"]
    assert [(each["name"], each["cell"]["x_m"]) for each in enrolled] == [(name, 81_250) for name in YARD_DEVICES]
    assert [each["name"] for each in json.loads(texts["health.json"])["devices"]] == list(YARD_DEVICES)
    assert json.loads(texts["passed-on.json"]) == report
    soil = json.loads(texts["soil.json"])
    assert (soil["name"], soil["research"], soil["days"][-1]["date"]) == (YARD, "counts", "2026-07-18")
    for language in ("README.txt", "LEESMIJ.txt"):
        assert all(f"{name}: " in texts[language] for name in texts if name.endswith((".csv", ".json")))
    everything = "".join(texts.values())
    assert not any(name in everything for name in (GARDEN, NEIGHBOUR, load_master(gardens.state_dir).hex()))


def test_an_export_overwrites_nothing(gardens: Gardens) -> None:
    out = gardens.gateway.folder / "mine.zip"
    out.write_text("mine")
    assert "exists and is not overwritten" in gardens.gateway.stoep("garden", "export", YARD, "--out", out, code=2)
    assert out.read_text() == "mine"


def test_the_list_says_who_may_have_how_much_and_where(gardens: Gardens) -> None:
    gardens.count_together(GARDEN, NEIGHBOUR)
    report = asked(gardens, "withdraw", GARDEN)
    assert any(note["en"].startswith("All 2 figures of the group of gardens") for note in report["notes"])
    requests = report["requests"]
    put = gardens.put[GARDEN]
    times = sorted(each.time_s for each in put if each.time_s is not None)
    assert [(each["backend"], each["type"], each["where"]) for each in requests] == [
        ("files", "csv", str(gardens.state_dir / "files")),
        ("city", "sensorthings", CITY),
    ]
    for each in requests:
        # Of the city's waiting ones a batch may be on its way.
        assert (each["device"], each["at_most"]) == (GARDEN, len(put))
        assert (each["from_s"], each["to_s"]) == (times[0], times[-1])


def test_at_most_holds_when_what_was_delivered_is_no_longer_here(gardens: Gardens) -> None:
    (gardens.state_dir / ARCHIVE_FILE).unlink()
    requests = asked(gardens, "withdraw", GARDEN)["requests"]
    assert len(requests) == 2
    assert all(each["at_most"] >= len(gardens.put[GARDEN]) and each["from_s"] is None for each in requests)


def test_a_back_end_with_pseudonyms_is_told_and_emptied_by_those_that_somebody_can_still_tell(gardens: Gardens) -> None:
    text = gardens.gateway.config.read_text().replace('name = "files"', 'name = "files"\npseudonyms = "month"')
    gardens.gateway.config.write_text(text)
    names = gardens.rename_lines("files", month="2026-05")
    assert names[GARDEN].encode() in b"".join(path.read_bytes() for path in (gardens.state_dir / "files").glob("*.csv"))
    report = asked(gardens, "erase", GARDEN, "--yes")
    files = next(each for each in report["requests"] if each["backend"] == "files")
    assert files["names"] == [{"name": GARDEN, "period": ""}, {"name": names[GARDEN], "period": "2026-05"}]
    assert gardens.files_with([names[GARDEN].encode(), *gardens.pieces([GARDEN])]) == {}
    assert gardens.files_with([names[NEIGHBOUR].encode()])


def test_a_moved_garden_has_the_new_cell_everywhere_here(gardens: Gardens) -> None:
    asked(gardens, "move", GARDEN, "--cell", "81750,455750")
    archive, there, letters = held(gardens, GARDEN)
    assert identities(archive) == identities(at(gardens.put[GARDEN], THERE))
    assert there
    assert {each.cell for each in (*there, *letters)} == {THERE}
    assert [each.cell for each in Registry(gardens.state_dir).load().values() if each.group == GARDEN] == [THERE]
    assert _cells(gardens, GARDEN) == {("81750", "455750", "500")}
    others = held(gardens, YARD)
    put = [each for name in YARD_DEVICES for each in gardens.put[name]]
    assert identities(others[0]) == identities(put)
    assert _cells(gardens, YARD_DEVICES[0]) == {("81250", "455250", "500")}
    assert gardens.letters
    balanced(gardens)


def test_a_garden_can_have_no_place_any_more(gardens: Gardens) -> None:
    report = asked(gardens, "move", GARDEN, "--cell", "none")
    archive, there, letters = held(gardens, GARDEN)
    assert {each.cell for each in (*archive, *there, *letters)} == {None}
    assert _cells(gardens, GARDEN) == {("", "", "")}
    assert "no place" in report["requests"][1]["ask"]["en"]


def test_a_place_that_is_no_cell_is_refused_before_anything_is_written(gardens: Gardens) -> None:
    before = {path: path.read_bytes() for path in gardens.state_dir.rglob("*") if path.is_file()}
    said = gardens.gateway.stoep("garden", "move", GARDEN, "--cell", "81751,455750", code=2)
    assert "finer places are not kept: use --cell 81750,455750" in said
    assert {path: path.read_bytes() for path in gardens.state_dir.rglob("*") if path.is_file()} == before


def _cells(gardens: Gardens, device: str) -> set[tuple[str, str, str]]:
    found = set()
    for path in (gardens.state_dir / "files").glob("*.csv"):
        with path.open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["device"] == device]
        found |= {(row["cell_x_m"], row["cell_y_m"], row["cell_size_m"]) for row in rows}
    return found


@pytest.mark.parametrize("garden", [GARDEN, YARD])
def test_after_an_erasure_no_byte_of_the_garden_is_in_any_file(gardens: Gardens, garden: str) -> None:
    names = YARD_DEVICES if garden == YARD else (GARDEN,)
    gardens.count_together(garden, NEIGHBOUR)
    pieces = {*gardens.pieces(names), garden.encode()}
    before = gardens.files_with(pieces)
    databases = {"journal.db", "archive/archive.db", "almanac/almanac.db", "desk/desk.db"}
    broker = {"broker/nats.conf", "broker/store/jetstream/messages/1.blk"}
    assert {"devices.json", "archive/status.json.gz", *databases, *broker} < before.keys()
    assert any(name.startswith("files/") for name in before)
    asked(gardens, "erase", garden, "--yes")
    assert gardens.files_with(pieces) == {}
    assert gardens.files_with([NEIGHBOUR.encode()])["almanac/almanac.db"]
    waited = 4 * 50 * len(names)
    assert withheld(gardens, "erased") == {"archive": 0, "files": 0, "city": waited}
    others = [name for name in gardens.put if name not in names]
    for name in others:
        archive, there, _ = held(gardens, YARD if name in YARD_DEVICES else name)
        assert identities(each for each in archive if each.device == name) == identities(gardens.put[name])
        assert len([each for each in there if each.device == name]) == 4 * 50
    assert sorted(Registry(gardens.state_dir).load()) == sorted(others)


def test_an_erasure_waits_for_whoever_reads_what_is_to_go(gardens: Gardens) -> None:
    with closing(sqlite3.connect(gardens.state_dir / ARCHIVE_FILE, isolation_level=None)) as reader:
        reader.execute("PRAGMA journal_mode = WAL")  # as it is while anybody reads beside the gateway
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM device").fetchall()
        said = gardens.gateway.stoep("garden", "erase", GARDEN, "--yes", code=2)
    assert "archive.db: cannot be changed (database is locked): end what reads it" in said
    asked(gardens, "erase", GARDEN, "--yes")
    assert gardens.files_with(gardens.pieces([GARDEN])) == {}


def test_the_scan_finds_what_an_ordinary_deletion_leaves(gardens: Gardens) -> None:
    """The control: entries that were delivered and pruned long ago still stand in the journal's free pages."""
    pieces = gardens.pieces([GARDEN])
    delivered = gardens.blobs[GARDEN][0]
    assert delivered[40:56] in pieces or delivered[40:56] in gardens.journal.read_bytes()
    _, there, _ = held(gardens, GARDEN)
    assert min(each.row for each in there) > 1
    assert gardens.files_with([piece for piece in pieces if piece in delivered])["journal.db"]


def test_an_erased_name_that_comes_back_has_keys_that_its_old_board_has_not(gardens: Gardens) -> None:
    asked(gardens, "erase", GARDEN, "--yes")
    assert gardens.gateway.enroll(GARDEN, profile="soil")["generation"] == 3


def test_the_erased_garden_is_forgotten(gardens: Gardens) -> None:
    asked(gardens, "erase", GARDEN, "--yes")
    assert "nothing is held of it" in gardens.gateway.stoep("garden", "erase", GARDEN, "--yes", code=2)


@pytest.mark.parametrize(
    ("done", "calls"),
    [
        *((done, 0) for done in range(11)),
        (2, 5),
        (2, 31),
        (2, 33),
        (3, 20),
        (3, 33),
        (5, 2),
        (5, 5),
        (6, 9),
        (6, 16),
        (7, 10),
        (8, 3),
    ],
)
def test_an_erasure_that_is_killed_anywhere_is_run_again_to_the_end(gardens: Gardens, done: int, calls: int) -> None:
    """Between its steps, and before so many calls of the next one that change a file."""
    gardens.count_together(YARD)
    pieces = {*gardens.pieces(YARD_DEVICES), YARD.encode()}
    child = os.fork()
    if not child:
        erase_and_die(gardens, steps_done=done, calls=calls)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    # For whoever starts the gateway all the same: nothing of it is taken or passed on, and check tells.
    enrolled = [device for device in Registry(gardens.state_dir).load().values() if device.group == YARD]
    assert all(device.revoked and device.withdrawn for device in enrolled) or done == 0
    assert f"garden {YARD}: its erasure was interrupted" in gardens.gateway.stoep("check", code=1)
    requests = asked(gardens, "erase", YARD, "--yes")["requests"]
    assert [each["at_most"] for each in requests] == [600] * 4
    assert gardens.files_with(pieces) == {}
    assert withheld(gardens, "erased")["city"] == 400


def test_the_steps_that_are_killed_between_are_all_of_them(gardens: Gardens) -> None:
    settings = load(gardens.gateway.config)
    with stopped_journal(settings) as opened:
        assert len(steps(find_garden(YARD, settings=settings), settings=settings, journal=opened)) == 10


def test_an_interrupted_erasure_is_in_no_list_but_its_own_once_it_has_emptied_them(gardens: Gardens) -> None:
    """The registry has forgotten the garden, the file of erasures has not."""
    child = os.fork()
    if not child:
        erase_and_die(gardens, steps_done=9, calls=0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    assert YARD not in {device.group for device in Registry(gardens.state_dir).load().values()}
    asked(gardens, "erase", YARD, "--yes")
    assert not (gardens.state_dir / "erasing.json").exists()


def test_a_copy_of_the_journal_that_was_put_back_is_erased_by_the_devices_name(gardens: Gardens) -> None:
    copy = gardens.journal.read_bytes()
    asked(gardens, "erase", GARDEN, "--yes")
    gardens.journal.write_bytes(copy)
    asked(gardens, "erase", GARDEN, "--yes")
    assert gardens.files_with(gardens.pieces([GARDEN])) == {}


def test_nobody_is_erased_without_being_asked(gardens: Gardens) -> None:
    def typed(text: str) -> "subprocess.CompletedProcess[str]":
        words = [str(STOEP), "garden", "erase", GARDEN, "--config", str(gardens.gateway.config)]
        return subprocess.run(words, input=text, capture_output=True, text=True, check=False)

    before = gardens.files_with([GARDEN.encode()])
    refused = typed("yes\n")
    assert (refused.returncode, "nothing was erased: type its name" in refused.stderr) == (2, True)
    assert gardens.files_with([GARDEN.encode()]).keys() == before.keys()
    assert typed(f"{GARDEN}\n").returncode == 0
    assert gardens.files_with([GARDEN.encode()]) == {}


def test_a_bundle_that_was_left_in_the_state_folder_is_told(gardens: Gardens) -> None:
    bundle = gardens.state_dir / "bundle.json"
    gardens.gateway.stoep("device", "enroll", GARDEN, "--bundle", bundle)
    notes = asked(gardens, "erase", GARDEN, "--yes")["notes"]
    assert f"The name still stands in {bundle}: see if it can go." in [each["en"] for each in notes]


def test_the_operators_own_mosquitto_is_told_who_is_left(gardens: Gardens) -> None:
    password = gardens.gateway.folder / "password"
    password.write_text("hush")
    password.chmod(0o600)
    port = f"port = {gardens.gateway.port}"
    text = gardens.gateway.config.read_text()
    gardens.gateway.config.write_text(text.replace(port, f'embedded = false\npassword_file = "{password}"\n{port}'))
    for action in (["withdraw", GARDEN], ["erase", GARDEN, "--yes"]):
        notes = asked(gardens, *action)["notes"]
        assert [each for each in notes if each["en"].startswith("Your own Mosquitto: copy the password file")]
        for name in ("mosquitto.passwd", "mosquitto.acl"):
            told = (gardens.state_dir / "broker" / name).read_text()
            assert (GARDEN in told, NEIGHBOUR in told) == (False, True)
    assert gardens.files_with([GARDEN.encode()]) == {}


def test_a_word_of_stoeps_own_files_as_a_gardens_name_asks_nobody_to_remove_them(gardens: Gardens) -> None:
    gardens.gateway.enroll("soil", profile="soil")
    (gardens.gateway.folder / "soil.bundle.json").unlink()
    notes = asked(gardens, "erase", "soil", "--yes")["notes"]
    assert not [each["en"] for each in notes if "still stands" in each["en"]]


def test_withdrawn_devices_are_refused_and_their_codes_void(gardens: Gardens) -> None:
    gardens.gateway.invite("yard-3", profile="soil", group=YARD)
    gardens.gateway.invite("garden-9", profile="soil")
    asked(gardens, "withdraw", YARD)
    devices = Registry(gardens.state_dir).load()
    assert {name: device.broker_users != () for name, device in devices.items()} == {
        GARDEN: True,
        NEIGHBOUR: True,
        **dict.fromkeys(YARD_DEVICES, False),
    }
    listed = gardens.gateway.stoep("device", "list")
    assert "garden-9 " in listed
    assert "yard-3" not in listed
    assert listed.count("withdrawn") == 2
    assert identities(held(gardens, YARD)[0]) == identities(each for name in YARD_DEVICES for each in gardens.put[name])


@pytest.mark.parametrize("action", [["export", "--out", "x.zip"], ["move", "--cell", "none"], ["withdraw"], ["erase"]])
def test_a_garden_that_is_none_is_one_line(gardens: Gardens, action: list[str]) -> None:
    words = [action[0], "nowhere", *action[1:]]
    assert "no such garden, nothing is held of it" in gardens.gateway.stoep("garden", *words, code=2)
    words = [action[0], "yard-1", *action[1:]]
    assert "yard-1 is one of the devices of garden yard" in gardens.gateway.stoep("garden", *words, code=2)


def test_both_languages_are_printed(gardens: Gardens) -> None:
    said = gardens.gateway.stoep("garden", "withdraw", GARDEN)
    assert f"Tuin {GARDEN} (apparaten: {GARDEN})" in said
    assert f"Garden {GARDEN} (devices: {GARDEN})" in said
    assert "got at most 600 values under the name garden-7" in said
    assert "hoogstens 600 waarden onder de naam garden-7" in said
