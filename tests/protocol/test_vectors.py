"""The golden vectors are what cbor2, cryptography and pycose make of them, and fit the CDDL."""

import importlib.util
import json
from pathlib import Path
from typing import Any

import cbor2
import pytest
from cddl_verifier import validate
from pycose.keys import SymmetricKey
from pycose.messages import Enc0Message

from stoep_protocol.profiles import BUILT_IN
from support.repository import ROOT

VECTORS: dict[str, Any] = json.loads((ROOT / "protocol/vectors.json").read_text())
MESSAGES = [pytest.param(vector, id=vector["name"]) for vector in VECTORS["up"] + VECTORS["down"]]


def test_the_file_is_what_independent_libraries_build() -> None:
    path = Path(__file__).with_name("vectors.py")
    spec = importlib.util.spec_from_file_location("vectors", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert json.loads(json.dumps(module.build())) == VECTORS


CDDL = (ROOT / "protocol/stoep.cddl").read_text()


@pytest.mark.parametrize("vector", MESSAGES)
def test_a_vector_fits_the_cddl(vector: dict[str, Any]) -> None:
    result = validate(CDDL, bytes.fromhex(vector["plaintext"]), root_type="message")
    assert result.valid, result.diagnostics


@pytest.mark.parametrize(
    "message",
    [
        [4, 1],
        [1, b"board", "0.1.0", [1], b"life", 1, 1, 0, 600, 3600, {4: 1}],
        [1, b"too long a board", "0.1.0", [1], b"life", 1, 1, 0, 600, 3600],
        [2, 1, b"life", 1, 0, 2, 5, 0, [[1]]],
        [2, 1, b"life", 1, 0, 1, 2**30, 0, [[1]]],
        [3, b"sessions", 1, b"life", 0, 0, None, 8],
    ],
)
def test_the_cddl_refuses_other_messages(message: list[Any]) -> None:
    assert not validate(CDDL, cbor2.dumps(message), root_type="message").valid


@pytest.mark.parametrize("vector", MESSAGES)
def test_a_sealed_vector_is_cose_that_pycose_opens(vector: dict[str, Any]) -> None:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    is_up = vector in VECTORS["up"]
    salt = bytes.fromhex(VECTORS["session" if is_up else "epoch"])
    info = b"stoep1" + (b"up" if is_up else b"dn") + VECTORS["device"].encode()
    material = HKDF(algorithm=SHA256(), length=29, salt=salt, info=info).derive(bytes.fromhex(VECTORS["secret"]))
    # pycose 1.1 wants list and dict where cbor2 6 gives their frozen kin, so its own decode() cannot be used
    tagged = cbor2.loads(bytes.fromhex(vector["sealed"]))
    assert tagged.tag == 16
    protected, unprotected, ciphertext = tagged.value
    message = Enc0Message.from_cose_obj([protected, dict(unprotected), ciphertext], True)
    message.key = SymmetricKey(k=material[:16], optional_params={"BASE_IV": material[16:]})
    plaintext = message.decrypt()
    assert plaintext.rstrip(b"\0") == bytes.fromhex(vector["plaintext"]).rstrip(b"\0")


def test_every_integer_on_the_wire_stays_below_two_to_the_thirtieth() -> None:
    def integers(value: Any) -> list[int]:
        if isinstance(value, int):
            return [value]
        if isinstance(value, dict):
            return [number for pair in value.items() for item in pair for number in integers(item)]
        return [number for item in value for number in integers(item)] if isinstance(value, list) else []

    numbers = [n for v in VECTORS["up"] + VECTORS["down"] for n in integers(cbor2.loads(bytes.fromhex(v["plaintext"])))]
    assert max(map(abs, numbers)) == 2**30 - 1  # the largest is among the vectors, and nothing is above it
    for profile in BUILT_IN.values():
        for column in profile.columns:
            assert column.high - column.low < 2**30  # the largest difference between two rows


@pytest.mark.parametrize("vector", [v for v in VECTORS["up"] if v["size_bytes"]], ids=lambda vector: vector["name"])
def test_people_messages_have_one_length(vector: dict[str, Any]) -> None:
    describes = any(isinstance(profile, dict) for profile in vector["fields"].get("profiles", ()))
    assert len(bytes.fromhex(vector["sealed"])) == (1024 if describes else 128)
