"""examples/own-sensor/, as its page says: a driver on the MicroPython VM, a real gateway, a CSV file."""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.tape import TapeWriter
from stoep_simulators.vm.vm_node import VmNode
from stoep_testing.csv_store import csv_lines
from support.gateway import Gateway
from support.repository import ROOT

pytestmark = pytest.mark.needs("micropython")
EXAMPLE = ROOT / "examples/own-sensor"
PAGE = (EXAMPLE / "README.md").read_text()
CLASSES = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
SENSORS = re.search(r'"sensors": (\[.*?\])\n', PAGE)
SAMPLE_S = 60
ROWS = 10


@pytest.fixture
def board_code(compiled: Path, tmp_path: Path) -> Path:
    """The firmware and, beside it, the maker's folder as it is: `mpremote fs cp -r my_garden :`."""
    code = tmp_path / "board"
    shutil.copytree(compiled, code)
    shutil.copytree(EXAMPLE / "my_garden", code / "my_garden", ignore=shutil.ignore_patterns("__pycache__"))
    return code


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    backends = [{"name": "files", "type": "csv", "output_dir": str(tmp_path / "csv")}]
    with Gateway(tmp_path / "gateway", backends=backends) as made:
        yield made


def values(folder: Path) -> dict[tuple[str, str, str], list[float]]:
    found: dict[tuple[str, str, str], list[float]] = {}
    for line in csv_lines(folder):
        found.setdefault((line["profile"], line["quantity"], line["unit"]), []).append(float(line["value"]))
    return found


async def test_from_the_driver_to_the_file(gateway: Gateway, board_code: Path, tmp_path: Path) -> None:
    assert CLASSES
    assert SENSORS
    rhythm = ("--sample-s", str(SAMPLE_S), "--send-s", str(ROWS * SAMPLE_S))
    file = tmp_path / "mast-1.json"
    said = gateway.stoep(
        "device", "enroll", "mast-1", "--profile", EXAMPLE / "anemometer.json", "--bundle", file, *rhythm
    )
    for quantity, keys in tomllib.loads(CLASSES[1])["quantities"].items():
        said_keys = ", ".join(f"{key} = {json.dumps(value)}" for key, value in keys.items())
        assert f"[quantities.{quantity}] {said_keys}" in said
    with gateway.config.open("a") as settings:
        settings.write(CLASSES[1])
    gateway.start()
    start_s = real_wire_ms() // 1000 - 2 * ROWS * SAMPLE_S
    tape = TapeWriter()
    tape.level("probe_mv", [(start_s, 1_200)])
    tape.write(str(tmp_path / "world.tape"))
    # The second entry solders something that changes to the pin; its own quantity is none of this profile's.
    sensors = [*json.loads(SENSORS[1]), {"type": "probe", "pin": 34}]
    bundle = {**json.loads(file.read_text()), "wifi": [["thuis", ""]], "sensors": sensors}
    node = VmNode(tmp_path / "node", bundle=bundle, tape=tmp_path / "world.tape", import_path=board_code)
    away_until_s = start_s + ROWS * SAMPLE_S
    phases = (("offline", away_until_s), ("connect", away_until_s + ROWS * SAMPLE_S), ("live", None))
    await node.start(*phases, start_s=start_s)
    try:
        gateway.wait_until(
            lambda: len(values(tmp_path / "csv").get(("anemometer", "wind_gust", "m/s"), ())) >= ROWS,
            what="rows in the file",
        )
    finally:
        await node.kill()
    found = values(tmp_path / "csv")
    assert set(found) == {("anemometer", "wind_speed", "m/s"), ("anemometer", "wind_gust", "m/s")}
    for speeds in found.values():  # 1,200 mV, give or take the pin's noise
        assert speeds == pytest.approx([16.2] * len(speeds), abs=0.9)
    assert "row 1 kept: wind_speed 16." in node.said()
    assert gateway.accounts()["balanced"]
