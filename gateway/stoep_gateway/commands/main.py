"""The `stoep` program: finds its commands by entry point, loads only the one that is asked for."""

import argparse
import sys
from collections.abc import Collection, Iterable, Sequence
from importlib.metadata import EntryPoint

from stoep_gateway.commands.found import add_commands, points_of
from stoep_gateway.errors import ConfigError
from stoep_protocol import __version__

GROUP = "stoep.commands"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; whatever a person must act on ends as one line on stderr."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = _chosen(words)
    parser, left_out = _parser(chosen)
    if len(chosen) == 1:
        for name, error in left_out.items():
            raise ConfigError(f"command {name}: cannot be loaded ({error}): is its package installed?") from error
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


def _chosen(words: Sequence[str]) -> Collection[EntryPoint]:
    """One if the first word is its name, none for the version, else all: to be named."""
    if words[:1] == ["--version"]:
        return ()
    found = {point.name: point for point in points_of(GROUP)}
    return [found[words[0]]] if words and words[0] in found else found.values()


def _parser(points: Iterable[EntryPoint]) -> tuple[argparse.ArgumentParser, dict[str, ImportError]]:
    parser = argparse.ArgumentParser(prog="stoep", description="Sensors on the doorstep: devices, gateway, simulators.")
    parser.add_argument("--version", action="version", version=f"stoep {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    return parser, add_commands(commands, points)
