"""devices.json: private, whole, one writer at a time."""

import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from stoep_gateway.errors import ConfigError
from stoep_gateway.records import Cell
from stoep_gateway.registry.device import Device
from stoep_gateway.registry.store import Registry
from stoep_protocol.profiles import by_name
from support.own_profiles import own

DEVICE = Device(
    name="a",
    profile=by_name("soil"),
    generation=2,
    group="a",
    cell=Cell(x_m=81250, y_m=455250, size_m=500),
    sample_s=600,
    send_s=3600,
)


def test_no_file_means_no_devices(tmp_path: Path) -> None:
    assert Registry(tmp_path).load() == {}


def test_what_was_put_is_loaded(tmp_path: Path) -> None:
    Registry(tmp_path).put(DEVICE, devices={})
    assert Registry(tmp_path).load() == {"a": DEVICE}


def test_the_first_generation_of_a_new_name_only_ever_rises_and_outlives_every_change(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    assert registry.first_generation() == 1
    registry.write({}, first_generation=4)
    registry.put(DEVICE, devices={})
    registry.write({}, first_generation=3)
    assert registry.first_generation() == 4


def test_the_first_generation_is_that_of_the_file_as_it_is_now_whoever_wrote_it(tmp_path: Path) -> None:
    registry, other = Registry(tmp_path), Registry(tmp_path)
    registry.put(DEVICE, devices={})
    other.write({}, first_generation=4)
    assert registry.first_generation() == 4
    other.path.unlink()
    assert registry.first_generation() == 1


def test_the_list_is_its_owners_alone(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.put(DEVICE, devices={})
    assert registry.path.stat().st_mode & 0o777 == 0o600
    registry.path.chmod(0o640)
    with pytest.raises(ConfigError, match=r"chmod 600 .*devices\.json"):
        registry.load()


@pytest.mark.parametrize("text", ["", "[]", '{"format": 1}', '{"format": 1, "devices": [{"name": "a"}]}', "\xff"])
def test_a_damaged_list_says_so(tmp_path: Path, text: str) -> None:
    registry = Registry(tmp_path)
    registry.path.write_text(text)
    registry.path.chmod(0o600)
    with pytest.raises(ConfigError, match=r"devices\.json: damaged .*backup"):
        registry.load()


def test_no_flipped_bit_of_a_list_is_taken_for_true(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.write({"a": DEVICE}, first_generation=4)
    whole = registry.path.read_bytes()
    refused = 0
    for bit in range(8 * len(whole)):
        data = bytearray(whole)
        data[bit // 8] ^= 1 << bit % 8
        registry.path.write_bytes(data)
        try:
            assert registry.load() == {"a": DEVICE}
        except ConfigError as error:
            assert "\n" not in str(error)
            refused += 1
    assert refused > 4 * len(whole)


def test_a_list_that_ends_anywhere_is_refused(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.put(DEVICE, devices={})
    whole = registry.path.read_bytes()
    for end in range(len(whole) - 1):
        registry.path.write_bytes(whole[:end])
        with pytest.raises(ConfigError, match=r"devices\.json: damaged .*backup"):
            registry.load()


def test_a_list_without_a_checksum_is_of_an_older_stoep(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.put(DEVICE, devices={})
    document = json.loads(registry.path.read_text())
    del document["crc"]
    registry.path.write_text(json.dumps(document))
    assert registry.load() == {"a": DEVICE}


def test_a_folder_in_its_place_is_one_line(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.path.mkdir()
    with pytest.raises(ConfigError, match=r"devices\.json: cannot read the device list \(Is a directory\)$"):
        registry.load()


def test_a_list_of_a_newer_format_is_left_alone(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.path.write_text('{"format": 2, "devices": []}')
    registry.path.chmod(0o600)
    with pytest.raises(ConfigError, match="newer stoep"):
        registry.load()


def test_the_stamp_changes_with_every_put(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    stamps = {registry.stamp()}
    for _ in range(3):
        registry.put(DEVICE, devices={})
        stamps.add(registry.stamp())
    assert len(stamps) == 4


def test_two_writers_take_turns(tmp_path: Path) -> None:
    def add(name: str) -> None:
        registry = Registry(tmp_path)
        with registry.locked():
            devices = registry.load()
            device = Device(
                name=name, profile=by_name("soil"), generation=1, group=name, cell=None, sample_s=1, send_s=1
            )
            registry.put(device, devices=devices)

    threads = [threading.Thread(target=add, args=(f"d{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Registry(tmp_path).load()) == 8


def test_a_makers_own_profile_is_loaded_as_it_was(tmp_path: Path) -> None:
    device = replace(DEVICE, profile=own())
    Registry(tmp_path).put(device, devices={})
    assert Registry(tmp_path).load() == {"a": device}


def test_a_built_in_profile_stays_a_name_in_the_list(tmp_path: Path) -> None:
    registry = Registry(tmp_path)
    registry.put(DEVICE, devices={})
    assert json.loads(registry.path.read_text())["devices"][0]["profile"] == "soil"
