"""Numbers in logs: every message of stoep explains its own, and nothing explains a count."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.inspection.log_lines import Doubt, Reader
from support.message_table import spoken_by
from support.repository import ROOT

NAMES = {"telpunt-pier": "telpunt-pier", "beam-1": "beam-1", "street": "beam-1", "tuin-1": "tuin-1"}
READER = Reader(NAMES)
SOURCE = ROOT / "gateway" / "stoep_gateway"


def logged(message: str, **more: object) -> str:
    entry = {"time": "2026-11-26T06:47:35.816Z", "level": "info", "part": "gateway", "logger": "stoep.gateway"}
    return json.dumps({**entry, "message": message, **more})


@pytest.mark.parametrize(
    "message",
    [
        "beam-1: 7 in, 3 out",
        "window of street closed: 12",
        "7",
        "7 people",
        "in=7 out=0",
        "frame from beam-1: rows [[7],[3]]",
        "frame from beam-1: a4010203",
        "beam-1 passed 7 times",
        "beam-1: 7 in the window of 14:15",
        "beam-1: 7 in window 14:15",
        "released 7 of 12 at beam-1",
        "row of beam-1 = 7",
        "value 7.0 too small",
        "telpunt-pier 3",
    ],
)
def test_a_count_in_a_line_of_stoeps_is_explained_by_nothing(message: str) -> None:
    assert READER.doubt(logged(message)) is not None
    assert READER.doubt(f"14:15:02 gateway {message}") is not None


def test_a_line_that_names_a_place_is_of_its_device() -> None:
    assert READER.doubt(logged("window of street closed: 12")) == Doubt("beam-1", is_own=True)


def test_a_member_that_stoep_does_not_write_is_read_too() -> None:
    assert READER.doubt(logged("window closed", count=7)) is not None


@pytest.mark.parametrize("line", ["beam-1 7", "counted 7", "7", "people: 12", "in 4, out 3"])
def test_a_line_of_somebody_elses_counts_if_it_speaks_of_people(line: str) -> None:
    assert READER.doubt(line) is not None


@pytest.mark.parametrize(
    "line", ["stoep.service: Scheduled restart job, restart counter is at 3.", "Starting stoep gateway..."]
)
def test_what_systemd_says_of_itself_is_nobodys_count(line: str) -> None:
    assert READER.doubt(line.replace("counter", "number")) is None


@pytest.mark.parametrize(
    "message",
    [
        "device list changed: 42 devices",
        "frame from stoep/1/beam-1/up refused (stale): an old frame came again: harmless",
        "alerts: pier: no counts since 2026-11-25 09:45 UTC: no alert is raised or ended",
        "alert pier/2/1795675500: demo was told that it was raised",
        "running: devices use MQTT port 30387, pages are at http://127.0.0.1:30388/",
        "gateway ended (SIGKILL): starting it again in 0.4 s",
        "archive: 1204 observations from before 2026-10-22 deleted ([archive] keep_days)",
        "beam-1 enrolled by code (generation 2)",
        "broker [::1]:1883 connected",
        "broker refused beam-1: wrong password: carry its newest bundle to the device",
        "broker refused admin: not enrolled here or revoked (2 more since the last line)",
        "ledger: row 12: street drew from the window at 217123200 (wire time) before",
        "journal: 1005 of 1024 MB used; at the limit the oldest observations expire",
        "journal /srv/journal.db: it has schema 7, this stoep reads 5: install the newer stoep again",
        "rollout of stoep-0.6.2 to group gardens stopped: tuin-9, the first device, reverted it",
    ],
)
def test_what_stoep_says_is_explained(message: str) -> None:
    assert READER.doubt(logged(message)) is None


def test_no_message_of_the_table_is_taken_for_a_count() -> None:
    examples = {
        "file": "/srv/stoep/stoep.toml",
        "folder": "/srv/stoep/state",
        "port": "1883",
        "host": "broker.local",
        "line": "12",
    }
    lines = [
        re.sub(r"\{(\w+)\}", lambda found: examples.get(found[1], "garden"), each)
        for each in spoken_by("log", "run", "any")
    ]
    assert len(lines) > 40
    assert [line for line in lines if READER.doubt(logged(line))] == []


def test_no_line_that_the_source_logs_is_taken_for_a_count() -> None:
    filled = [_filled(template) for path in SOURCE.rglob("*.py") for template in _logged_in(path)]
    assert len(filled) > 40
    assert [line for line in filled if READER.doubt(logged(line))] == []


def _logged_in(path: Path) -> Iterator[str]:
    """First arguments of calls of a module's _LOG that are text."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("_LOG."):
            yield from (each.value for each in node.args if isinstance(each, ast.Constant) and type(each.value) is str)


def _filled(template: str) -> str:
    return re.sub(r"%\.\df", "2.0", template.replace("%d", "7").replace("%s", "garden"))
