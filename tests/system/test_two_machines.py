"""`stoep device flash` on a laptop, its board in the laptop's Wi-Fi, the gateway elsewhere: by code and by bundle."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.gateway import STOEP, Gateway
from support.two_networks import Machine, two_machines
from support.waiting import until

pytestmark = pytest.mark.needs("micropython", "iproute2")
_FLASH_S = 300


class Laptop:
    """A maker at work in a folder of its own, with a board on USB."""

    def __init__(self, folder: Path, *, machine: Machine, port: str) -> None:
        self.folder = folder
        self._machine = machine
        self._port = port

    def flash(self, *words: str | Path, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [*self._machine.run, STOEP, "device", "flash", "--port", self._port, *words]
        return subprocess.run(
            command, input=typed, capture_output=True, text=True, cwd=self.folder, timeout=_FLASH_S, check=False
        )


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    with two_machines() as made:
        yield made


@pytest.fixture
def gateway(tmp_path: Path, machines: tuple[Machine, Machine]) -> Iterator[Gateway]:
    here = {"host": "0.0.0.0"}
    settings = {"broker": {**here, "public_host": machines[0].address}, "enrolment": here}
    with Gateway(tmp_path / "gateway", settings=settings) as made:
        made.namespace = machines[0].run
        yield made


@pytest.fixture
def laptop(tmp_path: Path, machines: tuple[Machine, Machine]) -> Iterator[Laptop]:
    folder = tmp_path / "laptop"
    folder.mkdir()
    with _board(machines[1]) as port:
        yield Laptop(folder, machine=machines[1], port=port)


async def test_from_a_bare_board_to_rows_at_the_gateway(gateway: Gateway, laptop: Laptop) -> None:
    code = gateway.invite("tuin-1", profile="soil", sample_s=10, send_s=10)
    gateway.start()
    gateway.wait_until(lambda: "codes are redeemed at " in gateway.log.read_text(), what="codes are redeemed")
    networks, bundle = laptop.folder / "wifi.json", laptop.folder / "tuin-1.json"
    networks.touch(mode=0o600)
    networks.write_text(json.dumps([["thuis", "geheim"]] * 9))

    # What goes wrong after the code was used needs no second one.
    failed = laptop.flash("--wifi-file", networks, typed=f"{code}\n")
    assert (failed.returncode, "go on with --bundle tuin-1.json" in failed.stderr) == (1, True), failed.stderr
    assert bundle.stat().st_mode & 0o777 == 0o600
    again = laptop.flash(typed=f"{code}\nthuis\ngeheim\n\n")
    assert (again.returncode, "this code was used already" in again.stderr) == (1, True)

    first = laptop.flash("--bundle", bundle, typed="thuis\ngeheim\nelders\nook geheim\n")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "row 1 kept: probe_mv" in first.stdout
    assert "tuin-1 runs" in first.stdout
    await until(lambda: _settled(gateway) > 0, what="its rows are settled")
    secrets = json.loads(bundle.read_text())
    bundle.unlink()

    # Enrolled anew: rows in flash stay, and their numbers go on.
    code = gateway.invite("tuin-1")
    before = _settled(gateway)
    second = laptop.flash(typed=f"{code}\nthuis\ngeheim\n\n")
    assert second.returncode == 0, second.stdout + second.stderr
    assert "row 1 kept" not in second.stdout
    assert list(laptop.folder.iterdir()) == [networks]
    await until(lambda: _settled(gateway) > before, what="rows under its new key are settled")
    assert gateway.accounts()["balanced"]
    said = first.stdout + second.stdout + failed.stderr + again.stderr + gateway.log.read_text()
    for word in ("geheim", secrets["secret"], secrets["broker"]["password"], code.rsplit("/", 1)[1]):
        assert word not in said


@contextmanager
def _board(machine: Machine) -> Iterator[str]:
    """Its port."""
    sensors = [word for name in ("probe", "ds18b20", "bme280") for word in ("--sensor", name)]
    command = [*machine.run, STOEP, "board", *sensors]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().split(" at ")[1].split(";")[0]
        finally:
            process.terminate()


def _settled(gateway: Gateway) -> int:
    return sum(life["floor"] for life in gateway.accounts()["lives"])
