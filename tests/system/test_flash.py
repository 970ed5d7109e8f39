"""`stoep device flash`: a bare virtual board, unmodified mpremote, a gateway that gets the rows."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.virtual_board.host import VirtualBoard
from support.gateway import STOEP, Gateway
from support.node_kinds import tape
from support.waiting import LONG_LIMIT_S, until

pytestmark = pytest.mark.needs("micropython")


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path / "gateway") as made:
        yield made


@pytest.fixture
def board(tmp_path: Path, compiled: Path) -> Iterator[VirtualBoard]:
    world = tmp_path / "world.tape"
    tape("soil", seed=7, days=1).write(str(world))
    with VirtualBoard(tmp_path / "board", sensors=SENSORS["soil"], tape=world, import_path=compiled) as made:
        yield made
    assert not made.failure


def flash(bundle: Path, *, port: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(STOEP), "device", "flash", "--bundle", str(bundle), "--port", port]
    return subprocess.run(command, input=typed, capture_output=True, text=True, timeout=LONG_LIMIT_S, check=False)


def _bundle(gateway: Gateway, folder: Path, **more: object) -> Path:
    identity = gateway.enroll("tuin-1", profile="soil", sample_s=10, send_s=10)
    file = folder / "tuin-1.json"
    file.write_text(json.dumps(identity | more))
    return file


def test_what_is_no_bundle_or_no_board_is_one_line(board: VirtualBoard, tmp_path: Path) -> None:
    none = flash(tmp_path / "none.json", port=board.port)
    assert (none.returncode, none.stdout) == (2, "")
    assert "name the file that the gateway's operator gave you" in none.stderr
    (tmp_path / "list.json").write_text("[]")
    assert "no bundle" in flash(tmp_path / "list.json", port=board.port).stderr


def test_a_wrong_port_is_one_line(gateway: Gateway, tmp_path: Path) -> None:
    done = flash(_bundle(gateway, tmp_path, wifi=[["thuis", "geheim"]]), port=str(tmp_path / "nowhere"))
    assert done.returncode == 1
    assert done.stderr.startswith("stoep device flash: ")
    assert "is the cable a data cable" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_no_code_is_used_before_a_board_is_there(tmp_path: Path) -> None:
    command = [str(STOEP), "device", "flash", "--port", str(tmp_path / "nowhere")]
    code = f"127.0.0.1:1/{'a' * 26}/{'a' * 26}"
    typed = f"{code}\nthuis\ngeheim\n\n"
    done = subprocess.run(
        command, input=typed, capture_output=True, text=True, cwd=tmp_path, timeout=LONG_LIMIT_S, check=False
    )
    assert done.returncode == 1
    assert "is the cable a data cable" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_bundle_without_a_wifi_needs_an_answer(gateway: Gateway, board: VirtualBoard, tmp_path: Path) -> None:
    done = flash(_bundle(gateway, tmp_path), port=board.port, typed="\n")
    assert done.returncode == 2
    assert "a board needs a Wi-Fi" in done.stderr


async def test_a_new_flash_that_is_interrupted_leaves_a_board_that_still_delivers(
    gateway: Gateway, board: VirtualBoard, tmp_path: Path
) -> None:
    bundle = _bundle(gateway, tmp_path, wifi=[["thuis", "geheim"]])
    gateway.start()
    done = flash(bundle, port=board.port)
    assert done.returncode == 0, done.stdout + done.stderr
    command = [str(STOEP), "device", "flash", "--bundle", str(bundle), "--port", board.port]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout
        while not process.stdout.readline().startswith("copying"):
            assert process.poll() is None
        os.killpg(process.pid, signal.SIGKILL)
        board.power_cut()
    settled = _settled(gateway)
    await until(lambda: _settled(gateway) > settled, what="it delivers as before")


def _settled(gateway: Gateway) -> int:
    return sum(life["floor"] for life in gateway.accounts()["lives"])
