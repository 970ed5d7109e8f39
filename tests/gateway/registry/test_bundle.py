"""The bundle carries all that a device must know, to its maker alone."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.config.load import parse
from stoep_gateway.config.settings import UpdateSettings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.bundle import make_bundle, write_bundle
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.master import create_master, load_master, master_path
from stoep_protocol.master_keys import broker_password, device_secret
from stoep_protocol.profiles import by_name
from support.certificates import Certificate

MASTER = bytes(range(32))
BROKER = parse('[broker]\nhost = "192.168.1.7"\n', file=Path("stoep.toml")).broker
UPDATES = UpdateSettings(public_keys=())
DEVICE = Device(name="garden-7", profile=by_name("soil"), generation=1, group="g", cell=None, sample_s=600, send_s=3600)


def test_a_bundle_holds_secret_broker_and_rates() -> None:
    assert make_bundle(DEVICE, master=MASTER, broker=BROKER, updates=UPDATES) == {
        "format": 1,
        "device": "garden-7",
        "secret": device_secret(MASTER, device_id="garden-7", generation=1).hex(),
        "generation": 1,
        "broker": {
            "host": "192.168.1.7",
            "port": 1883,
            "user": "garden-7",
            "password": broker_password(MASTER, device_id="garden-7", generation=1),
            "ca_pem": None,
        },
        "profile": "soil",
        "sample_s": 600,
        "send_s": 3600,
        "update_keys": [],
    }


def test_an_address_that_nobody_can_connect_to_is_refused() -> None:
    with pytest.raises(ConfigError, match="set public_host"):
        make_bundle(DEVICE, master=MASTER, broker=replace(BROKER, host="0.0.0.0"), updates=UPDATES)


def test_devices_beyond_the_local_network_are_led_to_tls_only(tmp_path: Path) -> None:
    away = replace(BROKER, public_host="stoep.example.org")
    with pytest.raises(ConfigError, match=r"public_host = stoep\.example\.org: outside the local network.*ca_file"):
        make_bundle(DEVICE, master=MASTER, broker=away, updates=UPDATES)
    ca = Certificate(tmp_path)
    ca.file.write_text(f"a word before\n{ca.pem}and after")
    bundle = make_bundle(DEVICE, master=MASTER, broker=replace(away, ca_file=ca.file), updates=UPDATES)
    assert isinstance(bundle["broker"], dict)
    assert bundle["broker"]["ca_pem"] == ca.pem


@pytest.mark.parametrize("count", [0, 2])
def test_a_device_pins_one_ca(count: int, tmp_path: Path) -> None:
    ca = Certificate(tmp_path)
    ca.file.write_text(ca.pem * count)
    with pytest.raises(ConfigError, match=f"{count} certificates: a device pins one CA"):
        make_bundle(DEVICE, master=MASTER, broker=replace(BROKER, ca_file=ca.file), updates=UPDATES)


def test_public_host_goes_into_the_bundle() -> None:
    bundle = make_bundle(
        DEVICE, master=MASTER, broker=replace(BROKER, host="0.0.0.0", public_host="stoep.local"), updates=UPDATES
    )
    assert isinstance(bundle["broker"], dict)
    assert bundle["broker"]["host"] == "stoep.local"


def test_a_first_bundle_overwrites_nothing_and_a_next_one_replaces_it(tmp_path: Path) -> None:
    file = tmp_path / "bundle.json"
    write_bundle(file, bundle=make_bundle(DEVICE, master=MASTER, broker=BROKER, updates=UPDATES))
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(ConfigError, match="exists and is not overwritten"):
        write_bundle(file, bundle=make_bundle(DEVICE, master=MASTER, broker=BROKER, updates=UPDATES))
    write_bundle(file, bundle=make_bundle(replace(DEVICE, generation=2), master=MASTER, broker=BROKER, updates=UPDATES))
    assert json.loads(file.read_text())["broker"]["user"] == "garden-7_2"


@pytest.mark.parametrize("there", ['{"device": "garden-8", "secret": "00"}', "[broker]\n", "[]", ""])
def test_a_next_bundle_replaces_nothing_but_its_own_device_s(there: str, tmp_path: Path) -> None:
    path = tmp_path / "garden-7.json"
    path.write_text(there)
    second = make_bundle(replace(DEVICE, generation=2), master=MASTER, broker=BROKER, updates=UPDATES)
    with pytest.raises(ConfigError, match="exists and is not overwritten"):
        write_bundle(path, bundle=second)
    assert path.read_text() == there


def test_a_folder_is_no_bundle_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="this is a folder: name a file in it"):
        write_bundle(tmp_path, bundle=make_bundle(DEVICE, master=MASTER, broker=BROKER, updates=UPDATES))


def test_the_master_key_is_written_once_and_read_back(tmp_path: Path) -> None:
    create_master(tmp_path, key=MASTER)
    assert load_master(tmp_path) == MASTER
    with pytest.raises(ConfigError, match="exists and is not overwritten"):
        create_master(tmp_path, key=bytes(32))


def test_no_damaged_master_key_is_taken_for_another_one(tmp_path: Path) -> None:
    create_master(tmp_path, key=MASTER)
    path = master_path(tmp_path)
    whole = path.read_bytes()
    spoilt = [whole[:end] for end in range(len(whole) - 1) if end not in (64, 65)]  # an older stoep's key
    for bit in range(8 * len(whole.rstrip())):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        spoilt.append(bytes(data))
    for content in spoilt:
        path.write_bytes(content)
        with pytest.raises(ConfigError, match=r"master\.key: (damaged|this secret)") as told:
            load_master(tmp_path)
        assert "\n" not in str(told.value)


def test_a_master_key_without_a_checksum_is_of_an_older_stoep(tmp_path: Path) -> None:
    create_master(tmp_path, key=MASTER)
    master_path(tmp_path).write_text(MASTER.hex() + "\n")
    assert load_master(tmp_path) == MASTER


def test_a_folder_in_place_of_the_master_key_is_one_line(tmp_path: Path) -> None:
    master_path(tmp_path).mkdir()
    with pytest.raises(ConfigError, match=r"master\.key: cannot read this secret \(Is a directory\)"):
        load_master(tmp_path)


def test_a_damaged_master_key_says_so(tmp_path: Path) -> None:
    create_master(tmp_path, key=b"short")
    with pytest.raises(ConfigError, match=r"master\.key: damaged"):
        load_master(tmp_path)
