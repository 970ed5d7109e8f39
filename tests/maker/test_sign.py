"""`stoep device sign`: what it writes, and that a signature is one by somebody else's tools too."""

import subprocess
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_maker.errors import MakerError
from stoep_maker.image import CHIPS
from stoep_maker.signing_key import create_key, read_key
from stoep_protocol import __version__
from stoep_protocol.cbor import decode
from stoep_protocol.image import MAX_HEAD_BYTES, MAX_IMAGE_BYTES, SIGNED_AS, parse_head, parse_manifest
from stoep_protocol.update import version_number
from support.update_image import contents, image, private_pem


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "update.pem"
    path.write_bytes(private_pem())
    path.chmod(0o600)
    return path


def test_the_installed_firmware_becomes_an_image_that_openssl_takes_for_signed(tmp_path: Path) -> None:
    assert main(["device", "sign", "--new-key", str(tmp_path / "update.pem")]) == 0
    signed = tmp_path / "stoep.img"
    assert main(["device", "sign", "--key", str(tmp_path / "update.pem"), "--output", str(signed)]) == 0
    data = signed.read_bytes()
    _, head_bytes = decode(data[:MAX_HEAD_BYTES])
    signature, encoded = parse_head(data[:head_bytes])
    (tmp_path / "signature").write_bytes(signature)
    (tmp_path / "signed").write_bytes(SIGNED_AS + encoded)
    command = ["openssl", "dgst", "-sha256", "-verify", tmp_path / "update.pub.pem", "-signature"]
    done = subprocess.run([*command, tmp_path / "signature", tmp_path / "signed"], capture_output=True, check=False)
    assert done.stdout == b"Verified OK\n"
    manifest = parse_manifest(encoded)
    assert (manifest.version, manifest.firmware) == (version_number(__version__), f"stoep-{__version__}")
    assert manifest.chips == CHIPS
    assert "stoep_firmware/main.mpy" in [file.path for file in manifest.files]
    assert head_bytes + sum(file.size_bytes for file in manifest.files) == len(data)


def test_a_new_key_is_private_and_never_replaces_one(tmp_path: Path) -> None:
    public = create_key(tmp_path / "update.pem")
    assert (tmp_path / "update.pem").stat().st_mode & 0o777 == 0o600
    assert b"PRIVATE" not in public.read_bytes()
    with pytest.raises(MakerError, match="exists and is not overwritten"):
        create_key(tmp_path / "update.pem")


def test_a_key_is_neither_printed_nor_told(key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["device", "sign", "--key", str(key), "--output", str(tmp_path)]) == 2
    said = capsys.readouterr()
    assert said.err.startswith("stoep device sign: ")
    assert not any(line in said.out + said.err for line in key.read_text().splitlines() if len(line) > 8)


def test_a_key_that_others_may_read_signs_nothing(key: Path) -> None:
    key.chmod(0o640)
    with pytest.raises(MakerError, match="others may read this key"):
        read_key(key)


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_one_line(content: bytes, key: Path) -> None:
    key.write_bytes(content)
    with pytest.raises(MakerError, match="no private key in PEM"):
        read_key(key)


def test_an_image_needs_a_name(key: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["device", "sign", "--key", str(key)]) == 2
    assert "--output is missing" in capsys.readouterr().err


def test_the_same_files_give_the_same_image() -> None:
    assert image() == image(files=dict(reversed(contents().items())))


@pytest.mark.parametrize("version", ["0.4.0.dev1", "1.2", "134.0.0"])
def test_what_is_no_release_is_not_signed(version: str) -> None:
    with pytest.raises(MakerError, match=f"version {version}"):
        image(version)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"main.py": b"x"},
        {"stoep_firmware/Main.mpy": b"x"},
        {"stoep_firmware/big.mpy": bytes(MAX_IMAGE_BYTES + 1)},
        {f"stoep_firmware/{'x' * 50}{number}.mpy": b"x" for number in range(80)},
    ],
    ids=["nothing", "elsewhere", "path", "too big", "head too long"],
)
def test_what_devices_would_refuse_is_not_signed(files: dict[str, bytes]) -> None:
    with pytest.raises(MakerError, match="too much for one update, or a path"):
        image(files=files)
