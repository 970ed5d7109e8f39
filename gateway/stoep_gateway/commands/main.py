"""The `stoep` program: finds its commands by entry point, loads only the one that is asked for."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from importlib.metadata import EntryPoint

from stoep_gateway.commands.found import add_commands, points_of
from stoep_gateway.errors import ConfigError
from stoep_protocol import __version__

GROUP = "stoep.commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; whatever a person must act on ends as one line on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    below, chosen = _chosen(words)
    parser, left_out = _parser(chosen, below=below)
    for name, error in left_out.items() if len(chosen) == 1 else ():
        print(f"stoep: command {name} cannot be loaded ({error}): is its package installed?", file=sys.stderr)
        return 2
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


def _chosen(words: Sequence[str]) -> tuple[Sequence[str], Sequence[EntryPoint]]:
    """One if the first words are its name, after the words that lead to its group; none for the version; else all."""
    if words[:1] == ["--version"]:
        return (), ()
    for depth in (1, 0) if len(words) > 1 else (0,) if words else ():
        for point in points_of(".".join([GROUP, *words[:depth]])):
            if point.name == words[depth]:
                return words[:depth], [point]
    return (), points_of(GROUP)


def _parser(
    points: Iterable[EntryPoint], *, below: Sequence[str]
) -> tuple[argparse.ArgumentParser, dict[str, ImportError]]:
    parser = argparse.ArgumentParser(prog="stoep", description="Sensors on the doorstep: devices, gateway, simulators.")
    parser.add_argument("--version", action="version", version=f"stoep {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for word in below:
        commands = commands.add_parser(word).add_subparsers(metavar="ACTION", required=True)
    return parser, add_commands(commands, points)
