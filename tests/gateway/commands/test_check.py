"""`stoep check` finds what would go wrong, one line a finding."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_gateway.supervise.memory_to_disk import holder, ways
from stoep_protocol.description import to_json
from support.gateway import Gateway
from support.own_profiles import own
from support.ports import free_port


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path) as made:
        yield made


def findings(gateway: Gateway) -> list[str]:
    found: list[str] = json.loads(gateway.stoep("check", "--json", code=1))
    assert all("\n" not in line for line in found)
    return found


def test_a_fresh_gateway_is_well(gateway: Gateway) -> None:
    assert gateway.stoep("check") == "all is well\n"


def test_where_people_are_counted_the_running_gateways_memory_is_looked_after(gateway: Gateway) -> None:
    gateway.enroll("counter-1", profile="people")
    gateway.start()
    pid = gateway.pids()["gateway"]
    assert holder(gateway.state_dir / "gateway.lock") == pid
    expected = list(ways(pid))  # none, unless this machine swaps
    assert json.loads(gateway.stoep("check", "--json", code=1 if expected else 0)) == expected


def test_a_running_gateway_is_well_too(gateway: Gateway) -> None:
    gateway.start()
    assert gateway.stoep("check") == "all is well\n"


def test_a_wrong_configuration_is_a_finding(gateway: Gateway) -> None:
    gateway.config.write_text("[broker]\nprot = 1\n")
    assert findings(gateway) == [f"{gateway.config}:2: [broker] prot: unknown key, did you mean port?"]


def test_every_port_that_is_taken_is_a_finding(gateway: Gateway) -> None:
    with (
        socket.create_server(("127.0.0.1", gateway.port)),
        socket.create_server(("127.0.0.1", gateway.web_port)),
        socket.create_server(("127.0.0.1", gateway.metrics_port)),
    ):
        found = findings(gateway)
    assert [line.split("]")[0] for line in found] == ["[broker", "[web", "[metrics"]
    assert all("Address already in use: stop the other program or change" in line for line in found)


def test_a_missing_state_folder_is_a_finding(gateway: Gateway) -> None:
    gateway.state_dir.rename(gateway.folder / "elsewhere")
    assert "this folder is missing: run stoep init, or put back your backup" in findings(gateway)[0]


def test_an_open_state_folder_is_a_finding(gateway: Gateway) -> None:
    gateway.state_dir.chmod(0o755)
    assert findings(gateway) == [f"{gateway.state_dir}: others may look in (mode 0755): chmod 700 {gateway.state_dir}"]


def test_several_findings_come_together(gateway: Gateway) -> None:
    gateway.state_dir.chmod(0o755)
    (gateway.state_dir / "master.key").chmod(0o644)
    assert len(findings(gateway)) == 2


def test_a_listener_for_everybody_wants_an_address_for_devices(gateway: Gateway) -> None:
    text = gateway.config.read_text()
    gateway.config.write_text(text.replace("[broker]", '[broker]\nhost = "0.0.0.0"'))
    assert findings(gateway) == [
        "[broker] host = 0.0.0.0 is no address to connect to: set public_host to this gateway's name or address"
    ]


def test_a_broker_of_ones_own_is_tried(gateway: Gateway) -> None:
    password = gateway.folder / "password"
    password.write_text("hush")
    password.chmod(0o600)
    port = free_port()
    text = gateway.config.read_text().replace(f"port = {gateway.port}", f"port = {port}")
    gateway.config.write_text(text.replace("[broker]", '[broker]\nembedded = false\npassword_file = "password"'))
    assert findings(gateway) == [
        f"broker 127.0.0.1:{port} is not there: is it running, are [broker] host and port right?"
    ]


def test_a_folder_that_a_back_end_cannot_have_is_a_finding(gateway: Gateway) -> None:
    text = gateway.config.read_text()
    (gateway.folder / "file").touch()
    gateway.config.write_text(text + '[[backend]]\nname = "files"\ntype = "csv"\noutput_dir = "file/csv"\n')
    [found] = findings(gateway)
    assert found.startswith(f"{gateway.config}:{len(text.splitlines()) + 4}: ")
    assert "file/csv: cannot be written: make it for the gateway's user, or change output_dir" in found


def test_an_address_of_another_machine_is_a_finding(gateway: Gateway) -> None:
    text = gateway.config.read_text().replace("[web]", '[web]\nhost = "192.0.2.1"')
    gateway.config.write_text(text)
    [found] = findings(gateway)
    assert found.startswith("[web] port ")
    assert found.endswith("Cannot assign requested address: give [web] host an address of this machine")


def test_a_quantity_that_is_not_classed_is_a_finding_until_it_is(gateway: Gateway) -> None:
    profile = gateway.folder / "own.json"
    profile.write_text(json.dumps(to_json(own())))
    gateway.enroll("mast-1", profile=str(profile))
    (line,) = findings(gateway)
    assert line.startswith("mast-1 measures wind_speed (m/s, 0 to 60), which is not classed: its rows wait on it")
    with gateway.config.open("a") as file:
        file.write('[quantities.wind_speed]\nclass = "harmless"\nunit = "m/s"\nlow = 0\nhigh = 60\n')
    assert gateway.stoep("check") == "all is well\n"


def test_a_places_file_that_is_wrong_is_a_finding(gateway: Gateway) -> None:
    (gateway.folder / "places.toml").write_text("title = 'x'\n")
    text = gateway.config.read_text()
    gateway.config.write_text(text.replace("[crowd]", '[crowd]\nplaces_file = "places.toml"'))
    assert findings(gateway) == [f"{gateway.folder}/places.toml:1: 0 places: must be 1 to 200"]
