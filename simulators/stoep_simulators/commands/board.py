"""`stoep board`: a virtual board on this machine, for whoever has no hardware, or not yet."""

import argparse
import os
import signal
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from stoep_maker.usual_sensors import OTHERS, SENSORS
from stoep_simulators.neighbourhood import SPOTS, Neighbourhood
from stoep_simulators.sim_clock import real_wire_ms
from stoep_simulators.virtual_board.host import VirtualBoard
from stoep_simulators.worlds.local_time import DAY_S

HELP = "a virtual board that mpremote takes for an ESP32; prints its port"

_DAYS = 7  # then the weather stands still
_PLACES = {"soil-rs485": "soil"}  # the same gardens, felt by another probe
_WIRED = {profile: (*sensors, *OTHERS.get(profile, ())) for profile, sensors in SENSORS.items()}
_KNOWN = {sensor["type"] for sensors in _WIRED.values() for sensor in sensors}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--sensor, --seed, --folder."""
    parser.add_argument(
        "--sensor",
        action="append",
        choices=sorted(_KNOWN),
        required=True,
        metavar="NAME",
        help=f"what hangs on it, wired as in docs/hardware.md; again for more: {', '.join(sorted(_KNOWN))}",
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another seed, another board (default: 1)")
    parser.add_argument("--folder", type=Path, metavar="F", help="its flash stays there (default: it is forgotten)")


def run(args: argparse.Namespace) -> int:
    """0: until Ctrl-C; 1: the board broke down; 2: no place has all these sensors, or no VM here."""
    wanted = set(args.sensor)
    profile = next((name for name, sensors in _WIRED.items() if wanted <= {each["type"] for each in sensors}), None)
    if profile is None:
        kinds = "; ".join(f"{name}: {', '.join(each['type'] for each in _WIRED[name])}" for name in _WIRED)
        print(
            f"stoep board: no kind of node has all of {', '.join(sorted(wanted))}. There are {kinds}", file=sys.stderr
        )
        return 2
    sensors = [sensor for sensor in _WIRED[profile] if sensor["type"] in wanted]
    with ExitStack() as opened:
        folder = args.folder or Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="stoep-board-")))
        folder.mkdir(parents=True, exist_ok=True)
        try:
            board = VirtualBoard(folder, sensors=sensors, tape=_tape(folder, profile, args.seed), seed=args.seed)
        except FileNotFoundError as error:
            print(f"stoep board: {error}", file=sys.stderr)
            return 2
        with board:
            print(f"a virtual board with {', '.join(each['type'] for each in sensors)} at {board.port}; Ctrl-C ends it")
            print(f"  mpremote connect {board.port}", flush=True)
            if _is_in_front():
                print("  Enter here is its reset button: while it sleeps it does not answer", flush=True)
                threading.Thread(target=_reset_at_each_enter, args=(board,), name="button", daemon=True).start()
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, lambda _number, _frame: board.stop())
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


def _tape(folder: Path, profile: str, seed: int) -> Path:
    """A week around a node of that kind, from now on."""
    now_s = real_wire_ms() // 1000
    spot = next(spot for spot in SPOTS if spot.profile == _PLACES.get(profile, profile))
    file = folder / "world.tape"
    Neighbourhood(seed=seed, start_s=now_s, end_s=now_s + _DAYS * DAY_S).tape(spot).write(str(file))
    return file
