"""Damaged input for every decoder: counted rejections and nothing else, memory bounded by the input's limit.

FUZZ_INPUTS: how many in all (make fuzz: 200,000). FUZZ_SEED: another run of the same kind; it is printed.
"""

import json
import os
import random
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

from stoep_firmware.settings import SettingsError, parse_bundle
from stoep_gateway.config.load import parse as parse_settings
from stoep_gateway.errors import ConfigError
from stoep_protocol.errors import DecodeError
from stoep_protocol.messages import decode_up
from stoep_protocol.reply import decode_reply
from stoep_protocol.seal import parse_envelope
from support.damaged_text import damaged_text
from support.on_device import run_on_cpython, run_on_micropython
from support.repository import ROOT

INPUTS = int(os.environ.get("FUZZ_INPUTS", "60000"))
SEED = int(os.environ.get("FUZZ_SEED", "7"))
VECTORS = ROOT / "protocol/vectors.json"
WIRE_REASONS = {
    "hello": {"accepted", "cbor", "kind", "shape", "profile"},
    "rows": {"accepted", "cbor", "kind", "shape", "profile"},
    "ask": {"accepted", "cbor", "kind", "shape"},
    "down": {"accepted", "cbor", "kind", "shape"},
    "seal up": {"accepted", "size", "envelope", "key"},
    "seal down": {"accepted", "size", "envelope", "key"},
    "mqtt": {"accepted", "mqtt"},
}


def check_outcomes(printed: str, *, count: int) -> None:
    outcomes: dict[str, int] = json.loads(printed)
    print(f"seed {SEED}: {outcomes}")
    assert sum(outcomes.values()) == count
    for outcome in outcomes:
        target, reason = outcome.rsplit(" ", 1)
        assert reason in WIRE_REASONS[target], outcome
    reached = {tuple(outcome.rsplit(" ", 1)) for outcome in outcomes}
    expected = {(target, reason) for target, reasons in WIRE_REASONS.items() for reason in reasons}
    assert reached == expected  # every refusal is reached, else this test looks elsewhere


@pytest.fixture(scope="module")
def messages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The vectors as messages only: what else the file says has no room in a board's heap beside the decoders."""
    vectors = json.loads(VECTORS.read_text())
    kept = ("kind", "plaintext", "sealed")
    for way in ("up", "down"):
        vectors[way] = [{key: vector[key] for key in kept if key in vector} for vector in vectors[way]]
    file = tmp_path_factory.mktemp("vectors") / "messages.json"
    file.write_text(json.dumps({key: vectors[key] for key in ("secret", "device", "session", "epoch", "up", "down")}))
    return file


def test_damaged_messages_are_refused_on_cpython(messages: Path) -> None:
    count = INPUTS * 6 // 10
    run = run_on_cpython("fuzz_decoders.py", messages, str(SEED), str(count))
    assert run.returncode == 0, run.stderr
    check_outcomes(run.stdout, count=count)


@pytest.mark.needs("micropython")
def test_damaged_messages_are_refused_within_a_boards_heap(messages: Path) -> None:
    count = INPUTS * 3 // 10
    run = run_on_micropython("fuzz_decoders.py", messages, str(SEED + 1), str(count), path=[ROOT / "protocol"])
    assert run.returncode == 0, run.stdout + run.stderr
    check_outcomes(run.stdout, count=count)


def bundle_text() -> str:
    broker = {"host": "127.0.0.1", "port": 1883, "user": "garden-7", "password": "x" * 32, "ca_pem": None}
    bundle = {"format": 1, "device": "garden-7", "secret": "00" * 32, "generation": 1, "broker": broker}
    bundle |= {"profile": "soil", "sample_s": 600, "send_s": 3600, "wifi": [["net", "pass"]]}
    return json.dumps(bundle | {"sensors": [{"type": "soil_probe", "pin": 4}]})


def test_damaged_configurations_are_refused_in_one_line(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    good = "\n".join(
        ["[gateway]", 'name = "x"', "[clock]", 'trust = "system"', "[people]", "k = 10", "[journal]", "memory_mb = 32"]
    )
    outcomes: Counter[str] = Counter()
    for _ in range(INPUTS // 20):
        try:
            parse_settings(damaged_text(good, chance), file=tmp_path / "stoep.toml")
            outcomes["settings accepted"] += 1
        except ConfigError as error:
            assert "\n" not in str(error)
            outcomes["settings refused"] += 1
        try:
            raw = json.loads(damaged_text(bundle_text(), chance))
        except ValueError:
            outcomes["bundle is no JSON"] += 1
            continue
        try:
            parse_bundle(raw, where="stoep.json")
            outcomes["bundle accepted"] += 1
        except SettingsError as error:
            assert "\n" not in str(error)
            outcomes["bundle refused"] += 1
    print(f"seed {SEED}: {dict(outcomes)}")
    assert set(outcomes) == {
        "settings accepted",
        "settings refused",
        "bundle accepted",
        "bundle refused",
        "bundle is no JSON",
    }


@pytest.mark.parametrize("head", [b"\x9a\x3f\xff\xff\xff", b"\xba\x3f\xff\xff\xff", b"\x5a\x3f\xff\xff\xff", b"\x81"])
def test_no_message_makes_a_decoder_allocate_more_than_its_limit(head: bytes) -> None:
    """Claims of huge lengths and of deep nests, in the largest message that is read at all."""
    message = head * (1024 // len(head))
    tracemalloc.start()
    try:
        for decode in (lambda data: decode_up(data, sealed_bytes=128), decode_reply, parse_envelope):
            with pytest.raises(DecodeError):
                decode(message)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 64 * 1024


def test_the_longest_message_of_many_small_items_stays_small() -> None:
    message = b"\x99\x03\xfd" + b"\x00" * 1021
    tracemalloc.start()
    try:
        with pytest.raises(DecodeError):
            decode_reply(message)
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes < 64 * 1024
