"""The measurement behind docs/decisions/update-signatures.md goes on working: its vectors and its room."""

import json

import pytest

from support.on_device import run_on_micropython
from support.repository import ROOT


@pytest.mark.needs("micropython")
def test_on_a_boards_heap_rsa_verifies_in_less_room_than_ed25519() -> None:
    finished = run_on_micropython("bench_signature.py", path=[ROOT / "protocol", ROOT / "firmware"])
    assert finished.stderr == ""
    measured = json.loads(finished.stdout)
    assert 2048 < measured["rsa-3072"]["peak_bytes"] < measured["ed25519"]["peak_bytes"]
