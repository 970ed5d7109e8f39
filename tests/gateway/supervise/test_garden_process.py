"""Gardens in the analyst's own process: what keepers say reaches it, though it can change nothing of theirs."""

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoep_gateway.almanac.records import GardenFindings
from stoep_gateway.errors import RetryableError
from stoep_gateway.supervise import landlock
from support.garden_town import GardenTown, garden_town
from support.waiting import until

# What the process can do once it works, by way of its log: nobody else gets into it.
_ANALYST = """
import json, logging, sys
from pathlib import Path
from stoep_gateway.config.load import load
from stoep_gateway.supervise.analyst_process import run_analyst

state = load(Path(sys.argv[1])).gateway.state_dir

def tries(folder):
    try:
        (state / folder / "new").touch()
    except OSError as error:
        return type(error).__name__
    return "done"

class Look(logging.Handler):
    def emit(self, record):
        if record.getMessage().startswith("at work with"):
            print(json.dumps({folder: tries(folder) for folder in ("desk", "archive", "almanac")}), flush=True)

logging.basicConfig(level="INFO", handlers=[Look()])
run_analyst(load(Path(sys.argv[1])))
"""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[GardenTown]:
    with garden_town(tmp_path) as town:
        town.now_s = int(time.time())
        town.add("tuin-1")
        town.soil("tuin-1", days=3)
        yield town


@contextmanager
def analyst(folder: Path) -> Iterator["subprocess.Popen[str]"]:
    """Without places."""
    config = folder / "stoep.toml"
    config.write_text('[clock]\ntrust = "system"\n')
    command = [sys.executable, "-c", _ANALYST, str(config)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.terminate()


async def test_a_setup_reaches_the_analyst_that_may_not_write_the_desk(town: GardenTown, tmp_path: Path) -> None:
    def found() -> GardenFindings | None:
        try:
            return town.almanac.garden("tuin-1")
        except RetryableError:
            return None

    with analyst(tmp_path) as process:
        assert process.stdout is not None
        can = json.loads(await asyncio.to_thread(process.stdout.readline))
        await until(lambda: found() is not None, what="findings")
        town.set_up("tuin-1")
        version = town.desk.garden("tuin-1").setup_version
        await until(lambda: (told := found()) is not None and told.setup_version == version, what="the set-up")
    assert can["almanac"] == "done"
    if landlock.version() >= 1:
        assert (can["desk"], can["archive"]) == ("PermissionError", "PermissionError")
