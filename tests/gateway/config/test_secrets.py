"""Secrets come from files that only their owner reads."""

from pathlib import Path

import pytest

from stoep_gateway.config.secrets import read_secret
from stoep_gateway.errors import ConfigError


def secret(tmp_path: Path, *, data: bytes, mode: int = 0o600) -> Path:
    file = tmp_path / "password"
    file.write_bytes(data)
    file.chmod(mode)
    return file


def test_white_space_around_a_secret_is_left_out(tmp_path: Path) -> None:
    assert read_secret(secret(tmp_path, data=b"hush hush\n")) == "hush hush"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_wider_mode_is_refused_with_the_command_that_helps(tmp_path: Path, mode: int) -> None:
    file = secret(tmp_path, data=b"hush", mode=mode)
    with pytest.raises(ConfigError) as caught:
        read_secret(file)
    assert str(caught.value) == f"{file}: others may read this secret (mode {mode:04o}): chmod 600 {file}"


@pytest.mark.parametrize(("data", "word"), [(b"", "empty"), (b"x" * 5000, "too long"), (b"\xff\xfe", "not text")])
def test_what_is_no_secret_is_refused(tmp_path: Path, data: bytes, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        read_secret(secret(tmp_path, data=data))


def test_a_missing_secret_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere: cannot read this secret"):
        read_secret(tmp_path / "nowhere")
