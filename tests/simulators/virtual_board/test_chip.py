"""The virtual board's chip: what code on it sees of pins, buses, clock, resets and a supply that fails."""

from pathlib import Path

import pytest

from stoep_simulators.virtual_board.host import VirtualBoard
from support.mpremote import mpremote
from support.terminal import Terminal
from support.waiting import until

pytestmark = pytest.mark.needs("micropython")


def test_sensors_answer_on_their_own_pins_only(board: VirtualBoard) -> None:
    scan = "from machine import I2C, Pin; print(I2C(0, scl=Pin({}), sda=Pin({})).scan())"
    assert mpremote(board.port, "exec", scan.format(22, 21)) == f"[{0x62}, {0x76}]\n"
    assert mpremote(board.port, "exec", scan.format(21, 22)) == "[]\n"
    ids = "from machine import I2C; print(I2C(0).readfrom_mem(0x76, 0xD0, 1))"
    assert mpremote(board.port, "exec", ids) == "b'`'\n"


def test_a_thermometer_on_one_wire(board: VirtualBoard) -> None:
    code = """
import time, onewire
from machine import Pin
bus = onewire.OneWire(Pin(4))
(rom,) = bus.scan()
bus.select_rom(rom)
bus.writebyte(0x44)
time.sleep_ms(800)
bus.select_rom(rom)
bus.writebyte(0xBE)
low, high = bus.readbyte(), bus.readbyte()
print((low | high << 8) / 16)
"""
    assert float(mpremote(board.port, "exec", code)) == pytest.approx(12.3, abs=0.07)


def test_a_button_interrupts_code_that_waits(board: VirtualBoard) -> None:
    with Terminal(board.port) as terminal:
        enter(terminal, "from machine import Pin; import time")
        enter(terminal, "Pin(13, Pin.IN, Pin.PULL_UP).irq(lambda pin: print('pressed', pin.value()), Pin.IRQ_FALLING)")
        terminal.until(">>> ")
        board.press(13)
        terminal.until("pressed 0")
        enter(terminal, "import asyncio")
        enter(terminal, "async def wait(): await asyncio.sleep(3600)")
        enter(terminal, "asyncio.run(wait())")
        board.press(13, 1)
        board.press(13, 0)
        terminal.until("pressed 0")
        terminal.type("\x03")
        terminal.until("KeyboardInterrupt")


def test_time_can_be_put_forward(board: VirtualBoard) -> None:
    with Terminal(board.port) as terminal:
        enter(terminal, "import time, asyncio")
        enter(terminal, "async def wait(): await asyncio.sleep(7200)")
        enter(terminal, "asyncio.run(wait()); print('slept', time.time() >= 7200)")
        board.advance(7200)
        terminal.until("slept True")


def test_what_is_typed_after_time_was_put_forward_is_done_after_it(board: VirtualBoard) -> None:
    with Terminal(board.port) as terminal:
        enter(terminal, "import time; from machine import Timer")
        enter(terminal, "Timer(0).init(period=60000, callback=lambda timer: print('rung', time.time()))")
        for n in range(20):
            board.advance(61)
            enter(terminal, f"time.sleep_ms(1); print('after', {n})")
            assert "rung" in terminal.until(f"after {n}\r\n")


def enter(terminal: Terminal, line: str) -> None:
    """Until the board has taken it. A prompt would not tell: the one before may not have been read yet."""
    terminal.type(f"{line}\r")
    terminal.until(f"{line}\r\n")


async def test_deep_sleep_keeps_the_rtc_and_nothing_else(board: VirtualBoard, tmp_path: Path) -> None:
    main = tmp_path / "main.py"
    main.write_text(
        "import machine, time\n"
        "rtc = machine.RTC()\n"
        "print('cause', machine.reset_cause(), 'memory', rtc.memory(), 'uptime', time.time() >= 3600)\n"
        "rtc.memory(rtc.memory() + b'.')\n"
        "if machine.reset_cause() != 4:\n"
        "    machine.deepsleep(3_600_000)\n"
    )
    mpremote(board.port, "fs", "cp", main, ":")
    with Terminal(board.port) as terminal:
        board.power_cut()
        terminal.until("cause 1 memory b'' uptime False")
        await until(lambda: board.is_asleep, what="it sleeps")
        board.advance(3600)
        terminal.until("cause 4 memory b'.' uptime True")
        terminal.until(">>> ")
        board.power_cut()
        terminal.until("cause 1 memory b'' uptime False")


def test_the_watchdog_bites_who_hangs(board: VirtualBoard, tmp_path: Path) -> None:
    main = tmp_path / "main.py"
    main.write_text(
        "import machine\n"
        "print('cause', machine.reset_cause())\n"
        "if machine.reset_cause() == 1:\n"
        "    machine.WDT(timeout=5000)\n"
        "    print('hangs')\n"
        "    while True:\n"
        "        pass\n"
    )
    mpremote(board.port, "fs", "cp", main, ":")
    with Terminal(board.port) as terminal:
        board.power_cut()
        terminal.until("hangs")
        board.advance(5)
        terminal.until("cause 3")


def test_a_file_replaced_by_renaming_is_old_or_new_at_every_power_cut(board: VirtualBoard, tmp_path: Path) -> None:
    """littlefs, as on the board: the promise that the outbox and the settings stand on."""
    main = tmp_path / "main.py"
    main.write_text(
        "import os\n"
        "with open('value') as file:\n"
        "    before = file.read()\n"
        "print('found', len(before), set(before), end=' end\\n')\n"
        "with open('value.new', 'w') as file:\n"
        "    file.write(('b' if before[0] == 'a' else 'a') * 900)\n"
        "os.rename('value.new', 'value')\n"
        "print('done')\n"
    )
    (tmp_path / "value").write_text("a" * 900)
    mpremote(board.port, "fs", "cp", main, tmp_path / "value", ":")
    with Terminal(board.port) as terminal:
        for at_write in range(1, 200):
            board.power_cut(at_write)
            found = terminal.until(" end")
            assert "found 900 {'a'}" in found or "found 900 {'b'}" in found
            boots = board.boots
            last = terminal.until("done")  # of the boot that was cut, or of the one after it
            if board.boots == boots and "found" not in last:
                break
        else:
            pytest.fail("it never got through")
    assert at_write > 5


def test_a_prompt_to_type_at(board: VirtualBoard) -> None:
    with Terminal(board.port) as terminal:
        terminal.type("\r")
        terminal.until(">>> ")
        terminal.type("for n in range(2):\r")
        terminal.until("... ")
        terminal.type("    print('n', n)\r")
        terminal.until("... ")
        terminal.type("\r")
        terminal.until("n 1\r\n")
        terminal.type("1 +\x7f\x7f\x7f6 * 7\r")
        terminal.until("42\r\n")
        terminal.type("undefined\r")
        terminal.until("NameError")
        terminal.type("\x04")
        terminal.until("MPY: soft reboot\r\n")
        terminal.until(">>> ")


async def test_what_nobody_reads_is_lost_and_holds_up_nothing(board: VirtualBoard, tmp_path: Path) -> None:
    main = tmp_path / "main.py"
    main.write_text(
        "for n in range(3000):\n    print('x' * 100)\nwith open('said', 'w') as file:\n    file.write('all')\n"
    )
    mpremote(board.port, "fs", "cp", main, ":")
    boots = board.boots
    board.power_cut(at_write=1)  # of the boot that follows: it comes to writing once it has said all
    await until(lambda: board.boots == boots + 2, what="it has said all")
