"""What a slot runs: the firmware on the chip. boot.py calls `main`."""

import asyncio
import sys

from stoep_firmware import app, boot
from stoep_firmware.hal import Esp32Board
from stoep_firmware.settings import SettingsError, load_bundle
from stoep_protocol.compat import const

_PAUSE_MS = const(10_000)  # long enough to read the line, and for ^C to come through


def main() -> None:
    """Never returns but to a person at the keyboard."""
    try:
        pins = load_bundle("").pins
    except SettingsError:
        pins = {}  # app.run says what is wrong
    board = Esp32Board(pins)
    try:
        asyncio.run(_run(board))
    except KeyboardInterrupt:
        board.hand_over()
        print("stoep stopped; reset the board to start it again")


async def _run(board: Esp32Board) -> None:
    while True:
        try:
            await app.run(board)
        except SettingsError as error:
            print(error)
            await board.sleep_ms(_PAUSE_MS)
            if boot.is_on_trial(""):  # the version before could read it
                board.restart()
        except Exception as error:  # noqa: BLE001 - whatever it was, rows are safe in flash and a reset starts afresh
            sys.print_exception(error)
            boot.write_crashes("", boot.crashes("") + 1)
            await board.sleep_ms(_PAUSE_MS)
            board.restart()
