"""`stoep board`: a virtual board on this machine, for whoever has no hardware, or not yet."""

import argparse
import os
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from stoep_simulators.commands.board_place import known_sensors, place_of, week_around
from stoep_simulators.virtual_board.host import VirtualBoard

HELP = "a virtual board that mpremote takes for an ESP32; prints its port"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--sensor, --seed, --folder."""
    parser.add_argument(
        "--sensor",
        action="append",
        choices=known_sensors(),
        required=True,
        metavar="NAME",
        help=f"what hangs on it, wired as in docs/hardware.md; again for more: {', '.join(known_sensors())}",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another board (default: 1)")
    parser.add_argument("--folder", type=Path, metavar="F", help="its flash stays there (default: it is forgotten)")


def run(args: argparse.Namespace) -> int:
    """0: until Ctrl-C; 1: the board broke down; 2: no place has all these sensors, or no VM here."""
    try:
        profile, sensors = place_of(args.sensor)
    except ValueError as error:
        print(f"stoep board: {error}", file=sys.stderr)
        return 2
    with ExitStack() as opened:
        folder = args.folder or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="stoep-board-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            tape = week_around(profile, folder=folder, seed=args.seed)
            board = VirtualBoard(folder, sensors=sensors, tape=tape, seed=args.seed)
        except FileNotFoundError as error:
            print(f"stoep board: {error}", file=sys.stderr)
            return 2
        with board:
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda _number, _frame: board.stop())
            print(f"a virtual board with {', '.join(each['type'] for each in sensors)} at {board.port}; Ctrl-C ends it")
            print(f"  mpremote connect {board.port}", flush=True)
            if _is_in_front():
                print("  Enter here is its reset button: while it sleeps it does not answer", flush=True)
                threading.Thread(target=_reset_at_each_enter, args=(board,), name="button", daemon=True).start()
            board.wait()
        if board.failure:
            print(f"stoep board: {board.failure}", file=sys.stderr)
        return 1 if board.failure else 0


def _is_in_front() -> bool:
    """Somebody can type here. In the background a look at the keyboard would stop this process (SIGTTIN)."""
    return sys.stdin.isatty() and os.tcgetpgrp(sys.stdin.fileno()) == os.getpgrp()


def _reset_at_each_enter(board: VirtualBoard) -> None:
    # Not by sys.stdin: its lock, held while this waits, breaks the interpreter's end.
    with suppress(OSError):  # the window was closed
        while os.read(sys.stdin.fileno(), 1024):
            board.power_cut()
