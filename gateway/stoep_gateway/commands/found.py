"""Commands that are found by entry point, whichever package offers them."""

import argparse
from collections.abc import Iterable
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Protocol


class Command(Protocol):
    """What a command's module offers. run returns 0 fine, 1 findings, 2 wrong use."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


@cache  # what is installed while a program runs belongs to the next one
def points_of(group: str) -> tuple[EntryPoint, ...]:
    """What packages offer in that group."""
    return tuple(entry_points(group=group))


def add_commands(parsers: Any, points: Iterable[EntryPoint]) -> dict[str, ImportError]:
    """parsers: of `add_subparsers`. What could not be loaded is left out: name -> why."""
    left_out = {}
    for point in sorted(points, key=lambda point: point.name):
        try:
            command: Command = point.load()
        except ImportError as error:
            left_out[point.name] = error
            continue
        added = parsers.add_parser(point.name, help=command.HELP, description=command.HELP)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return left_out
