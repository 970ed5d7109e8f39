"""`stoep load`: many devices in real time at a gateway of its own, on schedule whatever it answers."""

import argparse
import asyncio
import json
import sys
from collections.abc import Callable

from stoep_simulators.commands.local_gateway import GatewayError
from stoep_simulators.commands.open_files import allow_many_files
from stoep_simulators.commands.own_folder import own_folder
from stoep_simulators.commands.progress import Progress
from stoep_simulators.commands.until_told import until_told
from stoep_simulators.load.run import LoadRun
from stoep_simulators.load.senders import LoadError
from stoep_simulators.load.settings import LoadSettings

HELP = "send from many devices in real time to a gateway of its own; tell delays, processor and memory"

_MAX_DEVICES = 10_000
_MAX_PER_MINUTE = 60  # a device's rows carry whole seconds
_MAX_MINUTES = 1_440
_MAX_FRAMES = 2_000_000  # whose times are kept until the end
_MAX_SEED = 2**32 - 1
_MAX_DIGITS = 10
_OTHER_FILES = 100  # besides a socket a device: of program, broker and gateway


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--devices, --per-minute, --minutes, --seed; --json."""
    parser.add_argument("--devices", type=_whole(_MAX_DEVICES), required=True, metavar="N", help="how many")
    parser.add_argument(
        "--per-minute", type=_whole(_MAX_PER_MINUTE), default=1, metavar="R", help="frames of each (default: 1)"
    )
    parser.add_argument("--minutes", type=_whole(_MAX_MINUTES), default=5, metavar="M", help="for so long (default: 5)")
    parser.add_argument(
        "--seed", type=_whole(_MAX_SEED, least=0), default=1, metavar="S", help="same seed, same moments and values"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object (progress goes to stderr)")
    parser.set_defaults(refuse=parser.error)


def run(args: argparse.Namespace) -> int:
    """0: every frame was settled, the accounts balance; 1: not so; 2: wrong use; 130: ended before."""
    settings = LoadSettings(
        devices=args.devices, every_s=60 / args.per_minute, frames=args.minutes * args.per_minute, seed=args.seed
    )
    if settings.devices * settings.frames > _MAX_FRAMES:
        args.refuse(f"more than {_MAX_FRAMES:,} frames in all: fewer minutes, or fewer devices")
    if (files := allow_many_files()) < settings.devices + _OTHER_FILES:
        args.refuse(
            f"{settings.devices:,} devices need {settings.devices + _OTHER_FILES:,} open files, and {files:,} are"
            " allowed here: ulimit -n, or fewer devices"
        )
    progress = Progress.on(sys.stderr)
    try:
        with own_folder("stoep-load-") as folder:
            load = LoadRun(settings, folder=folder, progress=progress)
            asyncio.run(until_told(load.run()))
    except (GatewayError, LoadError) as error:
        progress.line(f"stoep load: {error}")
        return 1
    report = load.report
    if report is None:
        progress.line("stopped before the end: nothing to report")
        return 130
    print(json.dumps(report.as_json(), indent=1) if args.json else report.as_text())
    return 1 if report.faults else 0


def _whole(most: int, *, least: int = 1) -> Callable[[str], int]:
    def number(text: str) -> int:
        found = int(text) if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS else -1
        if not least <= found <= most:
            raise argparse.ArgumentTypeError(f"{text}: give a whole number from {least} to {most:,}")
        return found

    return number
