"""A process that gives up what it does not need, and the pages' process, which does."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from stoep_gateway.archive.writer import FILE_NAME
from stoep_gateway.config.private_file import write_private
from stoep_gateway.supervise import landlock
from support.gateway import Gateway
from support.ports import free_port
from support.waiting import LIMIT_S

_KEEP = """
import json, os, socket, sys
from pathlib import Path
from stoep_gateway.supervise.landlock import keep_only

def tries(what):
    try:
        what()
    except OSError as error:
        return type(error).__name__
    return "done"

folder = Path(sys.argv[1])
port = int(sys.argv[2])
parent = os.getppid()
own = folder / "own"
kept = keep_only([folder / "mine", folder / "missing"], writable=[own]) if sys.argv[3] == "keep" else True
print(json.dumps({
    "kept": kept,
    "mine": tries(lambda: (folder / "mine" / "file").read_text()),
    "list": tries(lambda: os.listdir(folder / "mine")),
    "others": tries(lambda: (folder / "others").read_text()),
    "write": tries(lambda: (folder / "mine" / "file").write_text("x")),
    "new": tries(lambda: (folder / "mine" / "new").touch()),
    "own": tries(lambda: (own / "file").write_text("longer than it was, then cut")),
    "own new": tries(lambda: (own / "new").touch()),
    "own gone": tries(lambda: (own / "new").unlink()),
    "own cut": tries(lambda: os.truncate(own / "file", 3)),
    "own link": tries(lambda: (own / "link").symlink_to(folder / "others")),
    "own folder": tries(lambda: (own / "folder").mkdir()),
    "own out": tries(lambda: (own / "file").rename(folder / "mine" / "out")),
    "connect": tries(lambda: socket.create_connection(("127.0.0.1", port)).close()),
    "signal": tries(lambda: os.kill(parent, 0)),
}))
"""
# What the web part looks for once it serves, by way of its log: nobody else gets into that process.
_WEB = """
import json, logging, socket, sys
from pathlib import Path
from stoep_gateway.config.load import load
from stoep_gateway.supervise.web_process import run_web

settings = load(Path(sys.argv[1]))
state = settings.gateway.state_dir

class Look(logging.Handler):
    def emit(self, record):
        if not record.getMessage().startswith("pages at"):
            return
        found = {}
        for path in map(Path, sys.argv[2:]):
            try:
                path.read_bytes()
                found[path.name] = True
            except OSError:
                found[path.name] = False
        print(json.dumps(found), flush=True)

logging.basicConfig(level="INFO", handlers=[Look()])
run_web(settings)
"""

needs_landlock = pytest.mark.skipif(landlock.version() < 1, reason="this Linux has no Landlock")


def tried(folder: Path, *, how: str) -> dict[str, object]:
    (folder / "mine").mkdir()
    (folder / "own").mkdir()
    for name in ("mine/file", "own/file", "others"):
        (folder / name).write_text("text")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        command = [sys.executable, "-c", _KEEP, str(folder), str(listener.getsockname()[1]), how]
        run = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT_S, check=True)
    found: dict[str, object] = json.loads(run.stdout)
    return found


@needs_landlock
def test_what_is_not_kept_is_gone(tmp_path: Path) -> None:
    refused = "PermissionError"
    found = tried(tmp_path, how="keep")
    assert (found["kept"], found["mine"], found["list"]) == (True, "done", "done")
    assert (found["others"], found["write"], found["new"]) == (refused, refused, refused)
    assert {found[key] for key in ("own", "own new", "own gone", "own cut")} == {"done"}
    assert {found[key] for key in ("own link", "own folder", "own out")} <= {refused, "OSError"}  # EXDEV: not out of it
    assert found["connect"] == (refused if landlock.version() >= 4 else "done")
    assert found["signal"] == (refused if landlock.version() >= 6 else "done")


def test_without_it_all_of_that_is_possible(tmp_path: Path) -> None:
    assert set(tried(tmp_path, how="as it is").values()) == {True, "done"}


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path / "gateway") as made:
        made.enroll("garden-7", profile="soil")
        made.start()
        made.wait_until(lambda: (made.state_dir / "archive/status.json.gz").exists(), what="pages know the gateway")
        yield made


@needs_landlock
def test_the_pages_are_served_by_a_process_that_can_read_no_key_no_journal_and_no_settings(gateway: Gateway) -> None:
    state, port = gateway.state_dir, free_port()
    config = gateway.folder / "other.toml"
    config.write_text(gateway.config.read_text().replace(f"port = {gateway.web_port}", f"port = {port}"))
    password = gateway.folder / "password"
    write_private(password, b"zee wind zand 12")
    gateway.stoep("desk", "user", "add", "duty-1", "--role", "act", "--password-file", password)
    closed = [state / "master.key", state / "devices.json", state / "journal.db", config, gateway.log, password]
    command = [sys.executable, "-c", _WEB, str(config), *map(str, closed), str(state / FILE_NAME)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=gateway.folder) as web:
        assert web.stdout
        try:
            found = json.loads(web.stdout.readline())
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=LIMIT_S) as client:
                paths = ("/", "/devices", "/privacy", "/static/stoep.css", "/favicon.ico", "/healthz", "/nothing")
                answers = {path: client.get(path).status_code for path in paths}
                form = {"name": "duty-1", "password": "zee wind zand 12"}
                entered = client.post("/desk/login", data=form, headers={"sec-fetch-site": "same-origin"})
        finally:
            web.terminate()
    assert found == {**dict.fromkeys((path.name for path in closed), False), "archive.db": True}
    assert {path: code for path, code in answers.items() if code >= 500} == {}
    assert (entered.status_code, len(entered.headers.get_list("set-cookie"))) == (303, 2), "desk.db is written"
    assert answers["/"] == answers["/static/stoep.css"] == 200
