"""What a gateway takes for an image that it may offer; each refusal is one line that says what to do."""

import os
import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from stoep_gateway.errors import ConfigError
from stoep_gateway.updates.image import SIZE_MAX_BYTES, parse_image, read_image
from stoep_gateway.updates.public_keys import modulus_hex, read_public_keys
from stoep_maker.image import encode_head, encode_manifest
from stoep_maker.signing_key import SigningKey
from stoep_protocol.image import SIGNED_AS, ImageFile, Manifest
from support.update_image import contents, image, private_pem, public_pem, rsa_key


@cache
def keys() -> tuple[RSAPublicKey, ...]:
    return rsa_key("maker").public_key(), rsa_key("offline").public_key()


def signed(manifest: bytes, *, files: bytes = b"") -> bytes:
    return encode_head(manifest, signature=SigningKey(rsa_key())(SIGNED_AS + manifest)) + files


def test_what_the_maker_signed_is_what_the_gateway_holds() -> None:
    data = image("0.4.1")
    held = parse_image(data, keys=keys(), where="x.img")
    assert (held.version, held.firmware, held.data) == (4_001, "stoep-0.4.1", data)
    assert data[held.head_bytes :] == b"".join(contents().values())


def test_the_second_key_signs_as_well() -> None:
    assert parse_image(image(key="offline"), keys=keys(), where="x.img").version == 4_001


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (image(key="stranger"), "x.img: signed with none of the keys in [updates] public_keys"),
        (image()[:-1], "x.img: damaged or cut short, stoep_firmware/part_3.mpy is not what was signed: copy it again"),
        (
            image()[:2000],
            "x.img: damaged or cut short, stoep_firmware/part_0.mpy is not what was signed: copy it again",
        ),
        (image() + b"x", "x.img: 1 bytes too many behind its last file: copy it again"),
        (image()[:100], "x.img: no image of an update (cbor): stoep device sign makes one"),
        (b"", "x.img: no image of an update (cbor): stoep device sign makes one"),
        (b"\x80", "x.img: no image of an update (shape): stoep device sign makes one"),
        (signed(b"\x80"), "x.img: no image of an update (shape): stoep device sign makes one"),
        (
            bytes(SIZE_MAX_BYTES + 1),
            f"x.img: longer than an image may be ({SIZE_MAX_BYTES} bytes): is this a stoep image?",
        ),
    ],
    ids=["stranger", "cut", "cut early", "longer", "half a head", "empty", "no head", "no manifest", "too long"],
)
def test_what_is_wrong_is_one_line(data: bytes, message: str) -> None:
    with pytest.raises(ConfigError, match=re.escape(message)):
        parse_image(data, keys=keys(), where="x.img")


@pytest.mark.parametrize("at", [30, 450, 470, 700, 3000])
def test_no_changed_bit_is_offered(at: int) -> None:
    data = bytearray(image())
    data[at] ^= 1
    with pytest.raises(ConfigError):
        parse_image(bytes(data), keys=keys(), where="x.img")


def test_a_signed_path_outside_the_slot_is_refused_all_the_same() -> None:
    file = ImageFile("stoep_firmware/../main.mpy", 1, sha256(b"x").digest())
    manifest = encode_manifest(Manifest(1, "stoep-0.0.1", ("esp32",), 6, (file,)))
    with pytest.raises(ConfigError, match="no image of an update"):
        parse_image(signed(manifest, files=b"x"), keys=keys(), where="x.img")


@pytest.mark.parametrize("firmware", ["../../x", "stoep 0.0.1", "\x1b[2J", ".x"])
def test_a_signed_name_that_leads_elsewhere_is_refused(firmware: str) -> None:
    file = ImageFile("stoep_firmware/main.mpy", 1, sha256(b"x").digest())
    manifest = encode_manifest(Manifest(1, firmware, ("esp32",), 6, (file,)))
    with pytest.raises(ConfigError, match="no image of an update"):
        parse_image(signed(manifest, files=b"x"), keys=keys(), where="x.img")


def test_without_keys_nothing_is_offered() -> None:
    with pytest.raises(ConfigError, match="nobody may sign updates here"):
        parse_image(image(), keys=(), where="x.img")


def test_an_image_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"No such file or directory.*stoep device sign"):
        read_image(tmp_path / "x.img", keys=keys())


def test_a_public_key_becomes_the_modulus_in_the_bundle(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_bytes(public_pem())
    (key,) = read_public_keys([tmp_path / "a.pem"])
    assert modulus_hex(key) == f"{rsa_key().public_key().public_numbers().n:0768x}"


def _pem(key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_what_is_no_such_key_is_one_line(tmp_path: Path) -> None:
    of_ours = rsa_key().public_key().public_numbers().n
    for content, message in (
        (b"", "not an RSA public key of 3072 bits"),
        (private_pem(), "a private key, which belongs on no gateway"),
        (_pem(rsa.generate_private_key(public_exponent=65_537, key_size=2048).public_key()), "not an RSA public key"),
        (_pem(rsa.RSAPublicNumbers(3, of_ours).public_key()), "not an RSA public key"),
        (_pem(ec.generate_private_key(ec.SECP256R1()).public_key()), "not an RSA public key"),
    ):
        (tmp_path / "a.pem").write_bytes(content)
        with pytest.raises(ConfigError, match=message):
            read_public_keys([tmp_path / "a.pem"])


def test_a_key_that_is_not_there_says_which_setting_names_it(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=f"cannot read this key.*{os.strerror(2)}.*in .updates. public_keys"):
        read_public_keys([tmp_path / "a.pem"])
