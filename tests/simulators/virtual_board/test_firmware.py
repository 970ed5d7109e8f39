"""The firmware as a maker copies it to a board: compiled, by mpremote, from its own flash to a gateway, by TLS."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from stoep_maker.usual_sensors import SENSORS
from stoep_simulators.virtual_board.host import VirtualBoard
from support.certificates import Certificate
from support.gateway import Gateway
from support.mpremote import mpremote
from support.node_kinds import tape
from support.terminal import Terminal
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")

_CLOCK_AND_UPTIME = """
import machine, time
from stoep_firmware.system_clock import SystemClock
rtc = machine.RTC()
clock = SystemClock(bytes(rtc.memory()), write=rtc.memory, now_s=lambda: int(time.time()), set_s=None)
print(int(time.time()), clock.uptime_s())
"""
_2020_S = 631_152_000  # on a clock that counts from 2000

KIND = "weather"  # one that sleeps is in tests/system/test_flash.py


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    with Gateway(tmp_path / "gateway") as made:
        yield made


async def test_a_node_that_stays_awake_delivers_its_rows(gateway: Gateway, tmp_path: Path, compiled: Path) -> None:
    certificate = Certificate(tmp_path / "tls", name="127.0.0.1")
    files = f'ca_file = "{certificate.file}"\ncert_file = "{certificate.file}"\nkey_file = "{certificate.key_file}"\n'
    gateway.config.write_text(gateway.config.read_text().replace("[broker]\n", f"[broker]\n{files}"))
    bundle = gateway.enroll("bord-1", profile=KIND, sample_s=10, send_s=10)
    gateway.start()
    bundle |= {"wifi": [["thuis", "geheim"]], "sensors": list(SENSORS[KIND])}
    (tmp_path / "stoep.json").write_text(json.dumps(bundle))
    (tmp_path / "main.py").write_text("from stoep_firmware.main import main; main()\n")
    world = tmp_path / "world.tape"
    tape(KIND, seed=7, days=1).write(str(world))
    with (
        VirtualBoard(tmp_path / "board", sensors=SENSORS[KIND], tape=world, import_path=compiled) as board,
        Terminal(board.port) as terminal,
    ):
        packages = [compiled / "stoep_protocol", compiled / "stoep_firmware"]
        mpremote(board.port, "fs", "cp", "-r", *packages, tmp_path / "stoep.json", tmp_path / "main.py", ":")
        board.power_cut()
        terminal.until(f"bord-1, profile {KIND}")
        terminal.until("the gateway told the time")
        await until(lambda: _settled(gateway) > 1, what="its rows are settled")
        clock_s, uptime_s = map(int, mpremote(board.port, "exec", _CLOCK_AND_UPTIME).split())
    assert clock_s > _2020_S  # the gateway told it, and TLS looks at it
    assert 0 < uptime_s < 3_600  # rows lie on the clock's grid: the second one may come at once when the time is told
    assert not board.failure


def _settled(gateway: Gateway) -> int:
    return sum(life["floor"] for life in gateway.accounts()["lives"])
