"""A TOML file that cannot be read is refused in one line, whatever it holds."""

from pathlib import Path

import pytest

from stoep_simulators.commands.toml_file import TomlFileError, read_toml


def test_a_file_is_read_with_its_text(tmp_path: Path) -> None:
    file = tmp_path / "street.toml"
    file.write_bytes(b"\xef\xbb\xbfseed = 7\r\n")
    assert read_toml(file) == ("seed = 7\n", {"seed": 7})


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xff", "cannot be read: it is not UTF-8"),
        (b"seed: 7", "at line 1"),
        (b"seed = " + b"9" * 6_000, "digits"),
        (b"seed = " + b"[" * 50_000, "too deep"),
        (b"#" * 1_000_001, "longer than 1,000,000 bytes"),
    ],
    ids=["no text", "no TOML", "a long number", "deep", "long"],
)
def test_what_cannot_be_read_is_one_line(data: bytes, told: str, tmp_path: Path) -> None:
    file = tmp_path / "street.toml"
    file.write_bytes(data)
    with pytest.raises(TomlFileError) as caught:
        read_toml(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", ["none.toml", "a\0b", "a" * 5_000])
def test_a_file_that_is_not_there_is_named(name: str, tmp_path: Path) -> None:
    with pytest.raises(TomlFileError, match="cannot be read: "):
        read_toml(tmp_path / name)
