"""What the web process is given: no code for keys or counts, no file but the archive, the status and the desk, and
official values that the operator keeps.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from support.gateway import Gateway
from support.waiting import LIMIT_S

ROOMS = ("registry.master", "registry.store", "journal", "ingest", "anonymise.windows", "broker", "sources", "enrol")
ITS_OWN = {f"archive/{name}" for name in ("archive.db", "archive.db-wal", "archive.db-shm", "status.json.gz")}
ITS_OWN |= {"desk/desk.db", "desk/desk.db-journal"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("web")
    official = {"official_file": "air/official.csv", "official_source": "RIVM, CC0"}
    with Gateway(folder, settings={"air": official}) as made:
        write_official(folder, "Station Een")
        made.enroll("counter-1", profile="people")
        made.start()
        made.wait_until(lambda: (made.state_dir / "archive/status.json.gz").exists(), what="pages know the gateway")
        made.wait_until(lambda: is_served(made), what="the web process has answered")
        yield made


def is_served(gateway: Gateway) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{gateway.web_port}/", timeout=LIMIT_S).status_code == 200
    except httpx.HTTPError:
        return False


def write_official(folder: Path, station: str) -> None:
    """As an operator should: beside it, then moved into place."""
    hour_s = int(time.time()) // 3600 * 3600 - 3600
    file = folder / "air" / "official.csv"
    file.parent.mkdir(exist_ok=True)
    new = file.with_suffix(".new")
    moment = time.strftime("%Y-%m-%dT%H:00Z", time.gmtime(hour_s))
    new.write_text(f"time,station,no2\n{moment},{station},26\n")
    new.rename(file)


def open_files(pid: int, *, below: Path) -> set[str]:
    """Names of the files in the folder that a process has open."""
    found = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = link.readlink()
        except FileNotFoundError:
            continue
        if target.is_relative_to(below):
            found.add(str(target.relative_to(below)))
    return found


def test_it_has_none_of_the_gateways_files_open(gateway: Gateway) -> None:
    pids = gateway.pids()
    assert open_files(pids["web"], below=gateway.state_dir) <= ITS_OWN
    assert "journal.db" in open_files(pids["gateway"], below=gateway.state_dir)  # or the look would say nothing


def test_it_reads_official_values_also_when_their_file_is_replaced(gateway: Gateway) -> None:
    """Although it has given up every other folder of the operator's."""
    air = f"http://127.0.0.1:{gateway.web_port}/air"
    assert "Station Een" in httpx.get(f"{air}?lang=nl", timeout=LIMIT_S).text
    write_official(gateway.folder, "Station Twee")
    answer = httpx.get(f"{air}?lang=en", timeout=LIMIT_S).text  # a page that was not kept yet
    assert "Station Twee" in answer
    assert "Source: RIVM, CC0" in answer


def test_it_loads_no_code_that_handles_keys_or_counts() -> None:
    code = "import sys, stoep_gateway.commands.run, stoep_gateway.supervise.web_process; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=LIMIT_S, check=True)
    loaded = {name.removeprefix("stoep_gateway.") for name in run.stdout.split()}
    assert "web.serve" in loaded
    assert not {name for name in loaded if name.startswith(ROOMS)}
