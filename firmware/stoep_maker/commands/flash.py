"""`stoep device flash`: from a bare board with MicroPython to its first row."""

import argparse
import getpass
import sys
from pathlib import Path
from typing import Any

from stoep_maker.at_desk import add_port, find_board
from stoep_maker.errors import MakerError
from stoep_maker.flashing import flash
from stoep_maker.identity import Networks, Shelf, ask_networks, complete, read_bundle, read_networks
from stoep_maker.redeem import Code, parse_code, redeem
from stoep_maker.serial_line import catch, start_and_watch

HELP = "put the firmware and a device's identity on a board over USB, and wait for its first row"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--bundle, --wifi-file, --port."""
    parser.add_argument(
        "--bundle",
        type=Path,
        metavar="FILE",
        help="from the gateway's operator; delete it afterwards (default: it asks for a code of stoep device invite)",
    )
    parser.add_argument(
        "--wifi-file",
        type=Path,
        metavar="FILE",
        help='mode 0600: [["name", "password"], ...] (default: as in the bundle, else it asks)',
    )
    add_port(parser)


def run(args: argparse.Namespace) -> int:
    """0: it has taken its first row; 1: it does not, or the code is refused; 2: nothing to flash, or with."""
    file = args.bundle
    try:
        code = None if file else parse_code(_ask_secret("code from the gateway's operator: "))
        bundle = read_bundle(file) if file else {}
        wifi = _networks(args.wifi_file, bundle=bundle)
        if file:
            complete(bundle, wifi=wifi, where=file)
        remote = find_board(args.port)
    except (MakerError, EOFError) as error:
        print(f"stoep device flash: {error or 'no answer to a question: see --help'}", file=sys.stderr)
        return 2
    try:
        catch(remote.port, say=_say)
        if code:  # not before a board is there: it is good once
            file = _enrol(code)
            _say(f"enrolled: {file} is kept until the board runs")
        identity = complete(read_bundle(file), wifi=wifi, where=file)
        _say(f"sensors: {', '.join(str(each.get('type')) for each in identity['sensors'])}")
        flash(remote, identity=identity, say=_say)
        start_and_watch(remote.port, say=lambda line: _say(f"  {line}"))
    except MakerError as error:
        print(f"stoep device flash: {error}", file=sys.stderr)
        if code and file:
            print(f"the code is used: go on with --bundle {file}", file=sys.stderr)
        return 1
    _say(f"{identity['device']} runs: its rows go to {identity['broker']['host']}")
    if code:
        file.unlink()
    else:
        _say(f"Delete {file} now")
    return 0


def _networks(file: Path | None, *, bundle: dict[str, Any]) -> Networks:
    if file:
        return read_networks(file)
    found: Networks | None = bundle.get("wifi")
    return ask_networks(input, ask_secret=_ask_secret) if found is None else found


def _enrol(code: Code) -> Path:
    """The file that keeps the bundle. MakerError."""
    shelf = Shelf(Path())
    try:
        bundle = redeem(code)
    except BaseException:
        shelf.clear()
        raise
    return shelf.put(bundle)


def _ask_secret(prompt: str) -> str:
    """Hidden at a terminal; else the next line of standard input. EOFError: there is none."""
    return getpass.getpass(prompt) if sys.stdin.isatty() else input()


def _say(line: str) -> None:
    print(line, flush=True)
