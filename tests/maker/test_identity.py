"""What a maker brings to a board: a bundle that is kept safe, and the Wi-Fi."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_maker.errors import MakerError
from stoep_maker.identity import Shelf, ask_networks, read_networks


def test_a_bundle_that_came_replaces_nothing_and_is_its_owners_alone(tmp_path: Path) -> None:
    (tmp_path / "tuin-1.json").write_text("another's")
    (tmp_path / "tuin-1-2.json").write_text("another's")
    file = Shelf(tmp_path).put({"device": "tuin-1", "secret": "s"})
    assert file == tmp_path / "tuin-1-3.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert json.loads(file.read_text())["secret"] == "s"
    assert (tmp_path / "tuin-1.json").read_text() == "another's"
    assert len(list(tmp_path.iterdir())) == 3


def test_a_shelf_that_is_cleared_leaves_nothing(tmp_path: Path) -> None:
    Shelf(tmp_path).clear()
    assert list(tmp_path.iterdir()) == []


def test_no_room_is_known_before_anything_comes(tmp_path: Path) -> None:
    with pytest.raises(MakerError, match="go to a folder that you can write in"):
        Shelf(tmp_path / "nowhere")


@pytest.mark.parametrize("bundle", [{}, {"device": 5}, {"device": "../tuin-1"}, {"device": "/x"}, {"device": ""}])
def test_a_gateway_names_no_file_elsewhere(tmp_path: Path, bundle: dict[str, object]) -> None:
    with pytest.raises(MakerError, match="the gateway sent no bundle"):
        Shelf(tmp_path).put(bundle)
    assert list(tmp_path.iterdir()) == []


def test_networks_are_read_from_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "wifi.json"
    file.touch(mode=0o600)
    file.write_text('[["thuis", "geheim"], ["elders", ""]]')
    assert read_networks(file) == [["thuis", "geheim"], ["elders", ""]]
    file.chmod(0o640)
    with pytest.raises(MakerError, match=r"others may read these passwords \(mode 0640\): chmod 600 "):
        read_networks(file)


@pytest.mark.parametrize("text", ["", "{}", "[]", '["thuis"]', '[["thuis"]]', '[["thuis", 5]]', '[["a", "b", "c"]]'])
def test_a_file_without_networks_says_what_to_write(tmp_path: Path, text: str) -> None:
    file = tmp_path / "wifi.json"
    file.touch(mode=0o600)
    file.write_text(text)
    with pytest.raises(MakerError, match=r'write \[\["name", "password"\]\] into it') as caught:
        read_networks(file)
    assert "thuis" not in str(caught.value)


def asked(*answers: str) -> list[list[str]]:
    """The networks of somebody who answers so."""
    given: Iterator[str] = iter(answers)
    networks = ask_networks(lambda _: next(given), ask_secret=lambda _: next(given))
    assert next(given, None) is None
    return networks


def test_a_second_network_is_asked_for_and_no_third() -> None:
    assert asked("thuis", "geheim", "") == [["thuis", "geheim"]]
    assert asked("thuis", "geheim", "elders", "ook") == [["thuis", "geheim"], ["elders", "ook"]]
    with pytest.raises(MakerError, match="a board needs a Wi-Fi"):
        asked("")
