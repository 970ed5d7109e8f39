"""An operator's configuration keeps what is the operator's, and gives up what is a run's own."""

import tomllib
from pathlib import Path

import pytest

from stoep_simulators.commands.local_config import change_settings, read_own_config
from stoep_simulators.commands.toml_file import TomlFileError

_WRITTEN = '[web]\n# Port of the pages.\n# port = 8080\n\n[metrics]\n# port = 9464\n[gateway]\nstate_dir = "state"\n'
_OWN = """\
[gateway]
name = "our street"
state_dir = "/var/lib/stoep"
[clock]
trust = "ntp"
[people]
k = 5
[updates]
public_keys = ["ours.pub"]
[web]
port = 443
public_url = "https://street.example"
[metrics]
port = 9464
[[backend]]
name = "open-data"
type = "csv"
output_dir = "open-data"
keep_days = 9
"""
_BROKER = '[broker]\nembedded = false\nhost = "broker.example"\npassword_file = "secret"\n'


def test_a_commented_setting_is_set_in_its_own_section() -> None:
    changed = change_settings(_WRITTEN, changes={("metrics", "port"): 1234})
    assert tomllib.loads(changed) == {"web": {}, "metrics": {"port": 1234}, "gateway": {"state_dir": "state"}}


def test_a_set_setting_is_replaced() -> None:
    changed = change_settings(_WRITTEN, changes={("gateway", "state_dir"): "elsewhere"})
    assert tomllib.loads(changed)["gateway"] == {"state_dir": "elsewhere"}


def test_a_setting_that_is_not_there_is_refused() -> None:
    with pytest.raises(KeyError, match="speed"):
        change_settings(_WRITTEN, changes={("web", "speed"): 1})


def written(folder: Path, text: str) -> Path:
    path = folder / "gateway.toml"
    path.write_text(text)
    return path


def test_paths_are_those_of_its_folder_and_ports_clock_and_state_are_the_runs(tmp_path: Path) -> None:
    own = read_own_config(written(tmp_path, _OWN))
    assert tomllib.loads(own.text(changes={("web", "port"): 1234, ("clock", "trust"): "system"})) == {
        "gateway": {"name": "our street"},
        "clock": {"trust": "system"},
        "people": {"k": 5},
        "updates": {"public_keys": [f"{tmp_path}/ours.pub"]},
        "web": {"port": 1234, "public_url": "https://street.example"},
        "metrics": {},
        "backend": [{"name": "open-data", "type": "csv", "output_dir": f"{tmp_path}/open-data", "keep_days": 9}],
    }
    assert own.broker is None


def test_a_broker_of_the_operators_own_is_kept_one_that_the_gateway_runs_is_the_runs(tmp_path: Path) -> None:
    given = read_own_config(written(tmp_path, _BROKER))
    assert given.broker == {"embedded": False, "host": "broker.example", "password_file": f"{tmp_path}/secret"}
    assert read_own_config(written(tmp_path, "[broker]\nport = 8883\n")).broker is None


def test_what_is_no_toml_is_told_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(TomlFileError, match=r"gateway\.toml: .*line 1"):
        read_own_config(written(tmp_path, "[gateway\n"))
    with pytest.raises(TomlFileError, match=r"none\.toml: cannot be read: No such file"):
        read_own_config(tmp_path / "none.toml")
