"""The `stoep` program: finds its commands by entry point, loads only the one that is asked for."""

import argparse
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version
from typing import Protocol

from stoep_gateway.errors import ConfigError

GROUP = "stoep.commands"


class Command(Protocol):
    """What a command's module offers. run returns 0 fine, 1 findings, 2 wrong use."""

    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None: ...

    def run(self, args: argparse.Namespace) -> int: ...


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; whatever a person must act on ends as one line on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    found = {point.name: point for point in entry_points(group=GROUP)}
    chosen = {words[0]: found[words[0]]} if words and words[0] in found else found
    parser = _parser(chosen)
    if not words:
        parser.print_help(sys.stderr)
        raise SystemExit(2)
    args = parser.parse_args(words)
    try:
        return int(args.run(args))
    except ConfigError as error:
        print(f"stoep: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # somebody's `| head`
        sys.stderr.close()
        return 0


def _parser(points: dict[str, EntryPoint]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="stoep", description="Sensors on the doorstep: devices, gateway, simulators.")
    parser.add_argument("--version", action="version", version=f"stoep {version('stoep')}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for name in sorted(points):
        try:
            command: Command = points[name].load()
        except ImportError as error:
            if len(points) == 1:
                raise ConfigError(f"command {name}: cannot be loaded ({error}): is its package installed?") from error
            continue
        added = commands.add_parser(name, help=command.HELP, description=command.HELP)
        command.add_arguments(added)
        added.set_defaults(run=command.run)
    return parser
