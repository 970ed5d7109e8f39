"""Lead an old pseudonym back to its device, with the back-end's data and the gateway's whole disk."""

import csv
import hmac
import re
import time
from base64 import b32encode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from redteam.attack import Attack, Outcome
from redteam.canary import written_files
from stoep_gateway.journal.database import JOURNAL_FILE
from stoep_gateway.records import WIRE_EPOCH_S
from support.commit_batches import leave_row
from support.gateway import Gateway
from support.gateway_clock import GatewayClock

_DEVICE = "garden-7"  # the attacker knows whom to look for
_CITY = "city"
_KEY_BYTES = 32
_DAY_S = 86_400
_HEX_KEY = re.compile(rb"[0-9a-fA-F]{64}")


def recomputed(folder: Path) -> Outcome:
    """A month's names, and the disk as it is when its key is gone. In the control the key was kept somewhere."""
    clock = GatewayClock(folder / "clock")
    backend = {"name": _CITY, "type": "csv", "pseudonyms": "month", "output_dir": str(folder / "the-city")}
    settings = {"gateway": {"log_level": "debug"}}
    with Gateway(folder / "gateway", settings=settings, backends=[backend], clock=clock) as gateway:
        gateway.enroll(_DEVICE, profile="soil")
        _deliver(gateway, row=1)
        names = _names(folder / "the-city")
        kept = [file.read_bytes() for file in (gateway.state_dir / "pseudonyms").iterdir()]
        clock.go_on(70 * _DAY_S)  # this month has then been over for 39 days at least
        _deliver(gateway, row=2)  # the gateway has run, and looked what is due
        disk = {path.name: path.read_bytes() for path in written_files(gateway.folder, pids=())}
        disk = {name: data for name, data in disk.items() if data.strip(b"\0")}  # the reserve is 8 MB of nothing
    assert len(names) == 1, "the city has not got the row under one name"
    assert kept, "there was no key"
    found = [*_computes(disk, names=names), *_reads(disk, names=names)]
    return Outcome(not found, bool(list(_computes({"kept": b"".join(kept)}, names=names))), ", ".join(found))


def _deliver(gateway: Gateway, *, row: int) -> None:
    time_s = int(time.time()) - WIRE_EPOCH_S
    leave_row(gateway.state_dir / JOURNAL_FILE, row=row, time_s=time_s, backends=("archive", _CITY))
    gateway.start()
    gateway.wait_until(
        lambda: not sum(each["pending"] for each in gateway.accounts()["backends"]), what="the row is settled"
    )
    gateway.stop()


def _names(folder: Path) -> set[str]:
    files = folder.glob("observations-*.csv")
    return {row["device"] for file in files for row in csv.DictReader(file.read_text().splitlines())}


def _computes(disk: Mapping[str, bytes], *, names: Iterable[str]) -> Iterator[str]:
    """Files that hold a key of one of the names: at any place, as bytes or as hexadecimal digits."""
    wanted = set(names)
    message = f"{_CITY}\0{_DEVICE}".encode()
    for file, data in disk.items():
        places = (data[at : at + _KEY_BYTES] for at in range(len(data) - _KEY_BYTES + 1))
        written = (bytes.fromhex(found.decode()) for found in _HEX_KEY.findall(data))
        for key in {*places, *written}:
            if b32encode(hmac.digest(key, message, "sha256")).decode()[:16].lower() in wanted:
                yield f"a key in {file}"


def _reads(disk: Mapping[str, bytes], *, names: Iterable[str]) -> Iterator[str]:
    """Files with one of the names."""
    for file, data in disk.items():
        if any(name.encode() in data for name in names):
            yield f"a name in {file}"


ATTACKS = (Attack("an old pseudonym recomputed", recomputed),)
