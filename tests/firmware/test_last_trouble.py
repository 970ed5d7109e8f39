"""Why the last conversation failed outlives the power, and wears the flash only when it changes."""

from pathlib import Path

from stoep_firmware import last_trouble


def test_it_is_there_after_a_power_cut_and_gone_after_a_good_conversation(tmp_path: Path) -> None:
    assert last_trouble.read(str(tmp_path)) == ""
    last_trouble.keep(str(tmp_path), "no reply from the gateway")
    assert last_trouble.read(str(tmp_path)) == "no reply from the gateway"
    last_trouble.keep(str(tmp_path), "")
    assert last_trouble.read(str(tmp_path)) == ""
    assert list(tmp_path.iterdir()) == []


def test_the_same_trouble_again_writes_nothing(tmp_path: Path) -> None:
    long = "Wi-Fi " + "ë" * 300
    last_trouble.keep(str(tmp_path), long)
    [file] = tmp_path.iterdir()
    file.chmod(0o444)
    before = file.stat().st_mtime_ns
    last_trouble.keep(str(tmp_path), long)
    assert file.stat().st_mtime_ns == before


def test_damage_or_a_flash_that_refuses_is_no_trouble_more(tmp_path: Path) -> None:
    (tmp_path / "trouble.txt").write_bytes(b"Wi-Fi \xc3")
    assert last_trouble.read(str(tmp_path)) == ""
    last_trouble.keep(str(tmp_path / "away"), "no reply from the gateway")
