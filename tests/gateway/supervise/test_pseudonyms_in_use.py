"""A gateway with a back-end that knows devices by pseudonyms, over a change of periods."""

import csv
import time
from pathlib import Path

from stoep_gateway.archive.reader import ArchiveReader
from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.records import WIRE_EPOCH_S
from support.commit_batches import leave_row
from support.gateway import Gateway
from support.gateway_clock import GatewayClock

DAY_S = 86_400


def commit(gateway: Gateway, *, row: int, days_ago: int) -> None:
    time_s = int(time.time()) - days_ago * DAY_S - WIRE_EPOCH_S
    leave_row(gateway.state_dir / JOURNAL_FILE, row=row, time_s=time_s, backends=("archive", "city"))


def settle(gateway: Gateway) -> dict[str, int]:
    """Run until everything is delivered or withheld; what the city did not get, by reason."""

    def pending() -> int:
        return sum(each["pending"] for each in gateway.accounts()["backends"])

    gateway.start()
    gateway.wait_until(lambda: not pending(), what="all is settled")
    gateway.stop()
    (city,) = [each for each in gateway.accounts()["backends"] if each["name"] == "city"]
    assert city["balanced"]
    return dict(city["withheld"])


def names(folder: Path) -> list[str]:
    """As the city knows them, by day of observation."""
    files = sorted(folder.glob("observations-*.csv"))
    text = "".join(file.read_text() for file in files)
    assert "garden-7" not in text
    assert "6c697631" not in text  # its life
    return [row["device"] for file in files for row in csv.DictReader(file.read_text().splitlines())]


def test_devices_have_one_name_a_month_and_old_months_are_forgotten(tmp_path: Path) -> None:
    clock = GatewayClock(tmp_path / "clock")
    backends = [{"name": "city", "type": "csv", "pseudonyms": "month"}]
    with Gateway(tmp_path / "gateway", backends=backends, clock=clock) as gateway:
        keys = gateway.state_dir / "pseudonyms"
        # 31 days ago it was another month, which has not been over for 31 days yet.
        for row, days_ago in enumerate((31, 31, 0, 0), 1):
            commit(gateway, row=row, days_ago=days_ago)
        assert settle(gateway) == {}
        old, old_again, new, new_again = names(gateway.state_dir / "city")
        assert (old, new) == (old_again, new_again)
        assert old != new
        assert len(list(keys.iterdir())) == 2

        clock.go_on(70 * DAY_S)  # this month ended 39 days ago at least
        commit(gateway, row=5, days_ago=31)
        assert settle(gateway) == {"pseudonym gone": 1}
        assert list(keys.iterdir()) == []
        assert len(names(gateway.state_dir / "city")) == 4
        (device,) = ArchiveReader(gateway.state_dir / FILE_NAME).devices()
        assert device.name == "garden-7"
