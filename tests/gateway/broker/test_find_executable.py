"""Which nats-server is run."""

from pathlib import Path

import pytest

from stoep_gateway.broker.nats_server import find_executable
from stoep_gateway.errors import ConfigError


def test_without_a_setting_it_is_the_one_installed_with_stoep() -> None:
    assert Path(find_executable("")).name == "nats-server"


def test_a_setting_is_obeyed(tmp_path: Path) -> None:
    program = tmp_path / "my-nats"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_executable(str(program)) == str(program)


def test_a_setting_that_names_no_program_is_an_error() -> None:
    with pytest.raises(ConfigError, match=r"\[broker\] executable = /no/such: no such program"):
        find_executable("/no/such")
