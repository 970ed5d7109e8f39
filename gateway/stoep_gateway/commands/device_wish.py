"""What somebody asks for who enrols or invites a device: options of a command, or lines of a file with the same."""

import argparse
import shlex
from pathlib import Path
from typing import NoReturn

from stoep_gateway.anonymise.quantities import Classes
from stoep_gateway.commands.classing import check
from stoep_gateway.config.settings import Settings
from stoep_gateway.errors import ConfigError
from stoep_gateway.registry.cells import parse_cell
from stoep_gateway.registry.enrolment import Enrolment
from stoep_gateway.registry.profiles import chosen, offered

NAME_HELP = "1-32 characters of a-z 0-9 -"
_PROFILE_HELP = f"what it measures: {', '.join(offered())}, or the file of a maker's own profile"
_LINES_MAX = 100_000


def add_wish(parser: argparse.ArgumentParser) -> None:
    """Everything but the name."""
    parser.add_argument("--profile", metavar="NAME|FILE.json", help=_PROFILE_HELP)
    parser.add_argument("--cell", metavar="X,Y", help="its place: the centre of a grid cell, RD New metres")
    parser.add_argument("--group", help="whose privacy budget it spends (default: its own name)")
    parser.add_argument("--sample-s", type=int, metavar="SECONDS", help="time between rows")
    parser.add_argument("--send-s", type=int, metavar="SECONDS", help="time between sends")


def request_of(args: argparse.Namespace, *, settings: Settings) -> Enrolment:
    """ConfigError."""
    profile = chosen(args.profile) if args.profile else None
    if profile:
        check(profile, classes=Classes(own=settings.quantities))
    return Enrolment(
        name=args.name,
        profile=profile,
        group=args.group,
        cell=parse_cell(args.cell, size_m=settings.place.cell_size_m) if args.cell else None,
        sample_s=args.sample_s,
        send_s=args.send_s,
    )


def requests_in(file: Path, *, settings: Settings) -> list[Enrolment]:
    """A device a line, as it would stand after `stoep device enroll`; # begins a comment. ConfigError."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: cannot be read: is it a text file?") from error
    if len(lines) > _LINES_MAX:
        raise ConfigError(f"{file}: more than {_LINES_MAX:,} lines: enrol them by several files")
    parser = _LineParser(prog="", add_help=False, allow_abbrev=False)
    parser.add_argument("name")
    add_wish(parser)
    found: dict[str, Enrolment] = {}
    for number, line in enumerate(lines, 1):
        try:
            words = shlex.split(line, comments=True)
            if not words:
                continue
            request = request_of(parser.parse_args(words), settings=settings)
            if request.name in found:
                raise ConfigError(f"{request.name} has a line already")
        except (ValueError, ConfigError) as error:  # ValueError: a quotation without an end
            raise ConfigError(f"{file}:{number}: {error}") from error
        found[request.name] = request
    if not found:
        raise ConfigError(f"{file}: names no device: write one a line, such as garden-7 --profile soil")
    return list(found.values())


class _LineParser(argparse.ArgumentParser):
    """Its mistakes are the file's, not the command's."""

    def error(self, message: str) -> NoReturn:
        raise ConfigError(message)
