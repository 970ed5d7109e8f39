"""The maker's desk: `stoep device watch`, `shell` and `doctor` at a virtual board, by unmodified mpremote."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from stoep_firmware.link import CLONE
from stoep_maker.board_files import MAIN
from stoep_simulators.models import faults
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.tape import TapeWriter
from stoep_simulators.virtual_board.host import VirtualBoard
from support.gateway import STOEP
from support.mpremote import mpremote
from support.terminal import AtProgram, Terminal
from support.waiting import LONG_LIMIT_S

pytestmark = pytest.mark.needs("micropython")

BUNDLE: Mapping[str, Any] = {
    "format": 1,
    "device": "tuin-7",
    "secret": "5e" * 32,
    "generation": 1,
    "broker": {"host": "127.0.0.1", "port": 9, "user": "tuin-7", "password": "broker-word"},
    "profile": "soil",
    "sample_s": 60,
    "send_s": 600,
    "wifi": [["thuis", "wifi-word"], ["virtual", "wifi-word"]],
}
PROBE = {"type": "probe", "pin": 34}
FED_PROBE = {**PROBE, "power": 25}  # as the usual soil node has it
BEAMS = {"type": "breakbeam", "outside": 14, "inside": 27}
RUNS = "import time\nwhile True:\n    print('it runs')\n    time.sleep_ms(100)\n"
SetUp = Callable[..., VirtualBoard]


@pytest.fixture
def set_up(tmp_path: Path, flashed: Path, compiled: Path) -> Iterator[SetUp]:
    """set_up(tape, soldered=…, files={name: text}, changes={…of the bundle}): a board that is at its prompt."""
    with ExitStack() as opened:

        def make(
            tape: TapeWriter,
            *,
            soldered: Sequence[Mapping[str, Any]],
            changes: Mapping[str, Any],
            files: Mapping[str, str] | None = None,
        ) -> VirtualBoard:
            home = tmp_path / "board"
            home.mkdir()
            shutil.copy(flashed, home)
            tape.write(str(tmp_path / "world.tape"))
            board = VirtualBoard(home, sensors=soldered, tape=tmp_path / "world.tape", import_path=compiled)
            opened.enter_context(board)
            own = {"stoep.json": json.dumps({**BUNDLE, **changes}), **(files or {})}
            for name, text in own.items():
                (tmp_path / name).write_text(text)
            mpremote(board.port, "fs", "cp", *[tmp_path / name for name in own], ":")
            return board

        yield make


def device(action: str, board: VirtualBoard, *options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(STOEP), "device", action, "--port", board.port, *map(str, options)]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=LONG_LIMIT_S, check=False, stdin=subprocess.DEVNULL
    )


def test_the_doctor_names_every_fault_and_its_report_nobody(set_up: SetUp, tmp_path: Path) -> None:
    tape = TapeWriter()
    tape.level("fault.probe", [(0, faults.NO_ANSWER)])
    tape.level("fault.bme280", [(0, faults.WRONG_CHIP)])
    thermometer = {"type": "ds18b20", "pin": 4, "as": {"soil_temperature": 0}}
    board = set_up(
        tape,
        soldered=[PROBE, thermometer, {"type": "bme280"}, {"type": "scd41"}],
        changes={"sensors": [PROBE, thermometer, {"type": "bme280"}], "pins": {"battery": 35}},
        files={"trouble.txt": CLONE, "main.py": RUNS},
    )
    mpremote(board.port, "exec", "with open('b/stoep_firmware/words.mpy', 'ab') as file: file.write(b'?')")
    done = device("doctor", board, "--json", "--report", tmp_path / "report.json")
    with Terminal(board.port) as port:
        port.until("it runs")
    assert done.stdout, done.stderr
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["findings"] == [
        "1 of its files differ from this version, stoep_firmware/words.mpy first: flash it again (stoep device flash)",
        f"clone: {CLONE}: ask the gateway's operator for a bundle of its own, flash it with that",
        "pin 34 (soil probe) hangs free: signal wire loose, or another pin than in stoep.json",
        'a scd41 answers but is not used: add {"type": "scd41"} to sensors in stoep.json',
        "probe: the reading jumps: signal wire loose, or another pin than in stoep.json",
        "bme280: I2C 0x76: this is a BMP280 sold as BME280: it has no humidity, buy a real BME280",
    ]
    assert found["wifi_rssi_dbm"] == {"thuis": None, "virtual": -61}
    assert found["i2c"] == ["0x62 SCD41", "0x76 BMP280"]
    assert found["rows_waiting"] is None
    said = done.stdout + done.stderr
    assert not [word for word in ("wifi-word", "broker-word", BUNDLE["secret"]) if word in said]
    report = (tmp_path / "report.json").read_text()
    assert [each["self_test"] == "ok" for each in json.loads(report)["sensors"]] == [False, True, False]
    assert not [word for word in ("tuin-7", "thuis", 'virtual"', "0200") if word in report]


def test_the_doctor_of_a_bare_board_says_what_is_missing(tmp_path: Path, compiled: Path) -> None:
    TapeWriter().write(str(tmp_path / "empty.tape"))
    with VirtualBoard(tmp_path / "b", sensors=(), tape=tmp_path / "empty.tape", import_path=compiled) as board:
        done = device("doctor", board)
    assert done.returncode == 1, done.stderr
    assert done.stdout.splitlines()[-2:] == ["! no firmware on it: flash it again (stoep device flash)", "findings: 1"]


def test_a_counted_session_at_a_node_that_counts(set_up: SetUp) -> None:
    tape = TapeWriter()
    start_ms = real_wire_ms()
    tape.events("in", [start_ms + 1_000 * n for n in range(1_000)])  # whoever comes, somebody passes each second
    changes = {"profile": "people", "sensors": [BEAMS], "sample_s": 1}
    board = set_up(tape, soldered=[BEAMS], changes=changes, files={"main.py": MAIN})
    with Terminal(board.port) as port:
        board.power_cut()
        port.until("tuin-7, profile people")
    piped = device("watch", board)
    assert (piped.returncode, piped.stdout) == (2, "")
    assert "people counts are for the one who stands beside" in piped.stderr
    with AtProgram(STOEP, "device", "watch", "--session", "--port", board.port) as person:
        person.until("count everybody who passes")
        person.until("breakbeam  in 1, out 0 (so far in ")
        person.type("\x03")
        person.until("really went in? ")
        person.type("some\n")
        person.until("really went in? ")
        person.type("1000\n")
        person.until("really went out? ")
        person.type("0\n")
        person.until("direction error 0% (")
        assert person.ended() == 0
    with Terminal(board.port) as port:
        port.until(" kept")


def test_a_probe_in_air_and_in_water(set_up: SetUp) -> None:
    tape = TapeWriter()
    now_s = real_wire_ms() // 1000
    tape.level("probe_mv", [(now_s, 2_800), (now_s + 150, 2_800), (now_s + 150, 1_250)])
    board = set_up(tape, soldered=[FED_PROBE], changes={"sensors": [FED_PROBE]})
    with AtProgram(STOEP, "device", "watch", "--probe", "--port", board.port) as person:
        person.until("hold the probe in the air, dry, then press Enter")
        person.type("\n")
        person.until("in air 2800 mV (n = 20, spread ")
        person.until("in water up to its line, then press Enter")
        boots = board.boots
        with Terminal(board.port) as port:
            for n in range(2):  # the way to the tap is longer than the watchdog would wait
                board.advance(100)
                port.type(f"import time; time.sleep_ms(1); 'fed', {n}\r")
                port.until(f"('fed', {n})")
        assert board.boots == boots
        person.type("\n")
        person.until("for the operator: in air 2800 mV")
        person.until("in water 1250 mV (n = 20")
        assert person.ended() == 0


def test_a_shell_keeps_the_watchdog_fed_and_starts_the_firmware_again(set_up: SetUp) -> None:
    board = set_up(TapeWriter(), soldered=[], changes={"sensors": []}, files={"main.py": RUNS})
    with AtProgram(STOEP, "device", "shell", "--port", board.port) as person:
        person.until("Ctrl-x to exit this shell")
        boots = board.boots
        for n in range(3):
            board.advance(100 if n else 0)
            person.type(f"import time; time.sleep_ms(1); 'answer', {n}\r")
            person.until(f"('answer', {n})")
        assert board.boots == boots
        person.type("\x18")
        assert person.ended() == 0
    with Terminal(board.port) as port:
        port.until("it runs")


@pytest.mark.parametrize("action", ["watch", "shell", "doctor"])
def test_a_port_that_is_not_there_is_one_line(action: str, tmp_path: Path) -> None:
    command = [str(STOEP), "device", action, "--port", str(tmp_path / "nowhere")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONG_LIMIT_S, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"stoep device {action}: ")
