"""Private files are whole, and their owner's alone."""

from pathlib import Path

import pytest

from stoep_gateway.config.private_file import make_private_folder, write_private
from stoep_gateway.errors import ConfigError


def test_a_private_file_has_mode_0600_whatever_was_there(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_bytes(b"old")
    file.chmod(0o644)
    write_private(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o600)


def test_what_must_not_be_replaced_stays(tmp_path: Path) -> None:
    file = tmp_path / "key"
    write_private(file, b"old", replace=False)
    with pytest.raises(ConfigError, match="exists and is not overwritten"):
        write_private(file, b"new", replace=False)
    assert file.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_a_folder_that_is_not_there_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot write \(No such file or directory\): is the folder there"):
        write_private(tmp_path / "no" / "key", b"x")


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "state"
    make_private_folder(folder)
    assert folder.stat().st_mode & 0o777 == 0o700
