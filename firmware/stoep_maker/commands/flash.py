"""`stoep device flash`: from a bare board with MicroPython to its first row."""

import argparse
import getpass
import sys
from pathlib import Path

from stoep_maker.errors import MakerError
from stoep_maker.flashing import flash
from stoep_maker.identity import read_identity
from stoep_maker.ports import only_port
from stoep_maker.remote import Remote
from stoep_maker.serial_line import catch, start_and_watch

HELP = "put the firmware and a device's bundle on a board over USB, and wait for its first row"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--bundle, --port."""
    parser.add_argument(
        "--bundle", type=Path, required=True, metavar="FILE", help="from the gateway's operator; delete it afterwards"
    )
    parser.add_argument("--port", metavar="PORT", help="such as /dev/ttyUSB0 (default: the only one there is)")


def run(args: argparse.Namespace) -> int:
    """0: it has taken its first row; 1: it does not; 2: nothing to flash, or nothing to flash it with."""
    try:
        identity = read_identity(args.bundle, ask=input, ask_secret=getpass.getpass)
        remote = Remote(args.port or only_port())
    except (MakerError, EOFError) as error:
        print(f"stoep device flash: {error or 'no answer to a question: add wifi to the bundle'}", file=sys.stderr)
        return 2
    try:
        catch(remote.port, say=_say)
        flash(remote, identity=identity, say=_say)
        start_and_watch(remote.port, say=lambda line: _say(f"  {line}"))
    except MakerError as error:
        print(f"stoep device flash: {error}", file=sys.stderr)
        return 1
    _say(f"{identity['device']} runs: its rows go to {identity['broker']['host']}. Delete {args.bundle} now")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)
