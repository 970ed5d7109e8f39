"""`stoep device shell`: MicroPython's prompt on a board whose firmware is stopped."""

import argparse
import sys

from stoep_maker.at_desk import add_port, find_board, stopped
from stoep_maker.errors import MakerError
from stoep_maker.scripts import script

HELP = "a prompt on a board, its firmware stopped; started again when you leave (Ctrl-X)"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--port."""
    add_port(parser)


def run(args: argparse.Namespace) -> int:
    """0: left by Ctrl-X; 1: the board is in trouble; 2: no board."""
    try:
        remote = find_board(args.port)
    except MakerError as error:
        return _complain(error, code=2)
    try:
        with stopped(remote, say=_say):
            remote.converse("resume", "exec", script("hold"), "repl")
    except MakerError as error:
        return _complain(error, code=1)
    return 0


def _complain(error: MakerError, *, code: int) -> int:
    print(f"stoep device shell: {error}", file=sys.stderr)
    return code


def _say(line: str) -> None:
    print(line, flush=True)
