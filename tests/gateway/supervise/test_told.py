"""What a gateway tells about itself: to the pages, to Prometheus, to a health check."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from stoep_gateway.accounts import Accounts, BackendAccount, StartAccount, WindowAccount
from stoep_gateway.anonymise.policy import declared
from stoep_gateway.archive.gardens import Gardens
from stoep_gateway.archive.status import read_beginning, write_status
from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import PeopleSettings
from stoep_gateway.errors import RetryableError
from stoep_gateway.forward.forwarder import ForwardState
from stoep_gateway.grid import DAY_S
from stoep_gateway.ingest.status import DeviceStatus
from stoep_gateway.journal.errors import DiskFullError
from stoep_gateway.journal.records import PlaceRow
from stoep_gateway.records import WIRE_EPOCH_S, Cell
from stoep_gateway.sources.mqtt import LinkFacts
from stoep_gateway.supervise.books import BooksTold, Verified
from stoep_gateway.supervise.disk_room import DiskRoom
from stoep_gateway.supervise.gateway_metrics import samples
from stoep_gateway.supervise.health import Health
from stoep_gateway.supervise.status import status_json
from stoep_gateway.web import ports as web_ports
from stoep_gateway.web import status as web_status
from stoep_protocol.profiles import by_name

SETTINGS = parse("[people]\nk = 12\n", file=Path("stoep.toml"))
CELL = Cell(x_m=81250, y_m=455250, size_m=500)
BEACH = DeviceStatus(
    device="beach-1",
    place="beach-1",
    profile=by_name("people"),
    cell=CELL,
    send_s=60,
    seen_s=1_700_000_000,
    seen_mono_s=1.0,
    firmware="1.0.0",
    battery_mv=None,
    waiting=3,
    taken=9,
    settled=5,
    clone=False,
)
ACCOUNTS = Accounts(
    lives=(),
    start=StartAccount(received=5, duplicate=0, not_taken=1, rejected=0, open=4, kept=0, balanced=True),
    unopened={"key": 2},
    windows=WindowAccount(closed=6, released=2, suppressed=4, budget=0, no_data=0, restore=0, balanced=True),
    backends=(
        BackendAccount(
            name="city",
            configured=True,
            released=2,
            delivered=1,
            pending=1,
            expired=0,
            dead=0,
            withheld={},
            balanced=True,
        ),
    ),
    damaged={},
    set_aside=0,
    balanced=True,
)

NOW_S = 200_000_000  # wire time
BOOKS = BooksTold(
    index=7,
    hash=b"\xab" * 32,
    rows=5,
    changes=((0, declared(PeopleSettings())), (NOW_S - NOW_S % DAY_S + DAY_S, declared(SETTINGS.people))),
    spent={("beach-1", NOW_S // DAY_S): 2_500_000, ("beach-1", NOW_S // DAY_S - 1): 81_000_000},
    verified=Verified(at_s=9, rows=5, index=7, findings=("row 3: no",), anchor=True),
)


def room(*, used_mb: int, free_mb: int) -> DiskRoom:
    return DiskRoom(
        folder=Path("/var/lib/stoep"),
        used_bytes=used_mb << 20,
        max_bytes=1024 << 20,
        free_bytes=free_mb << 20,
        total_bytes=30_000 << 20,
    )


def test_the_pages_understand_the_status(tmp_path: Path) -> None:
    place = PlaceRow(place="beach-1", closed_until_s=900_000, closed=6, released=2, suppressed=4)
    text = status_json(
        SETTINGS,
        devices=[BEACH],
        places={"beach-1": place},
        accounts=ACCOUNTS,
        books=BOOKS,
        is_ledger_shut=False,
        disk="full",
        gardens=Gardens(devices={"garden-7": ("soil-7", "air-7")}, withdrawn=frozenset({"soil-8"})),
        written_s=NOW_S + WIRE_EPOCH_S,
    )
    told = web_status.parse(text)
    assert told is not None
    (device,) = told.devices
    assert (device.name, device.profile, device.cell, device.send_s) == ("beach-1", "people", CELL, 60)
    assert told.status.policy is not None
    assert told.status.retention_days == 400
    assert json.loads(text)["policy"]["k"] == 10  # as it holds, not as it is wanted
    assert (told.status.policy.k, told.status.policy.epsilon, told.status.policy.cap) == (10, 1, 81)
    assert [policy.k for policy in told.status.policies] == [10, 12]
    assert (told.status.cells, told.status.cells_with_one_garden) == (1, 1)
    assert told.status.balanced
    assert [(place.name, place.spent) for place in told.status.places] == [("beach-1", Fraction(5, 2))]
    assert told.status.ledger is not None
    assert (told.status.ledger.index, told.status.ledger.hash, told.status.ledger.rows) == (7, "ab" * 8, 5)
    assert told.status.ledger.verified == web_ports.Verified(at_s=9, rows=5, findings=1, anchor=True)
    assert told.status.is_disk_full
    write_status(tmp_path / "status", text)
    assert web_status.is_disk_full(read_beginning(tmp_path / "status"))
    assert told.gardens == Gardens(devices={"garden-7": ("soil-7", "air-7")}, withdrawn=frozenset({"soil-8"}))
    assert told.closed["beach-1"].until_s == 900_000 + WIRE_EPOCH_S


def test_the_status_of_a_gateway_without_a_commit_is_told_too() -> None:
    text = status_json(
        SETTINGS,
        devices=[BEACH],
        places={},
        accounts=None,
        books=None,
        is_ledger_shut=False,
        disk="ok",
        gardens=Gardens(),
        written_s=1_700_000_001,
    )
    told = web_status.parse(text)
    assert told is not None
    assert told.status.policy is not None
    assert (told.status.policy.k, told.status.ledger) == (12, None)
    assert json.loads(text)["devices"][0]["windows"] is None


def test_metrics_hold_accounts_link_and_back_ends() -> None:
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for sample in samples(
            accounts=ACCOUNTS,
            link=LinkFacts(up=True, messages=7),
            healthy=True,
            failing={"city": True},
            devices=[BEACH, replace(BEACH, device="beach-2", seen_mono_s=None)],
            rollouts=(),
            room=room(used_mb=300, free_mb=5000),
            disk_full=True,
            archive_deleted=40,
            archive_oldest_day=20_000,
            ledger_shut=True,
            clock_trusted=False,
            started_mono_s=31.0,
            mono_s=181.0,
        )
    }
    assert found["broker_up",] == 1
    assert found["messages",] == 7
    assert found["rows", "open"] == 4
    assert found["frames_refused", "key"] == 2
    assert found["frames_refused", "clone"] == 0  # told from the start, so that the first one is a rise
    assert found["observations_withheld", "city", "damaged"] == 0
    assert found["ledger_shut",] == 1
    assert found["clock_trusted",] == 0
    assert found["device_silent_intervals", "beach-1"] == 3
    assert found["device_silent_intervals", "beach-2"] == 2.5
    assert found["devices",] == 2
    assert found["windows", "suppressed"] == 4
    assert found["observations", "city", "pending"] == 1
    assert found["backend_failing", "city"] == 1
    assert found["disk_full",] == 1
    assert (found["archive_deleted",], found["archive_oldest_s",]) == (40, 20_000 * 86_400)
    assert found["disk_free_bytes",] == 5000 << 20
    assert found["journal_used_bytes",] == 300 << 20


def test_health_needs_the_broker_and_the_journal_but_no_back_end() -> None:
    health = Health()
    assert health.findings == ("broker: not connected",)
    health.link("up", up=True)
    health.backend(ForwardState(backend="city", error="down"))
    assert not health.findings
    health.journal_failed(RetryableError("journal: the disk is full"))
    assert health.findings == ("journal: the disk is full",)
    health.journal_works()
    assert not health.findings


def test_the_same_fault_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    health = Health()
    for _ in range(3):
        health.journal_failed(RetryableError("journal: the disk is full"))
        health.backend(ForwardState(backend="city", error="back-end city: down"))
    health.journal_works()
    health.backend(ForwardState(backend="city"))
    assert [record.getMessage() for record in caplog.records if record.levelname != "INFO"] == [
        "journal: the disk is full",
        "back-end city: down",
    ]


def test_room_that_gets_short_is_told_ahead_once_and_is_no_ill_health(caplog: pytest.LogCaptureFixture) -> None:
    health = Health()
    health.link("up", up=True)
    for used_mb, free_mb in ((300, 5000), (900, 5000), (901, 5000), (300, 2000), (300, 5000), (300, 700)):
        health.room(room(used_mb=used_mb, free_mb=free_mb))
    told = [record.getMessage().split(";")[0] for record in caplog.records if record.levelname == "WARNING"]
    assert told == [
        "journal: 900 of 1024 MB used",
        "disk of /var/lib/stoep: 700 MB free, less than a tenth or than the journal may still need: free some",
    ]
    assert health.findings == ()
    assert health.disk == "tight"


def test_the_pages_are_told_of_a_full_disk_until_a_commit_succeeds() -> None:
    health = Health()
    health.journal_failed(DiskFullError("journal: the disk is full"))
    assert health.disk == "full"
    health.journal_works()
    assert health.disk == "ok"


def test_damaged_entries_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    health = Health()
    for damaged in (0, 30, 30):
        health.backend(ForwardState(backend="city", damaged=damaged))
    (record,) = caplog.records
    assert record.getMessage().startswith("back-end city: 30 observations of damaged entries are withheld (damaged)")
