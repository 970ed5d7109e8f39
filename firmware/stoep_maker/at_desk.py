"""A board that lies on the desk for a while: its firmware stopped, and started again at the end."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stoep_maker.errors import MakerError
from stoep_maker.ports import only_port
from stoep_maker.remote import Remote
from stoep_maker.serial_line import Say, catch


def add_port(parser: argparse.ArgumentParser) -> None:
    """--port."""
    parser.add_argument("--port", metavar="PORT", help="such as /dev/ttyUSB0 (default: the only one there is)")


def find_board(port: str | None) -> Remote:
    """On this port, or on the only one. MakerError: none, several, or no mpremote to speak with it."""
    return Remote(port or only_port())


@contextmanager
def stopped(remote: Remote, *, say: Say) -> Iterator[None]:
    """At its prompt meanwhile. Then it is reset, whatever happened, so that no board stands idle. MakerError."""
    catch(remote.port, say=say)
    try:
        yield
    except BaseException:
        with suppress(MakerError):
            remote.reset()
        raise
    remote.reset()
