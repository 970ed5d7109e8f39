"""Speak with a board at its prompt: wake it, and listen to what it says when it starts."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from stoep_maker.errors import MakerError

_BAUD = 115_200
_CATCH_S = 120.0  # long enough to find the button, and for a node that wakes by itself every minute or two
_PATIENCE_S = 3.0
_ROW_S = 90.0  # sensors warm up: a dust sensor's fan runs 30 s
_CHATTER = (">>>", "MicroPython v", 'Type "help()"', "MPY:")

Say = Callable[[str], None]


def catch(port: str, *, say: Say) -> None:
    """Until the prompt is there, whatever runs on the board, or once it wakes. MakerError: it does not."""
    with _opened(port) as line:
        begun_s = time.monotonic()
        heard, has_asked = b"", False
        while b">>> " not in heard:
            if time.monotonic() - begun_s > _CATCH_S:
                raise MakerError(
                    f"{port}: no MicroPython answers: press the reset button; if it has none yet,"
                    " https://micropython.org/download/?mcu=esp32"
                )
            if not has_asked and time.monotonic() - begun_s > _PATIENCE_S:
                say("the board does not answer, it may be asleep: press its reset button")
                has_asked = True
                _reset(line)
            line.write(b"\r\x03\x03\x02")  # stop what runs; and from raw mode to the prompt
            heard = (heard + line.read(line.in_waiting or 1))[-4096:]


def start_and_watch(port: str, *, say: Say) -> None:
    """Run main.py; say what it says until its first row. MakerError: no row comes, or it refuses its stoep.json."""
    with _opened(port) as line:
        line.write(b"\r\x03\x02\x04")
        end_s = time.monotonic() + _ROW_S
        heard = b""
        while time.monotonic() < end_s:
            heard += line.read(line.in_waiting or 1)
            *lines, heard = heard.split(b"\n")
            for raw in lines:
                text = raw.decode("utf-8", "replace").strip()
                if not text or text.startswith(_CHATTER):
                    continue
                say(text)
                if text.startswith("row ") and " kept" in text:
                    return
                if text.startswith("stoep.json:"):
                    raise MakerError(f"{port}: the board refuses {text}")
    raise MakerError(f"{port}: no row within {_ROW_S:g} s; what it said is above, docs/device.md tells what it means")


@contextmanager
def _opened(port: str) -> Iterator[Any]:
    import serial  # comes with mpremote

    try:
        with serial.Serial(port, baudrate=_BAUD, timeout=0.2) as line:
            yield line
    except (OSError, serial.SerialException) as error:
        raise MakerError(
            f"{port}: {error}: is the cable a data cable, is another program at the port, may you use it (dialout)?"
        ) from error


def _reset(line: Any) -> None:
    """By the two wires that most boards have for it; not tried on a board. A port without them is as good."""
    with suppress(OSError):
        line.dtr = False  # GPIO0 high: a normal start
        line.rts = True  # EN low
        time.sleep(0.1)
        line.rts = False
