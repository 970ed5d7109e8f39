"""Updates of the real firmware in real slots: a virtual board that is flashed, and a gateway that rolls them out."""

import json
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from stoep_gateway.commands.main import main
from stoep_maker.board_files import MAIN
from stoep_maker.usual_sensors import SENSORS
from stoep_protocol import __version__
from stoep_protocol.update import version_number, version_text
from stoep_simulators.virtual_board.host import VirtualBoard
from support.firmware_image import firmware_image
from support.gateway import Gateway
from support.mpremote import mpremote
from support.node_kinds import tape
from support.update_image import public_pem
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")

GROUP = "gardens"
GOOD, CRASHES, DEAF = (version_text(version_number(__version__) + more) for more in (1, 2, 3))
_DEAF = """
async def _deaf(self, **_all):
    raise MqttError("deaf")


MqttClient.open = _deaf
"""
# What the next version does wrong: it does not even start; it keeps rows, and cannot speak to any broker.
FAULTS = {
    CRASHES: {"stoep_firmware/cycle.py": "raise ValueError('a version that does not start')"},
    DEAF: {"stoep_firmware/mqtt.py": _DEAF},
}
# The board's time is put forward between two looks: much while it sleeps, as the tries of a version on trial are a
# quarter of an hour apart, little while its watchdog runs.
_ASLEEP_S, _AWAKE_S = 300, 1
_STEPS = 5  # between two looks at the gateway's folder, each of which costs more than a step


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    key = tmp_path / "update.pub.pem"
    key.write_bytes(public_pem())
    with Gateway(tmp_path / "gateway", settings={"updates": {"public_keys": [str(key)]}}) as made:
        yield made


@pytest.fixture
def board(tmp_path: Path, compiled: Path, flashed: Path) -> Iterator[VirtualBoard]:
    (tmp_path / "board").mkdir()
    shutil.copy(flashed, tmp_path / "board")
    world = tmp_path / "world.tape"
    tape("soil", seed=7, days=1).write(str(world))
    with VirtualBoard(tmp_path / "board", sensors=SENSORS["soil"], tape=world, import_path=compiled) as made:
        yield made
    assert not made.failure


async def test_good_ones_run_bad_ones_go_back_and_no_row_is_lost(
    gateway: Gateway, board: VirtualBoard, tmp_path: Path
) -> None:
    identity = gateway.enroll("tuin-1", profile="soil", group=GROUP, sample_s=5, send_s=5)
    assert len(identity["update_keys"]) == 1
    (tmp_path / "stoep.json").write_text(
        json.dumps(identity | {"wifi": [["thuis", "geheim"]], "sensors": SENSORS["soil"]})
    )
    (tmp_path / "main.py").write_text(MAIN)
    gateway.start()
    mpremote(board.port, "fs", "cp", tmp_path / "stoep.json", tmp_path / "main.py", ":", "+", "reset")
    await until(lambda: _kept(gateway) > 0, what="its rows are settled")

    await _roll_out(gateway, board, tmp_path / "good", version=GOOD)
    assert not _newest(gateway)["stopped"], gateway.stoep("device", "update")

    await _roll_out(gateway, board, tmp_path / "crashes", version=CRASHES)
    assert "did not run" in gateway.stoep("device", "update", code=1)

    await _roll_out(gateway, board, tmp_path / "deaf", version=DEAF)
    assert "reached no gateway" in gateway.stoep("device", "update", code=1)

    settled = _kept(gateway)
    await until(lambda: _kept(gateway) > settled, what="it delivers as before")
    (life,) = gateway.accounts()["lives"]
    assert (life["kept"], life["dropped"], life["absent"]) == (life["floor"], 0, 0), life


async def _roll_out(gateway: Gateway, board: VirtualBoard, folder: Path, *, version: str) -> None:
    """Until the device runs it or the rollout has stopped."""
    folder.mkdir()
    file = folder / "update.img"
    file.write_bytes(firmware_image(folder / "files", version=version, changed=FAULTS.get(version)))
    gateway.stoep("device", "update", "--group", GROUP, "--image", file)

    steps = count(1)

    def is_told() -> bool:
        board.advance(_ASLEEP_S if board.is_asleep else _AWAKE_S)
        if next(steps) % _STEPS:
            return False
        newest = _newest(gateway)
        return bool(newest["stopped"]) or [device["stage"] for device in newest["devices"]] == ["running"]

    await until(is_told, what=f"what became of {version}")


def _newest(gateway: Gateway) -> dict[str, Any]:
    """How far the newest rollout is; the command ends with 1 for one that has stopped."""
    with redirect_stdout(StringIO()) as said:
        main(["device", "update", "--json", "--config", str(gateway.config)])
    newest: dict[str, Any] = json.loads(said.getvalue())[-1]
    return newest


def _kept(gateway: Gateway) -> int:
    return sum(life["floor"] for life in gateway.accounts()["lives"])
