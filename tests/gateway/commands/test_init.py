"""`stoep init` writes what `stoep run` needs, and overwrites nothing."""

import os
from pathlib import Path

import pytest

from stoep_gateway.commands.main import main
from stoep_gateway.config.load import load
from stoep_gateway.registry.master import load_master


def modes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in folder.rglob("*")}


def test_init_writes_configuration_unit_and_master_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stoep.toml"
    assert main(["init", "--config", str(file)]) == 0
    assert modes(tmp_path) == {"stoep.toml": 0o600, "stoep.service": 0o600, "state": 0o700, "master.key": 0o600}
    settings = load(file)
    assert settings.gateway.state_dir == tmp_path / "state"
    assert len(load_master(settings.gateway.state_dir)) == 32
    said = capsys.readouterr().out
    assert "next: " in said
    assert "backup: " in said
    assert load_master(settings.gateway.state_dir).hex() not in said


def test_a_second_init_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "stoep.toml"
    main(["init", "--config", str(file)])
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert main(["init", "--config", str(file)]) == 2
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert "exists and is not overwritten" in capsys.readouterr().err


def test_an_existing_master_key_is_kept(tmp_path: Path) -> None:
    main(["init", "--config", str(tmp_path / "a.toml")])
    key = load_master(tmp_path / "state")
    main(["init", "--config", str(tmp_path / "b.toml")])
    assert load_master(tmp_path / "state") == key


def test_the_unit_runs_this_stoep_and_may_write_only_the_state_folder(tmp_path: Path) -> None:
    main(["init", "--config", str(tmp_path / "stoep.toml")])
    unit = dict(line.split("=", 1) for line in (tmp_path / "stoep.service").read_text().splitlines() if "=" in line)
    program = unit["ExecStart"].split()
    assert program[1:] == ["run", "--config", str(tmp_path / "stoep.toml")]
    assert os.access(program[0], os.X_OK)
    assert (unit["WatchdogSec"], unit["Restart"]) == ("60", "always")  # for a `stoep run` that hangs itself
    assert (unit["Type"], unit["ProtectSystem"], unit["ReadWritePaths"]) == ("notify", "strict", f"{tmp_path}/state")
    # Counts of people are in memory: no swap, no dump, and temporary files are memory too.
    assert (unit["MemorySwapMax"], unit["LimitCORE"], unit["TemporaryFileSystem"]) == ("0", "0", "/tmp /var/tmp")  # noqa: S108
