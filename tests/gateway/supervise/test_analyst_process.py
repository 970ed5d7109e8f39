"""The analyst as a process of its own: killed at any moment it delivers all the same, and it can read no key."""

import asyncio
import json
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.archive.writer import FILE_NAME as ARCHIVE_FILE
from stoep_gateway.errors import RetryableError
from stoep_gateway.grid import DAY_S
from stoep_gateway.outlook.reader import OutlookReader
from stoep_gateway.outlook.tables import FILE_NAME as OUTLOOK_FILE
from stoep_gateway.supervise import landlock
from stoep_gateway.supervise.analyst_process import ReplacedError, identity_of, until_replaced
from stoep_simulators.virtual_time import run_virtual
from stoep_testing.tcp_server import tcp_server
from support.crowd_town import Town, places_text
from support.waiting import LIMIT_S, until

LINES = ("line-1",)
# What the analyst can do once it works, by way of its log: nobody else gets into that process.
_ANALYST = """
import json, logging, os, sys
from pathlib import Path
from stoep_gateway.config.load import load
from stoep_gateway.supervise.analyst_process import run_analyst

def tries(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"

settings = load(Path(sys.argv[1]))
parent = os.getppid()

class Look(logging.Handler):
    def emit(self, record):
        if record.getMessage().startswith("at work with"):
            found = {Path(path).name: tries(Path(path).read_bytes) for path in sys.argv[2:]}
            found["write"] = tries(lambda: (settings.gateway.state_dir / "archive" / "new").touch())
            found["signal"] = tries(lambda: os.kill(parent, 0))
            print(json.dumps(found), flush=True)

logging.basicConfig(level="INFO", handlers=[Look()])
run_analyst(settings)
"""


def full(_line: str, start_s: int) -> float:
    """Ten people a minute, but never the same twice: a sensor that counts so would be stuck."""
    return 75.0 + start_s // 900 * 7919 % 23 - 11


class Site:
    """A state folder with an archive of a street that is full now, and its stoep.toml."""

    def __init__(self, folder: Path) -> None:
        self.state = folder / "state"
        self.config = folder / "stoep.toml"
        self.places = folder / "crowd" / "places.toml"
        self.places.parent.mkdir()
        self.places.write_text(places_text(LINES))
        end_s = int(time.time()) // 900 * 900
        # Without a night: within its window nobody knows how full the street is, and this clock is the real one.
        with closing(Town(self.state / ARCHIVE_FILE, lines=LINES, people=full, night_h=0)) as town:
            town.release(end_s // DAY_S * DAY_S - 15 * DAY_S, end_s)
        self.configured()

    @property
    def outlook(self) -> OutlookReader:
        return OutlookReader(self.state / OUTLOOK_FILE)

    def configured(self, more: str = "") -> None:
        crowd = f'[crowd]\nplaces_file = "{self.places}"\n'
        self.config.write_text(f'[clock]\ntrust = "system"\n{crowd}{more}')

    def has_round(self) -> bool:
        try:
            return self.outlook.newest() is not None
        except RetryableError:
            return False

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[str]"]:
        command = [sys.executable, "-m", "stoep_gateway", "run", "--part", "analyst", "--config", str(self.config)]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
            try:
                yield process
            finally:
                process.kill()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


class Desk:
    """A webhook that takes as long as it is told to answer."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.answers = asyncio.Event()
        self.port = 0

    async def serve(self, reader: Any, writer: Any) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        self.heard.append(json.loads(await reader.readexactly(length)))
        await self.answers.wait()
        writer.write(b"HTTP/1.1 204 X\r\nconnection: close\r\n\r\n")
        await writer.drain()


@asynccontextmanager
async def desk() -> AsyncIterator[Desk]:
    made = Desk()
    async with tcp_server(made.serve) as made.port:
        yield made


async def test_news_that_was_under_way_when_the_analyst_was_killed_arrives(site: Site) -> None:
    async with desk() as there:
        site.configured(f'[[alert]]\nname = "desk"\ntype = "webhook"\nurl = "http://127.0.0.1:{there.port}/"\n')
        with site.running() as analyst:
            await until(lambda: len(there.heard) == 1, what="the desk hears of the full street")
            analyst.send_signal(signal.SIGKILL)
        [alert] = site.outlook.alerts(newest=5)
        assert [due.done_s for due in site.outlook.deliveries(alert.id)] == [None]
        there.answers.set()
        with site.running() as analyst:
            await until(lambda: len(there.heard) == 2, what="the desk hears of it again")
            await until(lambda: site.outlook.deliveries(alert.id)[0].done_s is not None, what="it has arrived")
            analyst.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(analyst.wait, LIMIT_S) == 0
    assert there.heard[0] == there.heard[1]
    assert there.heard[0]["id"] == alert.id
    assert (site.state / "outlook" / "model.npz").exists()
    assert replace(alert, chance=0) == replace(site.outlook.alerts(newest=5)[0], chance=0)


@pytest.mark.skipif(landlock.version() < 1, reason="this Linux has no Landlock")
def test_the_analyst_can_read_no_key_no_journal_and_no_settings(site: Site) -> None:
    closed = [site.state / "master.key", site.state / "journal.db", site.config]
    for path in closed[:2]:
        path.write_text("secret")
    opened = [site.places, site.state / ARCHIVE_FILE]
    command = [sys.executable, "-c", _ANALYST, str(site.config), *map(str, (*closed, *opened))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as analyst:
        assert analyst.stdout
        try:
            found = json.loads(analyst.stdout.readline())
        finally:
            analyst.terminate()
    refused = "PermissionError"
    assert {path.name: found[path.name] for path in closed} == dict.fromkeys((path.name for path in closed), refused)
    assert {path.name: found[path.name] for path in opened} == dict.fromkeys((path.name for path in opened), "done")
    assert found["write"] == refused
    assert found["signal"] == (refused if landlock.version() >= 6 else "done")


async def test_a_places_file_that_is_replaced_beside_the_keys_is_read_by_a_new_process(site: Site) -> None:
    site.places = site.state.parent / "places.toml"
    site.places.write_text(places_text(LINES))
    site.configured()
    with site.running() as analyst:
        await until(site.has_round, what="a first round")
        (new := site.places.with_suffix(".new")).write_text(places_text(LINES))
        new.rename(site.places)
        _, said = await asyncio.to_thread(analyst.communicate, timeout=LIMIT_S)
        assert analyst.returncode == 0
    assert "places.toml: replaced by another one: starting anew to read it" in said


@pytest.mark.parametrize("is_link", [False, True])
def test_a_folder_of_files_that_is_replaced_is_read_by_a_new_process(tmp_path: Path, is_link: bool) -> None:
    first, other, current = tmp_path / "first", tmp_path / "other", tmp_path / "current"
    for folder in (first, other):
        folder.mkdir()
    current.symlink_to(first)

    def look() -> list[Path]:
        return [(current if is_link else first).resolve()]

    async def main() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(until_replaced(look, known={path: identity_of(path) for path in look()}))
            await asyncio.sleep(60)
            if is_link:
                current.unlink()
                current.symlink_to(other)
            else:
                first.rename(tmp_path / "gone")
                other.rename(first)

    with pytest.raises(ExceptionGroup) as caught:
        run_virtual(main())
    [error] = caught.value.exceptions
    assert isinstance(error, ReplacedError)
    assert str(error).startswith(f"{other if is_link else first}: replaced by another one")
